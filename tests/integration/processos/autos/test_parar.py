"""Readings that do not come to their end: their pages can be opened; they are stopped, go on, and are forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from core.errors import ForbiddenChangeError, OperationCancelledError
from core.infra.queue import QueueName
from core.infra.slots import Caller
from core.processos.autos.domain import INTEIRO, Etapa, Situacao
from core.processos.domain import EstadoDaPagina, Pagina
from core.processos.leitura.fila import FilaDeLeitura
from core.processos.leitura.motivos import DEMORADA, PaginaLida
from core.settings import LeituraSettings
from tests.builders import build_documento, build_processo
from tests.integration.processos.autos.stage import NUMERO, Stage, save_content

LIDA, ILEGIVEL = EstadoDaPagina.LIDA, EstadoDaPagina.ILEGIVEL
ANA, BIA = 1, 2


@pytest.fixture
def sha256(stage: Stage) -> str:
    """A document of nine pages of which three were read, the last of them in vain, and a fifth out of turn."""
    stage.keep(build_processo(build_documento("1", 500), build_documento("2", 500, dia=1)))
    sha256 = save_content(stage.processos, stage.folder, "1", b"%PDF-1.4 longo")
    paginas = (Pagina(1, LIDA, "um"), Pagina(2, LIDA, "dois", "oculto"), Pagina(5, LIDA, "cinco"))
    lidas = [PaginaLida(pagina) for pagina in paginas]
    stage.paginas.add_lidas(sha256, [*lidas, PaginaLida(Pagina(3, ILEGIVEL, ""), DEMORADA)], total=9)
    return sha256


def find(stage: Stage) -> Situacao:
    return stage.autos.get(NUMERO).documentos[0].situacao


def test_pages_can_be_opened_before_the_last_one_is_read(stage: Stage, sha256: str) -> None:
    documento = stage.autos.require_documento(NUMERO, "1")
    assert (documento.prontas, documento.ocultas) == (3, (2,))
    paginas = [stage.autos.get_pagina(documento, numero) for numero in (1, 2, 3)]
    assert [(p.texto, p.oculto) for p in paginas] == [("um", ""), ("dois", "oculto"), ("", "")]
    assert paginas[2].motivo == f"Página 3: {DEMORADA}."


def test_page_is_found_when_the_reading_ends_between_two_looks(stage: Stage, sha256: str) -> None:
    documento = stage.autos.require_documento(NUMERO, "1")
    stage.read("1", Pagina(1, LIDA, "um"), content=b"%PDF-1.4 longo")
    stage.paginas.delete_lidas(sha256)
    assert stage.autos.get_pagina(documento, 1).texto == "um"


def test_reading_goes_on_and_is_stopped_by_who_asked_for_it(stage: Stage, sha256: str) -> None:
    assert find(stage) is Situacao.LEITURA_INTERROMPIDA
    stage.leituras.request([sha256], ANA)
    assert find(stage) is Situacao.NA_FILA_DE_LEITURA
    stage.buscas.stop(NUMERO, "1", ANA)
    assert stage.list_waiting(QueueName.OCR) == ()
    assert stage.leituras.is_stopping(sha256)
    assert find(stage) is Situacao.LEITURA_INTERROMPIDA
    stage.leituras.request([sha256], ANA)
    assert not stage.leituras.is_stopping(sha256)


def test_reading_that_another_person_asked_for_goes_on(stage: Stage, sha256: str) -> None:
    stage.leituras.request([sha256], BIA)
    with pytest.raises(ForbiddenChangeError):
        stage.buscas.stop(NUMERO, "1", ANA)
    assert find(stage) is Situacao.NA_FILA_DE_LEITURA


def test_reading_that_a_generation_waits_for_goes_on(stage: Stage, sha256: str) -> None:
    FilaDeLeitura(stage.queue, LeituraSettings()).wait_for([sha256], Caller(str(ANA)))
    with pytest.raises(ForbiddenChangeError):
        stage.buscas.stop(NUMERO, "1", ANA)
    assert find(stage) is Situacao.NA_FILA_DE_LEITURA


def test_whole_case_is_stopped_with_its_readings_but_for_those_others_need(stage: Stage, sha256: str) -> None:
    stage.buscas.request(NUMERO, INTEIRO, ANA)
    other = save_content(stage.processos, stage.folder, "2", b"de outra pessoa")
    stage.leituras.request([sha256], ANA)
    stage.leituras.request([other], BIA)
    stage.buscas.stop(NUMERO, INTEIRO, ANA)
    busca = stage.buscas.find(NUMERO, INTEIRO)
    assert busca is not None
    assert (busca.etapa, busca.is_parada, busca.erro_codigo) == (Etapa.COM_ERRO, True, OperationCancelledError.code)
    assert stage.list_waiting(QueueName.AUTOS) == ()
    assert stage.list_waiting(QueueName.OCR) == (f"leitura-{other}",)


def test_another_persons_whole_case_is_not_stopped(stage: Stage, sha256: str) -> None:
    stage.buscas.request(NUMERO, INTEIRO, ANA)
    with pytest.raises(ForbiddenChangeError):
        stage.buscas.stop(NUMERO, INTEIRO, BIA)
    assert len(stage.list_waiting(QueueName.AUTOS)) == 1


def test_round_that_runs_is_asked_to_end_and_has_nothing_read_any_more(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.keep(build_processo(*(build_documento(str(n), 500, dia=n) for n in range(12))))
    stage.court.contents = {str(n): f"c{n}".encode() for n in range(12)}
    stage.buscas.request(NUMERO, INTEIRO, ANA)
    stage.buscas.run(NUMERO, INTEIRO, 0)
    stage.court.to_read.clear()
    download = stage.court.download

    def stop_meanwhile(*wanted: Any) -> dict[str, str]:
        stage.buscas.stop(NUMERO, INTEIRO, ANA)
        return download(*wanted)

    monkeypatch.setattr(stage.court, "download", stop_meanwhile)
    stage.buscas.run(NUMERO, INTEIRO, 1)
    assert stage.buscas.is_stopping(NUMERO, INTEIRO, 1)
    assert stage.court.to_read == []
    busca = stage.buscas.find(NUMERO, INTEIRO)
    assert busca is not None
    assert busca.is_parada


def test_readings_that_nobody_took_up_again_are_forgotten_as_a_whole(stage: Stage, sha256: str) -> None:
    age = text("UPDATE pagina_lida SET created_at = now() - interval '400 days' WHERE numero < :numero")
    with stage.scope() as session:
        session.execute(age, {"numero": 5})
        session.execute(
            text("INSERT INTO texto_de_pesquisa VALUES (:sha256, 1, 'x', now() - interval '400 days')"),
            {"sha256": "f" * 64},
        )
    stage.autos.delete_old()
    assert len(stage.paginas.list_lidas(sha256)) == 4
    with stage.scope() as session:
        session.execute(age, {"numero": 6})
    stage.autos.delete_old()
    assert stage.paginas.list_lidas(sha256) == ()
    with stage.scope() as session:  # for as long as people set: core.lgpd
        assert session.scalar(text("SELECT count(*) FROM texto_de_pesquisa WHERE texto = 'x'")) == 1
