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
from tests.browser.visit import Visit

LOG = [{"timestamp": "2026-11-22T18:00:01Z", "level": "warning", "event": "outside_call_ended", "resource": "gemini"}]
CASO = "08030623120258120001"
REASON = "O processo que fazia o trabalho foi interrompido 3 vezes seguidas (sinal 9)."


SENHA = "girassol de pedra azul"
"""What the new person chooses."""


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


def enter(visit: Visit, login: str, senha: str) -> None:
    """The first time: the password that somebody else chose opens only the page where it is changed."""
    visit.open("/entrar")
    page = visit.page
    page.get_by_label("Usuário").fill(login)
    page.get_by_label("Senha").fill(senha)
    page.get_by_role("button", name="Entrar").click()
    page.get_by_label("Senha atual").fill(senha)
    page.get_by_label("Senha nova", exact=True).fill(SENHA)
    page.get_by_label("Senha nova, de novo").fill(SENHA)
    page.get_by_role("button", name="Trocar a senha").click()
    expect(page.get_by_text("Nada espera por você.")).to_be_visible()


def create_person(visit: Visit, login: str) -> str:
    """Through the form; the password that the portal shows once."""
    visit.open("/administracao?aba=pessoas")
    page = visit.page
    page.get_by_label("Login", exact=True).fill(login)
    page.get_by_label("Nome completo").fill("Lia Inventada Prado")
    page.get_by_label("Unidade").fill("Procuradoria Fiscal")
    page.get_by_role("button", name="Cadastrar").click()
    expect(page.get_by_text(f"agora pode entrar no portal com o login {login}")).to_be_visible()
    return page.locator("[data-testid=stCode] code").inner_text().strip()


def change_limit(visit: Visit, value: str) -> None:
    visit.open("/administracao?aba=limites&item=limite.gemini")
    page = visit.page
    page.get_by_label("Novo valor").fill(value)
    page.get_by_label("Novo valor").press("Enter")
    page.get_by_label("Motivo da mudança (obrigatório)").fill("Prova do administrador")
    page.get_by_role("button", name="Mudar", exact=True).click()
    expect(page.get_by_text(f"agora é {value}")).to_be_visible()


def test_administrator_creates_changes_retries_and_finds_it_all_on_record(
    open_visit: OpenVisit, portal: Portal
) -> None:
    login = f"lia{uuid4().hex[:6]}"
    visit = open_visit(Papel.ADMIN)
    page = visit.page
    senha = create_person(visit, login)
    look(visit, "pessoas")
    person = open_visit(None)
    enter(person, login, senha)
    change_limit(visit, "9")
    page.get_by_label("Motivo da mudança (obrigatório)").fill("Fim da prova")
    page.get_by_role("button", name="Voltar ao que valia antes").click()
    expect(page.get_by_text("voltou ao que valia antes").first).to_be_visible()
    add_morta(portal)
    visit.open("/administracao")
    page.get_by_role("button", name="Tentar de novo").first.click()
    expect(page.get_by_text("Postos de volta na fila por último")).to_be_visible()
    visit.open(f"/administracao?aba=pessoas&pessoa={login}")
    page.get_by_text("Pode entrar no portal", exact=True).click()
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Cadastro de Lia Inventada Prado guardado.")).to_be_visible()
    person.page.wait_for_url("**/entrar**")
    for trouble in ("401", "WebSocket connection", "when disconnected from server"):
        person.forgive(trouble)
    visit.open(f"/administracao?aba=auditoria&texto={login}")
    table = page.get_by_role("table", name="Registros da auditoria")
    expect(table).to_contain_text("Cadastrou uma pessoa")
    expect(table).to_contain_text("sem acesso")
    page.get_by_label("Palavras").fill("Prova do administrador")
    page.get_by_label("Palavras").press("Enter")
    expect(table).to_contain_text("Mudou um limite, valor ou recurso")
    expect(table).not_to_contain_text(login)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Baixar em CSV").click()
    assert "Prova do administrador" in taken.value.path().read_text("utf-8-sig")
    visit.open("/administracao?aba=auditoria&ato=arquivo_baixado")
    expect(table.get_by_text(taken.value.suggested_filename)).to_have_count(1)  # a click is one act
    page.get_by_role("button", name="Conferir a integridade").click()
    expect(page.get_by_text("Auditoria íntegra")).to_be_visible()
    look(visit, "auditoria")


@pytest.mark.parametrize(("options", "name"), LOOKS)
def test_operators_page_in_all_looks(open_visit: OpenVisit, portal: Portal, options: dict[str, Any], name: str) -> None:
    add_morta(portal)
    visit = open_visit(Papel.ADMIN, **options)
    visit.open("/administracao")
    expect(visit.page.get_by_role("button", name="Tentar de novo").first).to_be_visible()
    look(visit, f"{name}-administracao")
