"""A section changed by conversation: asked, compared, accepted, undone; a question back; a module of the library."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenVisit
from tests.browser.portal import Portal

SMALL = "0803062-31.2025.8.12.0001"


def find_button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def open_secao(page: Page, titulo: str) -> None:
    page.get_by_role("combobox", name="Seção").click()
    page.get_by_role("option", name=titulo).click()


def ask(page: Page, words: str) -> None:
    field = page.get_by_role("textbox", name="O que mudar nesta seção")
    field.fill(words)
    field.press("Control+Enter")


def test_attorney_changes_a_section_by_asking(portal: Portal, open_visit: OpenVisit) -> None:
    visit = open_visit()
    page = visit.page
    visit.generate(SMALL)
    visit.wait_end()
    page.goto(f"{page.url}&painel=conversa")
    open_secao(page, "Síntese")
    before = visit.minuta.inner_text()

    portal.change("gemini", options={"chars_per_s": 150})
    find_button(page, "Mais formal").click()
    expect(page.locator(".conversa-texto")).to_contain_text("SÍNTESE", ignore_case=True)
    page.reload()
    expect(page.locator(".conversa-texto")).to_contain_text("SÍNTESE", ignore_case=True)
    visit.take_picture("conversa-escrevendo")
    portal.change("gemini")
    expect(page.locator(".conversa-diferenca ins").first).to_be_visible()
    added = page.locator(".conversa-diferenca ins").first.inner_text().replace("[entrou:", "").strip(" ]")
    assert visit.minuta.inner_text() == before
    visit.take_picture("conversa-proposta")
    find_button(page, "Aceitar").click()
    expect(page.locator(".conversa-aceita")).to_be_visible()
    expect(visit.minuta).to_contain_text(added)
    find_button(page, "Desfazer").click()
    expect(page.locator(".conversa-desfeita")).to_be_visible()
    expect(visit.minuta).not_to_contain_text(added)

    ask(page, "Melhore isso")
    answer = page.get_by_role("textbox", name="Sua resposta")
    expect(answer).to_be_visible()
    answer.fill("Acrescente um argumento da biblioteca sobre honorários da Defensoria")
    answer.press("Control+Enter")
    expect(page.locator(".conversa-proposta")).to_be_visible()
    expect(page.locator(".conversa-assistente").last).to_contain_text("da biblioteca")
    visit.take_picture("conversa-modulo")
    find_button(page, "Recusar").click()
    expect(page.locator(".conversa-recusada")).to_be_visible()
    expect(visit.minuta).not_to_contain_text(added)
