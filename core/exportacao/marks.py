"""Removes the Markdown signs that parsing left in the text: an unclosed bold, a table without its second line."""

from __future__ import annotations

import re
from dataclasses import replace

from core.exportacao.tree import Line, Span, SpanKind, Spans, join_lines, split_lines

_TIMES = re.compile(r"(?<=\d)[ ]*\*[ ]*(?=\d)")
_SIGNS = re.compile(r"[*`#]+|~~+")
_PIPE = re.compile(r" ?\|[\s|]*")
_CARE = re.compile(r"[*`#|~]|[ \t]{2}")
"""All that is cleaned away begins with one of these; a text without them is left as it is, at once."""
_SPACES = re.compile(r"[ \t]{2,}")
_DELIMITER_ROW = re.compile(r"[\s|:\-–—]+")


def remove_marks(spans: Spans) -> Spans:
    """Spans without ``*``, ``#``, ``|`` and backticks.

    A product (``2 * 3``) gets the sign of multiplication; the cells of a row that is no table are parted by dashes,
    one row per line.
    """
    if not any(map(_needs_care, spans)) and not _has_loose_edge(spans):
        return spans
    return join_lines(_clean_line(line) for line in split_lines(spans) if not _is_delimiter_row(line.text))


def _needs_care(span: Span) -> bool:
    return span.kind is not SpanKind.TEXT or not span.text or _CARE.search(span.text) is not None


def _has_loose_edge(spans: Spans) -> bool:
    return bool(spans) and (spans[0].text[0] in " \t" or spans[-1].text[-1] in " \t")


def _is_delimiter_row(text: str) -> bool:
    return "|" in text and _DELIMITER_ROW.fullmatch(text) is not None


def _clean_line(line: Line) -> Line:
    has_pipes = "|" in line.text
    spans = _trim_edges(line.spans, "| \t" if has_pipes else " \t")
    cleaned = tuple(
        replace(span, text=_clean_text(span.text)) if span.kind is SpanKind.TEXT else span for span in spans
    )
    ending = Span("", SpanKind.HARD_BREAK) if has_pipes and line.ending is not None else line.ending
    return Line(_trim_edges(tuple(span for span in cleaned if span.text), " "), ending)


def _clean_text(text: str) -> str:
    text = _TIMES.sub("\u00a0×\u00a0", text)
    text = _SPACES.sub(" ", _SIGNS.sub("", text))
    return _SPACES.sub(" ", _PIPE.sub(" – ", text))


def _trim_edges(spans: Spans, signs: str) -> Spans:
    listed = list(spans)
    while listed and listed[0].kind is SpanKind.TEXT and not listed[0].text.strip(signs):
        listed.pop(0)
    while listed and listed[-1].kind is SpanKind.TEXT and not listed[-1].text.strip(signs):
        listed.pop()
    if listed and listed[0].kind is SpanKind.TEXT:
        listed[0] = replace(listed[0], text=listed[0].text.lstrip(signs))
    if listed and listed[-1].kind is SpanKind.TEXT:
        listed[-1] = replace(listed[-1], text=listed[-1].text.rstrip(signs))
    return tuple(listed)
