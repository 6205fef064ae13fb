"""RTF: the words by striprtf; what nobody sees, pages and pictures by the formatting of its groups."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

from striprtf.striprtf import destinations, rtf_to_text

from core.processos.leitura.textos import (
    MIN_FONT_PT,
    PAPER,
    UNKNOWN_CM2,
    PaginaDeTexto,
    build_page,
    is_pale,
    load_text,
    measure_level,
)

_TOKEN = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'[0-9a-f]{2}|\\[^a-z]|[{}]|[^\\{}]+", re.IGNORECASE | re.DOTALL)
_COLOURS = re.compile(r"\{\\colortbl([^{}]*)\}")
_CHANNEL = re.compile(r"\\(?:red|green|blue)(\d{1,3})")
_SIDE = re.compile(r"\\pic(?:w|h)goal(\d{1,6})")
_SIDE_REACH = 400
_PAPER = ("highlight", "chcbpat", "cb", "cbpat", "clcbpat")
_OUTSIDE = frozenset({"header", "headerf", "headerl", "headerr", "footer", "footerf", "footerl", "footerr"})
_WRITING = ("u", "par", "line", "tab", "emdash", "endash", "lquote", "rquote", "ldblquote", "rdblquote")
_PAGE = "\\'0c"
_BLACK = 0.0
_TWIPS_PER_CM = 567


@dataclass(frozen=True)
class _Format:
    """What holds for the letters of a group; colours are grey levels. ``is_apart``: no part of the text."""

    is_hidden: bool = False
    colour: float = _BLACK
    paper: float = PAPER
    size_pt: float = 12.0
    is_apart: bool = False
    is_outside: bool = False

    @property
    def is_unseen(self) -> bool:
        is_lost = self.is_hidden or self.size_pt < MIN_FONT_PT or is_pale(self.colour, self.paper)
        return is_lost and not self.is_apart


@dataclass
class _Parts:
    """RTF of what is seen, and by page what is not and the area of its largest picture."""

    seen: list[str] = field(default_factory=list)
    hidden: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    picture_cm2: dict[int, float] = field(default_factory=dict)


def read_rtf(path: Path) -> list[PaginaDeTexto]:
    """Pages by ``\\page``; hidden, white and tiny letters are kept apart."""
    parts = _divide(load_text(path))
    textos = _strip("".join(parts.seen)).split("\f")
    last = len(textos) - 1
    oculto: dict[int, str] = defaultdict(str)
    for place, pieces in parts.hidden.items():
        oculto[min(place, last)] += _strip("{\\rtf1 " + "".join(pieces) + "}")
    pictures = {min(place, last): area for place, area in parts.picture_cm2.items()}
    return [build_page(texto, oculto[place], pictures.get(place, 0.0)) for place, texto in enumerate(textos)]


def _divide(raw: str) -> _Parts:
    levels = _read_colours(raw)
    parts, stack, now, page = _Parts(), [], _Format(), 0
    for match in _TOKEN.finditer(raw):
        piece, word = match.group(), match.group(1)
        if piece == "{":
            stack.append(now)
        elif piece == "}":
            now = stack.pop() if stack else now
        elif piece == "\\*":
            now = replace(now, is_apart=True)
        elif word is None or word in _WRITING:
            if now.is_unseen:
                parts.hidden[page].append(piece)
                continue
        elif word == "page" and not now.is_apart:
            page, piece = page + 1, _PAGE
        elif word == "footnote":
            piece = "\\line "
        elif word == "pict" and not now.is_outside:
            area = _measure_picture(raw[match.end() : match.end() + _SIDE_REACH])
            parts.picture_cm2[page] = max(parts.picture_cm2.get(page, 0.0), area)
            now = replace(now, is_apart=True)
        else:
            now = _apply(now, word, -1 if match.group(2) is None else int(match.group(2)), levels)
        parts.seen.append(piece)
    return parts


def _apply(now: _Format, word: str, value: int, levels: list[float]) -> _Format:
    level = levels[value] if 0 < value < len(levels) else None
    if word == "v":
        return replace(now, is_hidden=value != 0)
    if word == "cf":
        return replace(now, colour=_BLACK if level is None else level)
    if word == "fs":
        return replace(now, size_pt=value / 2)
    if word in _PAPER:
        return replace(now, paper=PAPER if level is None else level)
    if word == "plain":
        return replace(now, is_hidden=False, colour=_BLACK, paper=PAPER, size_pt=12.0)
    if word in ("pard", "trowd"):
        return replace(now, paper=PAPER)
    if word in _OUTSIDE:
        return replace(now, is_apart=True, is_outside=True)
    return replace(now, is_apart=True) if word in destinations else now


def _read_colours(raw: str) -> list[float]:
    """Grey levels of the colour table; the first entry is the automatic colour."""
    table = _COLOURS.search(raw)
    if table is None:
        return []
    channels = ([int(value) for value in _CHANNEL.findall(entry)] for entry in table.group(1).split(";"))
    return [measure_level(*rgb) if len(rgb) == len("rgb") else _BLACK for rgb in channels]


def _measure_picture(head: str) -> float:
    sides = [int(side) / _TWIPS_PER_CM for side in _SIDE.findall(head)[:2]]
    return sides[0] * sides[1] if len(sides) == len("wh") else UNKNOWN_CM2


def _strip(raw: str) -> str:
    text: str = rtf_to_text(raw, encoding="cp1252", errors="replace")  # type: ignore[no-untyped-call]  # not annotated
    return text
