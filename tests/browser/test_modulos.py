"""The data team's journey: an edit, its blast radius, its effect on the next peça, and the way back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from core.usuarios.domain import Papel
from tests.browser.conftest import OpenVisit

MODULO = "ps-merito-dieta-enteral"
TITULO = "Da dieta enteral e das fórmulas"
ANOTHER_MATTER = "0802350-90.2025.8.12.0017"


def test_edit_is_weighed_published_used_by_the_next_geracao_and_taken_back(open_visit: OpenVisit) -> None:
    team, attorney = open_visit(Papel.DADOS), open_visit()
    page = team.page
    team.open(f"/prompts_e_modulos?modulo={MODULO}&ver=editar")
    page.get_by_text("Sempre", exact=True).click()
    motivo = page.get_by_role("textbox", name="Motivo da alteração")
    motivo.fill("O argumento passa a caber em toda peça")
    motivo.press("Tab")
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => location.reload(), 0)")
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    expect(motivo).to_have_value("O argumento passa a caber em toda peça")
    page.get_by_role("button", name="Conferir a alteração").click()
    expect(page.get_by_text(re.compile(r"muda a decisão em [1-9]\d* de \d+ cenários salvos"))).to_be_visible()
    expect(page.locator(".prompts-raio tbody tr").first).to_contain_text("sim")
    page.get_by_role("button", name="Publicar", exact=True).click()
    expect(page.get_by_text("Versão 2 publicada")).to_be_visible()

    attorney.generate(ANOTHER_MATTER)
    attorney.wait_end()
    attorney.page.get_by_role("tab", name="Módulos").click()
    expect(attorney.page.get_by_role("tabpanel").locator("visible=true")).to_contain_text(TITULO)

    page.get_by_role("button", name="Restaurar uma versão").click()
    page.get_by_role("button", name="Restaurar a versão 1").click()
    expect(page.locator(".prompts-versoes tbody tr").first).to_contain_text("Restaurada a versão 1")
    expect(page.locator(".prompts-ficha")).to_contain_text("Quando “")
