"""Typed variables, their values and rules over them, for laws that hold for every rule."""

from __future__ import annotations

from hypothesis import strategies as st

from core.prompts.comparacao import COM_LISTA, ORDEM, SEM_OPERANDO
from core.prompts.domain import TipoDeVariavel, Variavel
from core.prompts.regras import Condicao, E, Nao, Operador, Ou, Regra, SemValor, ValorDoFato
from core.prompts.validacao import OPERADORES_DO_TIPO

_OPCOES = ("favorável", "com ressalvas", "não informado")
VARIAVEIS = {
    slug: Variavel(slug, tipo, f"Pergunta {slug}?", opcoes)
    for slug, tipo, opcoes in (
        ("pede", TipoDeVariavel.BOOLEANO, ()),
        ("idoso", TipoDeVariavel.BOOLEANO, ()),
        ("valor", TipoDeVariavel.MOEDA, ()),
        ("idade", TipoDeVariavel.NUMERO, ()),
        ("ajuizamento", TipoDeVariavel.DATA, ()),
        ("conclusao", TipoDeVariavel.ESCOLHA, _OPCOES),
        ("itens", TipoDeVariavel.LISTA, _OPCOES),
        ("doenca", TipoDeVariavel.TEXTO, ()),
    )
}
_DATES = st.sampled_from(("2024-09-19", "2024-09-20", "2025-01-01"))
_NUMBERS = st.sampled_from((0, 17.9, 60, 10_000.0, 12_500.55))
_TEXTS = st.sampled_from(("diabetes tipo 2", "Diabetes", "dor crônica", "60"))
_VALUES: dict[TipoDeVariavel, st.SearchStrategy[ValorDoFato]] = {
    TipoDeVariavel.BOOLEANO: st.booleans(),
    TipoDeVariavel.MOEDA: _NUMBERS,
    TipoDeVariavel.NUMERO: _NUMBERS,
    TipoDeVariavel.DATA: _DATES,
    TipoDeVariavel.ESCOLHA: st.sampled_from(_OPCOES),
    TipoDeVariavel.LISTA: st.lists(st.sampled_from(_OPCOES), unique=True),
    TipoDeVariavel.TEXTO: _TEXTS,
}


def typed_completions() -> st.SearchStrategy[dict[str, ValorDoFato]]:
    """A value of its type, or "does not apply", for every variable."""
    absent = st.just(SemValor.NAO_SE_APLICA)
    return st.fixed_dictionaries({slug: st.one_of(_VALUES[v.tipo], absent) for slug, v in VARIAVEIS.items()})


def typed_condicoes() -> st.SearchStrategy[Condicao]:
    """Every operator that fits, with a value that fits."""
    pairs = [(v, operador) for v in VARIAVEIS.values() for operador in OPERADORES_DO_TIPO[v.tipo]]
    return st.sampled_from(pairs).flatmap(lambda pair: _build_condicao(*pair))


def typed_regras(max_leaves: int = 6) -> st.SearchStrategy[Regra]:
    def extend(inner: st.SearchStrategy[Regra]) -> st.SearchStrategy[Regra]:
        parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.one_of(st.builds(E, parts), st.builds(Ou, parts), st.builds(Nao, inner))

    return st.recursive(typed_condicoes(), extend, max_leaves=max_leaves)


def _build_condicao(variavel: Variavel, operador: Operador) -> st.SearchStrategy[Condicao]:
    slug = st.just(variavel.slug)
    if operador in SEM_OPERANDO:
        return st.builds(Condicao, slug, st.just(operador))
    if operador is Operador.MATCHES_REGEX:
        return st.builds(Condicao, slug, st.just(operador), st.sampled_from((r"diab\w+", r"^\d{2}$")))
    single = _VALUES[variavel.tipo] if operador in ORDEM else _one_value(variavel.tipo)
    if operador in COM_LISTA:
        return st.builds(Condicao, slug, st.just(operador), st.lists(single, min_size=1, max_size=2).map(tuple))
    return st.builds(Condicao, slug, st.just(operador), single)


def _one_value(tipo: TipoDeVariavel) -> st.SearchStrategy[ValorDoFato]:
    return st.sampled_from(_OPCOES) if tipo is TipoDeVariavel.LISTA else _VALUES[tipo]
