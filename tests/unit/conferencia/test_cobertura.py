"""Each module is one topic in its order; what is missing, double, moved or without a module is red."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conferencia.cobertura import AUSENTE, FORA_DE_ORDEM, SEM_MODULO, check_cobertura
from core.conferencia.domain import Cor

TITULOS = ("Da ilegitimidade passiva", "Do parecer desfavorável do NATJus", "Da multa diária", "Dos honorários")


def write(*titulos: str) -> str:
    return "## Mérito\n\n" + "\n\n".join(f"### {titulo}\n\nTexto." for titulo in titulos)


def test_peca_with_every_module_in_order_is_green() -> None:
    numbered = [f"{number}. {titulo.upper()}" for number, titulo in enumerate(TITULOS, start=1)]
    assert [exame.cor for exame in check_cobertura(write(*numbered), TITULOS)] == [Cor.VERDE] * 4


@pytest.mark.parametrize(
    ("topicos", "modulo", "cor", "words"),
    [
        pytest.param(TITULOS[:3], TITULOS[3], Cor.VERMELHO, AUSENTE, id="left out"),
        pytest.param((*TITULOS, TITULOS[2]), TITULOS[2], Cor.VERMELHO, "2 tópicos", id="twice"),
        pytest.param((*TITULOS[1:3], TITULOS[0], TITULOS[3]), TITULOS[0], Cor.VERMELHO, FORA_DE_ORDEM, id="moved"),
        pytest.param(
            (TITULOS[0], "Do parecer do NATJus, desfavorável ao pedido", *TITULOS[2:]),
            TITULOS[1], Cor.AMARELO, "reescrito", id="title written anew",
        ),
    ],
)  # fmt: skip
def test_module_that_is_not_in_its_place_says_how(topicos: tuple[str, ...], modulo: str, cor: Cor, words: str) -> None:
    exames = {exame.modulo: exame for exame in check_cobertura(write(*topicos), TITULOS)}
    assert exames[modulo].cor is cor
    assert words in exames[modulo].motivo
    assert all(exame.cor is Cor.VERDE for titulo, exame in exames.items() if titulo != modulo)


def test_topic_without_a_module_is_red_and_names_its_place() -> None:
    minuta = write(*TITULOS, "Da prescrição intercorrente")
    last = check_cobertura(minuta, TITULOS)[-1]
    assert (last.cor, last.motivo) == (Cor.VERMELHO, SEM_MODULO)
    assert last.topico is not None
    assert minuta[last.topico.inicio : last.topico.fim] == "### Da prescrição intercorrente"


@given(st.permutations(TITULOS))
def test_only_modules_that_must_move_are_called_out_of_order(order: list[str]) -> None:
    exames = check_cobertura(write(*order), TITULOS)
    kept = [exame.modulo for exame in exames if exame.cor is Cor.VERDE]
    assert [titulo for titulo in order if titulo in kept] == kept
    assert {exame.motivo for exame in exames if exame.cor is Cor.VERMELHO} <= {FORA_DE_ORDEM}
    assert kept


def test_the_modules_of_a_sheet_are_its_sections() -> None:
    minuta = "# Folha\n\n## 1. Do prazo\n\nTexto.\n\n### Detalhe\n\n## 2. Do valor\n\nTexto.\n"
    exames = check_cobertura(minuta, ("1. Do prazo", "2. Do valor"), 2)
    assert [exame.cor for exame in exames] == [Cor.VERDE, Cor.VERDE]
