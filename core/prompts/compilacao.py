"""Many rules over one case at a time: each distinct condition is compared once, each value is read once.

``evaluate_regra`` is the plain form of the same answer, and gives the reason too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter

from core.prompts.comparacao import (
    Decisao,
    FatoLido,
    Lado,
    Operador,
    SemValor,
    ValorDoFato,
    compare_lido,
    read_operando,
)
from core.prompts.regras import Condicao, E, Nao, Regra

Tabela = Sequence[int]
"""The answer of each distinct condition, as a place in Kleene's order; then ``e`` is min and ``ou`` is max."""

Compilada = Callable[[Tabela], int]

_PLACE = {Decisao.NAO: 0, Decisao.DESCONHECIDA: 1, Decisao.SIM: 2}
DECISOES = (Decisao.NAO, Decisao.DESCONHECIDA, Decisao.SIM)
"""The decision of each place."""

_UNKNOWN = FatoLido(SemValor.DESCONHECIDO)


class Compilador:
    """The distinct conditions of the rules it compiled; ``evaluate`` answers them all for one case."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str, str], int] = {}
        self._condicoes: list[tuple[str, Operador, tuple[Lado, ...]]] = []

    def compile(self, regra: Regra) -> Compilada:
        """The rule as a function of the table that ``evaluate`` makes after every rule was compiled."""
        if isinstance(regra, Condicao):
            return itemgetter(self._place(regra))
        if isinstance(regra, Nao):
            return _negate(self.compile(regra.regra))
        join = min if isinstance(regra, E) else max
        places = [self._place(part) for part in regra.regras if isinstance(part, Condicao)]
        groups = [self.compile(part) for part in regra.regras if not isinstance(part, Condicao)]
        if len(places) == 1:
            groups.insert(0, itemgetter(places[0]))
        elif places:
            groups.insert(0, _join_places(join, itemgetter(*places)))
        return groups[0] if len(groups) == 1 else _join_groups(join, groups)

    def evaluate(self, valores: Mapping[str, ValorDoFato]) -> Tabela:
        """The answers for one case; an absent variable is unknown."""
        lidos = {slug: FatoLido(valor) for slug, valor in valores.items()}
        find = lidos.get
        return [
            _PLACE[compare_lido(operador, find(variavel, _UNKNOWN), operandos)]
            for variavel, operador, operandos in self._condicoes
        ]

    def _place(self, condicao: Condicao) -> int:
        key = (condicao.variavel, condicao.operador.value, repr(condicao.valor))  # 1 and True are equal, not alike
        place = self._places.setdefault(key, len(self._condicoes))
        if place == len(self._condicoes):
            self._condicoes.append((condicao.variavel, condicao.operador, read_operando(condicao.valor)))
        return place


def _negate(inner: Compilada) -> Compilada:
    return lambda tabela: 2 - inner(tabela)


def _join_places(join: Callable[[Sequence[int]], int], pick: Callable[[Tabela], Sequence[int]]) -> Compilada:
    return lambda tabela: join(pick(tabela))


def _join_groups(join: Callable[[Sequence[int]], int], groups: Sequence[Compilada]) -> Compilada:
    """Up to the first part that settles it, conditions before groups: a false one an ``e``, a true one an ``ou``."""
    settled, neutral = (0, 2) if join is min else (2, 0)

    def decide(tabela: Tabela) -> int:
        place = neutral
        for group in groups:
            found = group(tabela)
            if found == settled:
                return settled
            if found == 1:
                place = 1
        return place

    return decide
