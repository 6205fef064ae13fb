"""WordprocessingML in Python: one element builder, lengths in Word's units, paragraphs and runs.

Word refuses a file whose elements are out of the schema's order (ECMA-376, part 1, annex A); the order of the
children is therefore fixed here and in ``styles.py``, nowhere else. Text is always set as text, never formatted in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from docx.oxml.ns import nsdecls, nsmap, qn
from docx.oxml.parser import parse_xml
from lxml import etree

from core.exportacao.tree import Span

Element: TypeAlias = "etree._Element"

TWIPS_PER_CM = 567
TWIPS_PER_POINT = 20
HALF_POINTS = 2
_W = f"{{{nsmap['w']}}}"
_P, _PPR, _R, _RPR, _T = (f"{_W}{tag}" for tag in ("p", "pPr", "r", "rPr", "t"))
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WHITE = re.compile(r"[\t\n\r]+")


def cm(length: float) -> int:
    """Twips, the unit of indents and margins."""
    return round(length * TWIPS_PER_CM)


def pt(length: float) -> int:
    """Twips, the unit of spacing."""
    return round(length * TWIPS_PER_POINT)


def el(tag: str, *children: Element, **attributes: str | int) -> Element:
    """A ``w:`` element; attributes are ``w:`` too. A trailing underscore frees Python's own words (``type_``)."""
    element = etree.Element(_qualify(tag))
    for name, value in attributes.items():
        element.set(_qualify(name), str(value))
    if children:
        element.extend(children)
    return element


@cache
def _qualify(name: str) -> str:
    return _W + name.rstrip("_")


def root(tag: str) -> Element:
    """The empty root of a part, with the ``w:`` and ``r:`` prefixes declared."""
    return parse_xml(f"<w:{tag} {nsdecls('w', 'r')}/>")


def replace_children(parent: Element, children: Iterable[Element]) -> None:
    for child in list(parent):
        parent.remove(child)
    parent.extend(children)


def attribute(element: Element, name: str) -> str:
    return str(element.get(qn(f"w:{name}"), ""))


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """What a paragraph has beyond its style. Indents in twips; ``numbering`` is (num id, level)."""

    style: str = ""
    numbering: tuple[int, int] | None = None
    left: int | None = None
    hanging: int = 0
    justification: str = ""
    keeps_with_next: bool = False


_NO_FORMAT = ParagraphFormat()


def paragraph(fmt: ParagraphFormat, runs: Iterable[Element]) -> Element:
    """The elements of a piece are many: those inside are made in their place, which costs a third of moving them."""
    element = etree.Element(_P)
    if fmt != _NO_FORMAT:
        properties = etree.SubElement(element, _PPR)
        if fmt.style:
            put(properties, "pStyle", val=fmt.style)
        if fmt.keeps_with_next:
            put(properties, "keepNext")
        if fmt.numbering is not None:
            number, level = fmt.numbering
            numbers = put(properties, "numPr")
            put(numbers, "ilvl", val=level)
            put(numbers, "numId", val=number)
        if fmt.left is not None:
            first = {"hanging": fmt.hanging} if fmt.hanging else {"firstLine": 0}
            put(properties, "ind", left=fmt.left, **first)
        if fmt.justification:
            put(properties, "jc", val=fmt.justification)
    element.extend(runs)
    return element


def text_run(span: Span, *, is_bold: bool = False) -> Element:
    is_bold = span.is_bold or is_bold
    wanted = (
        (is_bold, "b"),
        (is_bold, "bCs"),
        (span.is_italic, "i"),
        (span.is_italic, "iCs"),
        (span.is_struck, "strike"),
    )
    return plain_run(span.text, [tag for is_wanted, tag in wanted if is_wanted])


def plain_run(text: str, tags: Iterable[str] = ()) -> Element:
    """``tags`` are properties without values, in the schema's order."""
    run = etree.Element(_R)
    listed = list(tags)
    if listed:
        properties = etree.SubElement(run, _RPR)
        for tag in listed:
            etree.SubElement(properties, _qualify(tag))
    node = etree.SubElement(run, _T)
    node.text = text if text.isprintable() else _WHITE.sub(" ", text)
    node.set(_XML_SPACE, "preserve")
    return run


def put(parent: Element, tag: str, **attributes: str | int) -> Element:
    """A new last child."""
    element = etree.SubElement(parent, _qualify(tag))
    for name, value in attributes.items():
        element.set(_qualify(name), str(value))
    return element


def break_run() -> Element:
    return el("r", el("br"))


def tab_run() -> Element:
    return el("r", el("tab"))


def field(instruction: str) -> Element:
    """A simple field that Word fills when it lays out the page; ``1`` is shown by readers that do not."""
    return el("fldSimple", plain_run("1"), instr=f" {instruction} ")
