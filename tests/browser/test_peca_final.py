"""From the number to the text that a person signs: chosen, checked, put right, approved, final, in Word."""

from __future__ import annotations

import re
from pathlib import Path

import docx
from playwright.sync_api import Locator, Page, expect

from ops.verify import INTEGRO
from ops.verify import main as verify
from tests.browser.conftest import OpenVisit
from tests.browser.visit import END_MS, Visit

NUMERO = "0801698-92.2023.8.12.0001"
"""No other browser test opens it."""

TEMA_FALSO = "Tema 9876"
SEM_FONTE = "O laudo médico da inicial descreve o quadro e não trata dessa divisão de tarefas."
"""States a fact without its place: the check asks a person about it."""

AVISO = "MINUTA - NÃO PROTOCOLAR"


def find_etapa(page: Page, nome: str) -> Locator:
    return page.locator(".portal-etapas li").filter(has=page.locator(".nome").get_by_text(nome, exact=True))


def go_to(page: Page, nome: str) -> None:
    find_etapa(page, nome).get_by_role("link").click()
    expect(find_etapa(page, nome).get_by_role("link")).to_have_attribute("aria-current", "step")


def ask_for_a_wrong_minuta(visit: Visit) -> None:
    """The simulated model cites an authority that does not exist."""
    visit.open_generator()
    visit.page.get_by_text("Com curadoria").click()
    visit.page.get_by_label("Observação").fill("[plantar: autoridade]")
    visit.number.fill(NUMERO)
    visit.number.press("Enter")
    visit.page.wait_for_url("**geracao=**")
    generate = visit.page.get_by_role("button", name=re.compile("Gerar minuta com"))
    expect(generate).to_be_visible(timeout=END_MS)
    expect(find_etapa(visit.page, "Módulos")).to_contain_text("Com você")
    expect(find_etapa(visit.page, "Conferência").get_by_role("link")).to_have_count(0)
    generate.click()
    expect(find_etapa(visit.page, "Conferência").get_by_role("link")).to_be_visible(timeout=END_MS)


def put_right(page: Page) -> None:
    """Write something else for the false authority, from the finding that stands in the way."""
    page.locator(".conf-filtro", has_text="Não confere").click()
    finding = page.locator(".conf-lista li")
    expect(finding).to_have_count(1)
    expect(finding).to_contain_text(TEMA_FALSO)
    finding.get_by_role("link").click()
    page.get_by_role("link", name="Corrigir no texto").click()
    field = page.get_by_role("textbox", name=re.compile("Texto da seção"))
    text = field.input_value()
    assert TEMA_FALSO in text
    field.fill(re.sub(rf"[^\n.]*{TEMA_FALSO}[^\n]*", SEM_FONTE, text))
    page.get_by_role("button", name=re.compile("Concluir a edição")).click()
    expect(page.get_by_label("Minuta", exact=True)).not_to_contain_text(TEMA_FALSO)


def accept_the_rest(page: Page) -> None:
    """Answer for each finding that the program is not sure of."""
    pending = page.locator(".conf-filtro", has_text="Conferir").locator("strong")
    page.locator(".conf-filtro", has_text="Conferir").click()
    count = int(pending.inner_text())
    assert count > 0
    itens = page.locator(".conf-lista a")
    for left in range(count, 0, -1):
        expect(itens).to_have_count(left)  # the one before has left the list
        itens.first.click()
        page.get_by_label("Motivo do aceite").fill("Conferido nos autos pela pessoa que assina.")
        page.get_by_role("button", name="Aceitar com este motivo").click()
        expect(pending).to_have_text(str(left - 1))


def read_headers(path: Path) -> str:
    return "\n".join(
        paragraph.text for section in docx.Document(str(path)).sections for paragraph in section.header.paragraphs
    )


def download(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download(timeout=END_MS) as downloading:
        page.get_by_role("link", name=name).click()
    path = folder / downloading.value.suggested_filename
    downloading.value.save_as(path)
    return path


def test_attorney_takes_a_case_to_the_final_word_file(open_visit: OpenVisit, tmp_path: Path) -> None:
    visit = open_visit()
    page = visit.page
    ask_for_a_wrong_minuta(visit)
    go_to(page, "Exportar")
    draft = download(page, "Baixar DOCX", tmp_path)
    assert AVISO in read_headers(draft)
    go_to(page, "Conferência")
    expect(page.locator(".conf-passo[aria-current]")).to_contain_text("Rascunho")
    visit.take_picture("conferencia-vermelho")
    page.get_by_role("button", name="Concluir conferência").click()
    expect(page.get_by_test_id("stAlert")).to_contain_text("Falta decidir")
    put_right(page)
    page.reload()
    go_to(page, "Conferência")
    expect(page.locator(".conf-filtro", has_text="Não confere").locator("strong")).to_have_text("0")
    accept_the_rest(page)
    page.get_by_role("button", name="Concluir conferência").click()
    expect(page.locator(".conf-passo[aria-current]")).to_contain_text("Conferida")
    page.get_by_text(re.compile("Li a peça inteira")).click()
    page.get_by_role("button", name="Aprovar").click()
    expect(page.locator(".conf-passo[aria-current]")).to_contain_text("Aprovada")
    page.get_by_role("button", name="Tornar final").click()
    expect(page.locator(".conf-passo[aria-current]")).to_contain_text("Final")
    visit.take_picture("conferencia-final")
    expect(find_etapa(page, "Conferência")).to_contain_text("Feita")
    page.get_by_role("link", name="Ir para Exportar").click()
    final = download(page, "Baixar DOCX", tmp_path)
    words = "\n".join(paragraph.text for paragraph in docx.Document(str(final)).paragraphs)
    assert AVISO not in read_headers(final) + words
    assert TEMA_FALSO not in words
    visit.take_picture("exportar-final")
    dossie = download(page, "Baixar dossiê", tmp_path)
    assert verify([str(dossie)]) == INTEGRO
