"""Writes the parts of a piece as WordprocessingML paragraphs and lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.exportacao.arrange import Address, Part, Signature, Title
from core.exportacao.footnotes import Footnotes
from core.exportacao.grid import build_table
from core.exportacao.marks import remove_marks
from core.exportacao.numbering import LEVELS, LIST_STEP, Numbering, text_left
from core.exportacao.ooxml import Element, ParagraphFormat, break_run, cm, paragraph, plain_run, text_run
from core.exportacao.styles import ADDRESS, LIST, QUOTE, TITLE, heading_style
from core.exportacao.tree import (
    Heading,
    ListBlock,
    NoteDefinition,
    Paragraph,
    Quote,
    Rule,
    Span,
    SpanKind,
    Spans,
    Table,
    plain_text,
)

SIGNATURE_LINE = "_" * 40
QUOTE_LEFT = cm(4)
ENDLESS_WORD_CHARS = 45
"""Half a line: longer words leave a hole in a justified line before them."""
_ENDLESS_WORD = re.compile(rf"\S{{{ENDLESS_WORD_CHARS},}}")
_BODY = ParagraphFormat()


class BlockWriter:
    """Turns parts into elements, in order. ``referenced`` are the labels of the notes that the text points to.

    ``text_width`` is what tables fill, in twips.
    """

    def __init__(self, numbering: Numbering, notes: Footnotes, referenced: set[str], text_width: int) -> None:
        self._numbering = numbering
        self._notes = notes
        self._referenced = referenced
        self._text_width = text_width

    def write(self, parts: Sequence[Part]) -> list[Element]:
        """At least one paragraph: a body needs one."""
        return self._write_parts(parts, _BODY) or [paragraph(_BODY, [])]

    def _write_parts(self, parts: Sequence[Part], base: ParagraphFormat) -> list[Element]:
        elements: list[Element] = []
        for index, part in enumerate(parts):
            introduces = _introduces(part, parts[index + 1 : index + 2])
            fmt = base if introduces is base.keeps_with_next else replace(base, keeps_with_next=introduces)
            if index and _is_signature_line(parts[index - 1]):
                fmt = replace(fmt, left=0, justification="center")
            elements.extend(self._write_part(part, fmt))
        return elements

    def _write_part(self, part: Part, base: ParagraphFormat) -> list[Element]:
        match part:
            case Address(spans) | Title(spans):
                is_address = isinstance(part, Address)
                style = ParagraphFormat(style=ADDRESS if is_address else TITLE)
                return self._write_paragraph(_in_capitals(spans) if is_address else spans, style)
            case Heading():
                return self._write_heading(part, base)
            case Paragraph(spans) | Signature(spans):
                signed = replace(base, left=0, justification="center")
                return self._write_paragraph(spans, signed if isinstance(part, Signature) else base)
            case ListBlock():
                return self._write_list(part, base, level=0)
            case Quote(blocks):
                return self._write_parts(blocks, ParagraphFormat(style=QUOTE))
            case Table():
                return build_table(part, self._build_runs, self._text_width)
            case NoteDefinition(label, blocks):
                return [] if label in self._referenced else self._write_parts(blocks, base)
            case Rule():
                return [_build_signature_line()] if _is_signature_line(part) else []

    def _write_heading(self, heading: Heading, base: ParagraphFormat) -> list[Element]:
        """A heading inside a quotation or a list is bold text: only the piece's own sections are numbered."""
        if base.style:
            bold = tuple(replace(span, is_bold=True) for span in heading.spans)
            return self._write_paragraph(bold, base)
        return self._write_paragraph(heading.spans, ParagraphFormat(style=heading_style(heading.level)))

    def _write_list(self, block: ListBlock, base: ParagraphFormat, level: int) -> list[Element]:
        """``base`` is the paragraph around the list: inside a quotation the list keeps its look and its indent."""
        level = min(level, LEVELS - 1)
        number = self._numbering.add_list(block.marker, level, block.start)
        is_quoted = base.style == QUOTE
        left = QUOTE_LEFT + LIST_STEP * (level + 1) if is_quoted else text_left(level)
        body = ParagraphFormat(style=QUOTE if is_quoted else LIST, left=left)
        elements: list[Element] = []
        for item in block.items:
            marked = replace(body, numbering=(number, level), hanging=LIST_STEP)
            for child in item:
                if isinstance(child, ListBlock):
                    elements.extend(self._write_list(child, base, level + 1))
                    continue
                written = self._write_part(child, marked if isinstance(child, Paragraph | Heading) else body)
                elements.extend(written)
                if written:
                    marked = body
        return elements

    def _write_paragraph(self, spans: Spans, fmt: ParagraphFormat) -> list[Element]:
        """Nothing for a paragraph without words. Body text has no broken lines: each line is a paragraph there."""
        cleaned = remove_marks(spans)
        groups = [cleaned] if fmt.style else _split_at_hard_breaks(cleaned)
        if not fmt.justification and _has_endless_word(cleaned):
            fmt = replace(fmt, justification="left")
        return [paragraph(fmt, self._build_clean_runs(group)) for group in groups if group]

    def _build_runs(self, spans: Spans, *, is_bold: bool = False) -> list[Element]:
        return self._build_clean_runs(remove_marks(spans), is_bold=is_bold)

    def _build_clean_runs(self, spans: Spans, *, is_bold: bool = False) -> list[Element]:
        return [self._build_run(span, is_bold=is_bold) for span in spans]

    def _build_run(self, span: Span, *, is_bold: bool) -> Element:
        if span.kind is SpanKind.TEXT:
            return text_run(span, is_bold=is_bold)
        if span.kind is SpanKind.NOTE:
            return self._notes.reference(span.text)
        return plain_run(" ") if span.kind is SpanKind.SOFT_BREAK else break_run()


def _has_endless_word(spans: Spans) -> bool:
    """An address of the network, say: justified, it would tear the words before it apart."""
    return any(_ENDLESS_WORD.search(span.text) for span in spans)


def _split_at_hard_breaks(spans: Spans) -> list[Spans]:
    groups: list[list[Span]] = [[]]
    for span in spans:
        if span.kind is SpanKind.HARD_BREAK:
            groups.append([])
        else:
            groups[-1].append(span)
    return [tuple(group) for group in groups]


def _introduces(part: Part, followers: Sequence[Part]) -> bool:
    """A paragraph that ends in a colon stays on the page of the quotation, list or table it announces."""
    is_announced = any(isinstance(follower, Quote | ListBlock | Table) for follower in followers)
    return is_announced and isinstance(part, Paragraph) and plain_text(part.spans).rstrip(" *").endswith(":")


def _is_signature_line(part: Part) -> bool:
    """A rule of underscores is a line to sign on; any other rule only parts the text and is not drawn."""
    return isinstance(part, Rule) and "_" in part.markup


def _in_capitals(spans: Iterable[Span]) -> Spans:
    return tuple(replace(span, text=span.text.upper()) if span.kind is SpanKind.TEXT else span for span in spans)


def _build_signature_line() -> Element:
    fmt = ParagraphFormat(left=0, justification="center", keeps_with_next=True)
    return paragraph(fmt, [plain_run(SIGNATURE_LINE)])
