"""The Word file of a legal piece (domain.md 8).

python-docx carries the package; styles, numbering, notes and body are written whole, which is exact and fast
(its own style look-ups cost more than all the rest).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from functools import cache
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.rel import Relationships
from docx.section import Section
from docx.shared import Cm

from core.errors import ArquivoRecusadoError
from core.exportacao.arrange import arrange
from core.exportacao.blocks import BlockWriter
from core.exportacao.domain import PecaParaExportar
from core.exportacao.footnotes import (
    CONTINUATION_ID,
    SEPARATOR_ID,
    Footnotes,
    collect_definitions,
    collect_references,
)
from core.exportacao.letterhead import complete_modelo, label_processo, write_letterhead
from core.exportacao.markdown import parse_markdown, remove_control_characters
from core.exportacao.numbering import Numbering
from core.exportacao.ooxml import Element, el, replace_children
from core.exportacao.styles import LANGUAGE, build_styles
from core.exportacao.timbre.domain import ConteudoDoTimbre
from core.exportacao.timbre.estilos import rename_styles
from core.exportacao.timbre.modelo import adopt_modelo, measure_text_width
from core.exportacao.tree import Block

MAX_PROPERTY_CHARS = 255
_COMPATIBILITY_URI = "http://schemas.microsoft.com/office/word"
_UNUSED_PARTS = {
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.CUSTOM_XML,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
}


_PORTAL = ConteudoDoTimbre()


def render_docx(documento: PecaParaExportar, timbre: ConteudoDoTimbre = _PORTAL) -> bytes:
    """The bytes of a .docx that Word and LibreOffice open as it is, without external relationships.

    A template of ``timbre`` was checked before (``papel/checagem.py``); one that got past the check is refused here.
    Raises ArquivoRecusadoError.
    """
    document = Document(BytesIO(_build_blank()))
    nomes: dict[str, str] = {}
    if timbre.modelo:
        adotado = adopt_modelo(document, timbre.modelo, usa_estilos=timbre.usa_estilos)
        complete_modelo(adotado, documento)
        nomes = adotado.nomes
    else:
        write_letterhead(document.sections[0], documento, timbre)
    _write_body(document, parse_markdown(documento.texto), nomes)
    _set_properties(document, documento)
    _require_closed(document)
    return _save(document)


@cache
def _build_blank() -> bytes:
    """The empty document of the office, built once: reading python-docx's own costs as much as a whole piece."""
    document = Document()
    _drop_unused_parts(document)
    _set_page(document.sections[0])
    replace_children(document.styles.element, build_styles())
    replace_children(document.settings.element, _build_settings())
    return _save(document)


def _save(document: DocumentObject) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _write_body(document: DocumentObject, blocks: tuple[Block, ...], nomes: Mapping[str, str]) -> None:
    """``nomes`` are the ids that styles have in a template, by the portal's own."""
    numbering = Numbering()
    notes = Footnotes(collect_definitions(blocks))
    writer = BlockWriter(numbering, notes, collect_references(blocks), measure_text_width(document))
    body = document.element.body
    last_section = body[-1]
    replace_children(body, [*writer.write(arrange(blocks)), last_section])
    replace_children(document.part.numbering_part.element, numbering.build())
    notes_part = notes.attach(document.part)
    if nomes:
        for element in (body, document.part.numbering_part.element, notes_part.element):
            rename_styles(element, nomes)


def _set_page(section: Section) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.left_margin = Cm(3), Cm(3)
    section.bottom_margin, section.right_margin = Cm(2), Cm(2)
    section.header_distance, section.footer_distance = Cm(1), Cm(1)


def _build_settings() -> list[Element]:
    """In the schema's order. A line broken by hand is not stretched to the margin (``doNotExpandShiftReturn``)."""
    notes = (el("footnote", id=note_id) for note_id in (SEPARATOR_ID, CONTINUATION_ID))
    return [
        el("zoom", percent=100),
        el("defaultTabStop", val=708),
        el("characterSpacingControl", val="doNotCompress"),
        el("footnotePr", *notes),
        el(
            "compat",
            el("doNotExpandShiftReturn"),
            el("compatSetting", name="compatibilityMode", uri=_COMPATIBILITY_URI, val=15),
        ),
        el("themeFontLang", val=LANGUAGE),
        el("decimalSymbol", val=","),
        el("listSeparator", val=";"),
    ]


def _set_properties(document: DocumentObject, documento: PecaParaExportar) -> None:
    properties = document.core_properties
    properties.title = _property_text(documento.titulo)
    properties.author = _property_text(documento.autor)
    properties.last_modified_by = _property_text(documento.autor)
    properties.subject = _property_text(label_processo(documento.numero_cnj))
    properties.comments = ""
    properties.language = LANGUAGE
    properties.revision = 1
    properties.created = properties.modified = documento.criada_em.astimezone(UTC)


def _require_closed(document: DocumentObject) -> None:
    """Nothing in the file may be fetched when it is opened."""
    for relationship in document.part.package.iter_rels():
        if relationship.is_external:
            text = (
                "O timbre tem vínculo com algo de fora. O portal não fez o arquivo. Peça ao administrador outro timbre."
            )
            raise ArquivoRecusadoError("external relationship", user_message=text)


def _property_text(text: str) -> str:
    return remove_control_characters(text)[:MAX_PROPERTY_CHARS]


def _drop_unused_parts(document: DocumentObject) -> None:
    """python-docx's blank document brings a picture of itself and leftovers of old versions of Word."""
    for relationships in (document.part.rels, document.part.package.rels):
        _drop_relationships(relationships)


def _drop_relationships(relationships: Relationships) -> None:
    for key in [key for key, relationship in relationships.items() if relationship.reltype in _UNUSED_PARTS]:
        del relationships[key]
