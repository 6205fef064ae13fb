"""The data team's journey: an edit, its blast radius, its effect on the next peça, and the way back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from core.usuarios.domain import Papel
from tests.browser.conftest import OpenVisit
from tests.browser.test_curadoria import WITH_QUESTIONS, count_modules, find_generate
from tests.browser.visit import END_MS, Visit, split_words

MODULO = "ps-merito-dieta-enteral"
TITULO = "Da dieta enteral e das fórmulas"
ANOTHER_MATTER = "0802350-90.2025.8.12.0017"
NEW_WORD = "zirconita"


def search(page: Page, texto: str) -> None:
    field = page.get_by_label("Buscar módulo para acrescentar")
    field.fill("")
    field.press("Enter")
    field.fill(texto)
    field.press("Enter")


def begin_curadoria(attorney: Visit) -> None:
    attorney.open_generator()
    attorney.page.get_by_text("Com curadoria").click()
    attorney.number.fill(WITH_QUESTIONS)
    attorney.number.press("Enter")
    attorney.page.wait_for_url("**geracao=**")


def test_edit_is_weighed_published_used_by_the_next_geracao_and_taken_back(open_visit: OpenVisit) -> None:
    team, attorney, next_one = open_visit(Papel.DADOS), open_visit(), open_visit()
    page, waiting = team.page, attorney.page
    begin_curadoria(attorney)
    team.open(f"/prompts_e_modulos?modulo={MODULO}&ver=editar")
    field = page.get_by_role("textbox", name="Texto do módulo")
    expect(field).not_to_have_value("")
    old_words = split_words(field.input_value())
    field.fill(f"Cabe a {NEW_WORD} em toda peça.")
    page.get_by_text("Sempre", exact=True).click()
    motivo = page.get_by_role("textbox", name="Motivo da alteração")
    motivo.fill("O argumento passa a caber em toda peça")
    motivo.press("Tab")
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => location.reload(), 0)")
    assert asked.value.type == "beforeunload"
    asked.value.accept()
    expect(page.get_by_text("não publicou está nos campos abaixo")).to_be_visible()
    expect(motivo).to_have_value("O argumento passa a caber em toda peça")
    expect(find_generate(waiting)).to_be_visible(timeout=END_MS)
    offered = count_modules(waiting)
    page.get_by_role("button", name="Conferir a alteração").click()
    expect(page.get_by_text(re.compile(r"muda a decisão em [1-9]\d* de \d+ cenários salvos"))).to_be_visible()
    expect(page.locator(".prompts-raio tbody tr").first).to_contain_text("sim")
    page.get_by_role("button", name="Publicar", exact=True).click()
    expect(page.get_by_text("Versão 2 publicada")).to_be_visible()

    next_one.generate(ANOTHER_MATTER)
    search(waiting, NEW_WORD)
    found = waiting.locator(f".st-key-curadoria_achado_{MODULO}")
    expect(found).to_contain_text(TITULO)
    found.get_by_role("button", name="Ler").click()
    noted = waiting.locator("article.curadoria-texto")
    expect(noted).to_be_visible()
    expect(noted).not_to_contain_text(NEW_WORD)
    expect(find_generate(waiting, offered)).to_be_visible()
    next_one.wait_end()
    next_one.open(f"{next_one.page.url.removeprefix(next_one.address).partition('&')[0]}&etapa=modulos&modulo={MODULO}")
    expect(next_one.page.locator("article.curadoria-texto")).to_contain_text(NEW_WORD)

    page.get_by_role("button", name="Restaurar uma versão").click()
    page.get_by_role("button", name="Restaurar a versão 1").click()
    expect(page.locator(".prompts-versoes tbody tr").first).to_contain_text("Restaurada a versão 1")
    expect(page.locator(".prompts-ficha")).to_contain_text("Quando “")
    search(waiting, NEW_WORD)
    expect(waiting.locator(f".st-key-curadoria_achado_{MODULO}")).to_have_count(0)
    waiting.get_by_role("button", name="Parar").click()

    begin_curadoria(attorney)
    expect(find_generate(waiting, offered)).to_be_visible(timeout=END_MS)
    search(waiting, TITULO)
    found.get_by_role("button", name="Ler").click()
    expect(noted).to_be_visible()
    assert split_words(noted.inner_text()) == old_words
    waiting.get_by_role("button", name="Parar").click()
