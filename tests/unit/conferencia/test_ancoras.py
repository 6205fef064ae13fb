"""Places of the case named in a draft: what resolves, and what is a place of nothing."""

from __future__ import annotations

import pytest

from core.conferencia.ancoras import DocumentoCitavel, LugaresDosAutos, find_ancoras
from core.conferencia.domain import Cor

LAUDO = DocumentoCitavel("fls. 37-42 – Laudo (cópia)", "1" * 20, "laudo", 6)
EPROC = DocumentoCitavel("evento 12, LAUDO3", "1" * 20, "eproc", 4)
RECEITA = DocumentoCitavel("doc. 3 – Receita", "1" * 20, "receita", 2)
PARECER = DocumentoCitavel("processo de origem, fls. 8-9 – Parecer do NAT", "2" * 20, "parecer", 2)
NAO_LIDO = DocumentoCitavel("evento 13, OUT1", "1" * 20, "fora", 0)
LUGARES = LugaresDosAutos((LAUDO, EPROC, RECEITA, PARECER, NAO_LIDO))


@pytest.mark.parametrize(
    ("written", "documento", "pagina"),
    [
        ("(fl. 38)", LAUDO, 2),
        ("(fls. 37-42 – Laudo (cópia))", LAUDO, None),
        ("(fls. 38-39)", LAUDO, 2),
        ("(evento 12, LAUDO3, p. 2)", EPROC, 2),
        ("(evento 12)", EPROC, None),
        ("(doc. 3 – Receita, p. 2)", RECEITA, 2),
        ("(doc. 3, p. 1)", RECEITA, 1),
        ("(processo de origem, fl. 9)", PARECER, 2),
        ("(fl. 38; doc. 3 – Receita)", LAUDO, 2),
        ("(fl. 38 e evento 12, LAUDO3)", LAUDO, 2),
        ("(fl.\n38)", LAUDO, 2),
    ],
)
def test_place_of_the_case_is_found(written: str, documento: DocumentoCitavel, pagina: int | None) -> None:
    [ancora] = find_ancoras(f"Consta dos autos {written}.")
    exame = LUGARES.check(ancora)
    assert (exame.cor, exame.documento, exame.pagina) == (Cor.VERDE, documento, pagina)


@pytest.mark.parametrize(
    ("written", "cor", "words"),
    [
        ("(fl. 43)", Cor.VERMELHO, "nenhum documento"),
        ("(fls. 41-43)", Cor.VERMELHO, "nenhum documento"),
        ("(fl. 9)", Cor.VERMELHO, "nenhum documento"),
        ("(evento 12, LAUDO3, p. 5)", Cor.VERMELHO, "tem 4 página"),
        ("(evento 12, PET1)", Cor.VERMELHO, "LAUDO3"),
        ("(doc. 3 – Sentença)", Cor.VERMELHO, "Receita"),
        ("(doc. 4)", Cor.VERMELHO, "nenhum documento"),
        ("(fl. 38; fl. 99)", Cor.VERMELHO, "fl. 99"),
        ("(evento 13, OUT1, p. 7)", Cor.AMARELO, "não o leu"),
    ],
)
def test_place_of_nothing_is_said(written: str, cor: Cor, words: str) -> None:
    [ancora] = find_ancoras(f"Consta dos autos {written}.")
    exame = LUGARES.check(ancora)
    assert exame.cor is cor
    assert words in exame.motivo


@pytest.mark.parametrize("texto", ["(art. 5º)", "(flagrante em 2024)", "fl. 38", "(doc anexo)", "(fl. 38"])
def test_other_brackets_are_no_places(texto: str) -> None:
    assert list(find_ancoras(texto)) == []
