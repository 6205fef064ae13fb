"""The views that hold the office's policies, scenarios and questions: read, edited, and legible in the dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from core.usuarios.domain import Papel
from tests.browser.conftest import OpenVisit
from tests.browser.test_access import NARROW, look
from tests.browser.visit import Visit

RAW = re.compile(r"\b[a-z]+_[a-z]+_[a-z_]+\b|\bsistema\b|\bmodulo:")
"""Names of variables, and what else only the program uses."""


def find_raw(page: Page) -> list[str]:
    """In the words of the screen, apart from those that are marked as the name that rules use."""
    text = page.evaluate(
        "() => {const main = document.querySelector('[data-testid=stMain]').cloneNode(true);"
        "main.querySelectorAll('code, pre, script, style').forEach((part) => part.remove()); return main.textContent}"
    )
    return RAW.findall(text)


def open_first(visit: Visit, aba: str, lista: str) -> None:
    visit.open(f"/prompts_e_modulos?aba={aba}")
    visit.page.locator(lista).first.click()
    expect(visit.page.get_by_role("button", name=re.compile("^(Editar|Alterar nome)"))).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_views_are_read_without_names_of_the_program(open_visit: OpenVisit, scheme: str) -> None:
    options = {"color_scheme": scheme} | ({"viewport": NARROW} if scheme == "dark" else {})
    visit = open_visit(Papel.DADOS, **options)
    for aba, lista in (
        ("politicas", ".prompts-politicas a"),
        ("cenarios", ".prompts-cenarios a"),
        ("categorias", ".prompts-versoes tbody a"),
    ):
        open_first(visit, aba, lista)
        assert find_raw(visit.page) == [], aba
        look(visit, f"{scheme}-{aba}")


def test_a_code_that_is_no_number_is_refused_with_its_place(open_visit: OpenVisit) -> None:
    visit = open_visit(Papel.DADOS)
    open_first(visit, "categorias", ".prompts-versoes tbody a")
    visit.page.get_by_role("button", name="Alterar nome").click()
    codigos = visit.page.get_by_role("textbox", name="Códigos de documento")
    codigos.fill("8369, oito")
    codigos.press("Tab")
    expect(visit.page.get_by_test_id("stAlert").first).to_contain_text("Em códigos, corrija “oito”")
    visit.take_picture("categoria-recusada")
