"""From the tree of the Markdown to the parts of a legal piece: addressing, title, sections, lists of requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.exportacao.tree import (
    Block,
    Heading,
    Line,
    ListBlock,
    Marker,
    Paragraph,
    Quote,
    Rule,
    SpanKind,
    Spans,
    Table,
    join_lines,
    plain_text,
    split_lines,
)

MAX_HEADING_LEVEL = 6
_VOCATIVE = re.compile(
    r"\s*(?:excelent[ií]ssim|exm[oa]|egr[ée]gi|colend[oa]|(?:ao|à) (?:ju[ií]z|vara|mm))", re.IGNORECASE
)
_ROMAN = r"(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})"
_TYPED_NUMBER = re.compile(
    rf"""\s*(?:
        (?:{_ROMAN}|\d{{1,2}})(?:\.(?:{_ROMAN}|\d{{1,2}}))*\s*[–—\-.):]+\s+   # I – , II.1 - , 3. , 2.1)
      | (?:{_ROMAN}|\d{{1,2}})(?:\.(?:{_ROMAN}|\d{{1,2}}))+\s+               # 2.1 Da tutela
      | {_ROMAN}\s+(?=[A-ZÀ-Ú]{{2}})                                        # VI DOS PEDIDOS
      | [A-Ha-h]\s*[)–—]\s+                                                 # a) , B –
    )""",
    re.VERBOSE,
)
_DATE_LINE = re.compile(r"\s*[A-ZÀ-Ú][^.,;:]{2,40},\s[^.;:]*(?:\d{4}|\bdata\b)[^.;:]{0,20}\.?\s*")
_SIGNATURE_LINES = 6
_SIGNATURE_CHARS = 80
_LETTER = re.compile(r"\s*([a-z])\)\s*")


@dataclass(frozen=True, slots=True)
class Address:
    """Who the piece is addressed to."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Title:
    """The name of the piece, without a number."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Signature:
    """A line under the date that closes the piece: who signs."""

    spans: Spans


Part = Block | Address | Title | Signature


def arrange(blocks: Sequence[Block]) -> list[Part]:
    """The parts in order; section levels start at 1 without gaps and the numbers typed in the text are gone.

    A single ``#`` that opens the headings is the title of the piece; any other heading is a section.
    """
    addresses, rest = _take_addresses(blocks)
    return [*addresses, *_sign(_number_sections(group_letters(rest)))]


def strip_typed_number(spans: Spans) -> Spans:
    """``I – DOS FATOS`` becomes ``DOS FATOS``: Word writes the number."""
    found = _TYPED_NUMBER.match(plain_text(spans))
    return drop_prefix(spans, found.end()) if found else spans


def drop_prefix(spans: Spans, length: int) -> Spans:
    """Without the first ``length`` characters of the plain text."""
    kept = []
    for span in spans:
        size = len(plain_text([span]))
        if length >= size and length > 0:
            length -= size
            continue
        kept.append(replace(span, text=span.text[length:]) if length else span)
        length = 0
    return tuple(kept)


def group_letters(blocks: Iterable[Block]) -> list[Block]:
    """Turns requests typed as ``a)``, ``b)``, ... (one per line, per paragraph or per bullet) into lettered lists."""
    grouped: list[Block] = []
    requests: list[tuple[Block, ...]] = []
    listed = tuple(blocks)
    for index, block in enumerate(listed):
        if requests and _belongs_to_request(block, requests[-1], listed[index + 1 : index + 2], len(requests)):
            requests[-1] = (*requests[-1], _group_inside(block) if isinstance(block, ListBlock) else block)
            continue
        pieces = _split_at_letters(block, len(requests)) if isinstance(block, Paragraph) else None
        if pieces is None or not pieces.continues:
            _flush_requests(requests, grouped)
            requests = []
        if pieces is None:
            grouped.append(_group_inside(block) if isinstance(block, ListBlock) else block)
            continue
        if pieces.before:
            grouped.append(Paragraph(pieces.before))
        requests.extend((Paragraph(spans),) for spans in pieces.requests)
    _flush_requests(requests, grouped)
    return grouped


def _belongs_to_request(block: Block, request: Sequence[Block], followers: Sequence[Block], expected: int) -> bool:
    """A list, quotation or table that a request announces by a colon, or that stands before the next letter."""
    if not isinstance(block, ListBlock | Quote | Table):
        return False
    announces = isinstance(request[-1], Paragraph) and plain_text(request[-1].spans).rstrip(" *").endswith(":")
    after = followers[0] if followers else None
    return announces or (isinstance(after, Paragraph) and _letter_index(split_lines(after.spans)[0]) == expected)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A paragraph cut at its letters; ``continues``: its first letter follows the list that is open."""

    continues: bool
    before: Spans
    requests: list[Spans]


def _split_at_letters(block: Paragraph, expected: int) -> _Pieces | None:
    lines = split_lines(block.spans)
    continues = expected > 0 and _letter_index(lines[0]) == expected
    position = expected if continues else 0
    before: list[Line] = []
    requests: list[list[Line]] = []
    for line in lines:
        if _letter_index(line) == position:
            found = _LETTER.match(line.text)
            requests.append([Line(drop_prefix(line.spans, found.end() if found else 0), line.ending)])
            position += 1
        else:
            (requests[-1] if requests else before).append(line)
    if not requests:
        return None
    return _Pieces(continues, join_lines(before), [join_lines(lines) for lines in requests])


def _letter_index(line: Line) -> int | None:
    found = _LETTER.match(line.text)
    return ord(found[1]) - ord("a") if found else None


def _flush_requests(requests: list[tuple[Block, ...]], grouped: list[Block]) -> None:
    if requests:
        grouped.append(ListBlock(Marker.ALPHA, 1, tuple(requests)))


def _group_inside(block: ListBlock) -> ListBlock:
    """A list whose every item opens with its own letter is a lettered list; nested lists are looked at too."""
    firsts = [item[0] if item else None for item in block.items]
    lettered = all(
        isinstance(first, Paragraph) and _letter_index(split_lines(first.spans)[0]) == index
        for index, first in enumerate(firsts)
    )
    if not lettered:
        return replace(block, items=tuple(tuple(group_letters(item)) for item in block.items))
    items = tuple((_without_letter(item[0]), *group_letters(item[1:])) for item in block.items)
    return ListBlock(Marker.ALPHA, 1, items)


def _without_letter(block: Block) -> Block:
    if not isinstance(block, Paragraph):
        return block
    found = _LETTER.match(plain_text(block.spans))
    return replace(block, spans=drop_prefix(block.spans, found.end() if found else 0))


def _take_addresses(blocks: Sequence[Block]) -> tuple[list[Part], Sequence[Block]]:
    addresses: list[Part] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Rule):
            continue
        if isinstance(block, Heading | Paragraph) and _is_address(block, is_first=not addresses):
            addresses.append(Address(block.spans))
            continue
        return addresses, blocks[index:]
    return addresses, ()


def _is_address(block: Heading | Paragraph, *, is_first: bool) -> bool:
    text = plain_text(block.spans)
    if is_first and _VOCATIVE.match(text):
        return True
    if isinstance(block, Heading) or not text.strip():
        return False
    return text.isupper() or all(
        span.is_bold for span in block.spans if span.kind is SpanKind.TEXT and span.text.strip()
    )


def _number_sections(blocks: Sequence[Block]) -> list[Part]:
    headings = [block for block in blocks if isinstance(block, Heading)]
    title = _find_title(headings)
    top = min((heading.level for heading in headings if heading is not title), default=1)
    parts: list[Part] = []
    previous = 0
    for block in blocks:
        if block is title and title is not None:
            parts.append(Title(title.spans))
        elif isinstance(block, Heading):
            previous = min(block.level - top + 1, previous + 1, MAX_HEADING_LEVEL)
            parts.append(Heading(previous, strip_typed_number(block.spans)))
        else:
            parts.append(block)
    return parts


def _sign(parts: list[Part]) -> list[Part]:
    """The short last paragraphs under a place and a date are who signs."""
    for back in range(2, min(len(parts), _SIGNATURE_LINES + 1) + 1):
        first, *rest = parts[-back:]
        if not isinstance(first, Paragraph) or not _DATE_LINE.fullmatch(plain_text(first.spans)):
            continue
        if not all(isinstance(part, Paragraph | Rule) for part in rest):
            return parts
        if any(isinstance(part, Paragraph) and len(plain_text(part.spans)) > _SIGNATURE_CHARS for part in rest):
            return parts
        return [*parts[:-back], first, *(Signature(p.spans) if isinstance(p, Paragraph) else p for p in rest)]
    return parts


def _find_title(headings: Sequence[Heading]) -> Heading | None:
    first = headings[0] if headings else None
    if first is None or first.level != 1 or any(heading.level == 1 for heading in headings[1:]):
        return None
    return None if _TYPED_NUMBER.match(plain_text(first.spans)) else first
