"""One form for a text however it was laid out or typed, with the way back to the characters it came from."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff*_`\\")
"""Soft hyphens, characters without width, and the marks of Markdown."""

_QUOTES = frozenset("“”„‟«»\"‘’‚‛'´")
_DASHES = frozenset("‐‑‒–—―−-")
_WORD = re.compile(r"\w+(?:[.,/:]\d+)*%?")
_CLUSTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
"""A letter with the accents that follow it as characters of their own."""

_BREAK = re.compile(r"[.!?;:](?=\s)|\n\s*\n")


@dataclass(frozen=True)
class Palavra:
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
        chars: list[str] = []
        places: list[int] = []
        for char, place in _join_words(list(_fold(original))):
            if char == " " and (not chars or chars[-1] == " "):
                continue
            chars.append(char)
            places.append(place)
        self.texto = "".join(chars).rstrip()
        self._places = places

    @cached_property
    def palavras(self) -> tuple[Palavra, ...]:
        return tuple(Palavra(match[0], match.start(), match.end()) for match in _WORD.finditer(self.texto))

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
        return bisect_right([palavra.fim for palavra in self.palavras], place)

    def has_break(self, inicio: int, fim: int) -> bool:
        """Whether a sentence or clause ends between two places of the normal text."""
        first, last = self.find_original(inicio, fim)
        return _BREAK.search(self.original[first:last]) is not None


def _fold(original: str) -> Iterator[tuple[str, int]]:
    for cluster in _CLUSTER.finditer(original):
        for char in unicodedata.normalize("NFKC", cluster[0]).casefold():
            if char in _DROPPED:
                continue
            if char in _QUOTES:
                yield '"', cluster.start()
            elif char in _DASHES:
                yield "-", cluster.start()
            else:
                yield " " if char.isspace() else char, cluster.start()


def _join_words(chars: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Without hyphens that stand between letters, whatever space of a line's end follows them."""
    number = 0
    while number < len(chars):
        char, place = chars[number]
        if char == "-" and number and chars[number - 1][0].isalpha():
            after = number + 1
            while after < len(chars) and chars[after][0] == " ":
                after += 1
            if after < len(chars) and chars[after][0].isalpha():
                number = after
                continue
        yield char, place
        number += 1
