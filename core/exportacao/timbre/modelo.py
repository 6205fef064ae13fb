"""A Word file as letterhead: its headers, footers and margins, and its styles where the administrator says so.

Nothing else of the file comes along: the piece begins as the portal's own blank document, and takes in the parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_HEADER_FOOTER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.section import Section

from core.exportacao.ooxml import Element, attribute, el, replace_children
from core.exportacao.timbre.estilos import merge_styles, rename_styles

_KINDS = (WD_HEADER_FOOTER.PRIMARY, WD_HEADER_FOOTER.FIRST_PAGE, WD_HEADER_FOOTER.EVEN_PAGE)
_TWIPS_TO_EMU = 635


@dataclass(frozen=True)
class Adotado:
    """What came of a template. ``nomes`` are the new ids of styles, by the portal's own; ``""`` is text without one."""

    cabecalhos: tuple[XmlPart, ...]
    rodapes: tuple[XmlPart, ...]
    nomes: dict[str, str]


def adopt_modelo(document: DocumentObject, modelo: bytes, *, usa_estilos: bool) -> Adotado:
    """Take the page of a checked template (``papel/checagem.py``) over into a blank document of the portal."""
    source = Document(BytesIO(modelo))
    section, mine = source.sections[0], document.sections[0]
    _copy_page(section, mine)
    has_even = source.settings.odd_and_even_pages_header_footer
    document.settings.odd_and_even_pages_header_footer = has_even
    kinds = [kind for kind in _KINDS if _is_used(kind, section, has_even=has_even)]
    cabecalhos = tuple(_adopt_part(document, source, kind, is_header=True) for kind in kinds)
    rodapes = tuple(_adopt_part(document, source, kind, is_header=False) for kind in kinds)
    _adopt_theme(document, source)
    children, nomes, theirs = merge_styles(
        list(document.styles.element), source.styles.element, usa_estilos=usa_estilos
    )
    replace_children(document.styles.element, children)
    for part in (*cabecalhos, *rodapes):
        rename_styles(part.element, theirs)
        _drop_numbers(part.element)
    return Adotado(cabecalhos, rodapes, nomes)


def count_pages(footer: Element) -> bool:
    """Whether a footer has a page number of its own."""
    words = [attribute(field, "instr") for field in footer.iter(qn("w:fldSimple"))]
    words += [field.text or "" for field in footer.iter(qn("w:instrText"))]
    return any(word.split()[:1] == ["PAGE"] for word in words)


def measure_text_width(document: DocumentObject) -> int:
    """Twips between the margins."""
    section = document.sections[0]
    width, left, right = section.page_width or 0, section.left_margin or 0, section.right_margin or 0
    return (width - left - right) // _TWIPS_TO_EMU


def _copy_page(source: Section, target: Section) -> None:
    for name in (
        "page_width",
        "page_height",
        "orientation",
        "top_margin",
        "bottom_margin",
        "left_margin",
        "right_margin",
        "header_distance",
        "footer_distance",
    ):
        value = getattr(source, name)
        if value is not None:
            setattr(target, name, value)
    target.different_first_page_header_footer = source.different_first_page_header_footer


def _is_used(kind: WD_HEADER_FOOTER, section: Section, *, has_even: bool) -> bool:
    if kind is WD_HEADER_FOOTER.FIRST_PAGE:
        return bool(section.different_first_page_header_footer)
    return has_even if kind is WD_HEADER_FOOTER.EVEN_PAGE else True


def _adopt_part(
    document: DocumentObject, source: DocumentObject, kind: WD_HEADER_FOOTER, *, is_header: bool
) -> XmlPart:
    """The template's header or footer of that kind with its pictures, or an empty one."""
    properties, mine = source.sections[0]._sectPr, document.sections[0]._sectPr
    reference = properties.get_headerReference(kind) if is_header else properties.get_footerReference(kind)
    if reference is None:
        add_part = document.part.add_header_part if is_header else document.part.add_footer_part
        part, relationship = add_part()  # type: ignore[no-untyped-call]  # python-docx
        replace_children(part.element, [el("p")])
    else:
        part = source.part.related_parts[reference.rId]
        name = "header" if is_header else "footer"
        part.partname = document.part.package.next_partname(f"/word/{name}%d.xml")
        relationship = document.part.relate_to(
            part, RELATIONSHIP_TYPE.HEADER if is_header else RELATIONSHIP_TYPE.FOOTER
        )
    add = mine.add_headerReference if is_header else mine.add_footerReference
    add(kind, relationship)
    assert isinstance(part, XmlPart)
    return part


def _adopt_theme(document: DocumentObject, source: DocumentObject) -> None:
    """The colours and faces that the template's styles name."""
    for key in [key for key, rel in document.part.rels.items() if rel.reltype == RELATIONSHIP_TYPE.THEME]:
        del document.part.rels[key]
    for relationship in source.part.rels.values():
        if relationship.reltype == RELATIONSHIP_TYPE.THEME:
            document.part.relate_to(relationship.target_part, RELATIONSHIP_TYPE.THEME)


def _drop_numbers(element: Element) -> None:
    """A list in a header would count by lists that stayed behind."""
    for numbers in list(element.iter(qn("w:numPr"))):
        parent = numbers.getparent()
        if parent is not None:
            parent.remove(numbers)
