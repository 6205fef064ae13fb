"""From Markdown to the tree of blocks.

The dialect is CommonMark with tables, strikethrough and footnotes, less what a legal piece never means: raw HTML,
indented code (an indented line is text), underlined headings (``---`` under a line is a rule) and link definitions.
Every construct is local to its top-level block, so that a text may be rendered block by block (see ``html.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from core.exportacao.colchetes import bound_brackets
from core.exportacao.domain import Marca
from core.exportacao.paint import NEWLINE, TYPED_BREAK, Paint, build_paint
from core.exportacao.tree import (
    Alignment,
    Block,
    Cell,
    Heading,
    Line,
    ListBlock,
    Marker,
    NoteDefinition,
    Paragraph,
    Quote,
    Rule,
    Span,
    SpanKind,
    Spans,
    Table,
    is_break,
    join_lines,
    plain_text,
    split_lines,
)
from core.processos.leitura.invisiveis import strip_invisible

MAX_NESTING = 100  # a list takes two levels for each of its own; text below the limit would be lost
MAX_FENCE_NESTING = 2
SHORT_LINE_CHARS = 60
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOTE_REFERENCE = re.compile(r"\[\^([^\s\]]{1,64})\]")
_ALIGNMENT = re.compile(r"text-align:(left|center|right)")


def _build_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    parser.disable(["code", "lheading", "reference", "html_block", "html_inline", "normalize"])
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.inline.ruler.at("footnote_ref", _match_note_reference)
    bound_brackets(parser)
    return parser


def _match_note_reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - signature of the parser's rules
    """``[^1]`` is a reference even without a definition: it may be far below, or not written yet."""
    found = _NOTE_REFERENCE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("footnote_ref", "", 0).meta = {"label": found[1]}
    state.pos = found.end()
    return True


_PARSER = _build_parser()


@dataclass(frozen=True, slots=True)
class Extent:
    """Place of a top-level block: kind of token and lines ``[first, end)``."""

    kind: str
    first: int
    end: int


def parse_markdown(texto: str, marcas: Sequence[Marca] = ()) -> tuple[Block, ...]:
    """The tree; the spans that a mark covers name it."""
    return _parse(texto, build_paint(texto, marcas) if marcas else None, fence_depth=0)


def list_extents(source: str) -> list[Extent]:
    """Top-level blocks of a text whose lines end in ``\\n``, without looking inside their lines."""
    tokens: list[Token] = []
    _PARSER.block.parse(source, _PARSER, {}, tokens)
    return [
        Extent(token.type, token.map[0], token.map[1])
        for token in tokens
        if token.level == 0 and token.nesting >= 0 and token.map
    ]


def remove_control_characters(texto: str) -> str:
    """Without what XML 1.0 forbids or warns of (section 2.2), and without letters that nobody sees.

    Marks of direction would show a sum backwards; tags would carry orders to the next model that reads the piece.
    """
    return texto if texto.isascii() and texto.isprintable() else strip_invisible(_FORBIDDEN.sub("", texto))


def _parse(texto: str, paint: Paint | None, *, fence_depth: int) -> tuple[Block, ...]:
    tokens = _PARSER.parse(NEWLINE.sub("\n", texto))
    if paint is not None:
        paint.paint(tokens)
    return _TokenReader(fence_depth, paint).read_blocks(iter(tokens), closing="")


class _TokenReader:
    """Turns the flat list of tokens into nested blocks, consuming one iterator."""

    def __init__(self, fence_depth: int, paint: Paint | None) -> None:
        self._fence_depth = fence_depth
        self._paint = paint
        self._readers: dict[str, Callable[[Token, Iterator[Token]], Sequence[Block]]] = {
            "heading_open": self._read_heading,
            "paragraph_open": self._read_paragraph,
            "bullet_list_open": self._read_list,
            "ordered_list_open": self._read_list,
            "blockquote_open": self._read_quote,
            "table_open": self._read_table,
            "footnote_reference_open": self._read_note,
            "fence": self._read_fence,
            "hr": self._read_rule,
        }

    def read_blocks(self, tokens: Iterator[Token], closing: str) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for token in tokens:
            if token.type == closing:
                break
            reader = self._readers.get(token.type)
            if reader is not None:
                blocks.extend(reader(token, tokens))
        return tuple(blocks)

    def _read_heading(self, token: Token, tokens: Iterator[Token]) -> Sequence[Block]:
        return [Heading(int(token.tag[1:]), read_spans(next(tokens).children))]

    def _read_paragraph(self, token: Token, tokens: Iterator[Token]) -> Sequence[Block]:
        return [Paragraph(read_spans(next(tokens).children), is_tight=token.hidden)]

    def _read_list(self, token: Token, tokens: Iterator[Token]) -> Sequence[Block]:
        is_ordered = token.type == "ordered_list_open"
        closing = token.type.replace("_open", "_close")
        items: list[tuple[Block, ...]] = []
        for inner in tokens:
            if inner.type == closing:
                break
            items.append(self.read_blocks(tokens, closing="list_item_close"))
        start = int(token.attrs.get("start", 1))
        return [ListBlock(Marker.DECIMAL if is_ordered else Marker.BULLET, start, tuple(items))]

    def _read_quote(self, _: Token, tokens: Iterator[Token]) -> Sequence[Block]:
        return [Quote(self.read_blocks(tokens, closing="blockquote_close"))]

    def _read_table(self, _: Token, tokens: Iterator[Token]) -> Sequence[Block]:
        rows: list[tuple[Cell, ...]] = []
        cells: list[Cell] = []
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type in {"th_open", "td_open"}:
                found = _ALIGNMENT.search(str(token.attrs.get("style", "")))
                alignment = Alignment(found[1]) if found else Alignment.NONE
                cells.append(Cell(read_spans(next(tokens).children), alignment))
            elif token.type == "tr_close":
                rows.append(tuple(cells))
                cells = []
        return [Table(tuple(rows))]

    def _read_note(self, token: Token, tokens: Iterator[Token]) -> Sequence[Block]:
        blocks = self.read_blocks(tokens, closing="footnote_reference_close")
        return [NoteDefinition(remove_control_characters(str(token.meta["label"])), blocks)]

    def _read_fence(self, token: Token, _: Iterator[Token]) -> Sequence[Block]:
        """A legal piece has no code: models fence the Markdown itself, so the inside is read as Markdown."""
        if self._fence_depth < MAX_FENCE_NESTING:
            paint = self._paint.enter(token) if self._paint is not None else None
            return _parse(token.content, paint, fence_depth=self._fence_depth + 1)
        return [Paragraph((Span(remove_control_characters(token.content)),))]

    def _read_rule(self, token: Token, _: Iterator[Token]) -> Sequence[Block]:
        return [Rule(token.markup)]


def read_spans(children: list[Token] | None) -> Spans:
    """Flat spans of an inline token: links keep their words only, pictures their alternative text.

    A line ended long before any margin (``Processo nº ...`` above ``Autora: ...``) was ended on purpose: its break
    stays a break. Long lines are joined, as Markdown does.
    """
    spans: list[Span] = []
    depth = {"strong": 0, "em": 0, "s": 0}
    for token in children or []:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in depth:
            depth[name] += token.nesting
            continue
        bold, italic, struck = depth["strong"] > 0, depth["em"] > 0, depth["s"] > 0
        is_plain = not (bold or italic or struck)  # as nearly all text is: copies would cost a tenth of a whole piece
        for span in _read_leaf(token):
            formatted = span if is_plain else replace(span, is_bold=bold, is_italic=italic, is_struck=struck)
            _append_merged(spans, formatted)
    if not any(map(is_break, spans)):
        return tuple(spans)
    return join_lines(_keep_short_line(line) for line in split_lines(tuple(spans)))


def _keep_short_line(line: Line) -> Line:
    is_short = line.ending is not None and len(line.text) < SHORT_LINE_CHARS
    return Line(line.spans, Span("", SpanKind.HARD_BREAK)) if is_short else line


def _read_leaf(token: Token) -> list[Span]:
    if token.type in {"text", "code_inline"}:
        marca = token.meta.get("marca")
        spans = _split_typed_breaks(remove_control_characters(token.content))
        return [replace(span, marca=marca) for span in spans] if marca else spans
    if token.type == "softbreak":
        return [Span("", SpanKind.SOFT_BREAK)]
    if token.type == "hardbreak":
        return [Span("", SpanKind.HARD_BREAK)]
    if token.type == "footnote_ref":
        return [Span(remove_control_characters(str(token.meta["label"])), SpanKind.NOTE)]
    if token.type == "image":
        words = plain_text(read_spans(token.children))
        return [Span(words)] if words else []
    return []


def _split_typed_breaks(text: str) -> list[Span]:
    spans: list[Span] = []
    for index, part in enumerate(TYPED_BREAK.split(text)):
        if index:
            spans.append(Span("", SpanKind.HARD_BREAK))
        if part:
            spans.append(Span(part))
    return spans


def _append_merged(spans: list[Span], span: Span) -> None:
    last = spans[-1] if spans else None
    if last is not None and last.kind is span.kind is SpanKind.TEXT and _has_same_look(last, span):
        spans[-1] = replace(last, text=last.text + span.text)
    else:
        spans.append(span)


def _has_same_look(one: Span, other: Span) -> bool:
    return (one.is_bold, one.is_italic, one.is_struck, one.marca) == (
        other.is_bold,
        other.is_italic,
        other.is_struck,
        other.marca,
    )
