"""Frame text: what the court prints around every page. It is no part of the document and hides what is missing."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

_MIN_PAGES = 3
_MIN_SHARE = 0.6
_EDGE_LINES = 5
_STAMP = re.compile(
    r"este documento e copia d"
    r"|(para )?conferir o original"
    r"|abrirconferenciadocumento"
    r"|informe o processo .*codigo"
    r"|liberado nos autos em #"
    r"|protocolado em #.*sob o numero"
    r"|^fls?\.? ?(n[ºo.]* ?)?#( ?/ ?#)?$"
    r"|^(p[aá]g(ina)?\.? ?)#( ?(de|/) ?#)?$"
)


def find_frame(textos: Sequence[str]) -> frozenset[str]:
    """Keys of the lines that repeat at the edge of most pages (of three or more), digits apart."""
    written = [texto for texto in textos if texto.strip()]
    if len(written) < _MIN_PAGES:
        return frozenset()
    counts = Counter(key for texto in written for key in {_key(line) for line in _edges(texto.splitlines())})
    return frozenset(key for key, count in counts.items() if key and count >= _MIN_SHARE * len(written))


def cut_frame(texto: str, frame: frozenset[str]) -> str:
    """The text without the court's stamps and without the lines of ``frame`` at its edges."""
    lines = texto.splitlines()
    edges = _edge_places(lines)
    kept = [line for place, line in enumerate(lines) if not _is_frame(line, frame, is_edge=place in edges)]
    return "\n".join(kept).strip("\n")


def _is_frame(line: str, frame: frozenset[str], *, is_edge: bool) -> bool:
    key = _key(line)
    return bool(key) and ((is_edge and key in frame) or _STAMP.search(key) is not None)


def _edges(lines: Sequence[str]) -> Iterable[str]:
    return (lines[place] for place in _edge_places(lines))


def _edge_places(lines: Sequence[str]) -> set[int]:
    """Places of the first and last lines with something in them: stamps come first or last in a page's stream."""
    written = [place for place, line in enumerate(lines) if line.strip()]
    return {*written[:_EDGE_LINES], *written[-_EDGE_LINES:]}


def _key(line: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", line.casefold()) if not unicodedata.combining(c))
    return re.sub(r"\d+", "#", " ".join(plain.split()))
