"""Where a module enters a minuta that is written: at the end of its section, which is opened in the office's order."""

from __future__ import annotations

import pytest

from core.pecas.conversa.domain import ModuloProposto
from core.pecas.conversa.lugar import add_modulo, list_fechadas, place_topico, remove_modulo
from core.pecas.domain import ModuloEscolhido, OrigemDoModulo
from core.pecas.edicao.secoes import find_trecho, hash_secao, replace_trecho, split_secoes
from core.prompts.domain import SECOES

MINUTA = """Ao juízo.

## Síntese

Resumo.

## Mérito

### Da União

A União paga.

## Honorários

### Da equidade

Por equidade.

## Pedidos

Pede.

Assinatura
"""


def build(slug: str, secao: str, ordem: int) -> ModuloEscolhido:
    return ModuloEscolhido(slug, 1, secao, slug, ordem, OrigemDoModulo.REGRA, "regra")


def insert(secao: str) -> list[str] | None:
    """The titles of the minuta with the topic in it."""
    modulo = ModuloProposto("novo", 1, "Do novo", secao)
    troca = place_topico(split_secoes(MINUTA), modulo, "Texto do tópico.", SECOES)
    if troca is None:
        return None
    where = find_trecho(MINUTA, troca.secao, hash_secao(troca.antes))
    assert where is not None
    after = replace_trecho(MINUTA, where, troca.depois)
    assert [line for line in MINUTA.splitlines() if line] == [
        line for line in after.splitlines() if line and line not in _added(secao)
    ]
    return [one.titulo for one in split_secoes(after) if one.titulo]


def _added(secao: str) -> list[str]:
    heading = [] if f"## {secao}\n" in MINUTA else [f"## {secao}"]
    return [*heading, "### Do novo", "Texto do tópico."]


@pytest.mark.parametrize(
    ("secao", "titulos"),
    [
        (
            "Mérito",
            ["Síntese", "Mérito", "Da União", "Do novo", "Honorários", "Da equidade", "Pedidos"],
        ),
        (
            "Eventualidade",
            ["Síntese", "Mérito", "Da União", "Eventualidade", "Do novo", "Honorários", "Da equidade", "Pedidos"],
        ),
        (
            "Preliminar",
            ["Síntese", "Preliminar", "Do novo", "Mérito", "Da União", "Honorários", "Da equidade", "Pedidos"],
        ),
        pytest.param("Pedidos", None, id="behind the signature there is no place"),
    ],
)
def test_a_topic_is_put_at_the_end_of_its_section(secao: str, titulos: list[str] | None) -> None:
    assert insert(secao) == titulos


def test_modules_of_the_section_that_ends_the_text_are_not_offered() -> None:
    assert list_fechadas(split_secoes(MINUTA)) == {"pedidos"}


@pytest.mark.parametrize(
    ("secao", "slugs"),
    [
        ("Mérito", ["a", "b", "novo", "c"]),
        ("Eventualidade", ["a", "b", "novo", "c"]),
        ("Preliminar", ["novo", "a", "b", "c"]),
        ("Pedidos", ["a", "b", "c", "novo"]),
    ],
)
def test_a_module_is_the_last_of_its_section_and_can_be_taken_out(secao: str, slugs: list[str]) -> None:
    before = (build("a", "Mérito", 1), build("b", "Mérito", 2), build("c", "Honorários", 3))
    after = add_modulo(before, ModuloProposto("novo", 2, "Do novo", secao), "pedido", SECOES)
    assert [one.slug for one in after] == slugs
    assert [one.ordem for one in after] == [1, 2, 3, 4]
    assert remove_modulo(after, "novo") == before
