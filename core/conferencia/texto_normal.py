"""One form for a text however it was laid out or typed, with the way back to the characters it came from."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from functools import cached_property, lru_cache
from typing import NamedTuple

_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff*_`\\")
"""Soft hyphens, characters without width, and the marks of Markdown."""

_QUOTES = frozenset("“”„‟«»\"‘’‚‛'´")
_DASHES = frozenset("‐‑‒–—―−-")
_WORD = re.compile(r"\w+(?:[.,/:]\d+)*%?")
_PLAIN = r"(?P<plain>[a-zA-Z0-9À-ÖØ-Þà-öø-ÿ.,;:()/%$?!\[\]&+=#@ ]+(?![\u0300-\u036f]))"
_CLUSTER = re.compile(rf"{_PLAIN}|(?s:.)[\u0300-\u036f]*")
"""A run of characters of which each one becomes one, or a letter with the accents that follow it as characters."""

_SUPERFLUOUS = re.compile(r"(?<=[^\W\d_])- *(?=[^\W\d_])|(?<= ) +|\A +")
"""Hyphens between letters, whatever space of a line's end follows them, and all spaces but the first of several."""

_BREAK = re.compile(r"[.!?;:](?=\s)|\n\s*\n")


class Palavra(NamedTuple):
    """A word of a normal text, with its place in it."""

    texto: str
    inicio: int
    fim: int


class TextoNormal:
    """``texto`` is NFKC, lower case, single-spaced, with one kind of quote and no hyphen inside words.

    A word broken at the end of a line is whole again; hyphens between letters go everywhere, because nobody can tell
    those of the word from those of the line.
    """

    def __init__(self, original: str) -> None:
        self.original = original
        folded, places = _fold(original)
        chars: list[str] = []
        self._places = array("I")
        done = 0
        for match in _SUPERFLUOUS.finditer(folded):
            chars.append(folded[done : match.start()])
            self._places += places[done : match.start()]
            done = match.end()
        self.texto = "".join([*chars, folded[done:]]).rstrip()
        self._places += places[done:]

    @cached_property
    def palavras(self) -> tuple[Palavra, ...]:
        return tuple(Palavra(match[0], match.start(), match.end()) for match in _WORD.finditer(self.texto))

    @cached_property
    def _fins(self) -> list[int]:
        return [palavra.fim for palavra in self.palavras]

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """Where each word stands, as numbers of words."""
        found: dict[str, list[int]] = {}
        for number, palavra in enumerate(self.palavras):
            found.setdefault(palavra.texto, []).append(number)
        return found

    def find_original(self, inicio: int, fim: int) -> tuple[int, int]:
        """The characters of the original that the characters ``inicio`` to ``fim`` of the normal text stand for."""
        return self._places[inicio], self._places[fim - 1] + 1

    def find_word(self, place: int) -> int:
        """The number of the first word that ends after ``place``."""
        return bisect_right(self._fins, place)

    def has_break(self, inicio: int, fim: int) -> bool:
        """Whether a sentence or clause ends between two places of the normal text."""
        first, last = self.find_original(inicio, fim)
        return _BREAK.search(self.original[first:last]) is not None


def _fold(original: str) -> tuple[str, array[int]]:
    """Characters of one case and form, and the place of each in the original."""
    chars: list[str] = []
    places = array("I")
    for cluster in _CLUSTER.finditer(original):
        if cluster["plain"]:
            chars.append(cluster[0].casefold())
            places.extend(range(cluster.start(), cluster.end()))
            continue
        known = _fold_cluster(cluster[0])
        chars.append(known)
        places.extend([cluster.start()] * len(known))
    return "".join(chars), places


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    return "".join(
        '"' if char in _QUOTES else "-" if char in _DASHES else " " if char.isspace() else char
        for char in unicodedata.normalize("NFKC", cluster).casefold()
        if char not in _DROPPED
    )
