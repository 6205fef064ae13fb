"""Words looked for whatever their case, accents and line breaks, and the place where they stand."""

from __future__ import annotations

import re
from itertools import pairwise

from core.infra.folding import fold

MIN_TERMO = 2
MAX_TERMO = 100
_AROUND = 90
"""Characters shown on each side of what was found."""

_FULL_LINE = 50
_FULL_SHARE = 0.8
"""A line of at least this share of the widest one goes on in the next; narrower ones end where they end."""

_CUT_WORD = re.compile(r"(?<=[^\W\d_])-[^\S\n]*\n\s*(?=[^\W\d_])")


def fold_for_index(texto: str) -> str:
    """The same with single spaces and words that a line break cut made whole, as the database searches it."""
    return " ".join(_CUT_WORD.sub("", fold(texto)).split())


def find_all(texto: str, termo: str) -> tuple[tuple[int, int], ...]:
    """Where the words stand in the text, as (start, end); line breaks between and in them do not matter."""
    words = fold(termo).split()
    if not words:
        return ()
    pattern = r"\s+".join(map(_match_cut, words))
    return tuple(match.span() for match in re.finditer(pattern, fold(texto)))


def _match_cut(word: str) -> str:
    """A pattern for the word, whole or cut by a line break anywhere."""
    return "".join(r"-(?:\s*\n\s*)?" if c == "-" else re.escape(c) + r"(?:-\s*\n\s*)?" for c in word[:-1]) + re.escape(
        word[-1]
    )


def reflow(texto: str) -> str:
    """The text with the breaks of full lines made spaces, to be read in a column of any width; places stay the same."""
    lines = texto.split("\n")
    widest = max(map(len, lines))
    if widest < _FULL_LINE:
        return texto
    joined = lines[0]
    for before, line in pairwise(lines):
        is_full = len(before) >= _FULL_SHARE * widest and line.strip()
        joined += (" " if is_full else "\n") + line
    return joined


def cut_around(texto: str, place: tuple[int, int]) -> tuple[str, str, str]:
    """What stands before, the words found, and what stands after, on one line and cut at whole words."""
    start, end = place
    before, after = texto[max(start - _AROUND, 0) : start], texto[end : end + _AROUND]
    if start > _AROUND:
        before = "…" + (before.partition(" ")[2] or before)
    if end + _AROUND < len(texto):
        after = (after.rpartition(" ")[0] or after) + "…"
    return _squeeze(before), _squeeze(texto[start:end]), _squeeze(after)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text)
