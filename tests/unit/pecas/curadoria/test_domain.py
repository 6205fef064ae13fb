"""What the acts of a person make of the decisions: who is in, in what order, and what is still asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pecas.curadoria.domain import (
    Ato,
    SecaoDaCuradoria,
    Situacao,
    TipoDeAto,
    arrange,
    arrange_secoes,
    list_perguntas,
    list_vigentes,
    shift,
)
from core.pecas.domain import ModuloDecidido, OrigemDoModulo
from core.prompts.comparacao import Decisao
from tests.builders import build_variavel

QUANDO = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def build_decidido(slug: str, decisao: Decisao = Decisao.SIM, secao: str = "Mérito", **changes: Any) -> ModuloDecidido:
    values = {"versao": 1, "titulo": slug.upper(), "ordem": 1, "origem": OrigemDoModulo.REGRA, "motivo": "m"}
    return ModuloDecidido(slug, secao=secao, decisao=decisao, **{**values, **changes})


def build_ato(numero: int, tipo: TipoDeAto, alvo: str = "", valor: Mapping[str, Any] | None = None) -> Ato:
    return Ato(numero, tipo, alvo, valor or {}, 7, "Rita Inventada", QUANDO)


DECIDIDOS = (
    build_decidido("a"),
    build_decidido("b"),
    build_decidido("c", Decisao.NAO),
    build_decidido("d", Decisao.DESCONHECIDA, perguntas=("x", "y")),
    build_decidido("e", secao="Pedidos"),
)


def list_dentro(*atos: Ato) -> list[str]:
    secoes = arrange_secoes(DECIDIDOS, list_vigentes(atos))
    return [item.decidido.slug for secao in secoes for item in secao.dentro]


def find_situacao(slug: str, *atos: Ato) -> Situacao:
    def list_itens(secao: SecaoDaCuradoria) -> tuple[Any, ...]:
        return (*secao.dentro, *secao.retirados, *secao.fora)

    secoes = arrange_secoes(DECIDIDOS, list_vigentes(atos))
    return next(i.situacao for secao in secoes for i in list_itens(secao) if i.decidido.slug == slug)


def test_without_acts_what_was_suggested_is_in() -> None:
    assert list_dentro() == ["a", "b", "e"]


@pytest.mark.parametrize(
    ("slug", "tipo", "situacao"),
    [
        pytest.param("a", TipoDeAto.CONFIRMOU, Situacao.CONFIRMADO, id="confirmed"),
        pytest.param("c", TipoDeAto.CONFIRMOU, Situacao.ACRESCENTADO, id="confirmed-before-an-answer-said-no"),
        pytest.param("a", TipoDeAto.RETIROU, Situacao.RETIRADO, id="taken-out"),
        pytest.param("c", TipoDeAto.ACRESCENTOU, Situacao.ACRESCENTADO, id="against-its-rule"),
        pytest.param("d", TipoDeAto.ACRESCENTOU, Situacao.ACRESCENTADO, id="without-an-answer"),
    ],
)
def test_the_person_has_the_last_word(slug: str, tipo: TipoDeAto, situacao: Situacao) -> None:
    assert find_situacao(slug, build_ato(1, tipo, slug)) is situacao


def test_what_was_taken_out_comes_back() -> None:
    atos = [build_ato(1, TipoDeAto.RETIROU, "a"), build_ato(2, TipoDeAto.RESTAUROU, "a")]
    assert list_dentro(*atos) == ["a", "b", "e"]


def test_undoing_twice_goes_back_two_steps() -> None:
    atos = [build_ato(1, TipoDeAto.RETIROU, "a"), build_ato(2, TipoDeAto.RETIROU, "b")]
    atos.append(build_ato(3, TipoDeAto.DESFEZ, "b", {"numero": 2}))
    assert list_dentro(*atos) == ["b", "e"]
    atos.append(build_ato(4, TipoDeAto.DESFEZ, "a", {"numero": 1}))
    assert list_dentro(*atos) == ["a", "b", "e"]


def test_modules_and_sections_stand_in_the_order_of_the_person() -> None:
    moved = build_ato(1, TipoDeAto.MOVEU, "b", {"secao": "Mérito", "ordem": ["b", "a"]})
    assert list_dentro(moved) == ["b", "a", "e"]
    assert list_dentro(moved, build_ato(2, TipoDeAto.MOVEU_SECAO, "Pedidos", {"ordem": ["Pedidos", "Mérito"]})) == [
        "e",
        "b",
        "a",
    ]


def test_a_module_that_comes_later_stands_behind_its_neighbour() -> None:
    moved = build_ato(1, TipoDeAto.MOVEU, "b", {"secao": "Mérito", "ordem": ["b", "a"]})
    assert list_dentro(moved, build_ato(2, TipoDeAto.ACRESCENTOU, "c")) == ["b", "c", "a", "e"]


def test_questions_name_the_modules_they_decide_until_they_are_left_open() -> None:
    variaveis = {"x": build_variavel("x"), "y": build_variavel("y")}
    secoes = arrange_secoes(DECIDIDOS, ())
    asked = list_perguntas(secoes, (), variaveis)
    assert [(one.variavel.slug, one.modulos) for one in asked] == [("x", ("D",)), ("y", ("D",))]
    left = list_perguntas(secoes, [build_ato(1, TipoDeAto.DISPENSOU, "x")], variaveis)
    assert [one.variavel.slug for one in left] == ["y"]


def test_a_step_beyond_the_end_changes_nothing() -> None:
    assert shift(["a", "b"], "a", -1) == ["a", "b"]
    assert shift(["a", "b"], "a", 1) == ["b", "a"]


@settings(database=None)
@given(st.permutations(list("abcdef")), st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_an_order_neither_loses_nor_invents_a_name(names: list[str], wanted: list[str]) -> None:
    arranged = arrange(names, wanted)
    assert sorted(arranged) == sorted(names)
    assert [name for name in arranged if name in wanted] == [name for name in wanted if name in names]
