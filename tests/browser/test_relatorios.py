"""The manager's journey: the month, a unit, the records behind a number, and the table as a file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import psycopg
from playwright.sync_api import Download, Page, expect
from sqlalchemy import create_engine

from core.infra.db import build_session_scope
from core.relatorios.resumos.repository import ResumoRepository
from core.usuarios.domain import Papel
from tests.browser.conftest import OpenVisit
from tests.browser.portal import Portal

_OF_MONTH = """
SELECT count(*) FROM geracao g JOIN usuario u ON u.id = g.usuario_id
WHERE u.unidade = %s AND date_trunc('month', g.created_at AT TIME ZONE 'America/Campo_Grande')
      = date_trunc('month', now() AT TIME ZONE 'America/Campo_Grande')
"""
_UNIT = "SELECT u.unidade FROM geracao g JOIN usuario u ON u.id = g.usuario_id LIMIT 1"


def read_url(portal: Portal) -> str:
    url: str = json.loads((portal.folder / "servers.json").read_text())["DATABASE_URL"]
    return url


def refresh(portal: Portal) -> None:
    """What a worker does every few minutes."""
    engine = create_engine(read_url(portal))
    ResumoRepository(build_session_scope(engine)).refresh()
    engine.dispose()


def read_rows(download: Download) -> list[list[str]]:
    return list(csv.reader(Path(download.path()).read_text("utf-8-sig").splitlines(), delimiter=";"))


def choose(page: Page, label: str, option: str) -> None:
    """Once nothing is drawn or scrolled any more: the list of options closes when the page under it moves."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    box = page.get_by_role("combobox", name=label).first
    box.scroll_into_view_if_needed()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    box.click()
    page.get_by_role("option", name=option).click()


def test_manager_goes_from_the_month_to_the_records_of_a_unit(
    open_visit: OpenVisit, portal: Portal, finished: str
) -> None:
    assert finished
    refresh(portal)
    with psycopg.connect(read_url(portal).replace("+psycopg", "")) as connection:
        ((unidade,),) = connection.execute(_UNIT).fetchall()
        ((pedidas,),) = connection.execute(_OF_MONTH, [unidade]).fetchall()
    visit = open_visit(Papel.GESTOR)
    page = visit.page
    visit.open(f"/relatorios?unidade={unidade}")
    card = page.get_by_test_id("stMetric").filter(has_text="Peças pedidas").get_by_test_id("stMetricValue")
    expect(card).to_have_text(str(pedidas))
    visit.take_picture("relatorios")
    choose(page, "Ver por", "Tipo de peça")
    page.wait_for_url("**por=tipo_de_peca**")
    page.reload()
    table = page.get_by_role("group", name="Peças por tipo de peça")
    expect(table.get_by_role("rowheader").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").first.click()
    rows = read_rows(download.value)
    assert rows[0][:2] == ["Tipo de peça", "Pedidas"]
    assert sum(int(row[1]) for row in rows[1:]) == pedidas
    page.get_by_text("Mostrar as peças do período").click()
    records = page.get_by_role("list", name="Peças do período").get_by_role("listitem")
    expect(records).to_have_count(min(pedidas, 50))
    expect(records.first).to_contain_text("Processo não mostrado")
    visit.take_picture("relatorios-registros")
    assert visit.troubles == []
