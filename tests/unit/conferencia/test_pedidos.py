"""Requests of the petition: told apart, answered, left out in so many words, or forgotten."""

from __future__ import annotations

import pytest

from core.conferencia.domain import Cor
from core.conferencia.frases import list_frases
from core.conferencia.pedidos import Pedido, check_pedidos, merge_pedidos, name_pedido, split_pedidos

MINUTA = """## Síntese da petição inicial

A parte autora pede medicamento, danos morais, cuidador e entrega da carteira de vacinação internacional (fl. 2).

## Mérito

### Da medida liminar

Não estão presentes os requisitos da medida. A astreinte, se mantida, deve ser reduzida.

### Do remédio

O fármaco não foi incorporado.

## Pedidos

Requer a improcedência. O pedido de gratuidade não é objeto desta peça.
"""


@pytest.mark.parametrize(
    ("texto", "pedidos"),
    [
        ("a) a tutela de urgência; b) os danos morais", ("a tutela de urgência", "os danos morais")),
        ("1. o medicamento;\n2. a multa diária.", ("o medicamento", "a multa diária")),
        ("a citação do réu; a produção de provas; a procedência da ação", ("a procedência da ação",)),
        ("intimação do Ministério Público; I - a cirurgia", ("a cirurgia",)),
        ("", ()),
    ],
    ids=["letters", "numbers", "formal", "roman", "nothing"],
)
def test_list_of_requests_is_told_apart(texto: str, pedidos: tuple[str, ...]) -> None:
    assert split_pedidos(texto) == pedidos


@pytest.mark.parametrize(
    ("pedido", "cor", "words"),
    [
        ("a concessão de tutela de urgência, sob pena de multa diária", Cor.VERDE, "Da medida liminar"),
        ("o fornecimento do medicamento Inventol 10 mg", Cor.VERDE, "Do remédio"),
        ("a procedência do pedido", Cor.VERDE, "Enfrentado"),
        ("a procedência, enquanto durar a prescrição", Cor.VERDE, "Enfrentado"),
        ("a gratuidade da justiça", Cor.VERDE, "não é objeto"),
        ("indenização por danos morais", Cor.AMARELO, "danos morais"),
        ("fornecimento de cuidador em período integral", Cor.AMARELO, "cuidador"),
        ("entrega da carteira de vacinação internacional", Cor.AMARELO, "carteira"),
    ],
    ids=["synonyms", "remedy", "in general", "doctor's", "left out", "damages", "only in the facts", "of no kind"],
)
def test_request_is_answered_outside_the_facts_or_doubtful(pedido: str, cor: Cor, words: str) -> None:
    [exame] = check_pedidos(tuple(list_frases(MINUTA)), [Pedido(pedido)])
    assert exame.cor is cor
    assert words in exame.motivo


def test_draft_without_reasons_answers_nothing() -> None:
    assert [exame.cor for exame in check_pedidos((), [Pedido("a cirurgia"), Pedido("outra coisa")])] == [
        Cor.AMARELO
    ] * 2


def test_request_known_twice_counts_once() -> None:
    listed = [Pedido("tutela antecipada de urgência e multa")]
    asked = [Pedido(name_pedido(f"Há pedido de {what}?")) for what in ("multa diária (astreintes)", "danos morais")]
    assert merge_pedidos(listed, asked) == (*listed, Pedido("danos morais"))
