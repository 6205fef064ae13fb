"""Words of a case, of a file or of a model inside Markdown: they stand as they are.

Streamlit reads Markdown in nearly every label and message. Names of files and words of a model would become links,
pictures, colours or formulas there; where whole HTML is written, ``html.escape`` does the same work.
"""

from __future__ import annotations

import re

_SIGNS = re.compile(r"[\\`*_\[\]<>#$~|]|:(?=[a-z])|&(?=[#a-zA-Z])|^[-+=](?=[\s=-]|$)|^\d+(?=[.)])")
_ADDRESS = re.compile(r"(?i)(https?:|ftp:|www|mailto:|@)(?=[/.\w])")
_WHITE = re.compile(r"\s+")
_BREAK = "\u2060"
"""Keeps an address in one line and from becoming a link, and is not seen."""


def escape_markdown(text: str) -> str:
    """One line of words without any meaning in Markdown, in Streamlit's dialect of it too."""
    line = _WHITE.sub(" ", text).strip()
    return _SIGNS.sub(_escape, _ADDRESS.sub(rf"\1{_BREAK}", line))


def _escape(found: re.Match[str]) -> str:
    sign = found.group()
    return f"{sign}{_BREAK}" if sign.isdigit() else f"\\{sign}"
