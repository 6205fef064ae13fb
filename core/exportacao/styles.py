"""The styles of a legal piece (domain.md 8). Names are Word's own English ones, which Word shows translated."""

from __future__ import annotations

from dataclasses import dataclass

from core.exportacao.numbering import HEADINGS_NUM_ID
from core.exportacao.ooxml import HALF_POINTS, Element, cm, el, pt

FONT = "Times New Roman"
LANGUAGE = "pt-BR"
SINGLE = 240
ONE_AND_A_HALF = 360

ADDRESS = "Enderecamento"
TITLE = "Title"
QUOTE = "Quote"
LIST = "ListParagraph"
TABLE = "TableGrid"
TABLE_TEXT = "TextoDeTabela"
TABLE_GAP = "EspacoAposTabela"
HEADER = "Header"
FOOTER = "Footer"
LETTERHEAD = "Timbre"
DRAFT_WARNING = "AvisoDeMinuta"
NOTE_TEXT = "FootnoteText"
NOTE_REFERENCE = "FootnoteReference"


def heading_style(level: int) -> str:
    return f"Heading{level}"


@dataclass(frozen=True, slots=True)
class _Look:
    """How paragraphs of a style look; spacing and size in points, None inherits."""

    before: float | None = None
    after: float | None = None
    line: int | None = None
    left: int | None = None
    first_line: int | None = 0
    justification: str = ""
    size: float | None = None
    is_bold: bool = False
    is_caps: bool = False
    color: str = ""
    tabs: tuple[tuple[str, int], ...] = ()
    outline: int | None = None
    keeps_with_next: bool = False


def build_styles() -> list[Element]:
    """The children of ``w:styles``."""
    paragraphs = [
        _paragraph_style(ADDRESS, "Endereçamento", _Look(after=24, is_bold=True, is_caps=True)),
        _paragraph_style(
            TITLE, "Title", _Look(before=18, after=18, justification="center", is_bold=True, keeps_with_next=True)
        ),
        *(
            _paragraph_style(
                heading_style(level),
                f"heading {level}",
                _Look(before=18, after=12, is_bold=True, outline=level - 1, keeps_with_next=True),
            )
            for level in range(1, 7)
        ),
        _paragraph_style(QUOTE, "Quote", _Look(after=8, line=SINGLE, left=cm(4), size=11)),
        _paragraph_style(LIST, "List Paragraph", _Look()),
        _paragraph_style(
            TABLE_TEXT, "Texto de tabela", _Look(before=2, after=2, line=SINGLE, justification="left", size=11)
        ),
        _paragraph_style(TABLE_GAP, "Espaço após tabela", _Look(after=0, line=SINGLE, size=6)),
        _paragraph_style(HEADER, "header", _Look(after=0, line=SINGLE, justification="center")),
        _paragraph_style(
            FOOTER, "footer", _Look(after=0, line=SINGLE, justification="left", size=10, tabs=(("right", cm(16)),))
        ),
        _paragraph_style(
            LETTERHEAD, "Timbre", _Look(after=0, line=SINGLE, justification="center", size=11, is_bold=True)
        ),
        _paragraph_style(
            DRAFT_WARNING,
            "Aviso de minuta",
            _Look(before=3, after=6, line=SINGLE, justification="center", size=11, is_bold=True, color="B00020"),
        ),
        _paragraph_style(NOTE_TEXT, "footnote text", _Look(after=0, line=SINGLE, size=10)),
    ]
    return [_build_defaults(), _build_normal(), _default_character(), _default_table(), *paragraphs, *_other_styles()]


def _build_defaults() -> Element:
    run = el(
        "rPr",
        el("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT),
        el("sz", val=12 * HALF_POINTS),
        el("szCs", val=12 * HALF_POINTS),
        el("lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA"),
    )
    return el("docDefaults", el("rPrDefault", run), el("pPrDefault", el("pPr", el("widowControl"))))


def _build_normal() -> Element:
    look = _Look(after=6, line=ONE_AND_A_HALF, first_line=cm(2), justification="both")
    run = el(
        "rPr",
        el("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT),
        el("sz", val=12 * HALF_POINTS),
        el("szCs", val=12 * HALF_POINTS),
    )
    return el(
        "style",
        el("name", val="Normal"),
        el("qFormat"),
        el("pPr", *_paragraph_properties(look)),
        run,
        type_="paragraph",
        default=1,
        styleId="Normal",
    )


def _paragraph_style(style_id: str, name: str, look: _Look) -> Element:
    run = _run_properties(look)
    return el(
        "style",
        el("name", val=name),
        el("basedOn", val="Normal"),
        el("next", val="Normal"),
        el("qFormat"),
        el("pPr", *_paragraph_properties(look)),
        *([el("rPr", *run)] if run else []),
        type_="paragraph",
        styleId=style_id,
    )


def _paragraph_properties(look: _Look) -> list[Element]:
    """In the schema's order: keepNext, keepLines, widowControl, numPr, tabs, spacing, ind, jc, outlineLvl."""
    properties: list[Element] = []
    if look.keeps_with_next:
        properties += [el("keepNext"), el("keepLines")]
    properties.append(el("widowControl"))
    if look.outline is not None:
        properties.append(el("numPr", el("ilvl", val=look.outline), el("numId", val=HEADINGS_NUM_ID)))
    if look.tabs:
        properties.append(el("tabs", *(el("tab", val=kind, pos=position) for kind, position in look.tabs)))
    spacing: dict[str, str | int] = {}
    if look.before is not None:
        spacing["before"] = pt(look.before)
    if look.after is not None:
        spacing["after"] = pt(look.after)
    if look.line is not None:
        spacing |= {"line": look.line, "lineRule": "auto"}
    if spacing:
        properties.append(el("spacing", **spacing))
    indent = {"left": look.left, "firstLine": look.first_line}
    properties.append(el("ind", **{name: value for name, value in indent.items() if value is not None}))
    if look.justification:
        properties.append(el("jc", val=look.justification))
    if look.outline is not None:
        properties.append(el("outlineLvl", val=look.outline))
    return properties


def _run_properties(look: _Look) -> list[Element]:
    """In the schema's order: b, bCs, caps, color, sz, szCs."""
    properties: list[Element] = []
    if look.is_bold:
        properties += [el("b"), el("bCs")]
    if look.is_caps:
        properties.append(el("caps"))
    if look.color:
        properties.append(el("color", val=look.color))
    if look.size is not None:
        half_points = round(look.size * HALF_POINTS)
        properties += [el("sz", val=half_points), el("szCs", val=half_points)]
    return properties


def _default_character() -> Element:
    return el(
        "style",
        el("name", val="Default Paragraph Font"),
        el("uiPriority", val=1),
        el("semiHidden"),
        el("unhideWhenUsed"),
        type_="character",
        default=1,
        styleId="DefaultParagraphFont",
    )


def _default_table() -> Element:
    margins = el(
        "tblCellMar",
        el("top", w=0, type_="dxa"),
        el("left", w=108, type_="dxa"),
        el("bottom", w=0, type_="dxa"),
        el("right", w=108, type_="dxa"),
    )
    return el(
        "style",
        el("name", val="Normal Table"),
        el("uiPriority", val=99),
        el("semiHidden"),
        el("unhideWhenUsed"),
        el("tblPr", el("tblInd", w=0, type_="dxa"), margins),
        type_="table",
        default=1,
        styleId="TableNormal",
    )


def _other_styles() -> list[Element]:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = el("tblBorders", *(el(side, val="single", sz=4, space=0, color="auto") for side in sides))
    return [
        el(
            "style",
            el("name", val="footnote reference"),
            el("basedOn", val="DefaultParagraphFont"),
            el("rPr", el("vertAlign", val="superscript")),
            type_="character",
            styleId=NOTE_REFERENCE,
        ),
        el(
            "style",
            el("name", val="Table Grid"),
            el("basedOn", val="TableNormal"),
            el("tblPr", borders),
            type_="table",
            styleId=TABLE,
        ),
    ]
