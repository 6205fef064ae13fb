"""WordprocessingML in Python: one element builder, lengths in Word's units, paragraphs and runs.

Word refuses a file whose elements are out of the schema's order (ECMA-376, part 1, annex A); the order of the
children is therefore fixed here and in ``styles.py``, nowhere else. Text is always set as text, never formatted in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
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
    element = etree.Element(_W + tag, {_W + name.rstrip("_"): str(value) for name, value in attributes.items()})
    element.extend(children)
    return element


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


def paragraph(fmt: ParagraphFormat, runs: Iterable[Element]) -> Element:
    properties: list[Element] = []
    if fmt.style:
        properties.append(el("pStyle", val=fmt.style))
    if fmt.keeps_with_next:
        properties.append(el("keepNext"))
    if fmt.numbering is not None:
        number, level = fmt.numbering
        properties.append(el("numPr", el("ilvl", val=level), el("numId", val=number)))
    if fmt.left is not None:
        first = {"hanging": fmt.hanging} if fmt.hanging else {"firstLine": 0}
        properties.append(el("ind", left=fmt.left, **first))
    if fmt.justification:
        properties.append(el("jc", val=fmt.justification))
    head = [el("pPr", *properties)] if properties else []
    return el("p", *head, *runs)


def text_run(span: Span, *, is_bold: bool = False) -> Element:
    properties: list[Element] = []
    if span.is_bold or is_bold:
        properties += [el("b"), el("bCs")]
    if span.is_italic:
        properties += [el("i"), el("iCs")]
    if span.is_struck:
        properties.append(el("strike"))
    return plain_run(span.text, properties)


def plain_run(text: str, properties: Iterable[Element] = ()) -> Element:
    listed = list(properties)
    node = el("t")
    node.text = _WHITE.sub(" ", text)
    node.set(_XML_SPACE, "preserve")
    head = [el("rPr", *listed)] if listed else []
    return el("r", *head, node)


def break_run() -> Element:
    return el("r", el("br"))


def tab_run() -> Element:
    return el("r", el("tab"))


def field(instruction: str) -> Element:
    """A simple field that Word fills when it lays out the page; ``1`` is shown by readers that do not."""
    return el("fldSimple", plain_run("1"), instr=f" {instruction} ")
