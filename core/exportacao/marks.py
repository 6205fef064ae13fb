"""Removes the Markdown signs that parsing left in the text: an unclosed bold, a table without its second line."""

from __future__ import annotations

import re
from dataclasses import replace

from core.exportacao.tree import Line, Span, SpanKind, Spans, join_lines, split_lines

_TIMES = re.compile(r"(?<=\d)[ ]*\*[ ]*(?=\d)")
_SIGNS = re.compile(r"[*`#]+|~~+")
_PIPE = re.compile(r"\s*\|[\s|]*")
_SPACES = re.compile(r" {2,}")
_DELIMITER_ROW = re.compile(r"[\s|:\-–—]*\|[\s|:\-–—]*")


def remove_marks(spans: Spans) -> Spans:
    """Spans without ``*``, ``#``, ``|`` and backticks.

    A product (``2 * 3``) gets the sign of multiplication; the cells of a row that is no table are parted by dashes,
    one row per line.
    """
    lines = [line for line in split_lines(spans) if not _DELIMITER_ROW.fullmatch(line.text)]
    return join_lines(_clean_line(line) for line in lines)


def _clean_line(line: Line) -> Line:
    has_pipes = "|" in line.text
    spans = _trim_edges(line.spans, "| \t" if has_pipes else " \t")
    cleaned = tuple(
        replace(span, text=_clean_text(span.text)) if span.kind is SpanKind.TEXT else span for span in spans
    )
    ending = Span("", SpanKind.HARD_BREAK) if has_pipes and line.ending is not None else line.ending
    return Line(_trim_edges(tuple(span for span in cleaned if span.text), " "), ending)


def _clean_text(text: str) -> str:
    text = _TIMES.sub(" × ", text)
    text = _SIGNS.sub("", text)
    text = _PIPE.sub(" – ", text)
    return _SPACES.sub(" ", text)


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
