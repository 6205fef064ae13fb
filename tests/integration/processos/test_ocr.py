"""Scans read by the real engine."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from core.processos.domain import DocumentoLido, EstadoDaPagina, EstadoDoDocumento
from core.processos.leitura.leitor import read_content
from core.processos.leitura.preparo import prepare, split_columns
from core.settings import LeituraSettings
from tests import pdfs

SETTINGS = LeituraSettings.model_construct()
CORPO = "\n".join(pdfs.PETICAO)


def _read(data: bytes, folder: Path, settings: LeituraSettings = SETTINGS) -> DocumentoLido:
    path = folder / "conteudo.bin"
    path.write_bytes(data)
    return read_content(path, settings)


def _share_of_words_found(texto: str) -> float:
    found = set(texto.split())
    words = CORPO.split()
    return sum(word in found for word in words) / len(words)


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(pdfs.scan(), id="clean"),
        pytest.param(pdfs.scan(skew=2.5, paper=200, noise=30), id="skewed, grey and noisy"),
    ],
)
def test_stamped_scan_is_read_without_the_stamp(draw: pdfs.Draw, tmp_path: Path):
    lido = _read(pdfs.build_pdf(pdfs.both(draw, pdfs.stamp(3))), tmp_path)
    assert lido.paginas[0].estado is EstadoDaPagina.OCR
    assert _share_of_words_found(lido.texto) > 0.95
    assert "conferir" not in lido.texto
    assert "fls" not in lido.texto
    assert lido.trechos_ocultos == ()


def test_photograph_of_a_page_turned_on_its_side_is_read(tmp_path: Path):
    image = pdfs.photograph(pdfs.build_pdf(pdfs.write_lines(size=12)), dpi=150).transpose(Image.Transpose.ROTATE_90)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    lido = _read(buffer.getvalue(), tmp_path)
    assert _share_of_words_found(lido.texto) > 0.9


def test_picture_without_words_is_illegible(tmp_path: Path):
    buffer = io.BytesIO()
    Image.effect_mandelbrot((900, 900), (-2, -1.5, 1, 1.5), 100).save(buffer, "JPEG")
    lido = _read(buffer.getvalue(), tmp_path)
    assert lido.estado is EstadoDoDocumento.ILEGIVEL
    assert lido.texto == ""
    assert "imagem" in lido.motivo


def test_frames_of_a_fax_are_pages(tmp_path: Path):
    page = pdfs.photograph(pdfs.build_pdf(pdfs.write_lines(["Recibo de entrega do medicamento."], size=14)), dpi=150)
    page = page.crop((0, 0, page.width, page.height // 4))
    blank = Image.new("L", page.size, 250)
    buffer = io.BytesIO()
    page.save(buffer, "TIFF", save_all=True, append_images=[blank, page])
    lido = _read(buffer.getvalue(), tmp_path, SETTINGS.model_copy(update={"max_pages": 2}))
    states = [EstadoDaPagina.OCR, EstadoDaPagina.VAZIA, EstadoDaPagina.CORTADA]
    assert [p.estado for p in lido.paginas] == states
    assert "medicamento" in lido.texto


def test_page_over_its_time_is_illegible_with_the_reason(tmp_path: Path):
    lido = _read(pdfs.build_pdf(pdfs.scan()), tmp_path, SETTINGS.model_copy(update={"page_timeout_s": 0.05}))
    assert lido.estado is EstadoDoDocumento.ILEGIVEL
    assert "tempo máximo" in lido.motivo


def test_broken_image_says_so(tmp_path: Path):
    lido = _read(b"\xff\xd8\xff\xe0" + bytes(200), tmp_path)
    assert lido.motivo == "Página 1: a imagem está danificada e não pôde ser aberta."


def test_image_bomb_is_refused(tmp_path: Path):
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    lido = _read(buffer.getvalue(), tmp_path)
    assert "grande demais" in lido.motivo


def test_two_columns_are_read_one_after_the_other():
    lines = [line[:40] for line in pdfs.PETICAO] * 3
    columns = pdfs.both(pdfs.write_lines(lines, x=50), pdfs.write_lines(lines, x=330))
    image = prepare(pdfs.photograph(pdfs.build_pdf(columns), dpi=150))
    assert len(split_columns(image)) == 2
    assert len(split_columns(prepare(pdfs.photograph(pdfs.build_pdf(pdfs.write_lines()), dpi=150)))) == 1
