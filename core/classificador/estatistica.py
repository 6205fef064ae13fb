"""What two runs over the same documents say, in numbers. Pure; answers are compared as they come, empty is "no answer".

Sources: McNemar (1947) in its exact form; Clopper and Pearson (1934) for one share; Tango (1998), "Equivalence test and
confidence interval for the difference in proportions for the paired-sample design", for the difference of two shares
over the same documents; Connor (1987) for the number of documents that McNemar's test needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, comb, exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

SEM_RESPOSTA = ""
_NORMAL = NormalDist()
_STEPS = 60
"""Halvings of an interval: more than a float can tell apart."""

_STEPS_OF_SHARES = 40
"""Halvings of a share: to the twelfth digit."""


@dataclass(frozen=True)
class Medidas:
    """Of one class: ``apoio`` documents are of it, ``previstos`` were said to be, ``acertos`` were both."""

    classe: str
    apoio: int
    previstos: int
    acertos: int

    @property
    def precisao(self) -> float:
        return self.acertos / self.previstos if self.previstos else 0.0

    @property
    def cobertura(self) -> float:
        """Recall."""
        return self.acertos / self.apoio if self.apoio else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.acertos / (self.apoio + self.previstos) if self.apoio + self.previstos else 0.0


@dataclass(frozen=True)
class Matriz:
    """``contagens[i][j]``: documents of ``classes[i]`` that were said to be of ``classes[j]``."""

    classes: tuple[str, ...]
    contagens: tuple[tuple[int, ...], ...]

    @cached_property
    def total(self) -> int:
        return sum(map(sum, self.contagens))

    @cached_property
    def acertos(self) -> int:
        return sum(self.contagens[place][place] for place in range(len(self.classes)))

    @property
    def acuracia(self) -> float:
        return self.acertos / self.total if self.total else 0.0

    @cached_property
    def medidas(self) -> tuple[Medidas, ...]:
        """One of each class that documents are of or were said to be of; "no answer" is none."""
        columns = [sum(row[place] for row in self.contagens) for place in range(len(self.classes))]
        each = (
            Medidas(classe, sum(self.contagens[place]), columns[place], self.contagens[place][place])
            for place, classe in enumerate(self.classes)
            if classe != SEM_RESPOSTA
        )
        return tuple(one for one in each if one.apoio or one.previstos)

    @property
    def macro_f1(self) -> float:
        """The plain mean over the classes that have documents or were answered, as scikit-learn takes it."""
        return sum(one.f1 for one in self.medidas) / len(self.medidas) if self.medidas else 0.0


@dataclass(frozen=True)
class Pareada:
    """The same documents under two versions, A and B: both right, only one of them, none."""

    ambos: int
    so_a: int
    so_b: int
    nenhum: int

    @property
    def total(self) -> int:
        return self.ambos + self.so_a + self.so_b + self.nenhum

    @property
    def discordantes(self) -> int:
        return self.so_a + self.so_b

    @property
    def diferenca(self) -> float:
        """Accuracy of B less that of A."""
        return (self.so_b - self.so_a) / self.total if self.total else 0.0


@dataclass(frozen=True)
class Intervalo:
    inferior: float
    superior: float


def build_matriz(certas: Sequence[str], respostas: Sequence[str], classes: Sequence[str] = ()) -> Matriz:
    """``classes`` first and in their order, then those that only occur; "no answer" last. Raises ValueError when the
    two do not go together."""
    counts = Counter(zip(certas, respostas, strict=True))
    found = sorted({*certas, *respostas} - {*classes, SEM_RESPOSTA})
    has_gaps = SEM_RESPOSTA in respostas
    names = (*classes, *found, *((SEM_RESPOSTA,) if has_gaps else ()))
    return Matriz(names, tuple(tuple(counts[row, column] for column in names) for row in names))


def build_pareada(acertos_a: Sequence[bool], acertos_b: Sequence[bool]) -> Pareada:
    """Raises ValueError when they are not of the same documents."""
    counts = Counter(zip(acertos_a, acertos_b, strict=True))
    return Pareada(counts[True, True], counts[True, False], counts[False, True], counts[False, False])


def compute_p_de_mcnemar(so_a: int, so_b: int) -> float:
    """Two-sided, exact: how likely so uneven a split of the discordant documents is if both versions are as good."""
    total, fewer = so_a + so_b, min(so_a, so_b)
    tail = sum(comb(total, hits) for hits in range(fewer + 1))
    return min(1.0, 2 * tail / (1 << total))


def compute_exato(tabela: Pareada, *, confianca: float = 0.95) -> Intervalo:
    """The interval of the same difference that goes with McNemar's exact test: it holds zero where that test sees no
    difference. Of the documents that count as discordant, how many B wins has the limits of Clopper and Pearson."""
    if not tabela.discordantes:
        return Intervalo(0.0, 0.0)
    share, rest = tabela.discordantes / tabela.total, (1 - confianca) / 2
    low, high = (
        0.0 if not wins else _solve_binomial(tabela.discordantes, wins, rest) for wins in (tabela.so_b, tabela.so_a)
    )
    return Intervalo(share * (2 * low - 1), share * (1 - 2 * high))


def compute_tango(tabela: Pareada, *, confianca: float = 0.95) -> Intervalo:
    """The interval of the difference of two accuracies (B less A) over the same documents."""
    if not tabela.total:
        return Intervalo(-1.0, 1.0)
    z = _NORMAL.inv_cdf((1 + confianca) / 2)
    return Intervalo(_solve_tango(tabela, z, -1.0), _solve_tango(tabela, -z, 1.0))


def estimate_casos(diferenca: float, discordancia: float, *, alfa: float = 0.05, poder: float = 0.8) -> int:
    """Documents at which McNemar's test sees a true ``diferenca`` with this power, where ``discordancia`` of them are
    answered rightly by one version only. Raises ValueError for no difference at all."""
    if not diferenca:
        raise ValueError("no number of documents shows a difference of zero")
    size = abs(diferenca)
    share = min(max(discordancia, size), 1.0)
    beyond = _NORMAL.inv_cdf(1 - alfa / 2) * sqrt(share)
    needed = _NORMAL.inv_cdf(poder) * sqrt(max(share - size * size, 0.0))
    return ceil(((beyond + needed) / size) ** 2)


def _solve_binomial(total: int, wins: int, chance: float) -> float:
    """The share at which so many wins or more come up with this chance."""
    sizes = [lgamma(total + 1) - lgamma(k + 1) - lgamma(total - k + 1) for k in range(wins, total + 1)]
    low, high = 0.0, 1.0
    for _ in range(_STEPS_OF_SHARES):
        middle = (low + high) / 2
        won, lost = log(middle), log1p(-middle)
        if sum(exp(size + k * won + (total - k) * lost) for k, size in enumerate(sizes, start=wins)) < chance:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _solve_tango(tabela: Pareada, z: float, end: float) -> float:
    """Where the score of a difference is ``z``: it falls from the lower end to the upper one."""
    low, high = (end, tabela.diferenca) if end < 0 else (tabela.diferenca, end)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _score(tabela, middle) > z:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _score(tabela: Pareada, diferenca: float) -> float:
    """How far the table is from a true ``diferenca``, in standard errors."""
    total, b, c = tabela.total, tabela.so_b, tabela.so_a
    gap = b - c - total * diferenca
    if not gap:
        return 0.0
    linear = -b - c + (2 * total - b + c) * diferenca
    constant = -c * diferenca * (1 - diferenca)
    share = (sqrt(max(linear * linear - 8 * total * constant, 0.0)) - linear) / (4 * total)
    variance = total * (2 * share + diferenca * (1 - diferenca))
    return gap / sqrt(variance) if variance > 0 else (gap / abs(gap)) * 1e9
