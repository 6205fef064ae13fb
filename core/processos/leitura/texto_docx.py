"""DOCX: every letter that Word shows, in the order of the document: insertions, fields, text boxes, notes, headers.

What Word hides or shows as deleted is no part of the text; hidden letters are kept apart.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from core.processos.leitura.textos import (
    GRANDE_DEMAIS,
    MIN_FONT_PT,
    PAPER,
    UNKNOWN_CM2,
    PaginaDeTexto,
    TextRefusedError,
    build_page,
    is_pale,
    measure_level,
)

_MAX_UNPACKED_BYTES = 200_000_000
_MAX_ENTRIES = 5_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PLACE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_VML = "{urn:schemas-microsoft-com:vml}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}sectPr", _FALLBACK)
"""What is deleted, formatting, and a second copy of a drawing for old programs."""
_SIGNS = {f"{_W}tab": "\t", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_BEFORE, _AFTER = ("word/header",), ("word/footnotes", "word/endnotes", "word/footer")
_MAIN = "word/document.xml"
_STYLES = "word/styles.xml"
_EMU_PER_CM = 360_000

QUEBRADO = "o arquivo está danificado e não pôde ser aberto"


@dataclass
class _Page:
    seen: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    picture_cm2: float = 0.0

    def build(self) -> PaginaDeTexto:
        return build_page("".join(self.seen), " ".join(self.hidden), self.picture_cm2)


def read_docx(path: Path) -> list[PaginaDeTexto]:
    """Pages by the breaks in the file, as Word last drew it. Headers come first, notes and footers last.

    Raises TextRefusedError for archives that are broken or a bomb.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > _MAX_UNPACKED_BYTES:
                raise TextRefusedError(GRANDE_DEMAIS)
            styles = _find_hiding_styles(archive)
            pages = _Walk(styles).read(_parse(archive, _MAIN))
            heads, tails = (_read_parts(archive, names, styles) for names in (_BEFORE, _AFTER))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, NotImplementedError, etree.XMLSyntaxError) as error:
        if isinstance(error, TextRefusedError):
            raise
        raise TextRefusedError(QUEBRADO) from error
    for part in heads:
        pages[0].seen[:0], pages[0].hidden[:0] = [*part.seen, "\n"], part.hidden
    for part in tails:
        pages[-1].seen += ["\n", *part.seen]
        pages[-1].hidden += part.hidden
    return [page.build() for page in pages]


def _parse(archive: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(name), parser)


def _read_parts(archive: zipfile.ZipFile, starts: tuple[str, ...], styles: frozenset[str]) -> list[_Page]:
    """Each text once: the first page, even and odd pages often have the same header."""
    names = (name for name in sorted(archive.namelist()) if name.startswith(starts) and name.endswith(".xml"))
    pages = (page for name in names for page in _Walk(styles).read(_parse(archive, name)))
    found = {"".join((*page.seen, *page.hidden)).strip(): page for page in pages}
    return [page for text, page in found.items() if text]


def _find_hiding_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    if _STYLES not in archive.namelist():
        return frozenset()
    styles = _parse(archive, _STYLES).iter(f"{_W}style")
    return frozenset(style.get(f"{_W}styleId", "") for style in styles if _hides(style.find(f"{_W}rPr")))


class _Walk:
    """One walk over the elements of a part, in the order of the document."""

    def __init__(self, hiding_styles: frozenset[str]) -> None:
        self._styles = hiding_styles
        self._pages = [_Page()]
        self._unseen: list[bool] = []
        self._cells = 0
        self._is_broken_row = False
        self._picture_cm2 = UNKNOWN_CM2

    def read(self, root: etree._Element) -> list[_Page]:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._leave(element)
            elif element.tag in _GONE:
                walk.skip_subtree()
            else:
                self._enter(element)
        return self._pages

    def _enter(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in (f"{_W}t", f"{_MATH}t"):
            self._write(element.text or "")
        elif tag == f"{_W}r":
            self._unseen.append(self._is_unseen(element))
        elif tag in _SIGNS:
            self._write(_SIGNS[tag])
        elif tag == f"{_W}br":
            self._break() if element.get(f"{_W}type") == "page" else self._write("\n")
        elif tag == f"{_W}lastRenderedPageBreak":
            self._break_as_drawn()
        elif tag == f"{_W}tc":
            self._cells += 1
        elif tag == f"{_W}tr":
            self._is_broken_row = False
        elif tag == f"{_W}txbxContent":
            self._write("\n")
        else:
            self._look_for_picture(element)

    def _leave(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == f"{_W}r":
            self._unseen.pop()
        elif tag == f"{_W}p":
            self._pages[-1].seen.append(" " if self._cells else "\n")
        elif tag == f"{_W}tc":
            self._cells -= 1
            self._pages[-1].seen.append(" | " if element.getnext() is not None else "")
        elif tag == f"{_W}tr":
            self._pages[-1].seen.append(" " if self._cells else "\n")

    def _write(self, text: str) -> None:
        page = self._pages[-1]
        (page.hidden if any(self._unseen) and text.strip() else page.seen).append(text)

    def _break(self) -> None:
        self._pages.append(_Page())

    def _break_as_drawn(self) -> None:
        """Word marks its breaks in every cell of a row, and again behind those that the author made."""
        if not self._is_broken_row and "".join(self._pages[-1].seen[-50:]).strip():
            self._break()
            self._is_broken_row = self._cells > 0

    def _look_for_picture(self, element: etree._Element) -> None:
        if element.tag == f"{_PLACE}extent":
            sides = [int(element.get(side, "0")) / _EMU_PER_CM for side in ("cx", "cy")]
            self._picture_cm2 = sides[0] * sides[1]
        elif element.tag in (f"{_DRAWING}blip", f"{_VML}imagedata"):
            area = self._picture_cm2 if element.tag == f"{_DRAWING}blip" else UNKNOWN_CM2
            self._pages[-1].picture_cm2 = max(self._pages[-1].picture_cm2, area)

    def _is_unseen(self, run: etree._Element) -> bool:
        formats = run.find(f"{_W}rPr")
        names = [] if formats is None else [_value(formats, "rStyle")]
        paragraph = run.getparent()
        if paragraph is not None and paragraph.tag == f"{_W}p" and paragraph.find(f"{_W}pPr") is not None:
            names.append(_value(paragraph.find(f"{_W}pPr"), "pStyle"))
        return _hides(formats) or not self._styles.isdisjoint(names)


def _hides(formats: etree._Element | None) -> bool:
    if formats is None:
        return False
    vanish = formats.find(f"{_W}vanish")
    if vanish is not None and vanish.get(f"{_W}val") not in ("0", "false", "off"):
        return True
    size = _value(formats, "sz")
    if size.isdecimal() and int(size) / 2 < MIN_FONT_PT:
        return True
    level = _read_level(_value(formats, "color"))
    if level is None or formats.find(f"{_W}highlight") is not None:
        return False
    shade = formats.find(f"{_W}shd")
    paper = PAPER if shade is None else _read_level(shade.get(f"{_W}fill", ""))
    return is_pale(level, PAPER if paper is None else paper)


def _value(formats: etree._Element, name: str) -> str:
    found = formats.find(f"{_W}{name}")
    return "" if found is None else found.get(f"{_W}val", "")


def _read_level(colour: str) -> float | None:
    """Grey level of six hexadecimal digits; None for ``auto`` and the like."""
    try:
        red, green, blue = bytes.fromhex(colour)
    except ValueError:
        return None
    return measure_level(red, green, blue)
