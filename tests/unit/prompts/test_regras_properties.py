"""Laws that hold for every rule and every set of facts."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from core.prompts.regras import (
    Condicao,
    Decisao,
    E,
    Nao,
    Operador,
    Ou,
    Regra,
    SemValor,
    ValorDoFato,
    dump_regra,
    evaluate_regra,
    list_variaveis,
    parse_regra,
)

SLUGS = ("a", "b", "c", "d")
KNOWN = st.one_of(
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from(["", "Sim", "x", "1,5", "1,234", "2024-09-19"]),
    st.lists(st.sampled_from(["x", "y"]), max_size=2),
    st.just(SemValor.NAO_SE_APLICA),
)
TEXT_VALUES = st.sampled_from(["x", "sim", "2", "2024-09-20"])
NUMBERS = st.integers(-3, 3)
ORDER = (Operador.GREATER_THAN, Operador.LESS_THAN, Operador.GREATER_OR_EQUAL, Operador.LESS_OR_EQUAL)
ABSENCE = (Operador.EXISTS, Operador.NOT_EXISTS, Operador.IS_EMPTY, Operador.IS_NOT_EMPTY)
LISTS = (Operador.IN_LIST, Operador.NOT_IN_LIST)
OTHER = tuple(op for op in Operador if op not in ORDER + ABSENCE + LISTS)

SLUG = st.sampled_from(SLUGS)
CONDICOES = st.one_of(
    st.builds(Condicao, SLUG, st.sampled_from(ABSENCE)),
    st.builds(Condicao, SLUG, st.sampled_from(ORDER), NUMBERS),
    st.builds(Condicao, SLUG, st.sampled_from(LISTS), st.lists(TEXT_VALUES, min_size=1, max_size=2).map(tuple)),
    st.builds(Condicao, SLUG, st.sampled_from(OTHER), st.one_of(TEXT_VALUES, NUMBERS, st.booleans())),
)
BOOLEAN_CONDICOES = st.builds(Condicao, SLUG, st.just(Operador.EQUALS), st.booleans())


def _trees(leaves: st.SearchStrategy[Condicao]) -> st.SearchStrategy[Regra]:
    def extend(inner: st.SearchStrategy[Regra]) -> st.SearchStrategy[Regra]:
        parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.one_of(st.builds(E, parts), st.builds(Ou, parts), st.builds(Nao, inner))

    return st.recursive(leaves, extend, max_leaves=8)


REGRAS = _trees(CONDICOES)
FATOS = st.dictionaries(SLUG, st.one_of(KNOWN, st.just(SemValor.DESCONHECIDO)))
COMPLETIONS = st.fixed_dictionaries(dict.fromkeys(SLUGS, KNOWN))
law = settings(database=None, max_examples=60, deadline=None)


def _complete(fatos: Mapping[str, ValorDoFato], completion: Mapping[str, ValorDoFato]) -> dict[str, ValorDoFato]:
    known = {slug: fato for slug, fato in fatos.items() if fato is not SemValor.DESCONHECIDO}
    return {**completion, **known}


@law
@given(REGRAS, FATOS, COMPLETIONS)
def test_a_decision_holds_for_every_completion_of_the_unknowns(
    regra: Regra, fatos: dict[str, ValorDoFato], completion: dict[str, ValorDoFato]
) -> None:
    decisao = evaluate_regra(regra, fatos).decisao
    if decisao is not Decisao.DESCONHECIDA:
        assert evaluate_regra(regra, _complete(fatos, completion)).decisao is decisao


@law
@given(REGRAS, FATOS, SLUG)
def test_forgetting_a_fact_never_turns_a_decision_around(
    regra: Regra, fatos: dict[str, ValorDoFato], forgotten: str
) -> None:
    before = evaluate_regra(regra, fatos).decisao
    after = evaluate_regra(regra, {slug: fato for slug, fato in fatos.items() if slug != forgotten}).decisao
    assert after in (before, Decisao.DESCONHECIDA)


@law
@given(REGRAS, FATOS)
def test_the_deciding_variables_alone_give_the_same_decision(regra: Regra, fatos: dict[str, ValorDoFato]) -> None:
    avaliacao = evaluate_regra(regra, fatos)
    alone = {slug: fato for slug, fato in fatos.items() if slug in avaliacao.variaveis}
    if avaliacao.decisao is not Decisao.DESCONHECIDA:
        assert evaluate_regra(regra, alone).decisao is avaliacao.decisao


@law
@given(REGRAS, FATOS)
def test_an_evaluation_has_a_reason_or_open_variables_never_both(regra: Regra, fatos: dict[str, ValorDoFato]) -> None:
    avaliacao = evaluate_regra(regra, fatos)
    is_open = avaliacao.decisao is Decisao.DESCONHECIDA
    assert bool(avaliacao.desconhecidas) is is_open
    assert bool(avaliacao.condicoes) is not is_open
    assert {*avaliacao.desconhecidas, *avaliacao.variaveis} <= set(list_variaveis(regra))


@law
@given(_trees(BOOLEAN_CONDICOES), st.dictionaries(SLUG, st.booleans()), st.booleans())
def test_answering_the_open_variables_decides_the_rule(regra: Regra, fatos: dict[str, bool], answer: bool) -> None:
    avaliacao = evaluate_regra(regra, fatos)
    answered = {**fatos, **dict.fromkeys(avaliacao.desconhecidas, answer)}
    assert evaluate_regra(regra, answered).decisao is not Decisao.DESCONHECIDA


@law
@given(st.lists(REGRAS, min_size=1, max_size=3).map(tuple), FATOS)
def test_de_morgan_and_double_negation_hold(regras: tuple[Regra, ...], fatos: dict[str, ValorDoFato]) -> None:
    negated = tuple(Nao(regra) for regra in regras)
    assert evaluate_regra(Nao(E(regras)), fatos).decisao is evaluate_regra(Ou(negated), fatos).decisao
    assert evaluate_regra(Nao(Ou(regras)), fatos).decisao is evaluate_regra(E(negated), fatos).decisao
    assert evaluate_regra(Nao(Nao(regras[0])), fatos) == evaluate_regra(regras[0], fatos)


@law
@given(REGRAS)
def test_the_json_form_gives_the_same_rule_back(regra: Regra) -> None:
    assert parse_regra(dump_regra(regra)) == regra
