"""Words in the cells of a sheet: never a formula on the way out, themselves again on the way in.

A cell that begins with one of a few signs is computed by the program that opens the sheet: it may fetch an address or
start a program (OWASP, CSV Injection). A quotation mark before it makes it text.
"""

from __future__ import annotations

import re

_SIGNS = "=+@\t\r\n＝＋－＠-"
_DROPPED = " \u00a0\u00ad\u200b-\u200f\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f"
"""What sheets, or what cleans a text before them, may leave away at its beginning."""

_FORMULA = re.compile(f"[{_DROPPED}]*[{_SIGNS}]")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARK = "'"


def disarm(text: str) -> str:
    """The words with a mark before what a sheet would compute; all else as it is."""
    return _MARK + text if _FORMULA.match(text) else text


def rearm(text: str) -> str:
    """What ``disarm`` was given."""
    return text[1:] if text.startswith(_MARK) and _FORMULA.match(text, 1) else text


def clean(text: str) -> str:
    """A space for each character that no sheet may hold (XML 1.0, section 2.2)."""
    return _UNSTORABLE.sub(" ", text)
