"""From the number to a minuta with exactly the modules that the person chose."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenVisit
from tests.browser.test_access import NARROW, look
from tests.browser.visit import END_MS

WITH_QUESTIONS = "0801377-86.2025.8.12.0001"
"""No other browser test opens it: a failure here leaves no geração behind that another one would meet."""


def find_generate(page: Page, total: int | None = None) -> Locator:
    return page.get_by_role("button", name=re.compile(f"Gerar minuta com {total or ''}"))


def count_modules(page: Page) -> int:
    found = re.search(r"com (\d+)", find_generate(page).inner_text())
    assert found is not None
    return int(found[1])


def test_attorney_chooses_the_modules_before_the_minuta(open_visit: OpenVisit) -> None:
    visit = open_visit()
    page = visit.page
    visit.open_generator()
    page.get_by_text("Com curadoria").click()
    visit.number.fill(WITH_QUESTIONS)
    visit.number.press("Enter")
    page.wait_for_url("**geracao=**")
    expect(find_generate(page)).to_be_visible(timeout=END_MS)
    expect(visit.result).to_contain_text("Aguardando você")
    look(visit, "curadoria")
    other = open_visit(context=page.context)
    other.page.emulate_media(color_scheme="dark")
    other.page.set_viewport_size(NARROW)
    other.page.goto(page.url)
    expect(find_generate(other.page)).to_be_visible()

    total = count_modules(page)
    yes = page.get_by_role("button", name="Sim", exact=True)
    asked = page.locator("[class*='st-key-curadoria_pergunta_']").filter(has=yes).first
    expect(asked).to_contain_text("Decide")
    asked.locator(yes).click()
    expect(find_generate(page, total)).to_have_count(0)
    total = count_modules(page)
    expect(page.locator(".curadoria-secao > .curadoria-lista > :not(.curadoria-retirado)")).to_have_count(total)
    page.keyboard.press("j")
    first = page.locator(".curadoria-item").first.get_by_role("checkbox")
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    expect(find_generate(page, total - 1)).to_be_visible()
    expect(page.locator(".curadoria-retirado")).to_have_count(1)
    page.get_by_label("Buscar módulo para acrescentar").fill("home care")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Acrescentar").first.click()
    expect(find_generate(page, total)).to_be_visible()
    expect(page.locator(".curadoria-acrescentado")).to_have_count(1)

    other.page.locator(".curadoria-secao > .curadoria-lista input").nth(1).click()
    expect(other.page.get_by_test_id("stAlert")).to_contain_text("mudou em outra aba")
    expect(other.page.get_by_test_id("stAlert")).to_be_in_viewport()
    expect(find_generate(other.page, total)).to_be_visible()
    look(other, "curadoria-escura-estreita")

    page.reload()
    expect(find_generate(page, total)).to_be_visible()
    listed = page.locator(".curadoria-secao > .curadoria-lista > :not(.curadoria-retirado) .curadoria-nome")
    expect(listed).to_have_count(total)
    chosen = listed.all_inner_texts()
    find_generate(page).click()
    expect(page.get_by_role("link", name="Baixar em Word")).to_be_visible(timeout=END_MS)
    visit.wait_end()
    expect(visit.minuta.locator("h4")).to_have_text(chosen)
    page.get_by_role("tab", name=re.compile(r"Por que não \(\d+\)")).click()
    visit.take_picture("curadoria-por-que-nao")
