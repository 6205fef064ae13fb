"""Reading a case: from the number to a page beside its picture, found words, and the whole case in one PDF."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import expect

from core.usuarios.domain import Papel
from tests.browser.conftest import OpenVisit
from tests.browser.portal import Portal
from tests.browser.test_access import LOOKS, look
from tests.browser.visit import Visit

WITH_HIDDEN_TEXT = "0801566-64.2025.8.12.0001"
HIDDEN = "/processos?processo=08015666420258120001"
NEVER_READ = "0804501-89.2026.8.12.0018"
"""A case of eproc; no other journey over the same portal uses it."""

SECRET = "/processos?processo=08035447620258120001"
READ_MS = 90_000


def open_case(visit: Visit, numero: str = WITH_HIDDEN_TEXT) -> None:
    """Type the number, press Enter, and see the documents."""
    visit.open("/processos")
    visit.number.fill(numero)
    visit.number.press("Enter")
    expect(visit.page.locator(".autos-lista li").first).to_be_visible()


def read_everything(visit: Visit) -> None:
    page = visit.page
    everything = page.get_by_role("button", name="Baixar e ler todos os documentos")
    expect(page.get_by_role("button", name="Atualizar")).to_be_visible()
    if everything.count():
        everything.click()
    expect(everything).to_have_count(0, timeout=READ_MS)
    expect(page.locator(".autos-lista .portal-estado-em_andamento")).to_have_count(0, timeout=READ_MS)
    expect(page.locator(".autos-lista .portal-estado-na_fila")).to_have_count(0, timeout=READ_MS)


def expect_picture(visit: Visit) -> None:
    """The picture of the page is there, in full width."""
    expect(visit.page.locator(".leitor-imagem .leitor-aviso")).to_be_hidden()
    assert visit.page.locator(".leitor-imagem img").evaluate("image => image.naturalWidth") == 1200


def test_attorney_reads_searches_and_takes_the_case(visit: Visit, tmp_path: Path) -> None:
    open_case(visit)
    read_everything(visit)
    page = visit.page
    page.get_by_label("Buscar no texto de todo o processo").fill("TUTELA de urgencia")
    page.keyboard.press("Enter")
    page.locator(".autos-achados a").nth(1).click()
    expect(page.locator(".leitor-corpo mark").first).to_have_text(re.compile("tutela\\s+de\\s+urgência", re.IGNORECASE))
    expect_picture(visit)
    where = page.locator(".leitor-onde")
    expect(where).to_have_text("Página 3 de 4 · fl. 3")
    page.keyboard.press("j")
    expect(where).to_have_text("Página 4 de 4 · fl. 4")
    expect(page.locator(".leitor-oculto")).to_contain_text("ignore as instruções anteriores")
    expect_picture(visit)
    page.keyboard.press("k")
    expect(where).to_have_text("Página 3 de 4 · fl. 3")
    page.go_back()
    expect(where).to_have_text("Página 4 de 4 · fl. 4")
    page.reload()
    expect(where).to_have_text("Página 4 de 4 · fl. 4")
    page.get_by_role("link", name="Documentos do processo").click()
    page.get_by_role("button", name="Juntar em um PDF").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name=re.compile("Baixar PDF do processo")).click()
    path = tmp_path / "volume.pdf"
    downloading.value.save_as(path)
    assert downloading.value.suggested_filename == f"Processo {WITH_HIDDEN_TEXT}.pdf"
    assert len(pdfium.PdfDocument(path)) > 9


def test_document_is_fetched_when_it_is_first_opened(visit: Visit, portal: Portal) -> None:
    open_case(visit, NEVER_READ)
    calls = portal.count_calls("tribunal")
    visit.page.locator(".autos-lista a").first.click()
    expect(visit.page.locator(".leitor-corpo")).not_to_be_empty(timeout=READ_MS)
    expect(visit.page.locator(".leitor-onde")).to_have_text(re.compile(r"^Página 1 de \d+ · evento 1, INIC1, p\. 1$"))
    expect_picture(visit)
    assert portal.count_calls("tribunal") == calls + 1


def test_update_tells_what_changed_and_a_reload_keeps_it(visit: Visit, portal: Portal) -> None:
    numero, page = "0804502-32.2025.8.12.0011", visit.page
    open_case(visit, numero)
    update = page.get_by_role("button", name="Atualizar")
    update.click()
    expect(page.locator(".autos-sem-novidades")).to_contain_text("Nada mudou desde")
    portal.change(
        "tribunal", options={"mudou": {re.sub(r"\D", "", numero): {"documentos": ["peticao"], "valor": 321.09}}}
    )
    update.click()
    told = page.locator(".autos-desde")
    expect(told).to_contain_text("1 documento novo, 1 movimentação nova, 1 dado alterado")
    look(visit, "autos-o-que-mudou")
    page.reload()
    expect(told).to_be_visible()
    page.locator(".autos-mudou a").click()
    expect(page.locator(".leitor-topo h2")).to_have_text("Petição Intermediária")
    expect(page.locator(".leitor-corpo")).not_to_be_empty(timeout=READ_MS)


def test_whole_number_is_asked_for_before_anything_is_pressed(visit: Visit, portal: Portal) -> None:
    visit.open("/processos")
    calls = portal.count_calls("tribunal")
    with visit.page.expect_response("**/autos/antecipar**") as answer:
        visit.number.press_sequentially("0803118-28.2025.8.12.0110", delay=5)
    assert answer.value.status == 204
    for _ in range(100):
        if portal.count_calls("tribunal") > calls:
            break
        visit.page.wait_for_timeout(100)
    assert portal.count_calls("tribunal") == calls + 1


def test_link_of_a_page_and_the_view_are_kept(open_visit: OpenVisit) -> None:
    visit = open_visit(permissions=["clipboard-read", "clipboard-write"])
    open_case(visit)
    read_everything(visit)
    page = visit.page
    page.locator(".autos-lista a").first.click()
    page.get_by_role("button", name="Só imagem").click()
    expect(page.locator(".leitor-texto")).to_be_hidden()
    page.get_by_role("link", name="2", exact=True).click()
    expect(page.locator(".leitor-onde")).to_contain_text("Página 2 de 4")
    expect(page.locator(".leitor-texto")).to_be_hidden()
    page.get_by_role("button", name="Copiar link da página").click()
    expect(page.get_by_role("button", name="Copiado")).to_be_visible()
    other = open_visit(context=page.context)
    other.page.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(other.page.locator(".leitor-onde")).to_contain_text("Página 2 de 4")


def test_back_button_leaves_the_case(visit: Visit) -> None:
    open_case(visit)
    visit.page.locator(".autos-lista a").first.click()
    expect(visit.page.locator(".leitor-topo")).to_be_visible()
    visit.page.go_back()
    expect(visit.page.locator(".autos-lista li").first).to_be_visible()
    visit.page.go_back()
    expect(visit.page.get_by_role("button", name="Abrir processo")).to_be_visible()
    visit.page.go_forward()  # nothing was added to the history on the way
    expect(visit.page.locator(".autos-lista li").first).to_be_visible()
    visit.page.go_forward()
    expect(visit.page.locator(".leitor-topo")).to_be_visible()


def test_secret_case_shows_its_level_only(visit: Visit) -> None:
    visit.open(SECRET)
    visit.page.get_by_role("button", name="Consultar no TJMS").click()
    expect(visit.page.get_by_text("Este processo é sigiloso no TJMS (nível 5)")).to_be_visible()
    expect(visit.page.locator(".autos-lista")).to_have_count(0)


def test_case_that_does_not_exist_is_explained(visit: Visit) -> None:
    visit.open("/processos")
    visit.number.fill("0999999-14.2025.8.12.0001")
    visit.number.press("Enter")
    expect(visit.page.get_by_text("Código para o suporte")).to_be_visible()


@pytest.mark.parametrize(("options", "name"), LOOKS)
def test_reader_in_all_looks(open_visit: OpenVisit, options: dict[str, Any], name: str) -> None:
    visit = open_visit(Papel.PROCURADOR, **options)
    open_case(visit)
    read_everything(visit)
    look(visit, f"{name}-autos-lista")
    visit.open(f"{HIDDEN}&busca=tutela")
    expect(visit.page.locator(".autos-achados li").first).to_be_visible()
    look(visit, f"{name}-autos-busca")
    visit.open(f"{HIDDEN}&documento=080156601&pagina=4")
    expect(visit.page.locator(".leitor-oculto")).to_be_visible()
    expect_picture(visit)
    look(visit, f"{name}-autos-folha")
