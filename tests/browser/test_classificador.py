"""A lot of 200 files from the choice of the folder to the file that leaves, with corrections by keyboard."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import docx
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenVisit
from tests.browser.visit import END_MS, Visit

TOTAL = 200
EM_WORD = 6
"""Of these many the text is in Word files; reading them takes longer."""

PEDIDOS = (
    "Requer o fornecimento do medicamento insulina pelo SUS, com tratamento de saúde custeado pelo Estado.",
    "Impugna o lançamento do ICMS e o auto de infração fiscal; pede a anulação do tributo e da dívida ativa.",
    "Servidor do Estado pede a progressão na carreira, a remuneração atrasada e as férias não pagas.",
    "Pede a anulação da multa de trânsito e da suspensão da habilitação aplicadas pelo Detran.",
)
NOMES = ("Saúde", "Tributário", "Servidor público", "Trânsito")


def write_files(folder: Path) -> list[Path]:
    """Petitions of four subjects in turn, none like another."""
    paths = []
    for number in range(1, TOTAL + 1):
        text = f"PETIÇÃO INICIAL nº {number}\n\n{PEDIDOS[number % len(PEDIDOS)]}\n\nNestes termos, pede deferimento."
        path = folder / f"peticao-{number:03d}.{'docx' if number <= EM_WORD else 'txt'}"
        if number <= EM_WORD:
            document = docx.Document()
            document.add_paragraph(text)
            document.save(str(path))
        else:
            path.write_text(text, "utf-8")
        paths.append(path)
    return paths


def send_files(visit: Visit, paths: Sequence[Path], wrong: Path) -> None:
    """All at once; what cannot be used is named, the others are there, also after a reload."""
    page = visit.page
    visit.open("/classificador?aba=nova")
    page.locator("input[aria-label='Escolher arquivos']").set_input_files([*paths, wrong])
    expect(page.locator(".remessa-recusas")).to_contain_text(f"“{wrong.name}”")
    expect(page.get_by_text(f"{TOTAL} documentos neste lote")).to_be_visible()
    page.reload()
    expect(page.get_by_text(f"{TOTAL} documentos neste lote")).to_be_visible()
    expect(page.get_by_text("custo estimado de")).to_be_visible()


def find_filter(page: Page, name: str) -> Locator:
    return page.locator(".lote-filtro", has_text=name)


def find_line(page: Page, ordem: int) -> Locator:
    number = page.locator(".lote-ordem").get_by_text(str(ordem), exact=True)
    return page.locator(".lote-lista a").filter(has=number)


def expect_open(page: Page, ordem: int) -> None:
    """The document of this place in the lot is open, and keys are for it."""
    expect(page.locator(".lote-topo")).to_contain_text(re.compile(rf"nº {ordem}\b"))
    expect(find_line(page, ordem)).to_have_attribute("aria-current", "true")
    ident = find_line(page, ordem).get_attribute("data-item")
    expect(page.locator(f"[data-lote-item='{ident}']")).to_be_attached()


def correct_by_keyboard(visit: Visit) -> None:
    """The first to another category, the second as the model said, the third left; a reload changes nothing."""
    page = visit.page
    find_line(page, 1).click()
    expect_open(page, 1)
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    expect_open(page, 2)
    page.keyboard.press("Enter")
    expect_open(page, 3)
    page.reload()
    expect_open(page, 3)
    expect(find_line(page, 1)).to_contain_text("Responsabilidade civil")
    expect(page.locator(".portal-estado-corrigido")).to_have_count(2)
    page.keyboard.press("k")
    expect_open(page, 2)
    visit.take_picture("classificador-correcao")


def filter_by_categoria(page: Page) -> None:
    """What was corrected is listed under its new category, also after the way back."""
    page.get_by_role("combobox", name="Categoria", exact=True).click()
    page.get_by_role("option", name="Responsabilidade civil").click()
    expect(page.locator(".lote-total")).to_have_text("1 documento")
    assert "categoria=responsabilidade_civil" in page.url


def read_csv(page: Page, folder: Path) -> list[dict[str, str]]:
    page.get_by_role("button", name="Exportar").click()
    with page.expect_download(timeout=END_MS) as downloading:
        page.get_by_role("link", name="Baixar CSV").click()
    path = folder / "lote.csv"
    downloading.value.save_as(path)
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))


def test_attorney_classifies_200_files_corrects_by_keyboard_and_exports(open_visit: OpenVisit, tmp_path: Path) -> None:
    visit = open_visit()
    page = visit.page
    wrong = tmp_path / "nada.pdf"
    wrong.write_bytes(b"")
    send_files(visit, write_files(tmp_path), wrong)
    visit.take_picture("classificador-nova")
    page.get_by_role("combobox", name="Instrução").click()
    page.get_by_role("option", name=re.compile("Triagem de petições")).click()
    page.get_by_label("Nome do lote").fill("Iniciais de novembro")
    page.get_by_role("button", name="Começar a classificação").click()
    page.wait_for_url("**lote=*")
    expect(page.get_by_role("heading", name="Iniciais de novembro")).to_be_visible()
    page.reload()
    expect(find_filter(page, "Todos").locator("strong")).to_have_text(str(TOTAL))
    visit.take_picture("classificador-andamento")
    expect(find_filter(page, "Concluídos").locator("strong")).to_have_text(str(TOTAL), timeout=END_MS)
    correct_by_keyboard(visit)
    filter_by_categoria(page)
    rows = read_csv(page, tmp_path)
    assert [row["Ordem"] for row in rows] == [str(number) for number in range(1, TOTAL + 1)]
    assert (rows[0]["Categoria"], rows[0]["Corrigido por"]) == ("Responsabilidade civil", "Helena Duarte Vilalba")
    assert rows[1]["Corrigido por"] == "Helena Duarte Vilalba"
    assert rows[2]["Corrigido por"] == ""
    for row in rows[1:]:
        number = int(re.sub(r"\D", "", row["Documento"]))
        assert row["Categoria"] == NOMES[number % len(NOMES)], row["Documento"]
