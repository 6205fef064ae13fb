"""The portal's styles beside those of a template: neither changes the look of the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy

from docx.oxml.ns import qn

from core.exportacao.numbering import HEADINGS_NUM_ID
from core.exportacao.ooxml import Element, attribute, el
from core.exportacao.styles import FOOTER, LANGUAGE

TEXT = "PecaTexto"
"""The body text, where the template's own default paragraph keeps the look that its header was drawn with."""

_OWN_FOOTER = "PecaRodape"
_POINTERS = ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link")
_KEPT_FIRST = ("keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
"""What stands before ``numPr`` in the schema's order."""


def merge_styles(
    ours: Iterable[Element], theirs: Element, *, usa_estilos: bool
) -> tuple[list[Element], dict[str, str], dict[str, str]]:
    """The children of ``w:styles``, and the new ids of styles by those of the portal and by those of the template.

    With ``usa_estilos`` a style that both have looks as in the template; else as the portal's, and the template's own
    default paragraph stays for its headers only. Numbers of headings are the portal's in any case.
    """
    copies = [deepcopy(child) for child in theirs if child.tag in (qn("w:docDefaults"), qn("w:style"))]
    template = [style for style in copies if style.tag == qn("w:style")]
    defaults = [child for child in copies if child.tag == qn("w:docDefaults")]
    for element in copies:
        _drop(element, "numPr")
    for element in defaults:
        _speak_portuguese(element)
    own = [deepcopy(style) for style in ours if style.tag == qn("w:style")]
    if usa_estilos:
        kept, nomes = _prefer_theirs(own, template)
        renamed: dict[str, str] = {}
    else:
        kept, template, nomes, renamed = _prefer_ours(own, template)
    for style in kept:
        rename_styles(style, nomes)
    for style in template:
        rename_styles(style, renamed)
    return [*defaults, *template, *kept], nomes, renamed


def rename_styles(element: Element, nomes: Mapping[str, str]) -> None:
    """Point every paragraph, run and table to the new ids; with ``""`` in them, text without a style too."""
    for tag in _POINTERS:
        for pointer in element.iter(qn(f"w:{tag}")):
            pointer.set(qn("w:val"), nomes.get(attribute(pointer, "val"), attribute(pointer, "val")))
    if "" not in nomes:
        return
    for paragraph in element.iter(qn("w:p")):
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            properties = el("pPr")
            paragraph.insert(0, properties)
        if properties.find(qn("w:pStyle")) is None:
            properties.insert(0, el("pStyle", val=nomes[""]))


def _prefer_theirs(own: list[Element], template: list[Element]) -> tuple[list[Element], dict[str, str]]:
    by_name = {_name(style): style for style in template}
    nomes: dict[str, str] = {}
    kept: list[Element] = []
    for style in own:
        same = by_name.get(_name(style))
        if same is None:
            kept.append(style)
            continue
        nomes[attribute(style, "styleId")] = attribute(same, "styleId")
        level = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
        if level is not None:
            _number(same, attribute(level, "val"))
    return _avoid_ids(kept, template, nomes), nomes


def _prefer_ours(
    own: list[Element], template: list[Element]
) -> tuple[list[Element], list[Element], dict[str, str], dict[str, str]]:
    nomes, renamed = {"": TEXT, "Normal": TEXT, FOOTER: _OWN_FOOTER}, {}
    has_defaults = {attribute(style, "type") for style in template if attribute(style, "default") in ("1", "true")}
    kept: list[Element] = []
    for style in own:
        if attribute(style, "default"):
            if attribute(style, "type") == "paragraph":
                kept.append(_stand_alone(style))
            elif attribute(style, "type") not in has_defaults:
                kept.append(style)
            continue
        if attribute(style, "styleId") == FOOTER:
            _rename(style, "Rodapé da peça")
        kept.append(style)
    names = {_name(style): attribute(style, "styleId") for style in kept}
    remaining = []
    for style in template:
        same = names.get(_name(style))
        if same is None:
            remaining.append(style)
        else:
            renamed[attribute(style, "styleId")] = same
    for style in kept:
        if attribute(style, "styleId") == FOOTER:
            style.set(qn("w:styleId"), _OWN_FOOTER)
    kept = _avoid_ids(kept, remaining, nomes)
    return kept, remaining, nomes, {old: nomes.get(new, new) for old, new in renamed.items()}


def _avoid_ids(kept: list[Element], template: Iterable[Element], nomes: dict[str, str]) -> list[Element]:
    """A style of ours whose id is another one's in the template gets a new id."""
    taken = {attribute(style, "styleId") for style in template}
    for style in kept:
        ident = attribute(style, "styleId")
        if ident in taken:
            nomes[ident] = f"Peca{ident}"
            style.set(qn("w:styleId"), nomes[ident])
    return kept


def _stand_alone(normal: Element) -> Element:
    """The portal's body text as a style of its own, that says everything itself."""
    normal.set(qn("w:styleId"), TEXT)
    normal.attrib.pop(qn("w:default"), None)
    _rename(normal, "Texto da peça")
    spacing = normal.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    if spacing is not None:
        spacing.set(qn("w:before"), "0")
    run = normal.find(qn("w:rPr"))
    if run is not None:
        run.append(el("lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA"))
    return normal


def _rename(style: Element, name: str) -> None:
    found = style.find(qn("w:name"))
    if found is not None:
        found.set(qn("w:val"), name)


def _name(style: Element) -> str:
    found = style.find(qn("w:name"))
    return "" if found is None else attribute(found, "val").casefold()


def _number(style: Element, level: str) -> None:
    properties = style.find(qn("w:pPr"))
    if properties is None:
        properties = el("pPr")
        first = next((place for place, child in enumerate(style) if child.tag == qn("w:rPr")), len(style))
        style.insert(first, properties)
    before = [child for child in properties if child.tag in {qn(f"w:{tag}") for tag in _KEPT_FIRST}]
    place = 0 if not before else properties.index(before[-1]) + 1
    properties.insert(place, el("numPr", el("ilvl", val=level), el("numId", val=HEADINGS_NUM_ID)))


def _drop(element: Element, tag: str) -> None:
    for found in list(element.iter(qn(f"w:{tag}"))):
        parent = found.getparent()
        if parent is not None:
            parent.remove(found)


def _speak_portuguese(defaults: Element) -> None:
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
