"""Which words exist: a word of a source that does not exist was misread by OCR, one that exists was written."""

from __future__ import annotations

from functools import cache

import wordfreq

_LINGUA = "pt"


def is_palavra(palavra: str) -> bool:
    """Whether the word is in use in Portuguese (lower case); anything with a digit is taken as real."""
    return any(char.isdigit() for char in palavra) or palavra in _lexico()


@cache
def _lexico() -> frozenset[str]:
    return frozenset(wordfreq.get_frequency_dict(_LINGUA, wordlist="best"))
