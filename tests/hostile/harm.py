"""Looks for harm in what one layer alone let through; the same eyes serve the tests and the benchmark.

Each function gives the harm in words, or nothing. It trusts no other layer: what a browser, Word or a sheet would do
with the bytes is all that counts.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import chain

from lxml import etree
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_ALLOWED = {
    *("html", "head", "body", *_HEADINGS, "p", "br", "ul", "ol", "li", "blockquote", "strong", "em", "s", "sup", "div"),
    *("table", "thead", "tbody", "tr", "th", "td", "-text", "-comment", "!doctype"),
}
_ATTRIBUTES = {("ol", "start"): r"\d{1,9}", ("th", "class"): "centro|direita", ("td", "class"): "centro|direita"}
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)
_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OPENING = ("hyperlink", "object", "altChunk", "subDoc", "control", "pict", "drawing", "movie", "attachedTemplate")
_FIELDS = {"PAGE", "NUMPAGES"}
_PARTS = re.compile(
    r"(\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app)\.xml|word/_rels/[a-z]+\d*\.xml\.rels|"
    r"word/(document|styles|settings|numbering|footnotes|fontTable|header\d+|footer\d+|webSettings)\.xml|"
    r"word/theme/theme1\.xml)"
)
_RELATIONS = re.compile(
    r".*/(officeDocument|core-properties|extended-properties|styles|settings|numbering|footnotes|fontTable|header|"
    r"footer|theme|webSettings)"
)
_LINKED = re.compile(r"(?i)https?://\w|www\.\w|[\w.+-]@[\w-]+\.\w")
_STREAMLIT = re.compile(r"(?<!\\):[a-z_+][a-z_+-]*(?:/[a-z_]+)?:|(?<!\\):[a-z-]+\[|(?<!\\)\$")


def find_in_html(html: str) -> str:
    """Elements and attributes beyond those of a piece, as a browser would build them, and unseen letters."""
    for node in LexborHTMLParser(f"<body>{html}").root.traverse(include_text=False):
        if node.tag not in _ALLOWED:
            return f"element {node.tag}"
        for name, value in node.attributes.items():
            if not re.fullmatch(_ATTRIBUTES.get((node.tag, name), "$."), value or ""):
                return f"attribute {name} of {node.tag}"
    return _find_unseen(html)


def find_in_docx(package: bytes) -> str:
    """Parts, relations, fields and elements that fetch, run or hold something else; letters that hide."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for name in archive.namelist():
            if _PARTS.fullmatch(name) is None:
                return f"part {name}"
            content = archive.read(name)
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"<?xml-stylesheet" in content:
                return f"construction in {name}"
            root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
            if harm := "".join(_find_in_part(root)):
                return f"{harm} in {name}"
    return ""


def find_in_csv(content: bytes) -> str:
    """A cell that a sheet would compute."""
    text = content.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        for cell in row:
            if _seems_formula(cell):
                return f"formula: {cell[:20]!r}"
    return ""


def find_in_xlsx(content: bytes) -> str:
    """A formula, a link or a connection, and text that becomes a formula when it is saved as .csv."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if "externalLink" in name or "connections" in name or "vba" in name.lower():
                return f"part {name}"
            if b'TargetMode="External"' in archive.read(name):
                return f"external relation in {name}"
    sheets = load_workbook(io.BytesIO(content)).worksheets
    cells = chain.from_iterable(chain.from_iterable(sheet.iter_rows()) for sheet in sheets)
    for cell in cells:
        if cell.data_type == "f" or cell.hyperlink is not None:
            return f"formula or link in {cell.coordinate}"
        if isinstance(cell.value, str) and _seems_formula(cell.value):
            return f"text of a formula in {cell.coordinate}"
    return ""


def find_in_markdown(escaped: str) -> str:
    """What Markdown, and Streamlit's own signs, make of words that should stand as they are."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(escaped)
    kinds = {child.type for token in tokens for child in token.children or [token]}
    kinds -= {"paragraph_open", "paragraph_close", "text", "text_special", "softbreak", "hardbreak"}
    if kinds:
        return f"Markdown: {sorted(kinds)}"
    if _LINKED.search(escaped):
        return "an address that becomes a link"
    return "Streamlit's sign" if _STREAMLIT.search(escaped) else ""


def _find_in_part(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield "comment or instruction "
            continue
        name = etree.QName(element).localname
        if name in _OPENING:
            yield f"element {name} "
        if name == "Relationship":
            if element.get("TargetMode") or "://" in element.get("Target", ""):
                yield "external relation "
            if _RELATIONS.fullmatch(element.get("Type", "")) is None:
                yield f"relation {element.get('Type')} "
        if name in ("fldSimple", "instrText"):
            words = (element.get(f"{_W}instr") or element.text or "").split()
            if words[:1] and words[0] not in _FIELDS:
                yield f"field {words[0]} "
        if name == "t" and (unseen := _find_unseen(element.text or "")):
            yield unseen


def _seems_formula(cell: str) -> bool:
    return cell.lstrip(" \u00a0\u200b\ufeff").startswith(_SIGNS) and not _is_number(cell)


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+([.,]\d+)?", cell) is not None


def _find_unseen(text: str) -> str:
    found = _UNSEEN.search(text)
    return f"unseen letter {found.group()!r}" if found else ""
