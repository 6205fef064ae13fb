"""Formats that are text already: RTF, HTML, DOCX, plain text. Hidden passages are kept apart, as in PDFs."""

from __future__ import annotations

import re
import zipfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from pathlib import Path

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree
from selectolax.lexbor import LexborHTMLParser
from striprtf.striprtf import rtf_to_text

from core.processos.leitura.folha import clean_text
from core.processos.leitura.invisiveis import find_smuggled
from core.processos.leitura.oculto import TextoVisivel

_MAX_BYTES = 20_000_000
_MAX_UNPACKED_BYTES = 200_000_000
_MAX_ENTRIES = 5_000
_MIN_FONT_PT = 2.4
_LIGHTEST_SEEN = 215
"""Grey level above which letters on white paper have less than 40 levels of contrast."""
_RTF_HIDDEN = re.compile(r"\\v1?(?![a-z0-9-])(.*?)(?=\\v0(?!\d)|\\plain(?![a-z])|\}|$)", re.DOTALL)
_HTML_HIDDEN = re.compile(
    r"display:none|visibility:hidden|opacity:0(\.0+)?(;|$)|font-size:[012](\.\d+)?(px|pt)?(;|$)"
    r"|(^|;)color:(#fff(fff)?|white|rgb\(255,255,255\))(;|$)"
)
_BLOCKS = "p, div, br, tr, li, h1, h2, h3, h4, h5, h6, table, section, article, blockquote, hr"

GRANDE_DEMAIS = "o arquivo é grande demais para ser lido"
QUEBRADO = "o arquivo está danificado e não pôde ser aberto"


class TextRefusedError(ValueError):
    """The file cannot be read; the text says why, in pt-BR."""


def read_txt(path: Path) -> TextoVisivel:
    return _build(_load(path), "")


def read_rtf(path: Path) -> TextoVisivel:
    """RTF by striprtf; text in hidden characters (``\\v``) is cut out first."""
    raw = _load(path)
    hidden: list[str] = []

    def cut(match: re.Match[str]) -> str:
        hidden.append(match.group(1))
        return ""

    visible = _RTF_HIDDEN.sub(cut, raw)
    oculto = " ".join(_strip_rtf("{\\rtf1 " + piece.replace("{", "") + "}") for piece in hidden)
    return _build(_strip_rtf(visible), oculto)


def read_html(path: Path) -> TextoVisivel:
    """The words of a page in lines as a browser would break them; scripts and styles are no text."""
    tree = LexborHTMLParser(_load(path))
    for node in tree.css("script, style, noscript, template, head"):
        node.decompose()
    hidden = []
    for node in tree.css("[style], [hidden], font[color]"):
        if _is_hidden_html(node.attributes):
            hidden.append(node.text(separator=" "))
            node.decompose()
    for node in tree.css(_BLOCKS):
        node.insert_before("\n")
        node.insert_after("\n")
    for node in tree.css("td, th"):
        node.insert_after(" | ")
    body = tree.body
    return _build(body.text() if body else "", " ".join(hidden))


def read_docx(path: Path) -> TextoVisivel:
    """Paragraphs and tables in order. Raises TextRefusedError for archives that are broken or a bomb."""
    _check_archive(path)
    try:
        document = Document(str(path))
        lines: list[str] = []
        hidden: list[str] = []
        for visible, oculto in _read_blocks(document.iter_inner_content()):
            lines.append(visible)
            hidden.append(oculto)
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise TextRefusedError(QUEBRADO) from error
    return _build("\n".join(lines), " ".join(hidden))


def _build(texto: str, oculto: str) -> TextoVisivel:
    return TextoVisivel(_tidy(texto), " ".join(f"{oculto} {find_smuggled(texto)}".split()))


def _load(path: Path) -> str:
    """UTF-8 or UTF-16, or else Windows Latin, which is what Brazilian systems write."""
    if path.stat().st_size > _MAX_BYTES:
        raise TextRefusedError(GRANDE_DEMAIS)
    raw = path.read_bytes()
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _strip_rtf(raw: str) -> str:
    text: str = rtf_to_text(raw, encoding="cp1252", errors="replace")  # type: ignore[no-untyped-call]  # not annotated
    return text


def _tidy(text: str) -> str:
    """Spaces collapsed, at most one empty line in a row."""
    lines = (" ".join(line.split()) for line in clean_text(text).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_hidden_html(attributes: dict[str, str | None]) -> bool:
    style = "".join((attributes.get("style") or "").lower().split())
    is_white = (attributes.get("color") or "").lower() in ("white", "#fff", "#ffffff")
    return "hidden" in attributes or is_white or _HTML_HIDDEN.search(style) is not None


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise TextRefusedError(QUEBRADO) from error
    if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > _MAX_UNPACKED_BYTES:
        raise TextRefusedError(GRANDE_DEMAIS)


def _read_blocks(blocks: Iterable[Paragraph | Table]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield _read_paragraph(block)
        else:
            yield from _read_table(block)


def _read_table(table: Table) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        cells: list[str] = []
        hidden: list[str] = []
        seen: list[object] = []
        for cell in row.cells:
            if cell._tc in seen:  # a merged cell is listed once for each column it covers
                continue
            seen.append(cell._tc)
            parts = list(_read_blocks(cell.iter_inner_content()))
            cells.append(" ".join(visible for visible, _ in parts if visible))
            hidden.extend(oculto for _, oculto in parts)
        yield " | ".join(cells), " ".join(hidden)


def _read_paragraph(paragraph: Paragraph) -> tuple[str, str]:
    visible: list[str] = []
    hidden: list[str] = []
    for content in paragraph.iter_inner_content():
        for run in [content] if isinstance(content, Run) else content.runs:
            (hidden if _is_hidden_run(run) else visible).append(run.text)
    return "".join(visible), " ".join(hidden)


def _is_hidden_run(run: Run) -> bool:
    if not run.text.strip():
        return False
    font = run.font
    is_tiny = font.size is not None and font.size.pt < _MIN_FONT_PT
    rgb = font.color.rgb if font.color is not None else None
    is_pale = rgb is not None and min(rgb) > _LIGHTEST_SEEN and font.highlight_color is None
    return bool(font.hidden) or is_tiny or is_pale
