"""Characters that no reader sees: zero width, direction marks, tags. They split words, turn them round or carry orders.

Portuguese needs none of them, so they go from every text, and what they carried is shown to the attorney.
"""

from __future__ import annotations

import re

_INVISIBLE = re.compile(
    "[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_TAGS = re.compile("[\U000e0020-\U000e007e]{4,}")
_TAG_OFFSET = 0xE0000
_OVERRIDE = re.compile("[\u202d\u202e]([^\u202c\n]*)")
_MIN_MARKS = 8
"""Invisible marks in one text that no program leaves behind by accident."""


def strip_invisible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def find_smuggled(text: str) -> str:
    """What a program would read in the text and a person would not; empty for honest texts."""
    found = ["".join(chr(ord(c) - _TAG_OFFSET) for c in match.group()) for match in _TAGS.finditer(text)]
    found += [
        strip_invisible(match.group(1)).strip()
        for match in _OVERRIDE.finditer(text)
        if any(c.isalnum() for c in match.group(1))
    ]
    marks = len(_INVISIBLE.findall(_TAGS.sub("", text).removeprefix("\ufeff")))
    if marks >= _MIN_MARKS:
        found.append(f"({marks} caracteres invisíveis entre as letras)")
    return " ".join(found)
