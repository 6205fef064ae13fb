"""Free justice by party, from the court's data and from what decisions say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.assistencia.beneficio import Situacao
from core.assistencia.decisoes import FolhaDoJuizo, is_do_juizo
from core.assistencia.domain import FolhaLida
from core.assistencia.gratuidade import (
    CONTRA_O_TRIBUNAL,
    SO_NO_TRIBUNAL,
    SO_NOS_AUTOS,
    find_gratuidade,
)
from core.processos.domain import Parte

ANA = Parte("AT", "Ana Souza Inventada", "fisica")
ESTADO = Parte("PA", "Estado de Mato Grosso do Sul", "juridica")


def write(texto: str, *, dia: int = 1) -> FolhaDoJuizo:
    folha = FolhaLida(f"d{dia}", 2, f"fl. {dia}", "Decisão", texto)
    return FolhaDoJuizo(folha, datetime(2025, 3, dia, tzinfo=UTC))


@pytest.mark.parametrize(
    ("texto", "situacao"),
    [
        ("Defiro os benefícios da justiça gratuita, diante da declaração.", Situacao.CONCEDIDA),
        ("Indefiro a gratuidade, pois há renda. Recolham-se as custas.", Situacao.INDEFERIDA),
        ("Não concedo a assistência judiciária gratuita ao requerente.", Situacao.INDEFERIDA),
        ("Revogo o benefício da justiça gratuita antes concedido.", Situacao.REVOGADA),
        ("Rejeito a impugnação à gratuidade.", Situacao.CONCEDIDA),
        ("Indefiro a tutela de urgência e defiro a justiça gratuita.", Situacao.CONCEDIDA),
        ("Custas pela autora, com exigibilidade suspensa (art. 98, § 3º, do CPC).", Situacao.CONCEDIDA),
        ("A autora requer a justiça gratuita.", Situacao.NAO_CONSTA),
        ("Defiro a tutela de urgência.", Situacao.NAO_CONSTA),
    ],
)
def test_the_verb_nearest_to_the_benefit_decides(texto: str, situacao: Situacao) -> None:
    assert find_gratuidade((ANA, ESTADO), (write(texto),)).partes[0].situacao is situacao


def test_the_last_decision_counts_and_each_has_its_page() -> None:
    first, last = write("Revogo a gratuidade.", dia=9), write("Defiro a gratuidade da justiça.", dia=3)
    ana, estado = find_gratuidade((ANA, ESTADO), (first, last)).partes
    assert ana.situacao is Situacao.REVOGADA
    assert [(d.lugar.lugar, d.lugar.pagina, d.lugar.trecho) for d in ana.decisoes] == [
        ("fl. 3", 2, "Defiro a gratuidade da justiça."),
        ("fl. 9", 2, "Revogo a gratuidade."),
    ]
    assert (estado.situacao, estado.decisoes) == (Situacao.NAO_CONSTA, ())


@pytest.mark.parametrize(
    ("texto", "is_registrada", "divergencia"),
    [
        ("Defiro a justiça gratuita.", True, ""),
        ("Defiro a justiça gratuita.", False, SO_NOS_AUTOS),
        ("Indefiro a justiça gratuita.", True, CONTRA_O_TRIBUNAL),
        ("Cite-se.", True, SO_NO_TRIBUNAL),
        ("Cite-se.", False, ""),
    ],
)
def test_a_disagreement_with_the_court_is_named(texto: str, is_registrada: bool, divergencia: str) -> None:
    ana = Parte("AT", "Ana Souza Inventada", "fisica", has_justica_gratuita=is_registrada)
    assert find_gratuidade((ana, ESTADO), (write(texto),)).partes[0].divergencia == divergencia


def test_a_decision_goes_to_the_party_it_names_and_to_nobody_when_it_may_mean_two() -> None:
    bia = Parte("AT", "Bia Lima Inventada", "fisica")
    folhas = (write("Defiro a justiça gratuita a Bia Lima Inventada.", dia=1), write("Indefiro a gratuidade.", dia=2))
    found = find_gratuidade((ANA, bia, ESTADO), folhas)
    assert [one.situacao for one in found.partes] == [Situacao.NAO_CONSTA, Situacao.CONCEDIDA, Situacao.NAO_CONSTA]
    assert [one.lugar.lugar for one in found.sem_parte] == ["fl. 2"]


@pytest.mark.parametrize(
    ("nomes", "expected"),
    [
        (("Decisão Interlocutória",), True),
        (("Sentença",), True),
        (("Documento", "Despacho"), True),
        (("Petição - cumprimento da decisão", "Petição"), False),
        (("Laudo Médico",), False),
    ],
)
def test_documents_of_the_judge_are_known_by_name_or_kind(nomes: tuple[str, ...], expected: bool) -> None:
    assert is_do_juizo(*nomes) is expected
