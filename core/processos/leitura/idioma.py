"""Whether letters make Portuguese words, without a dictionary: by the pairs of letters that stand beside each other.

A font with a wrong map gives other letters for those on the page, all of them printable and often with enough vowels.
Their pairs give them away: of ten pairs in a Portuguese text seven are among the hundred commonest, in lists of
medicines or names and in other languages of Europe still four, and with exchanged letters one or two.
"""

from __future__ import annotations

import re
import unicodedata
from operator import add

_COMMON = frozenset(
    re.findall(
        "..",
        "acadalamanaoarasatauavcacecicocudadedidoecedegeielemeneqeresetfigriaicidiminioisitivlalelilomamemimo"
        "mpnancndninsntocodomonoporospapepoprqurarerirortrusasesisossstsutatetitotrtuuaudueuiulumunupusutvave",
    )
)
"""The hundred commonest pairs in the portal's own legal texts, without accents."""
_MIN_SHARE = 0.35
_MIN_PAIRS = 40
"""About ten words; fewer say nothing."""
_WORD = re.compile(r"[^\s\d\-/.,:;()'\"@_]+")
"""What no sign of punctuation or digit divides; other signs do not stand inside words."""
_MIN_LETTERS = 3
_ACCENTS = re.compile("[\u0300-\u036f]")


def is_plausible(texto: str) -> bool:
    """False for letters in a mixture that no text has; true for texts with too few words to tell."""
    pairs = common = 0
    for word in _WORD.findall(_fold(texto)):
        if len(word) < _MIN_LETTERS or not any(c.isalpha() for c in word):
            continue
        pairs += len(word) - 1
        common += sum(map(_COMMON.__contains__, map(add, word, word[1:])))
    return pairs < _MIN_PAIRS or common >= _MIN_SHARE * pairs


def _fold(texto: str) -> str:
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", texto.casefold()))
