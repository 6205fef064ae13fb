"""Reading of a PDF, page by page: one open page at a time, each ending in one named state.

PDFium is not thread-safe and a hostile file can bring it down: call this in a process of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from core.processos.domain import EstadoDaPagina, Pagina
from core.processos.leitura.folha import PREVIEW_DPI, Boxes, Folha, Grey, Imagens, PageTooLargeError, open_folha
from core.processos.leitura.moldura import cut_frame, find_frame
from core.processos.leitura.motivos import LIMITE_DE_TEMPO, PaginaLida
from core.processos.leitura.ocr import SEM_TEXTO, LeituraDaImagem, read_image
from core.processos.leitura.oculto import TextoVisivel, split_hidden
from core.processos.leitura.portao import Caminho, choose_caminho, is_sane, measure_tinta
from core.settings import LeituraSettings

Report = Callable[[int, int], None]

_MIN_OCR_DPI = 200
_MAX_OCR_PIXELS = 36_000_000
_MAX_IMAGE_PIXELS = 150_000_000
_MAX_LISTED = 5_000
_SEEN_IN_OCR = 0.6

PROTEGIDO = "o PDF está protegido por senha"
QUEBRADO = "o PDF está danificado e não pôde ser aberto"
PAGINA_QUEBRADA = "a página está danificada"
PAGINA_ENORME = "a página tem dimensões fora do comum"
IMAGEM_ENORME = "a imagem da página é grande demais para ser aberta"
LIMITE_DE_PAGINAS = "o documento passa do limite de páginas"


class PdfRefusedError(ValueError):
    """The PDF as a whole cannot be read; the text says why, in pt-BR."""


def read_pdf(source: Path | bytes, settings: LeituraSettings, report: Report | None = None) -> list[PaginaLida]:
    """All pages of the PDF. Raises PdfRefusedError when it cannot be opened."""
    deadline = time.monotonic() + settings.document_timeout_s
    with _open(source) as pdf:
        count = len(pdf)
        readable = min(count, settings.max_pages)
        frame = find_frame([_read_raw(pdf, index) for index in range(readable)])
        pages: list[PaginaLida] = []
        for index in range(readable):
            if time.monotonic() > deadline:
                pages.append(_lost(index, EstadoDaPagina.CORTADA, LIMITE_DE_TEMPO))
                continue
            pages.append(_read_page(pdf, index, frame, settings))
            if report is not None:
                report(index + 1, readable)
    listed = min(count, readable + _MAX_LISTED)  # a file may lie about its count
    pages.extend(_lost(index, EstadoDaPagina.CORTADA, LIMITE_DE_PAGINAS) for index in range(readable, listed))
    return pages


def _open(source: Path | bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(source)
    except pdfium.PdfiumError as error:
        is_locked = error.err_code == pdfium_c.FPDF_ERR_PASSWORD
        raise PdfRefusedError(PROTEGIDO if is_locked else QUEBRADO) from error


def _read_raw(pdf: pdfium.PdfDocument, index: int) -> str:
    try:
        with open_folha(pdf, index) as folha:
            return folha.read_text()
    except pdfium.PdfiumError:
        return ""


def _read_page(pdf: pdfium.PdfDocument, index: int, frame: frozenset[str], settings: LeituraSettings) -> PaginaLida:
    try:
        with open_folha(pdf, index) as folha:
            return _read_folha(folha, index, frame, settings)
    except pdfium.PdfiumError:
        return _lost(index, EstadoDaPagina.ILEGIVEL, PAGINA_QUEBRADA)
    except PageTooLargeError:
        return _lost(index, EstadoDaPagina.ILEGIVEL, PAGINA_ENORME)


def _read_folha(folha: Folha, index: int, frame: frozenset[str], settings: LeituraSettings) -> PaginaLida:
    imagens = folha.measure_images()
    if imagens.max_pixels > _MAX_IMAGE_PIXELS:
        return _lost(index, EstadoDaPagina.ILEGIVEL, IMAGEM_ENORME)
    picture = folha.render(PREVIEW_DPI)
    boxes = folha.text_boxes(picture)
    visivel = split_hidden(folha, picture, boxes)
    corpo = cut_frame(visivel.texto, frame)
    tinta = measure_tinta(picture, boxes)
    caminho = choose_caminho(corpo, tinta, imagens, is_whole=not visivel.oculto)
    if caminho is Caminho.OCR:
        lida = _read_picture(folha, imagens, settings, is_only_frame=not corpo)
        return _settle(index, lida, corpo, visivel, frame)
    texto = corpo or cut_frame(visivel.texto, frozenset())  # pages alike are forms, not frames
    estado = EstadoDaPagina.LIDA if texto else EstadoDaPagina.VAZIA
    return PaginaLida(Pagina(index + 1, estado, texto, visivel.oculto))


def _read_picture(folha: Folha, imagens: Imagens, settings: LeituraSettings, *, is_only_frame: bool) -> LeituraDaImagem:
    """OCR at the resolution of the scan. Frame text that exists as real text is wiped out of the picture first."""
    dpi = settings.ocr_dpi
    if imagens.dpi:
        dpi = int(min(max(imagens.dpi, _MIN_OCR_DPI), settings.ocr_dpi))
    picture = folha.render(dpi, _MAX_OCR_PIXELS)
    if is_only_frame:
        _wipe(picture, folha.text_boxes(picture))
    return read_image(Image.fromarray(picture), dpi, settings)


def _wipe(picture: Grey, boxes: Boxes) -> None:
    for left, top, right, bottom in boxes.round().astype(int).clip(min=0):
        picture[top : bottom + 1, left : right + 1] = 255


def _settle(index: int, lida: LeituraDaImagem, corpo: str, visivel: TextoVisivel, frame: frozenset[str]) -> PaginaLida:
    """The state of a page that went to OCR; what its text layer says is better than nothing."""
    number = index + 1
    texto = cut_frame(lida.texto, frame)
    if texto:
        oculto = visivel.oculto if _is_unseen(visivel.oculto, texto) else ""
        return PaginaLida(Pagina(number, EstadoDaPagina.OCR, texto, oculto))
    if corpo and is_sane(corpo):
        return PaginaLida(Pagina(number, EstadoDaPagina.LIDA, corpo, visivel.oculto))
    if lida.estado is EstadoDaPagina.VAZIA:
        return PaginaLida(Pagina(number, EstadoDaPagina.VAZIA, "", visivel.oculto))
    pagina = Pagina(number, EstadoDaPagina.ILEGIVEL, "", visivel.oculto)
    return PaginaLida(pagina, lida.motivo or SEM_TEXTO)


def _is_unseen(oculto: str, texto: str) -> bool:
    """False when the picture shows the words too: the layer of an earlier OCR lies beside its scan."""
    seen = {word.casefold() for word in texto.split()}
    words = [word.casefold() for word in oculto.split()]
    return sum(word in seen for word in words) < _SEEN_IN_OCR * len(words)


def _lost(index: int, estado: EstadoDaPagina, motivo: str) -> PaginaLida:
    return PaginaLida(Pagina(index + 1, estado, ""), motivo)
