"""Files instead of a case number: handed in, named, made a minuta, and read by their owner only."""

from __future__ import annotations

import re
from pathlib import Path

from fpdf import FPDF
from playwright.sync_api import expect

from core.usuarios.domain import Papel
from tests.browser.conftest import OpenVisit
from tests.browser.visit import Visit
from tests.jobs.test_anexos import INICIAL

READ_MS = 60_000


def write_files(folder: Path) -> list[Path]:
    """A petition, a medical report as PDF, and one that cannot be used."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    pdf.multi_cell(0, 8, "LAUDO MÉDICO\n\nAtesto que a paciente tem diagnóstico de diabetes, CID-10 E10. CRM 0000.")
    paths = [folder / "inicial.txt", folder / "exame.pdf", folder / "nada.pdf"]
    paths[0].write_text(INICIAL, "utf-8")
    pdf.output(str(paths[1]))
    paths[2].write_bytes(b"")
    return paths


def test_attorney_writes_from_files_and_nobody_else_reads_them(
    visit: Visit, open_visit: OpenVisit, tmp_path: Path
) -> None:
    page = visit.page
    visit.open("/gerador_de_pecas?entrada=arquivos")
    page.locator("input[type=file]").set_input_files(write_files(tmp_path))
    expect(page.get_by_text("O arquivo “nada.pdf” está vazio")).to_be_visible()
    expect(page.get_by_text("2 arquivos na lista")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Identificar os documentos").click()
    expect(page.get_by_text("confiança alta")).to_have_count(2, timeout=READ_MS)
    kind = page.get_by_role("combobox", name="Tipo do documento exame.pdf")
    expect(kind).to_have_value("Laudo ou relatório médico")
    visit.take_picture("anexos-lista")
    page.get_by_role("combobox", name="Tipo de peça").click()
    page.get_by_role("option", name="Detectar pelo processo").click()
    page.get_by_role("button", name="Gerar minuta").click()
    page.wait_for_url("**geracao=**")
    visit.wait_end()
    expect(page.get_by_role("heading", name="Contestação · Arquivos enviados")).to_be_visible()
    expect(page.get_by_text("Tipo detectado:")).to_be_visible()
    page.get_by_role("tab", name=re.compile(r"Documentos \(2\)")).click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=re.compile("Abrir nos autos")).last.click()
    expect(opened.value.locator(".leitor-corpo")).to_contain_text("CID-10 E10")
    expect(opened.value.locator(".leitor-imagem .leitor-aviso")).to_be_hidden()
    other = open_visit(Papel.CURADOR)
    other.open(opened.value.url.removeprefix(visit.address))
    expect(other.page.get_by_text("não existe ou não está ao seu alcance")).to_be_visible()
