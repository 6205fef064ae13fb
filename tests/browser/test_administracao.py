"""The operators' page: it renews itself, keeps what was opened, and puts dead work back with one click."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import expect

from core.usuarios.domain import Papel
from tests.browser.conftest import OpenVisit
from tests.browser.portal import Portal
from tests.browser.test_access import LOOKS, look

LOG = [{"timestamp": "2026-11-22T18:00:01Z", "level": "warning", "event": "outside_call_ended", "resource": "gemini"}]
CASO = "08030623120258120001"
REASON = "O processo que fazia o trabalho foi interrompido 3 vezes seguidas (sinal 9)."


def add_morta(portal: Portal) -> None:
    """Work that failed for good a moment ago."""
    url = json.loads((portal.folder / "servers.json").read_text())["DATABASE_URL"].replace("+psycopg", "")
    now, job = datetime.now(UTC), str(uuid4())
    work = ("autos", job, "jobs.prefetch_processo.run", json.dumps([CASO]), 60)  # tried again, it succeeds
    values = (*work, "1", REASON, json.dumps(LOG), now, now)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO tarefa_morta "
            "(fila, chave, funcao, argumentos, timeout_s, pessoa, motivo, log, falhou_em, created_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            values,
        )


def test_dead_work_appears_by_itself_and_goes_back_with_one_click(open_visit: OpenVisit, portal: Portal) -> None:
    visit = open_visit(Papel.ADMIN)
    visit.open("/administracao")
    page = visit.page
    expect(page.get_by_text("Nenhum trabalho parado.")).to_be_visible()
    add_morta(portal)
    expect(page.get_by_text("1 trabalho parado", exact=True)).to_be_visible()
    page.get_by_text("Últimas linhas do registro").click()
    line = page.get_by_text("14:00:01 warning outside_call_ended")
    expect(line).to_be_visible()
    when = page.locator(".portal-resumo .quando")
    before = when.inner_text()
    expect(when).not_to_have_text(before)
    expect(line).to_be_visible()
    page.get_by_role("button", name="Tentar de novo").click()
    expect(page.get_by_text("Nenhum trabalho parado.")).to_be_visible()
    expect(page.get_by_text("Postos de volta na fila por último")).to_be_visible()


@pytest.mark.parametrize(("options", "name"), LOOKS)
def test_operators_page_in_all_looks(open_visit: OpenVisit, portal: Portal, options: dict[str, Any], name: str) -> None:
    add_morta(portal)
    visit = open_visit(Papel.ADMIN, **options)
    visit.open("/administracao")
    expect(visit.page.get_by_role("button", name="Tentar de novo").first).to_be_visible()
    look(visit, f"{name}-administracao")
