"""The real LibreOffice opens what the portal writes and makes PDF/A of it; skipped where it is not installed."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest

from core.exportacao.pdf import convert_to_pdf, find_soffice, is_pdfa_2b
from core.settings import ExportacaoSettings
from tests.unit.exportacao.opened import render
from tests.unit.exportacao.tortura import write_tortura

SETTINGS = ExportacaoSettings.model_construct()
needs_soffice = pytest.mark.skipif(find_soffice(SETTINGS) is None, reason="LibreOffice is not installed")


@needs_soffice
def test_twenty_pages_become_pdfa_with_their_words_and_numbers() -> None:
    docx = render(write_tortura(14), numero_cnj="08001234520258120001")
    pdf = convert_to_pdf(docx, SETTINGS, is_pdfa=True)
    assert is_pdfa_2b(pdf)
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    pages = [page.get_textpage().get_text_range() for page in document]
    assert 18 <= len(pages) <= 22
    for number, text in enumerate(pages, start=1):
        assert f"{number}/{len(pages)}" in text
        assert "MINUTA - NÃO PROTOCOLAR" in text
        assert "Processo nº 0800123-45.2025.8.12.0001" in text
        assert not set("*#|`") & set(text)
    document.close()
