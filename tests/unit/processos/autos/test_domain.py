"""A document of the case file: its state, its pages through all parts, and how a page is cited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import ProcessoSigilosoError, RecordNotFoundError
from core.processos.autos.domain import (
    Autos,
    DocumentoDosAutos,
    Ficha,
    Leituras,
    ParteDosAutos,
    Situacao,
    build_documentos,
    describe_andamento,
    describe_paginas,
)
from core.processos.autos.service import pick_documento
from core.processos.domain import EstadoDaPagina, FormatoDeArquivo
from core.processos.leitura.andamento import AndamentoDaLeitura
from tests.builders import DIA_UM, build_documento, build_processo

LIDA, OCR, ILEGIVEL, CORTADA, VAZIA = (
    EstadoDaPagina.LIDA,
    EstadoDaPagina.OCR,
    EstadoDaPagina.ILEGIVEL,
    EstadoDaPagina.CORTADA,
    EstadoDaPagina.VAZIA,
)


def build_ficha(*estados: EstadoDaPagina, folha: int | None = None, ocultas: tuple[int, ...] = ()) -> Ficha:
    folhas = tuple(None if folha is None else folha + place for place in range(len(estados)))
    return Ficha("f" * 64, FormatoDeArquivo.PDF, estados, folhas, frozenset(ocultas))


def build(*partes: ParteDosAutos, sigilo: int = 0) -> DocumentoDosAutos:
    processo = build_processo(
        replace(build_documento("1", 500, sigilo=sigilo), partes=tuple(p.id_documento for p in partes))
    )
    hashes = {p.id_documento: p.sha256 for p in partes if p.sha256}
    leituras = Leituras(
        {p.sha256: p.ficha for p in partes if p.ficha},
        {p.sha256: p.andamento for p in partes},
        {p.sha256: p.parcial for p in partes if p.parcial},
    )
    [documento] = build_documentos(processo, hashes, leituras, 0)
    return documento


@pytest.mark.parametrize(
    ("estados", "situacao"),
    [
        pytest.param((LIDA, LIDA), Situacao.LIDO, id="layer"),
        pytest.param((LIDA, OCR, VAZIA), Situacao.LIDO_POR_OCR, id="some by OCR"),
        pytest.param((LIDA, CORTADA), Situacao.LIDO_EM_PARTE, id="cut"),
        pytest.param((ILEGIVEL, VAZIA), Situacao.ILEGIVEL, id="nothing legible"),
        pytest.param((VAZIA,), Situacao.VAZIO, id="blank"),
        pytest.param((), Situacao.VAZIO, id="no pages"),
    ],
)
def test_state_of_a_document_comes_from_its_pages(estados: tuple[EstadoDaPagina, ...], situacao: Situacao) -> None:
    assert build(ParteDosAutos("a", "x", build_ficha(*estados))).situacao is situacao


def test_document_that_is_not_here_or_not_read_says_so() -> None:
    read = ParteDosAutos("a", "x", build_ficha(LIDA))
    assert build(read, ParteDosAutos("b")).situacao is Situacao.NAO_BAIXADO
    assert build(ParteDosAutos("a", "x", build_ficha(LIDA)), sigilo=1).situacao is Situacao.SIGILOSO


@pytest.mark.parametrize(
    ("andamento", "situacao", "words"),
    [
        pytest.param(
            AndamentoDaLeitura(37, 300, True, True), Situacao.EM_LEITURA, "39 de 302 páginas", id="being read"
        ),
        pytest.param(AndamentoDaLeitura(0, 0, True, True), Situacao.EM_LEITURA, "2 páginas até agora", id="not open"),
        pytest.param(AndamentoDaLeitura(0, 0, True), Situacao.NA_FILA_DE_LEITURA, "2 páginas até agora", id="waits"),
        pytest.param(AndamentoDaLeitura(1, 9), Situacao.LEITURA_INTERROMPIDA, "3 de 11 páginas", id="broken off"),
        pytest.param(AndamentoDaLeitura(), Situacao.NAO_LIDO, "2 páginas até agora", id="nobody reads it"),
    ],
)
def test_document_whose_last_part_is_not_read_says_how_far_it_is(
    andamento: AndamentoDaLeitura, situacao: Situacao, words: str
) -> None:
    read = ParteDosAutos("a", "x", build_ficha(LIDA, LIDA))
    documento = build(read, ParteDosAutos("b", "y", None, andamento))
    assert (documento.situacao, describe_andamento(documento)) == (situacao, words)
    assert documento.por_ler == ("y",)


def test_pages_can_be_opened_from_the_first_one_to_the_first_that_is_not_read() -> None:
    read, parcial = ParteDosAutos("a", "x", build_ficha(LIDA)), build_ficha(OCR, LIDA)
    documento = build(read, ParteDosAutos("b", "y", parcial=parcial), ParteDosAutos("c", "z", build_ficha(LIDA)))
    assert documento.prontas == 3
    assert documento.locate(3) == (documento.partes[1], 2)
    assert build(ParteDosAutos("b"), read).prontas == 0


def test_pages_are_counted_through_all_parts_and_a_missing_part_is_one() -> None:
    documento = build(
        ParteDosAutos("a", "x", build_ficha(LIDA, LIDA)),
        ParteDosAutos("b"),
        ParteDosAutos("c", "z", build_ficha(OCR, LIDA, ocultas=(2,))),
    )
    assert documento.estados == (LIDA, LIDA, ILEGIVEL, OCR, LIDA)
    assert [(documento.locate(n)[0].id_documento, documento.locate(n)[1]) for n in (2, 3, 5)] == [
        ("a", 2),
        ("b", 1),
        ("c", 2),
    ]
    assert documento.ocultas == (5,)


@pytest.mark.parametrize("pagina", [0, -1, 3])
def test_page_that_the_document_does_not_have(pagina: int) -> None:
    with pytest.raises(RecordNotFoundError):
        build(ParteDosAutos("a", "x", build_ficha(LIDA, LIDA))).locate(pagina)


def test_page_is_cited_by_the_printed_leaf_through_all_parts() -> None:
    documento = build(
        ParteDosAutos("a", "x", build_ficha(LIDA, LIDA, folha=37)),
        ParteDosAutos("b", "y", build_ficha(LIDA, folha=39)),
    )
    assert documento.cite(3) == "fl. 39"
    assert documento.citacao.startswith("fls. 37-39")


def test_leaves_that_disagree_are_not_used() -> None:
    documento = build(
        ParteDosAutos("a", "x", build_ficha(LIDA, LIDA, folha=37)),
        ParteDosAutos("b", "y", build_ficha(LIDA, folha=90)),
    )
    assert documento.cite(1) == "doc. 1 – Documento 1, p. 1"


def test_documents_stand_in_the_order_of_the_case_file() -> None:
    processo = build_processo(build_documento("tarde", 1, dia=9), build_documento("cedo", 1, dia=1))
    assert [d.id_documento for d in build_documentos(processo, {}, Leituras({}), 0)] == ["cedo", "tarde"]


@pytest.mark.parametrize(
    ("estados", "words"),
    [
        ((LIDA,), "1 página"),
        ((LIDA, LIDA), "2 páginas"),
        ((LIDA, OCR, ILEGIVEL, ILEGIVEL), "4 páginas: 1 lida, 1 por OCR, 2 ilegíveis"),
        ((), "0 páginas"),
    ],
)
def test_pages_in_words(estados: tuple[EstadoDaPagina, ...], words: str) -> None:
    assert describe_paginas(estados) == words


def test_secret_case_and_secret_document_are_refused() -> None:
    processo = build_processo(build_documento("1", 500, sigilo=3), build_documento("2", 500))
    when = DIA_UM + timedelta(days=1)
    autos = Autos(processo, when, is_sigiloso=False, documentos=build_documentos(processo, {}, Leituras({}), 0))
    with pytest.raises(ProcessoSigilosoError):
        pick_documento(autos, "1")
    with pytest.raises(RecordNotFoundError):
        pick_documento(autos, "3")
    assert pick_documento(autos, "2").id_documento == "2"
    with pytest.raises(ProcessoSigilosoError):
        pick_documento(Autos(processo, when, is_sigiloso=True), "2")
