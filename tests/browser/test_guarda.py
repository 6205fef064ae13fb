"""What the browser itself guards: what it takes for saved, and the content policy of every page."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from core.usuarios.domain import ALL_PERMISSIONS, DEMONSTRATION
from pages.ui.menu import list_pages
from tests.browser.conftest import OpenVisit
from tests.browser.portal import Portal

GUARDA = Path("pages/ui/assets/guarda.js")
PECA = [{"texto": "# Um\n\nPrimeiro.\n\nSegundo.\n\n"}, {"texto": "## Dois\n\nTerceiro.\n"}]


@pytest.mark.parametrize(
    ("texto", "is_saved"),
    [
        ("# Um\n\nPrimeiro.\n\nSegundo.", True),
        ("# Um\n\nPrimeiro.\n\nSegundo.\n\n## Dois\n\nTerceiro.", True),
        ("# Um\n\nPrimeiro.", False),
        ("# Um\n\nPrimeiro.\n\nSegundo.\n\n## Dois", False),
    ],
    ids=["section", "split in two", "cut", "cut in the second"],
)
def test_a_part_of_a_section_is_not_taken_for_saved(chromium: Browser, texto: str, is_saved: bool) -> None:
    page = chromium.new_page()
    headers = {"content-type": "text/javascript"}
    page.route("http://portal.test/guarda.js", lambda route: route.fulfill(body=GUARDA.read_text(), headers=headers))
    page.route("http://portal.test/", lambda route: route.fulfill(body="<title>x</title>", content_type="text/html"))
    page.goto("http://portal.test/")
    ask = "([secoes, texto]) => import('/guarda.js').then((found) => found.holdsWhole(secoes, texto))"
    assert page.evaluate(ask, [PECA, texto]) is is_saved
    page.close()


LISTEN = """globalThis.refused = [];
addEventListener("securitypolicyviolation", (event) => globalThis.refused.push(event.violatedDirective));"""
INJECT = """() => {
  const script = document.createElement('script');
  script.textContent = 'globalThis.injected = true';
  document.body.append(script);
  const image = document.createElement('img');
  image.src = 'http://fora.example/x.png';
  document.body.append(image);
}"""


def test_every_page_keeps_the_content_policy(open_visit: OpenVisit, portal: Portal) -> None:
    """One document through every page of the menu, by a person who may do all; then what the policy must refuse."""
    visit = open_visit(None)
    visit.page.add_init_script(LISTEN)
    enter_with_all(visit.page, portal)
    for item in list_pages():
        visit.page.get_by_test_id("stSidebarNav").get_by_role("link", name=item.title, exact=True).click()
        expect(visit.page.get_by_role("heading", level=1).first).to_be_visible()
        expect(visit.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert visit.page.evaluate("globalThis.refused") == []
    assert visit.troubles == []
    visit.page.evaluate(INJECT)
    visit.page.wait_for_function("globalThis.refused.length === 2")
    assert visit.page.evaluate("[globalThis.injected, ...globalThis.refused.sort()]") == [
        None,
        "img-src",
        "script-src-elem",
    ]
    visit.troubles.clear()
    visit.open("/conta")
    expect(visit.page.get_by_role("button", name="Sair de todos os lugares")).to_be_visible()
    assert visit.page.evaluate("globalThis.refused") == []


def enter_with_all(page: Page, portal: Portal) -> None:
    """As a new person with every permission and the published password of the administrator."""
    environment = dict(
        part.split("=", 1) for part in Path(f"/proc/{portal.find_web()}/environ").read_text().split("\0") if "=" in part
    )
    admin = next(demo for demo in DEMONSTRATION if demo.login == "admin")
    with psycopg.connect(environment["DATABASE_URL"].replace("+psycopg", "")) as connection:
        connection.execute(
            "INSERT INTO usuario (login, nome, papel, unidade, senha_hash, is_active, permissoes, created_at)"
            " SELECT 'tudo', 'Tudo Inventado', papel, unidade, senha_hash, true, to_jsonb(%s::text[]), now()"
            " FROM usuario WHERE login = 'admin'",
            [sorted(ALL_PERMISSIONS)],
        )
    page.goto(f"{portal.address}/entrar")
    page.get_by_label("Usuário").fill("tudo")
    page.get_by_label("Senha").fill(admin.senha)
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
