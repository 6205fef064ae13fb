"""Real footnotes: the references met in the text and the part of the package that holds the notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.parts.document import DocumentPart

from core.exportacao.marks import remove_marks
from core.exportacao.ooxml import Element, ParagraphFormat, break_run, el, paragraph, plain_run, root, text_run
from core.exportacao.styles import NOTE_REFERENCE, NOTE_TEXT
from core.exportacao.tree import (
    Block,
    Heading,
    ListBlock,
    NoteDefinition,
    Paragraph,
    Quote,
    Span,
    SpanKind,
    Spans,
    Table,
    plain_text,
)

SEPARATOR_ID = -1
CONTINUATION_ID = 0


class Footnotes:
    """Numbers the notes in the order of their references. A note referred to twice is written twice, as Word does."""

    def __init__(self, definitions: dict[str, tuple[Block, ...]]) -> None:
        self._definitions = definitions
        self._labels: list[str] = []

    def reference(self, label: str) -> Element:
        """The run that points to a new note; a label without a definition stays as plain text."""
        if label not in self._definitions:
            return plain_run(f"[{label}]")
        self._labels.append(label)
        return el("r", el("rPr", el("rStyle", val=NOTE_REFERENCE)), el("footnoteReference", id=len(self._labels)))

    def attach(self, document_part: DocumentPart) -> XmlPart:
        """Adds the part to the package. The separators are there even without notes: the settings name them."""
        element = root("footnotes")
        element.append(_build_separator(SEPARATOR_ID, "separator"))
        element.append(_build_separator(CONTINUATION_ID, "continuationSeparator"))
        for number, label in enumerate(self._labels, start=1):
            element.append(el("footnote", *_build_note(self._definitions[label]), id=number))
        package = document_part.package
        part = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, element, package)
        document_part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        return part


def collect_definitions(blocks: Iterable[object]) -> dict[str, tuple[Block, ...]]:
    """Notes by label; the first definition of a label wins."""
    definitions: dict[str, tuple[Block, ...]] = {}
    for block in _walk(blocks):
        if isinstance(block, NoteDefinition):
            definitions.setdefault(block.label, block.blocks)
    return definitions


def collect_references(blocks: Iterable[object]) -> set[str]:
    """Labels referred to in the text itself; a reference inside a note cannot carry a note."""
    found: set[str] = set()
    for block in _walk(blocks, enters_notes=False):
        for spans in _own_spans(block):
            found.update(span.text for span in spans if span.kind is SpanKind.NOTE)
    return found


def _walk(blocks: Iterable[object], *, enters_notes: bool = True) -> Iterator[object]:
    for block in blocks:
        yield block
        if isinstance(block, ListBlock):
            for item in block.items:
                yield from _walk(item, enters_notes=enters_notes)
        elif isinstance(block, Quote) or (isinstance(block, NoteDefinition) and enters_notes):
            yield from _walk(block.blocks, enters_notes=enters_notes)


def _own_spans(block: object) -> Iterator[Spans]:
    if isinstance(block, Table):
        for row in block.rows:
            yield from (cell.spans for cell in row)
    else:
        spans = getattr(block, "spans", None)
        if spans is not None:
            yield spans


def _build_separator(note_id: int, kind: str) -> Element:
    spacing = el("pPr", el("spacing", after=0, line=240, lineRule="auto"), el("ind", firstLine=0))
    return el("footnote", el("p", spacing, el("r", el(kind))), type_=kind, id=note_id)


def _build_note(blocks: Iterable[Block]) -> list[Element]:
    mark = el("r", el("rPr", el("rStyle", val=NOTE_REFERENCE)), el("footnoteRef"))
    opening = [mark, plain_run(" ")]
    paragraphs: list[Element] = []
    for spans in _note_texts(blocks):
        runs = [_build_note_run(span) for span in remove_marks(spans)]
        paragraphs.append(paragraph(ParagraphFormat(style=NOTE_TEXT), [*opening, *runs]))
        opening = []
    return paragraphs or [paragraph(ParagraphFormat(style=NOTE_TEXT), opening)]


def _build_note_run(span: Span) -> Element:
    if span.kind is SpanKind.TEXT:
        return text_run(span)
    if span.kind is SpanKind.NOTE:
        return plain_run(f"[{span.text}]")
    return plain_run(" ") if span.kind is SpanKind.SOFT_BREAK else break_run()


def _note_texts(blocks: Iterable[Block]) -> Iterator[Spans]:
    """The paragraphs of a note, whatever they were in the Markdown: a note holds plain paragraphs only."""
    for block in _walk(blocks, enters_notes=False):
        if isinstance(block, Heading | Paragraph):
            yield block.spans
        elif isinstance(block, Table):
            for row in block.rows:
                yield (Span(" – ".join(plain_text(cell.spans) for cell in row)),)
