"""One PDF of a whole case, bound in a child: every document with its bookmark, those that are not PDF as text."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Page, Pdf
from PIL import Image, ImageOps

from core.processos.domain import FormatoDeArquivo
from core.processos.leitura.formatos import find_pdf_start, sniff

_A4 = (595, 842)
_MARGIN = 57
_COLUMNS = 92
_LINES = 56
_MAX_SOURCE_PIXELS = 80_000_000
_MAX_FRAMES = 1_000
_SCAN_DPI = 150
_MODES = ("1", "L", "RGB")
"""Colours that a PDF takes as they are; scans in black and white stay small."""

FORA = "Este documento não pôde ser juntado. Baixe o documento para vê-lo."
SEM_RESTO = "O restante das imagens deste documento não pôde ser juntado. Baixe o documento para vê-lo inteiro."
_UNSAFE = ("/AA", "/A", "/OpenAction")
"""Actions that a page or a note on it may start by itself; links to places in the same file go with them."""

_IMAGE_ERRORS = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


@dataclass(frozen=True)
class Parte:
    """One content of a document; ``texto`` is what the portal read of it, for a content that is not made of pages."""

    path: Path
    texto: str = ""


@dataclass(frozen=True)
class Fonte:
    """One document to bind. ``motivo`` says why its content, or some of it, is not here."""

    titulo: str
    lugar: str
    partes: tuple[Parte, ...] = ()
    motivo: str = ""


def bind(fontes: Sequence[Fonte], target: Path) -> Iterator[int]:
    """Write the volume into ``target``; yields the number of documents done after each one."""
    with Pdf.new() as volume:
        opened: list[Pdf] = []
        places: list[tuple[str, int]] = []
        for number, fonte in enumerate(fontes, start=1):
            places.append((f"{fonte.lugar} · {fonte.titulo}", len(volume.pages)))
            _add(volume, fonte, opened)
            yield number
        with volume.open_outline() as outline:
            outline.root.extend(OutlineItem(title, page) for title, page in places)
        volume.save(target)
        for source in opened:
            source.close()


def _add(volume: Pdf, fonte: Fonte, opened: list[Pdf]) -> None:
    for parte in fonte.partes:
        before = len(volume.pages)
        formato = sniff(parte.path)
        if formato is FormatoDeArquivo.PDF:
            _add_pdf(volume, parte.path, opened)
        elif formato is FormatoDeArquivo.IMAGEM:
            _add_frames(volume, fonte, parte.path, opened)
        if len(volume.pages) == before:
            _add_text(volume, fonte, "" if parte.texto else FORA, parte.texto)
    if fonte.motivo or not fonte.partes:
        _add_text(volume, fonte, fonte.motivo)


def _add_pdf(volume: Pdf, path: Path, opened: list[Pdf]) -> None:
    """Its pages, without anything that acts by itself. A file that cannot be opened adds nothing."""
    before = len(volume.pages)
    try:
        source = _open(path)
        opened.append(source)  # its streams are read when the volume is written
        if "/AcroForm" in source.Root:
            source.flatten_annotations("all")  # what was filled in stays in sight; a field without its form may not
        for page in source.pages:
            _disarm(page)
            volume.pages.append(page)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError, TypeError):
        del volume.pages[before:]


def _open(path: Path) -> Pdf:
    with path.open("rb") as file:
        offset = find_pdf_start(file.read(4096)) or 0
    if offset:
        whole = path.read_bytes()
        path.write_bytes(whole[offset:])
    return Pdf.open(path)


def _disarm(page: Page) -> None:
    for key in _UNSAFE:
        if key in page.obj:
            del page.obj[key]
    notes = page.obj.get("/Annots")
    if not isinstance(notes, Array):
        return
    for note in notes:
        for key in _UNSAFE:
            if isinstance(note, Dictionary) and key in note:
                del note[key]


def _add_frames(volume: Pdf, fonte: Fonte, path: Path, opened: list[Pdf]) -> None:
    """A page for each frame of a scan; behind the last good one, a page says that there is more."""
    before = len(volume.pages)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd metadata and of sizes that are checked here
        try:
            for made in _write_frames(path):
                _add_pdf(volume, made, opened)
        except _IMAGE_ERRORS:
            if len(volume.pages) > before:
                _add_text(volume, fonte, SEM_RESTO)


def _write_frames(path: Path) -> Iterator[Path]:
    """A PDF of one page for each frame, one frame in memory at a time; a file to which Pillow appends page by page is
    written again with each of them. Raises one of _IMAGE_ERRORS at a frame that is broken, too large or one too many.
    """
    with Image.open(path) as image:
        most = _MAX_FRAMES if image.format == "TIFF" else 1
        for number in range(most):
            try:
                image.seek(number)
            except EOFError:
                return
            if image.width * image.height > _MAX_SOURCE_PIXELS:
                raise ValueError("frame too large")
            upright = ImageOps.exif_transpose(image)
            page = upright if upright.mode in _MODES else upright.convert("RGB")
            made = path.with_name(f"{path.name}-{number}.pdf")
            page.save(made, "PDF", resolution=_SCAN_DPI)
            yield made
        if most > 1:
            raise ValueError("one frame too many")


def _add_text(volume: Pdf, fonte: Fonte, motivo: str, texto: str = "") -> None:
    """Pages that name the document and carry what was read of it, or why nothing stands here."""
    head = [*textwrap.wrap(fonte.titulo, _COLUMNS), fonte.lugar, ""]
    if motivo:
        head += [*textwrap.wrap(motivo, _COLUMNS), ""]
    body = [part for line in texto.splitlines() for part in textwrap.wrap(line, _COLUMNS) or [""]]
    lines = head + body
    for start in range(0, len(lines), _LINES):
        _add_text_page(volume, lines[start : start + _LINES], is_first=start == 0)


def _add_text_page(volume: Pdf, lines: Sequence[str], *, is_first: bool) -> None:
    fonts = Dictionary(
        {
            f"/{name}": Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(base), Encoding=Name.WinAnsiEncoding
            )
            for name, base in (("F1", "/Helvetica"), ("F2", "/Helvetica-Bold"))
        }
    )
    commands = [b"BT", f"{_MARGIN} {_A4[1] - _MARGIN} Td".encode(), b"13 TL"]
    for place, line in enumerate(lines):
        commands += [b"/F2 12 Tf" if is_first and place == 0 else b"/F1 10 Tf", _quote(line) + b" Tj", b"T*"]
    page = volume.add_blank_page(page_size=_A4)
    page.obj.Resources = Dictionary(Font=fonts)
    page.obj.Contents = volume.make_stream(b"\n".join([*commands, b"ET"]))


def _quote(line: str) -> bytes:
    """A PDF string in the letters of Windows, which Portuguese fits in."""
    plain = line.encode("cp1252", "replace")
    for mark in (b"\\", b"(", b")"):
        plain = plain.replace(mark, b"\\" + mark)
    return b"(" + plain + b")"
