"""A case at a glance: parties and timeline, answers that open their page or say nothing, a report, what is new."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenVisit
from tests.browser.portal import Portal
from tests.browser.visit import END_MS

NUMERO = "0802240-39.2025.8.12.0002"


def open_area(page: Page, titulo: str, slug: str) -> None:
    page.get_by_role("radio", name=titulo, exact=True).click()
    page.wait_for_url(f"**aba={slug}**")


def ask(page: Page, words: str) -> None:
    field = page.get_by_role("textbox", name="Sua pergunta sobre o processo")
    field.fill(words)
    field.press("Control+Enter")


def test_attorney_reads_asks_and_reports(portal: Portal, open_visit: OpenVisit) -> None:
    visit = open_visit()
    page = visit.page
    visit.open("/assistencia")
    visit.number.fill("0802240-99.2025.8.12.0002")
    visit.number.press("Enter")
    expect(page.get_by_text("Os dígitos verificadores não conferem")).to_be_visible()
    visit.number.fill(NUMERO)
    visit.number.press("Enter")
    expect(page.get_by_role("heading", name="Partes e justiça gratuita")).to_be_visible()
    expect(page.locator(".assistencia-leitura")).to_contain_text("8 de 8", timeout=END_MS)
    expect(page.get_by_text("Concedida por decisão")).to_be_visible()
    visit.take_picture("assistencia-visao")
    open_area(page, "Andamento", "andamento")
    expect(page.locator(".assistencia-linha li").first).to_be_visible()

    open_area(page, "Perguntas", "perguntas")
    portal.change("gemini", options={"chars_per_s": 150})
    ask(page, "Houve deferimento da tutela de urgência?")
    expect(page.locator(".conversa-viva")).to_be_visible()
    page.reload()
    expect(page.locator(".conversa-viva")).to_be_visible()
    portal.change("gemini")
    prova = page.locator(".afirmacoes .assistencia-prova").first
    expect(prova).to_be_visible()
    citado = prova.locator("q").inner_text()
    visit.take_picture("assistencia-resposta")
    prova.get_by_role("link").click()
    expect(page.locator(".leitor-folha mark").first).to_be_visible()
    assert " ".join(citado.split())[:40] in " ".join(page.locator(".leitor-corpo").inner_text().split())
    page.go_back()
    ask(page, "Houve penhora de veículo?")
    expect(page.locator(".nao-consta")).to_have_text("Não consta dos autos.")

    open_area(page, "Relatório", "relatorio")
    page.get_by_role("button", name="Gerar relatório").click()
    page.wait_for_url("**geracao=**")
    visit.wait_words(30)
    visit.wait_end()
    expect(visit.minuta).to_contain_text("Anexo – Partes, gratuidade e perícia")
    visit.take_picture("assistencia-relatorio")
    with page.expect_download() as download:
        page.get_by_role("link", name="Baixar em Word").click()
    assert download.value.suggested_filename.endswith(".docx")

    portal.change("tribunal", options={"mudou": {re.sub(r"\D", "", NUMERO): {"documentos": ["decisao"]}}})
    page.get_by_role("link", name="Assistência deste processo").click()
    page.get_by_role("button", name="Atualizar").click()
    expect(page.get_by_role("heading", name="O que mudou")).to_be_visible()
    visit.take_picture("assistencia-mudou")
