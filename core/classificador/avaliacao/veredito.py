"""The verdict between two versions, and in which words it is told. Pure.

Better or worse: McNemar's exact test, two-sided, at 5%; so of a hundred versions that are no better than the one in
use, at most three are called better. A tie: the difference lies within ``MARGEM`` either way, by two one-sided tests
at 5% (the 90% interval of Tango, which is told then; that of 95% goes with the other verdicts). Otherwise nobody can
tell yet: the interval told reaches as far as the exact test's own, so that it holds zero, and what is missing is the
fewer of two numbers: of documents that would show the difference seen, or of documents that would show that there is
none worth having.
"""

from __future__ import annotations

from math import ceil

from core.classificador.avaliacao.domain import Decisao, PerdaProtegida, Veredito
from core.classificador.estatistica import (
    Intervalo,
    Matriz,
    Medidas,
    Pareada,
    compute_exato,
    compute_p_de_mcnemar,
    compute_tango,
    estimate_casos,
)
from core.prompts.domain import CategoriaDeClassificacao

ALFA = 0.05
PODER = 0.8
MARGEM = 0.05
"""A difference of accuracy that is worth a change: five documents in a hundred."""

_SMOOTH = 0.5
"""Added to each kind of discordance, so that a few documents without any do not pass for a rule."""

_ROUND = 10


def decide(tabela: Pareada) -> Decisao:
    """What the documents say of B beside A."""
    p = compute_p_de_mcnemar(tabela.so_a, tabela.so_b)
    intervalo = compute_tango(tabela, confianca=1 - ALFA)
    if p < ALFA:
        return Decisao(Veredito.MELHOR if tabela.diferenca > 0 else Veredito.PIOR, p, intervalo)
    inner = compute_tango(tabela, confianca=1 - 2 * ALFA)
    if inner.inferior > -MARGEM and inner.superior < MARGEM:
        return Decisao(Veredito.EMPATE, p, inner)
    wider = _join(intervalo, compute_exato(tabela, confianca=1 - ALFA))
    return Decisao(Veredito.NAO_DA_PARA_SABER, p, wider, estimate_faltam(tabela))


def _join(one: Intervalo, other: Intervalo) -> Intervalo:
    return Intervalo(min(one.inferior, other.inferior), max(one.superior, other.superior))


def estimate_faltam(tabela: Pareada) -> int:
    """Documents still needed for a verdict, about: rounded up to tens, never none."""
    total = tabela.total
    if not total:
        return estimate_casos(MARGEM, 2 * MARGEM, alfa=ALFA, poder=PODER)
    discordancia = (tabela.discordantes + 2 * _SMOOTH) / (total + 1)
    seen = abs(tabela.diferenca)
    needed = []
    if seen:
        needed.append(estimate_casos(seen, discordancia, alfa=ALFA, poder=PODER))
    if seen < MARGEM:
        needed.append(estimate_casos(MARGEM - seen, discordancia, alfa=2 * ALFA, poder=PODER))
    return max(ceil((min(needed) - total) / _ROUND), 1) * _ROUND


def find_perdas(
    a: Matriz, b: Matriz, protegidas: tuple[CategoriaDeClassificacao, ...], conhecidas_b: frozenset[str]
) -> tuple[PerdaProtegida, ...]:
    """Protected classes on which B is worse: it finds fewer of their documents, or its F1 is lower, or it does not know
    the class."""
    of_a, of_b = ({one.classe: one for one in matriz.medidas} for matriz in (a, b))
    found = []
    for categoria in protegidas:
        none = Medidas(categoria.slug, 0, 0, 0)
        old, new = of_a.get(categoria.slug, none), of_b.get(categoria.slug, none)
        is_ausente = categoria.slug not in conhecidas_b
        if is_ausente or new.acertos < old.acertos or new.f1 < old.f1:
            figures = (old.apoio, old.acertos, new.acertos, old.f1, new.f1)
            found.append(PerdaProtegida(categoria.slug, categoria.nome, *figures, is_ausente=is_ausente))
    return tuple(found)


def tell_veredito(decisao: Decisao, tabela: Pareada, nomes: tuple[str, str]) -> str:
    """The verdict as people read it; ``nomes`` as in "a versão 3", of A and of B."""
    a, b = nomes
    heads = {
        Veredito.MELHOR: f"Melhor: {b} acerta mais que {a}.",
        Veredito.PIOR: f"Pior: {b} acerta menos que {a}.",
        Veredito.EMPATE: f"Empate: {a} e {b} diferem em menos de {MARGEM * 100:.0f} pontos.",
        Veredito.NAO_DA_PARA_SABER: f"Ainda não dá para saber: faltam cerca de {decisao.faltam} casos.",
    }
    return (
        f"{heads[decisao.veredito]} Em {tabela.total} casos, só {b} acertou {tabela.so_b} e só {a} acertou "
        f"{tabela.so_a}; a diferença de acertos está entre {_points(decisao.intervalo)}."
    )


def tell_bloqueio(perdas: tuple[PerdaProtegida, ...]) -> str:
    """Why the new version may not go into production; empty when nothing stands in the way."""
    return " ".join(_tell_perda(perda) for perda in perdas)


def _tell_perda(perda: PerdaProtegida) -> str:
    if perda.is_ausente:
        return f"A categoria protegida “{perda.nome}” não existe na versão nova."
    return (
        f"A versão nova piora a categoria protegida “{perda.nome}”: de {perda.apoio} documentos, a atual acerta "
        f"{perda.acertos_a} e a nova {perda.acertos_b} (F1 de {_share(perda.f1_a)} para {_share(perda.f1_b)})."
    )


def _points(intervalo: Intervalo) -> str:
    ends = (intervalo.inferior, intervalo.superior)
    low, high = (f"{100 * end:+.1f}".replace(".", ",").replace("-", "−") for end in ends)
    return f"{low} e {high} pontos"


def _share(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
