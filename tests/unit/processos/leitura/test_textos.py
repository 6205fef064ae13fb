"""RTF, HTML, DOCX and plain text."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from core.processos.domain import DocumentoLido, EstadoDaPagina, EstadoDoDocumento, FormatoDeArquivo
from core.processos.leitura.leitor import read_content
from core.settings import LeituraSettings

SETTINGS = LeituraSettings.model_construct()


def _read(data: bytes, folder: Path) -> DocumentoLido:
    path = folder / "conteudo.bin"
    path.write_bytes(data)
    return read_content(path, SETTINGS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_plain_text_keeps_its_accents(encoding: str, tmp_path: Path):
    lido = _read("Certidão – trânsito\r\nem julgado".encode(encoding), tmp_path)
    assert (lido.formato, lido.texto) == (FormatoDeArquivo.TXT, "Certidão – trânsito\nem julgado")


def test_rtf_announced_as_pdf_is_read(tmp_path: Path):
    lido = _read(rb"{\rtf1\ansi\ansicpg1252 Peti\'e7\'e3o {\b inicial}\par Nestes termos.}", tmp_path)
    assert (lido.formato, lido.texto) == (FormatoDeArquivo.RTF, "Petição inicial\nNestes termos.")


def test_rtf_hidden_characters_are_kept_apart(tmp_path: Path):
    lido = _read(rb"{\rtf1\ansi\viewkind4 Visto. {\v ordem escondida}Fim.}", tmp_path)
    assert lido.texto == "Visto. Fim."
    assert lido.trechos_ocultos == ((1, "ordem escondida"),)


def test_html_becomes_lines(tmp_path: Path):
    page = (
        "<html><head><title>t</title><style>p{color:red}</style></head><body>"
        "<h1>Decisão</h1><p>Defiro &amp; <b>intime</b>-se.</p>"
        "<script>x()</script><table><tr><td>a</td><td>b</td></tr></table>"
        "<span style='display: none'>ordem</span><font color=white>outra</font></body></html>"
    )
    lido = _read(page.encode("latin-1"), tmp_path)
    lines = [line for line in lido.texto.splitlines() if line]
    assert lines == ["Decisão", "Defiro & intime-se.", "a | b |"]
    assert lido.trechos_ocultos == ((1, "ordem outra"),)


def test_docx_keeps_order_and_hidden_runs_apart(tmp_path: Path):
    document = Document()
    document.add_paragraph("Antes.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Valor", "R$ 1,00"
    paragraph = document.add_paragraph("Depois.")
    paragraph.add_run(" ordem").font.hidden = True
    buffer = io.BytesIO()
    document.save(buffer)
    lido = _read(buffer.getvalue(), tmp_path)
    assert (lido.formato, lido.texto) == (FormatoDeArquivo.DOCX, "Antes.\nValor | R$ 1,00\nDepois.")
    assert lido.trechos_ocultos == ((1, "ordem"),)


def test_docx_bomb_is_refused_before_it_is_opened(tmp_path: Path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as entry:
        for _ in range(210):
            entry.write(bytes(1_000_000))
    lido = _read(buffer.getvalue(), tmp_path)
    assert (lido.estado, lido.motivo) == (EstadoDoDocumento.ILEGIVEL, "O arquivo é grande demais para ser lido.")


def test_broken_docx_says_so(tmp_path: Path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<a>")
    lido = _read(buffer.getvalue(), tmp_path)
    assert lido.estado is EstadoDoDocumento.ILEGIVEL
    assert "danificado" in lido.motivo


def test_empty_file_is_empty_and_unknown_file_is_illegible(tmp_path: Path):
    assert _read(b"", tmp_path).estado is EstadoDoDocumento.VAZIO
    lido = _read(b"\x00\x01\x02\x03binario", tmp_path)
    assert (lido.estado, lido.paginas[0].estado) == (EstadoDoDocumento.ILEGIVEL, EstadoDaPagina.ILEGIVEL)
    assert lido.motivo


def test_file_over_the_limit_is_not_opened(tmp_path: Path):
    path = tmp_path / "grande.txt"
    path.write_bytes(b"a" * 2_000_000)
    lido = read_content(path, SETTINGS.model_copy(update={"max_file_bytes": 1_000_000}))
    assert lido.motivo == "O arquivo tem 2 MB e o portal lê até 1 MB."
