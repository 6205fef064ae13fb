"""The report of a month: asked for once all of it is counted, made once, and true to the rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import cast

import pytest
from docx import Document
from sqlalchemy import Engine

from core.errors import RecordNotFoundError
from core.exportacao.repository import ArquivoRepository
from core.infra.db import SessionScope
from core.infra.queue import QueueName, Work, WorkQueue
from core.relatorios.mensal import RelatorioMensalService, find_days, list_meses
from core.relatorios.repository import RelatorioRepository
from core.relatorios.resumos.repository import ResumoRepository
from core.settings import ExportacaoSettings
from tests.integration.relatorios.test_relatorios import ZONE, Office


class Inbox:
    """What was queued."""

    def __init__(self) -> None:
        self.works: list[Work] = []
        self.failed: set[str] = set()

    def enqueue(self, _queue: QueueName, work: Work) -> bool:
        self.works.append(work)
        return True

    def has_failed(self, key: str) -> bool:
        return key in self.failed


@pytest.fixture
def office(engine: Engine, session_scope: SessionScope) -> Office:
    return Office(engine, session_scope)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def mensais(session_scope: SessionScope, inbox: Inbox) -> RelatorioMensalService:
    relatorios, resumos = RelatorioRepository(session_scope), ResumoRepository(session_scope)
    arquivos = ArquivoRepository(session_scope)
    settings = ExportacaoSettings(soffice="no-such-program")
    return RelatorioMensalService(relatorios, resumos, arquivos, cast("WorkQueue", inbox), settings)


def test_the_file_has_the_month_and_nobody(office: Office, mensais: RelatorioMensalService) -> None:
    mensais.make("2026-02")
    with pytest.raises(RecordNotFoundError):
        mensais.get("2026-01")
    document = Document(BytesIO(mensais.get("2026-02").conteudo))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    in_month = [one for one in office.geracoes if one["at"].astimezone(ZONE).strftime("%Y-%m") == "2026-02"]
    assert cells[cells.index("Peças pedidas") + 1] == str(len(in_month))
    by_unit = sum(one["unidade"] == "Fiscal" for one in in_month)
    assert cells[cells.index("Fiscal") + 1] == str(by_unit)
    assert not [one["nome"] for one in office.usuarios if any(one["nome"] in cell for cell in cells)]


def test_the_last_month_is_asked_for_once(
    office: Office, mensais: RelatorioMensalService, inbox: Inbox, session_scope: SessionScope
) -> None:
    assert office.service.get_atualizado_em() < datetime.now(UTC)
    assert mensais.request_missing() == 1
    (mes,) = inbox.works[0].args
    mensais.make(str(mes))
    assert mensais.request_missing() == 0
    assert [(one.mes, one.arquivo) for one in mensais.list_prontos()] == [(mes, f"relatorio-{mes}.docx")]
    assert ArquivoRepository(session_scope).find(f"relatorio/{mes}") == mensais.get(str(mes))


def test_months_and_their_days() -> None:
    assert list_meses(date(2026, 3, 1))[:3] == ("2026-02", "2026-01", "2025-12")
    assert find_days("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert find_days("2025-12") == (date(2025, 12, 1), date(2025, 12, 31))
