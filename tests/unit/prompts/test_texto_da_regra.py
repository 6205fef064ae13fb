"""The text form: an exact inverse, tolerant in spelling, and errors that name line, column and what was expected."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InvalidInputError
from core.prompts.comparacao import COM_LISTA, ORDEM, SEM_OPERANDO
from core.prompts.regras import Condicao, E, Nao, Operador, Ou, Regra, dump_regra
from core.prompts.texto_da_regra import parse_texto, render_texto

law = settings(database=None, max_examples=120, deadline=None)
NAMES = st.sampled_from(["pedido", "não", "e", "todas", "2a_instancia", "com espaço", 'com "aspas"', "Órgão-x"])
TEXTS = st.text(max_size=12) | st.sampled_from(
    ["favorável", "sim", "e", "10", "19/09/2024", "2024-09-19", "0001-01-01"]
)
NUMBERS = st.integers(-(10**12), 10**12) | st.floats(
    allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15
).map(lambda number: number + 0.0)  # no rule tells a negative zero from zero
FREE = tuple(set(Operador) - SEM_OPERANDO - COM_LISTA - set(ORDEM) - {Operador.MATCHES_REGEX})
CONDICOES = st.one_of(
    st.builds(Condicao, NAMES, st.sampled_from(sorted(SEM_OPERANDO))),
    st.builds(Condicao, NAMES, st.sampled_from(sorted(ORDEM)), NUMBERS | st.just("2024-09-19")),
    st.builds(
        Condicao,
        NAMES,
        st.sampled_from(sorted(COM_LISTA)),
        st.lists(TEXTS | NUMBERS, min_size=1, max_size=3).map(tuple),
    ),
    st.builds(Condicao, NAMES, st.sampled_from(sorted(FREE)), TEXTS | NUMBERS | st.booleans()),
    st.builds(Condicao, NAMES, st.just(Operador.MATCHES_REGEX), st.sampled_from([r"f84(\.\d)?$", '"', "a b"])),
)


def extend(inner: st.SearchStrategy[Regra]) -> st.SearchStrategy[Regra]:
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(E, parts), st.builds(Ou, parts), st.builds(Nao, inner))


@law
@given(st.recursive(CONDICOES, extend, max_leaves=6))
def test_text_gives_the_same_rule_back(regra: Regra) -> None:
    again = parse_texto(render_texto(regra))
    assert again == regra
    assert repr(dump_regra(again)) == repr(dump_regra(regra))  # 1 and 1.0 and True are equal, not the same


def says(slug: str, valor: str | float = True) -> Condicao:
    return Condicao(slug, Operador.EQUALS, valor)


@pytest.mark.parametrize(
    ("texto", "regra"),
    [
        ("a = sim", says("a")),
        ("A_b = NAO", says("A_b", valor=False)),
        ("(a = sim)", says("a")),
        ("a = sim ou b = sim e c = sim", Ou((says("a"), E((says("b"), says("c")))))),
        ("não a = sim e b = sim", E((Nao(says("a")), says("b")))),
        ("não (a = sim e b = sim)", Nao(E((says("a"), says("b"))))),
        ("a nao contem x", Condicao("a", Operador.NOT_CONTAINS, "x")),
        ("a não está vazia", Condicao("a", Operador.IS_NOT_EMPTY)),
        ("a >= R$ 10.000,00", Condicao("a", Operador.GREATER_OR_EQUAL, 10_000.0)),
        ("a <> 10", Condicao("a", Operador.NOT_EQUALS, 10)),
        ("a > 2024-09-19", Condicao("a", Operador.GREATER_THAN, "2024-09-19")),
        ('a\n  em [x, 17,9, "não informado"]', Condicao("a", Operador.IN_LIST, ("x", 17.9, "não informado"))),
    ],
)
def test_parse_texto_reads_what_people_write(texto: str, regra: Regra) -> None:
    assert parse_texto(texto) == regra


@pytest.mark.parametrize(
    ("texto", "place", "reason"),
    [
        ("", "linha 1, coluna 1", "esperava o nome de uma variável"),
        ("a", "linha 1, coluna 2", "esperava um operador"),
        ("a = sim e\n", "linha 2, coluna 1", "mas a regra acabou"),
        ("a = sim e\n  (b = x", "linha 2, coluna 9", "esperava “)”"),
        ("a = sim)", "linha 1, coluna 8", "encontrei “)”"),
        ("a = doença grave", "linha 1, coluna 12", "esperava “e”, “ou” ou o fim da regra, mas encontrei “grave”"),
        ("a > x", "linha 1, coluna 5", "esperava um número"),
        ("a = 31/02/2026", "linha 1, coluna 5", "não existe no calendário"),
        ("a = 1,234", "linha 1, coluna 5", "dois modos"),
        ("a em []", "linha 1, coluna 7", "esperava um valor"),
        ("a em [sim]", "linha 1, coluna 7", "entre aspas"),
        ('a = "x', "linha 1, coluna 5", "fechamento das aspas"),
        ("a = %", "linha 1, coluna 5", "encontrei “%”"),
        ('a combina com "("', "linha 1, coluna 15", "expressão regular"),
        ("a = " + "9" * 5000, "linha 1, coluna 5", "longo demais"),
        ("(" * 200 + "a = sim" + ")" * 200, "linha 1, coluna 31", "níveis demais"),
        ("não " * 5000 + "a = sim", "linha 1, coluna 121", "níveis demais"),
    ],
)
def test_parse_texto_names_place_and_reason(texto: str, place: str, reason: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_texto(texto)
    assert place in caught.value.user_message
    assert reason in caught.value.user_message


@law
@given(st.text(max_size=30) | st.text('ab =()"e não sim[],0.1>/', max_size=30))
def test_any_text_is_read_or_refused(texto: str) -> None:
    try:
        regra = parse_texto(texto)
    except InvalidInputError:
        return
    assert parse_texto(render_texto(regra)) == regra
