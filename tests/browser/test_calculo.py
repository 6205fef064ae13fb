"""A pedido de cálculo: from the number to the sheet in Word, with a field corrected on the way."""

from __future__ import annotations

import re
from pathlib import Path

from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.visit import END_MS, Visit

NUMERO = "0805077-70.2025.8.12.0001"
CITACAO = "01/04/2019"
_TRIES, _LOOK_MS = 3, 4000


def ask(visit: Visit) -> None:
    """Type the number, press Enter, and see the fields."""
    visit.open("/pedido_de_calculo")
    visit.number.fill(NUMERO)
    visit.number.press("Enter")
    expect(visit.page.locator(".calculo-campos").first).to_be_visible(timeout=END_MS)


def count_pending(page: Page) -> int:
    found = re.match(r"(\d+) a confirmar", page.locator(".portal-resumo").first.inner_text())
    return int(found[1]) if found else 0


def wait_still(page: Page) -> None:
    """The last run of the page has drawn everything."""
    expect(page.locator("[data-testid='stApp']")).to_have_attribute("data-test-script-state", "notRunning")


def confirm_all(page: Page) -> None:
    """Stand for each field; the page goes to the next one by itself and puts the keys there."""
    summary = page.locator(".portal-resumo").first
    first = page.locator(".calculo-campos a .nome").nth(1).inner_text()
    page.get_by_role("button", name="Gravar e seguir").click()
    expect(page.get_by_role("combobox", name=first)).to_be_focused()
    while pending := count_pending(page):
        wait_still(page)
        keep(page)
        for _ in range(_TRIES):
            try:
                expect(summary).not_to_contain_text(re.compile(rf"^{pending} a confirmar"), timeout=_LOOK_MS)
                break
            except AssertionError:  # the focus was still on its way to the next field when the key was pressed
                keep(page)
        expect(summary).not_to_contain_text(re.compile(rf"^{pending} a confirmar"))


def keep(page: Page) -> None:
    """By its key where a field takes one, otherwise by the button."""
    if page.evaluate("() => document.activeElement.matches('[role=combobox]')"):
        page.keyboard.press("Control+Enter")
    else:
        page.get_by_role("button", name="Gravar e seguir").click()


def calculate(page: Page, button: str) -> str:
    page.locator(".portal-etapas a", has_text="Cálculo").click()
    page.get_by_role("button", name=button).click()
    expect(page.locator(".portal-etapas a", has_text="Cálculo")).to_contain_text("Feito")
    wait_still(page)  # the button of the former run stands beside the new one until then
    expect(page.get_by_role("button", name="Calcular de novo")).to_be_visible()
    return page.locator(".calculo-total .valor strong").inner_text()


def correct_citacao(page: Page) -> None:
    """A day that does not exist is refused and kept; another one is written beside its page."""
    page.locator(".portal-etapas a", has_text="Campos").click()
    page.locator(".calculo-campos a", has_text="Citação do Estado").click()
    expect(page.locator(".calculo-candidato").first).to_contain_text("de 100")
    expect(page.locator(".portal-fonte-folha mark").first).to_be_visible()
    field = page.get_by_role("textbox", name="Citação do Estado")
    field.fill("31/02/2019")
    field.press("Enter")
    expect(page.get_by_text("não existe no calendário")).to_be_visible()
    expect(field).to_have_value("31/02/2019")
    field.fill(CITACAO)
    field.press("Enter")
    expect(page.locator(".portal-etapas a", has_text="Cálculo")).to_contain_text("Campos mudaram")
    expect(page.locator(".calculo-campos a", has_text="Citação do Estado")).to_contain_text("Corrigido")


def see_prazo(page: Page) -> None:
    """The time to contest stands beside the notice that was confirmed."""
    page.locator(".portal-etapas a", has_text="Campos").click()
    page.locator(".calculo-campos a", has_text="Intimação do cumprimento").click()
    expect(page.locator(".prazo-resultado")).to_contain_text("30 dias úteis")


def test_attorney_goes_from_the_number_to_the_sheet(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    ask(visit)
    page.reload()
    expect(page.locator(".calculo-campos").first).to_be_visible()
    confirm_all(page)
    first = calculate(page, "Calcular")
    see_prazo(page)
    correct_citacao(page)
    total = calculate(page, "Calcular de novo")
    assert total != first
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Baixar planilha (XLSX)").click()
    downloading.value.save_as(tmp_path / "memoria.xlsx")
    assert load_workbook(tmp_path / "memoria.xlsx").sheetnames == ["Resumo", "Memória", "Índices"]
    page.get_by_role("button", name="Escrever a folha").click()
    page.wait_for_url("**geracao=**")
    expect(visit.result).to_be_visible(timeout=END_MS)
    expect(page.get_by_role("heading", name="10. Pedido")).to_be_visible()
    expect(page.locator("main, [data-testid='stMain']").first).to_contain_text(total)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Baixar em Word").click()
    downloading.value.save_as(tmp_path / "folha.docx")
    folha = Document(str(tmp_path / "folha.docx"))
    assert any(total in paragraph.text for paragraph in folha.paragraphs)
    assert any(CITACAO in paragraph.text for paragraph in folha.paragraphs)
    assert any("O prazo para impugnar é de 30 dias úteis" in paragraph.text for paragraph in folha.paragraphs)
    rows = [[cell.text for cell in row.cells] for row in folha.tables[0].rows]
    assert rows[4][1] == total
    visit.open("/pedido_de_calculo")
    expect(page.get_by_role("list", name="Seus pedidos")).to_contain_text(total)
    visit.number.fill(NUMERO)
    visit.number.press("Enter")
    page.get_by_role("button", name="Abrir o pedido guardado").click()
    expect(page.locator(".calculo-total")).to_contain_text(total)
