"""Safe HTML of a Markdown text, whole or block by block while it is still being written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from core.exportacao.domain import Marca
from core.exportacao.markdown import Extent, list_extents, parse_markdown
from core.exportacao.paint import NEWLINE
from core.exportacao.tree import (
    Alignment,
    Block,
    Cell,
    Heading,
    ListBlock,
    Marker,
    NoteDefinition,
    Paragraph,
    Quote,
    Span,
    SpanKind,
    Spans,
    Table,
)

_ALIGNMENT_CLASSES = {Alignment.CENTER: ' class="centro"', Alignment.RIGHT: ' class="direita"'}
_ENDED_BY_OWN_LINE = {"heading_open", "hr"}
_ENDED_BY_BLANK_LINE = {"paragraph_open", "table_open", "blockquote_open", "fence"}


def render_html(texto: str, marcas: Sequence[Marca] = ()) -> str:
    """Headings, paragraphs, lists, tables, emphasis and quotations; everything else is escaped text.

    Headings go one level down (``#`` becomes h2), because the page owns the only h1. What a mark covers stands in
    ``<mark class="conf conf-vermelho" data-chave="..." tabindex="0" title="...">``, once for each block and cell that
    it reaches into; where several cover the same words the red one is shown, then the shorter one.
    """
    return _render_blocks(parse_markdown(texto, marcas))


def split_blocks(texto: str, start: int = 0) -> tuple[list[str], str]:
    """The finished top-level blocks from ``start`` on, and the tail that may still change.

    Blocks and tail together are exactly ``texto[start:]``. A finished block stays the same whatever is appended, and
    rendering the pieces one by one gives the rendering of the whole. A list or a footnote is finished when another
    block begins; paragraphs, tables and quotations also by a blank line. Pass as ``start`` the sum of the lengths of
    the blocks already painted: only what follows is read.
    """
    complete_end = max(texto.rfind("\n") + 1, start)
    source = texto[start:complete_end]
    line_ends = [match.end() for match in NEWLINE.finditer(source)]
    normal = NEWLINE.sub("\n", source)
    lines = normal.split("\n")[:-1]
    extents = list_extents(normal)
    blocks: list[str] = []
    cut = 0
    for index, extent in enumerate(extents):
        is_last = index + 1 == len(extents)
        if is_last and not _is_ended(extent, lines):
            break
        limit = len(lines) if is_last else extents[index + 1].first
        end = line_ends[_last_written_line(lines, extent.first, limit)]
        blocks.append(source[cut:end])
        cut = end
    return blocks, texto[start + cut :]


def _is_ended(last: Extent, lines: list[str]) -> bool:
    if last.kind in _ENDED_BY_OWN_LINE:
        return True
    return last.kind in _ENDED_BY_BLANK_LINE and last.end < len(lines)


def _last_written_line(lines: list[str], first: int, limit: int) -> int:
    """The last line of ``[first, limit)`` that is not blank: blank lines go to the block that follows."""
    line = limit - 1
    while line > first and not lines[line].strip(" \t"):
        line -= 1
    return line


def _render_blocks(blocks: Iterable[Block]) -> str:
    return "".join(_render_block(block) for block in blocks)


def _render_block(block: Block) -> str:
    match block:
        case Heading(level, spans):
            tag = f"h{min(level + 1, 6)}"
            return f"<{tag}>{_render_spans(spans)}</{tag}>\n"
        case Paragraph(spans, is_tight):
            return _render_spans(spans) + "\n" if is_tight else f"<p>{_render_spans(spans)}</p>\n"
        case ListBlock():
            return _render_list(block)
        case Quote(blocks):
            return f"<blockquote>\n{_render_blocks(blocks)}</blockquote>\n"
        case Table():
            return _render_table(block)
        case NoteDefinition(label, blocks):
            return f"<div>\n<p><sup>{escape(label)}</sup></p>\n{_render_blocks(blocks)}</div>\n"
        case _:
            return ""


def _render_list(block: ListBlock) -> str:
    tag = "ul" if block.marker is Marker.BULLET else "ol"
    start = f' start="{block.start}"' if tag == "ol" and block.start != 1 else ""
    items = "".join(f"<li>{_render_blocks(item)}</li>\n" for item in block.items)
    return f"<{tag}{start}>\n{items}</{tag}>\n"


def _render_table(block: Table) -> str:
    header, *rows = block.rows
    head = f"<thead>\n{_render_row(header, 'th')}</thead>\n"
    body = "".join(_render_row(row, "td") for row in rows)
    return f"<table>\n{head}<tbody>\n{body}</tbody>\n</table>\n"


def _render_row(cells: Iterable[Cell], tag: str) -> str:
    rendered = "".join(
        f"<{tag}{_ALIGNMENT_CLASSES.get(cell.alignment, '')}>{_render_spans(cell.spans)}</{tag}>" for cell in cells
    )
    return f"<tr>{rendered}</tr>\n"


def _render_spans(spans: Spans) -> str:
    return "".join(_render_run(run) for run in _group_by_marca(spans))


def _group_by_marca(spans: Spans) -> Iterator[list[Span]]:
    """Runs of the same mark or of none; breaks and references to notes between two parts of a mark belong to it."""
    run: list[Span] = []
    waiting: list[Span] = []
    for span in spans:
        if span.kind is not SpanKind.TEXT and run and run[0].marca is not None:
            waiting.append(span)
        elif run and span.marca == run[0].marca:
            run += [*waiting, span]
            waiting = []
        else:
            yield from (part for part in (run, waiting) if part)
            run, waiting = [span], []
    yield from (part for part in (run, waiting) if part)


def _render_run(run: Sequence[Span]) -> str:
    html = "".join(_render_span(span) for span in run)
    marca = run[0].marca
    if marca is None:
        return html
    attributes = f'class="conf conf-{marca.cor}" data-chave="{escape(marca.chave)}" tabindex="0"'
    title = f' title="{escape(marca.titulo)}"' if marca.titulo else ""
    return f"<mark {attributes}{title}>{html}</mark>"


def _render_span(span: Span) -> str:
    if span.kind is SpanKind.SOFT_BREAK:
        return "\n"
    if span.kind is SpanKind.HARD_BREAK:
        return "<br>\n"
    html = escape(span.text)
    if span.kind is SpanKind.NOTE:
        return f"<sup>{html}</sup>"
    if span.is_struck:
        html = f"<s>{html}</s>"
    if span.is_italic:
        html = f"<em>{html}</em>"
    return f"<strong>{html}</strong>" if span.is_bold else html
