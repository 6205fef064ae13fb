"""Who sees what, and the way through the login."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from core.usuarios.domain import Papel, Usuario
from pages.ui.menu import list_pages
from tests.browser.conftest import OpenVisit, log_in


def build_person(papel: Papel) -> Usuario:
    return Usuario(id=1, login=papel.value, nome="Rita Inventada", papel=papel, unidade="")


@pytest.mark.parametrize("papel", list(Papel))
def test_menu_and_addresses_follow_the_profile(open_visit: OpenVisit, papel: Papel) -> None:
    visit, person = open_visit(papel), build_person(papel)
    visit.open("/")
    expect(visit.page.get_by_role("heading", level=1)).to_be_visible()
    links = visit.page.get_by_test_id("stSidebarNav").get_by_role("link")
    allowed = [page for page in list_pages() if person.has_permission(page.permission)]
    expect(links).to_have_count(len(allowed))
    assert [text.splitlines()[-1] for text in links.all_inner_texts()] == [page.title for page in allowed]
    for page in list_pages():
        if page not in allowed:
            visit.open(f"/{page.name}")
            expect(visit.page.get_by_role("heading", name="Sem acesso a esta página")).to_be_visible()
            visit.forgive("403")


def test_deep_link_leads_through_the_login_and_back(open_visit: OpenVisit) -> None:
    visit = open_visit(None)
    log_in(visit, Papel.PROCURADOR, "/gerador_de_pecas?busca=1")
    assert visit.page.url == f"{visit.address}/gerador_de_pecas?busca=1"
    expect(visit.page.get_by_role("heading", name="Gerador de Peças", level=1)).to_be_visible()


def test_way_out_closes_the_other_tab(open_visit: OpenVisit) -> None:
    first = open_visit(None)
    log_in(first, Papel.GESTOR)
    second = open_visit(context=first.page.context)
    second.open("/ajuda")
    expect(second.page.get_by_role("heading", name="Ajuda", level=1)).to_be_visible()
    first.page.get_by_role("button", name="Sair").click()
    expect(first.page.get_by_text("Você saiu do portal.")).to_be_visible()
    expect(second.page.get_by_role("button", name="Entrar")).to_be_visible()
    for visit in (first, second):
        visit.forgive("401")
        visit.forgive("WebSocket connection")


def test_wrong_password_is_explained(open_visit: OpenVisit) -> None:
    visit = open_visit(None)
    visit.open("/entrar")
    visit.page.get_by_label("Usuário").fill("ninguem")
    visit.page.get_by_label("Senha").fill("errada")
    visit.page.get_by_role("button", name="Entrar").click()
    expect(visit.page.get_by_role("alert")).to_contain_text("Usuário ou senha não conferem")
    expect(visit.page.get_by_label("Senha")).to_be_focused()
    visit.forgive("401")
