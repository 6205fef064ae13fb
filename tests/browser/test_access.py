"""Every screen with axe-core, by keyboard, in both themes, wide and narrow; the pictures stay in ``artifacts``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, expect

from core.usuarios.domain import Papel
from tests.browser.conftest import OpenVisit
from tests.browser.portal import Portal
from tests.browser.visit import Visit

CASE = "0803266-75.2025.8.12.0001"
NARROW = {"width": 390, "height": 844}
WIDE = {"width": 1366, "height": 768}
LOOKS = [
    pytest.param({"color_scheme": scheme, "viewport": size}, f"{scheme}-{name}", id=f"{scheme}-{name}")
    for scheme in ("light", "dark")
    for name, size in (("wide", WIDE), ("narrow", NARROW))
]
_GRAVE = ("serious", "critical")


def look(visit: Visit, name: str) -> None:
    """Keep a picture; nothing may stick out sideways, and axe may find nothing serious."""
    visit.take_picture(name)
    assert visit.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), f"{name} is too wide"
    found = Axe().run(visit.page).response["violations"]
    grave = [f"{item['id']}: {item['nodes'][0]['html'][:120]}" for item in found if item["impact"] in _GRAVE]
    assert grave == [], name


@pytest.mark.parametrize(("options", "name"), LOOKS)
def test_still_screens(open_visit: OpenVisit, options: dict[str, Any], name: str) -> None:
    stranger = open_visit(None, **options)
    stranger.open("/entrar")
    look(stranger, f"{name}-login")
    visit = open_visit(Papel.PROCURADOR, **options)
    visit.open("/")
    expect(visit.page.get_by_role("heading", name="Para começar")).to_be_visible()
    look(visit, f"{name}-hoje")
    visit.open_generator()
    look(visit, f"{name}-formulario")
    visit.open("/ajuda")
    expect(visit.page.get_by_role("heading", name="Teclas de atalho")).to_be_visible()
    look(visit, f"{name}-ajuda")


def test_screens_of_a_generation(
    open_visit: OpenVisit, open_context: Callable[..., BrowserContext], portal: Portal
) -> None:
    portal.change("gemini", options={"chars_per_s": 300})
    visits = {param.values[1]: open_visit(context=open_context(**param.values[0])) for param in LOOKS}
    first, *others = visits.values()
    first.generate(CASE)
    look(first, "light-wide-andamento")
    for other in others:
        other.page.goto(first.page.url)
    for name, visit in visits.items():
        visit.wait_words(120)
        look(visit, f"{name}-redacao")
    portal.change("gemini")
    for name, visit in visits.items():
        visit.wait_end()
        look(visit, f"{name}-resultado")
    look_at_steps(visits["dark-narrow"])


def look_at_steps(visit: Visit) -> None:
    """Every step of a geração that ended, by its link; the open one is in sight in the row, however narrow."""
    for nome in ("Processo", "Documentos", "Fatos", "Módulos", "Conferência", "Exportar"):
        step = visit.page.locator(".portal-etapas").get_by_role("link", name=nome)
        step.press("Enter")
        expect(step).to_have_attribute("aria-current", "step")
        expect(step).to_be_in_viewport()
        expect(visit.page.get_by_role("heading", level=2, name=nome)).to_have_count(1)
        look(visit, f"dark-narrow-etapa-{nome.casefold()}")


def test_keys_reach_content_menu_and_first_field(visit: Visit) -> None:
    visit.open_generator()
    keyboard = visit.page.keyboard
    keyboard.press("Alt+3")
    expect(visit.number).to_be_focused()
    keyboard.press("Alt+1")
    expect(visit.page.get_by_role("heading", level=1)).to_be_focused()
    keyboard.press("Alt+2")
    expect(visit.page.get_by_role("link", name="Gerador de Peças")).to_be_focused()


def test_no_word_of_the_frame_is_english(visit: Visit) -> None:
    visit.open_generator()
    expect(visit.page.locator("html")).to_have_attribute("lang", "pt-BR")
    names = visit.page.locator("[aria-label]").evaluate_all("items => items.map((item) => item.ariaLabel)")
    english = {"Open", "Close", "Search", "Sidebar", "Main content", "Help", "Stop", "Settings", "Show", "Clear value"}
    assert not english & set(names)
