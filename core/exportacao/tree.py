"""The small tree between the Markdown parser and the two renderers: blocks made of spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.exportacao.domain import Marca


class SpanKind(StrEnum):
    TEXT = "text"
    SOFT_BREAK = "soft_break"
    HARD_BREAK = "hard_break"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text of one format. For NOTE, ``text`` is the label of the footnote referred to.

    ``marca`` is what lights it on a screen.
    """

    text: str
    kind: SpanKind = SpanKind.TEXT
    is_bold: bool = False
    is_italic: bool = False
    is_struck: bool = False
    marca: Marca | None = None


Spans = tuple[Span, ...]


class Marker(StrEnum):
    BULLET = "bullet"
    DECIMAL = "decimal"
    ALPHA = "alpha"


class Alignment(StrEnum):
    NONE = ""
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``is_tight``: a line of a list whose items have no blank line between them."""

    spans: Spans
    is_tight: bool = False


@dataclass(frozen=True, slots=True)
class ListBlock:
    marker: Marker
    start: int
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    spans: Spans
    alignment: Alignment


@dataclass(frozen=True, slots=True)
class Table:
    """The first row is the header; every row has the same number of cells."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class NoteDefinition:
    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break. ``markup`` keeps the signs typed: underscores are a line to sign on."""

    markup: str


Block = Heading | Paragraph | ListBlock | Quote | Table | NoteDefinition | Rule


@dataclass(frozen=True, slots=True)
class Line:
    """Spans up to a line break; ``ending`` is that break, None at the end of the paragraph."""

    spans: Spans
    ending: Span | None

    @property
    def text(self) -> str:
        return plain_text(self.spans)


def plain_text(spans: Iterable[Span]) -> str:
    """The words alone; a break counts as one space, a reference to a note as nothing."""
    return "".join(
        span.text if span.kind is SpanKind.TEXT else "" if span.kind is SpanKind.NOTE else " " for span in spans
    )


def is_break(span: Span) -> bool:
    return span.kind is SpanKind.SOFT_BREAK or span.kind is SpanKind.HARD_BREAK


def split_lines(spans: Spans) -> list[Line]:
    lines: list[Line] = []
    current: list[Span] = []
    for span in spans:
        if is_break(span):
            lines.append(Line(tuple(current), span))
            current = []
        else:
            current.append(span)
    lines.append(Line(tuple(current), None))
    return lines


def join_lines(lines: Iterable[Line]) -> Spans:
    """The inverse of ``split_lines``; the ending of the last line is dropped."""
    spans: list[Span] = []
    for line in lines:
        spans.extend(line.spans)
        if line.ending is not None:
            spans.append(line.ending)
    while spans and is_break(spans[-1]):
        spans.pop()
    return tuple(spans)
