"""Reading of a PDF, page by page: one open page at a time, each ending in one named state.

PDFium is not thread-safe and a hostile file can bring it down: call this in a process of its own.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from core.processos.citacao import read_folha
from core.processos.domain import EstadoDaPagina, FormatoDeArquivo, Pagina
from core.processos.leitura.camada import find_unseen
from core.processos.leitura.folha import PREVIEW_DPI, Boxes, Folha, Grey, Imagens, PageTooLargeError, open_folha
from core.processos.leitura.moldura import cut_frame, find_frame
from core.processos.leitura.motivos import (
    LIMITE_DE_TEMPO,
    SEM_PAGINAS,
    Abertura,
    Done,
    Inicio,
    PaginaLida,
    Passo,
    build_lost,
)
from core.processos.leitura.ocr import SEM_TEXTO, LeituraDaImagem, read_image
from core.processos.leitura.oculto import TextoVisivel, split_hidden
from core.processos.leitura.poppler import DPI as POPPLER_DPI
from core.processos.leitura.poppler import Redesenho
from core.processos.leitura.portao import MIN_IMAGE_SHARE, Caminho, choose_caminho, is_sane
from core.processos.leitura.tinta import measure_tinta
from core.settings import LeituraSettings

_MIN_OCR_DPI = 200
_MAX_OCR_PIXELS = 36_000_000
_MAX_IMAGE_PIXELS = 150_000_000
_MAX_LISTED = 5_000
_PAGES_AT_ONCE = 10
_FRAME_SHARE = 0.2
"""Of the document's time: what the look at all pages for their frame may take before they are read one by one."""

PROTEGIDO = "o PDF está protegido por senha"
QUEBRADO = "o PDF está danificado e não pôde ser aberto"
PAGINA_QUEBRADA = "a página está danificada"
PAGINA_ENORME = "a página tem dimensões fora do comum"
IMAGEM_QUEBRADA = "a imagem da página está danificada"
IMAGEM_ENORME = "a imagem da página é grande demais para ser aberta"
LIMITE_DE_PAGINAS = "o documento passa do limite de páginas"


class PdfRefusedError(ValueError):
    """The PDF as a whole cannot be read; the text says why, in pt-BR."""


def read_pdf(source: Path | bytes, settings: LeituraSettings, done: Done = SEM_PAGINAS) -> Iterator[Passo]:
    """All pages of the PDF but those in ``done``. Raises PdfRefusedError when it cannot be opened."""
    began = time.monotonic()
    deadline = began + settings.document_timeout_s
    with _Arquivo(source) as arquivo:
        count = arquivo.count
        readable = min(count, settings.max_pages)
        yield Abertura(FormatoDeArquivo.PDF, readable)
        textos = []
        for number in range(1, readable + 1):
            yield Inicio(number)
            is_lost = number in done and bool(done[number].motivo)
            is_late = time.monotonic() > began + _FRAME_SHARE * settings.document_timeout_s
            textos.append("" if is_lost or is_late else _read_raw(arquivo.turn_page(), number))
        frame, redesenho = find_frame(textos), Redesenho(source)
        for number in range(1, readable + 1):
            if number in done:
                continue
            if time.monotonic() > deadline:
                yield build_lost(number, LIMITE_DE_TEMPO, EstadoDaPagina.CORTADA)
                continue
            yield Inicio(number)
            lida = _read_page(arquivo.turn_page(), number, frame, settings, redesenho)
            yield _mark(lida, textos[number - 1])
    listed = min(count, readable + _MAX_LISTED)  # a file may lie about its count
    for number in range(readable + 1, listed + 1):
        yield build_lost(number, LIMITE_DE_PAGINAS, EstadoDaPagina.CORTADA)


class _Arquivo:
    """The open PDF, opened anew now and then: PDFium keeps what it has read of a file until it is closed."""

    def __init__(self, source: Path | bytes) -> None:
        self._source, self._pdf, self._turned = source, _open(source), 0
        self.count = len(self._pdf)

    def turn_page(self) -> pdfium.PdfDocument:
        """The document for one page; nothing of the pages before may be open."""
        self._turned += 1
        if self._turned % _PAGES_AT_ONCE == 0:
            self._pdf.close()
            self._pdf = _open(self._source)
        return self._pdf

    def __enter__(self) -> _Arquivo:
        return self

    def __exit__(self, *_: object) -> None:
        self._pdf.close()


def _open(source: Path | bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(source)
    except pdfium.PdfiumError as error:
        is_locked = error.err_code == pdfium_c.FPDF_ERR_PASSWORD
        raise PdfRefusedError(PROTEGIDO if is_locked else QUEBRADO) from error


def _read_raw(pdf: pdfium.PdfDocument, number: int) -> str:
    try:
        with open_folha(pdf, number - 1) as folha:
            return folha.read_text()
    except pdfium.PdfiumError:
        return ""


def _mark(lida: PaginaLida, texto: str) -> PaginaLida:
    """The page with the leaf that the court printed on it, which is cut from its text."""
    return replace(lida, pagina=replace(lida.pagina, folha=read_folha(texto)))


def _read_page(
    pdf: pdfium.PdfDocument, number: int, frame: frozenset[str], settings: LeituraSettings, redesenho: Redesenho
) -> PaginaLida:
    is_bare = False
    try:
        with open_folha(pdf, number - 1) as folha:
            imagens = folha.measure_images()
            lida = _read_folha(folha, imagens, number, frame, settings)
            is_bare = imagens.share < MIN_IMAGE_SHARE and not folha.char_count
    except pdfium.PdfiumError:
        lida = build_lost(number, PAGINA_QUEBRADA)
    except PageTooLargeError:
        return build_lost(number, PAGINA_ENORME)
    if (is_bare and lida.pagina.estado is EstadoDaPagina.VAZIA) or lida.motivo in (PAGINA_QUEBRADA, IMAGEM_QUEBRADA):
        return _read_redrawn(lida, redesenho, frame, settings)
    return lida


def _read_redrawn(
    lida: PaginaLida, redesenho: Redesenho, frame: frozenset[str], settings: LeituraSettings
) -> PaginaLida:
    """The page as poppler draws it, when it has text there."""
    picture = redesenho.draw(lida.pagina.numero)
    if picture is None:
        return lida
    texto = cut_frame(read_image(picture, POPPLER_DPI, settings).texto, frame)
    return PaginaLida(replace(lida.pagina, estado=EstadoDaPagina.OCR, texto=texto)) if texto else lida


@dataclass(frozen=True)
class Exame:
    """What is known of a page before anything is recognised, and how it will be read."""

    caminho: Caminho
    imagens: Imagens
    corpo: str
    visivel: TextoVisivel
    is_sane: bool


def examine(folha: Folha, imagens: Imagens, frame: frozenset[str] = frozenset()) -> Exame:
    """Hold the page's text against its picture. ``frame`` are the lines that repeat over the document."""
    picture = folha.render(PREVIEW_DPI)
    boxes = folha.text_boxes(picture)
    visivel = split_hidden(folha, picture, boxes)
    corpo = cut_frame(visivel.texto, frame)
    tinta = measure_tinta(picture, boxes, is_faint=imagens.share >= MIN_IMAGE_SHARE)
    is_legivel = is_sane(corpo, folha.measure_unmapped())
    caminho = choose_caminho(corpo, tinta, imagens, is_sane=is_legivel, is_whole=not visivel.oculto)
    return Exame(caminho, imagens, corpo, visivel, is_legivel)


def _read_folha(
    folha: Folha, imagens: Imagens, number: int, frame: frozenset[str], settings: LeituraSettings
) -> PaginaLida:
    if imagens.max_pixels > _MAX_IMAGE_PIXELS:
        return build_lost(number, IMAGEM_ENORME)
    exame = examine(folha, imagens, frame)
    corpo, oculto = exame.corpo, exame.visivel.oculto
    if exame.caminho is Caminho.OCR:
        lida = _read_picture(folha, imagens, settings, is_wiped=not corpo)
        if lida.estado is EstadoDaPagina.VAZIA and folha.has_broken_image():
            lida = LeituraDaImagem(EstadoDaPagina.ILEGIVEL, motivo=IMAGEM_QUEBRADA)
        camada = _Camada(corpo, oculto, is_unseen=imagens.has_layer, is_sane=exame.is_sane)
        return _settle(number, lida, camada, frame)
    if exame.caminho is Caminho.AMBOS:
        lida = _read_picture(folha, imagens, settings, is_wiped=True)
        return _add(number, corpo, lida, oculto)
    texto = corpo or cut_frame(exame.visivel.texto, frozenset())  # pages alike are forms, not frames
    estado = EstadoDaPagina.LIDA if texto else EstadoDaPagina.VAZIA
    return PaginaLida(Pagina(number, estado, texto, oculto))


def _read_picture(folha: Folha, imagens: Imagens, settings: LeituraSettings, *, is_wiped: bool) -> LeituraDaImagem:
    """OCR at the resolution of the scan. ``is_wiped``: what exists as real text is taken out of the picture first."""
    dpi = settings.ocr_dpi
    if imagens.dpi:
        dpi = int(min(max(imagens.dpi, _MIN_OCR_DPI), settings.ocr_dpi))
    picture = folha.render(dpi, _MAX_OCR_PIXELS)
    if is_wiped:
        _wipe(picture, folha.text_boxes(picture))
    return read_image(Image.fromarray(picture), dpi, settings)


def _wipe(picture: Grey, boxes: Boxes) -> None:
    for left, top, right, bottom in boxes.round().astype(int).clip(min=0):
        picture[top : bottom + 1, left : right + 1] = 255


def _add(number: int, corpo: str, lida: LeituraDaImagem, oculto: str) -> PaginaLida:
    """The page's own text, then the words of the pictures on it."""
    if not lida.texto:
        return PaginaLida(Pagina(number, EstadoDaPagina.LIDA, corpo, oculto))
    return PaginaLida(Pagina(number, EstadoDaPagina.OCR, f"{corpo}\n\n{lida.texto}", oculto))


@dataclass(frozen=True)
class _Camada:
    """The text layer of a page that went to OCR: its text, words without ink, whether anybody can see or read it."""

    texto: str
    oculto: str
    is_unseen: bool
    is_sane: bool


def _settle(number: int, lida: LeituraDaImagem, camada: _Camada, frame: frozenset[str]) -> PaginaLida:
    """The state of a page that went to OCR; a layer that people see is better than nothing."""
    texto = cut_frame(lida.texto, frame)
    if texto:
        suspeita = find_unseen(camada.oculto, lida.texto, is_hidden=True)
        if camada.is_unseen:
            suspeita = f"{suspeita} {find_unseen(camada.texto, lida.texto)}".strip()
        return PaginaLida(Pagina(number, EstadoDaPagina.OCR, texto, suspeita))
    if camada.texto and not camada.is_unseen and camada.is_sane:
        return PaginaLida(Pagina(number, EstadoDaPagina.LIDA, camada.texto, camada.oculto))
    suspeita = f"{camada.texto if camada.is_unseen else ''} {camada.oculto}".strip()
    if lida.estado is EstadoDaPagina.VAZIA:
        return PaginaLida(Pagina(number, EstadoDaPagina.VAZIA, "", suspeita))
    return PaginaLida(Pagina(number, EstadoDaPagina.ILEGIVEL, "", suspeita), lida.motivo or SEM_TEXTO)
