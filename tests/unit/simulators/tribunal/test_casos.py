"""The invented cases: valid numbers, coherent dates and every situation the product must meet."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from core.processos.numero_cnj import has_valid_check
from simulators.tribunal.casos import CasoSimulado, Formato, find_caso, list_casos
from simulators.tribunal.casos.pessoas import Sorteio
from simulators.tribunal.casos.texto import render_texto

TODOS = pytest.mark.parametrize("caso", list_casos(), ids=lambda caso: caso.numero_cnj)
PRIMEIRO = list_casos()[0]


def has_valid_digits(documento: str) -> bool:
    """Modulo 11 of CPF and CNPJ, written apart from the generator."""
    for size in (len(documento) - 2, len(documento) - 1):
        top = 9 if len(documento) == 14 else size + 1
        weights = [2 + (i % (top - 1)) for i in range(size)]
        rest = sum(int(d) * w for d, w in zip(reversed(documento[:size]), weights, strict=True)) % 11
        if int(documento[size]) != (0 if rest < 2 else 11 - rest):
            return False
    return True


@TODOS
def test_numero_is_of_tjms_with_valid_check_digits(caso: CasoSimulado) -> None:
    assert re.fullmatch(r"\d{13}812\d{4}", caso.numero_cnj)
    assert has_valid_check(caso.numero_cnj)


@TODOS
def test_every_document_has_a_text_and_a_movement(caso: CasoSimulado) -> None:
    movimentos = Counter(m.id_documento for m in caso.movimentos if m.id_documento)
    for documento in caso.documentos:
        assert len(render_texto(caso, documento)) > 150
        assert movimentos[documento.id_documento] == 1
        assert documento.data_hora >= caso.ajuizamento


@TODOS
def test_people_have_valid_documents_and_both_sides_exist(caso: CasoSimulado) -> None:
    assert {parte.polo for parte in caso.partes} == {"AT", "PA"}
    documentos = [p.pessoa.documento for p in caso.partes if p.pessoa.documento]
    assert all(has_valid_digits(documento) for documento in documentos)


def test_ids_and_numbers_do_not_repeat() -> None:
    ids = [d.id_documento for caso in list_casos() for d in caso.documentos]
    assert len(ids) == len(set(ids))
    assert len({caso.numero_cnj for caso in list_casos()}) == len(list_casos()) >= 30


def test_subjects_cover_what_the_office_receives() -> None:
    materias = Counter(caso.materia for caso in list_casos())
    assert materias["saude"] >= 20
    assert materias["tributario"] >= 3
    assert materias["transito"] >= 2


def test_first_case_has_a_scanned_report_and_starts_with_the_petition() -> None:
    assert PRIMEIRO.numero_cnj.startswith("0801234")
    assert PRIMEIRO.documentos[0].tipo == 9500
    assert any(d.tipo == 8369 and d.formato is Formato.DIGITALIZADO for d in PRIMEIRO.documentos)


def test_special_cases_exist() -> None:
    casos = list_casos()
    assert any(c.competencia == "999" and c.numero_cnj.endswith("0000") for c in casos)
    assert any(c.nivel_sigilo == 5 and not c.documentos for c in casos)
    assert any(c.classe == 12078 and any(m.codigo == 50002 for m in c.movimentos) for c in casos)
    assert any(d.parte[1] == 2 for c in casos for d in c.documentos)
    assert {d.formato for c in casos for d in c.documentos} == set(Formato)


@TODOS
def test_linked_cases_exist_and_share_the_person(caso: CasoSimulado) -> None:
    for numero, tipo in caso.vinculados:
        origem = find_caso(numero)
        assert origem is not None
        assert tipo == "OR"
        assert origem.contexto["autor"] == caso.contexto["autor"]


def test_agravo_has_no_opinion_and_its_origin_has() -> None:
    agravo = next(c for c in list_casos() if c.classe == 202)
    origem = find_caso(agravo.vinculados[0][0])
    assert origem is not None
    assert 8451 not in {d.tipo for d in agravo.documentos}
    assert 8451 in {d.tipo for d in origem.documentos}


def test_split_document_repeats_description_and_minute() -> None:
    partes = [d for c in list_casos() for d in c.documentos if d.parte[1] > 1]
    assert len({(d.descricao, d.data_hora) for d in partes}) == 1
    assert [d.parte for d in partes] == [(1, 2), (2, 2)]


def test_seed_changes_people_and_not_numbers() -> None:
    outra = list_casos(seed=2)[0]
    assert outra.numero_cnj == PRIMEIRO.numero_cnj
    assert outra.contexto["autor"] != PRIMEIRO.contexto["autor"]


def test_cpf_of_a_draw_is_always_valid() -> None:
    sorteio = Sorteio("cpf")
    assert all(has_valid_digits(sorteio.cpf()) for _ in range(200))


@pytest.mark.parametrize(
    ("nome", "tipos"),
    [
        ("Petição Inicial", {500, 9500}),
        ("Contestação", {8320}),
        ("Impugnação à Contestação", {8331}),
        ("Despacho", {6}),
        ("Decisão Interlocutória", {15}),
        ("Sentença", {8}),
        ("Acórdão", {34}),
        ("Parecer NATJus", {207, 8451}),
        ("Laudo Médico", {8369}),
        ("Procuração", {9501}),
        ("Certidão de Citação", {9508}),
        ("Nota Fiscal", {9870}),
    ],
)
def test_names_carry_the_codes_of_the_court(nome: str, tipos: set[int]) -> None:
    assert {d.tipo for c in list_casos() for d in c.documentos if d.descricao == nome} == tipos
