"""Carries marks given by characters of a Markdown source over to the parser's tokens, which know only lines.

The parse is never changed by a mark: the finished tokens are walked beside the source they came from.
"""

from __future__ import annotations

import html
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from markdown_it.token import Token

from core.exportacao.domain import CorDaMarca, Marca

NEWLINE = re.compile(r"\r\n?|\n")
TYPED_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#x[0-9a-f]{1,6}|#\d{1,7}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_LINK_END = re.compile(
    r"\]\(\s*(?:<[^<>\n]*>|(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))*)"
    r"(?:\s+(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\)))?\s*\)",
    re.DOTALL,
)
_NOWHERE = -1
_CELLS = frozenset({"th_open", "td_open"})


class Paint:
    """Which mark each character of a source has. Of several the red one wins, then the shorter one."""

    def __init__(self, marcas: Sequence[Marca], lines: Sequence[tuple[int, str]], owners: array[int]) -> None:
        """``lines`` are the lines that were parsed, with their places in the source."""
        self._marcas = marcas
        self._lines = lines
        self._owners = owners
        self._cursors: dict[int, int] = {}

    def paint(self, tokens: Sequence[Token]) -> None:
        """Split the texts of the tokens where marks begin and end; each part names its mark in ``meta``."""
        before = ""
        for token in tokens:
            if token.type == "inline" and token.map and token.children:
                places = self._place_cell(token) if before in _CELLS else self._place_lines(token)
                if any(place != _NOWHERE and self._owners[place] != _NOWHERE for place in places):
                    token.children = list(self._split(token.content, places, token.children))
            before = token.type

    def enter(self, fence: Token) -> Paint:
        """The paint for the inside of a fence, which is parsed by itself."""
        first = fence.map[0] + 1 if fence.map else len(self._lines)
        inside: list[tuple[int, str]] = []
        for number, line in enumerate(fence.content.split("\n")):
            place, source = self._lines[first + number] if first + number < len(self._lines) else (0, "")
            inside.append((place + len(source) - len(line), line) if source.endswith(line) else (_NOWHERE, line))
        return Paint(self._marcas, inside, self._owners)

    def _place_lines(self, token: Token) -> list[int]:
        """For each character of a block's text its place in the source: each line is the end of one of the source."""
        places: list[int] = []
        first = token.map[0] if token.map else 0
        for number, line in enumerate(token.content.split("\n")):
            start, source = self._lines[first + number]
            body = line.strip(" \t")
            column = source.rfind(body)
            known = _NOWHERE not in (start, column)
            lead = len(line) - len(line.lstrip(" \t"))
            for index in range(len(line)):
                is_body = known and lead <= index < lead + len(body)
                places.append(start + column + index - lead if is_body else _NOWHERE)
            places.append(_NOWHERE)
        return places[:-1]

    def _place_cell(self, token: Token) -> list[int]:
        """The same for a cell of a table, where ``\\|`` stands for a sign of its own."""
        number = token.map[0] if token.map else 0
        start, source = self._lines[number]
        typed = token.content.replace("|", "\\|")
        column = source.find(typed, self._cursors.get(number, 0))
        if _NOWHERE in (start, column):
            return [_NOWHERE] * len(token.content)
        self._cursors[number] = column + len(typed)
        places, place = [], start + column
        for char in token.content:
            place += char == "|"
            places.append(place)
            place += 1
        return places

    def _split(self, content: str, places: Sequence[int], children: Sequence[Token]) -> Iterator[Token]:
        walk = _Walk(content)
        for token in children:
            found = walk.step(token)
            if not found:
                yield token
                continue
            owners = [self._find_owner(places, index) for index in found]
            for match in TYPED_BREAK.finditer(token.content):
                owners[match.start() : match.end()] = [_NOWHERE] * (match.end() - match.start())
            for owner, run in groupby(range(len(found)), key=owners.__getitem__):
                indexes = list(run)
                part = token.copy(content=token.content[indexes[0] : indexes[-1] + 1])
                part.meta = {} if owner == _NOWHERE else {"marca": self._marcas[owner]}
                yield part

    def _find_owner(self, places: Sequence[int], index: int) -> int:
        place = places[index] if index != _NOWHERE else _NOWHERE
        return self._owners[place] if place != _NOWHERE else _NOWHERE


def build_paint(texto: str, marcas: Sequence[Marca]) -> Paint:
    lines: list[tuple[int, str]] = []
    done = 0
    for match in NEWLINE.finditer(texto):
        lines.append((done, texto[done : match.start()]))
        done = match.end()
    lines.append((done, texto[done:]))
    owners = array("l", [_NOWHERE]) * len(texto)
    ranks = [(marca.cor is CorDaMarca.VERMELHO, marca.inicio - marca.fim) for marca in marcas]
    for number in sorted(range(len(marcas)), key=ranks.__getitem__):
        inicio, fim = max(marcas[number].inicio, 0), min(marcas[number].fim, len(texto))
        owners[inicio:fim] = array("l", [number]) * max(fim - inicio, 0)
    return Paint(marcas, lines, owners)


class _Walk:
    """Goes over the text of a block as its tokens come."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._at = 0
        self._steps: dict[str, Callable[[Token], list[int]]] = {
            "text": self._read_text,
            "code_inline": self._read_code,
            "softbreak": self._skip_break,
            "hardbreak": self._skip_break,
            "link_open": lambda token: self._skip_past("<" if token.markup == "autolink" else "["),
            "link_close": self._skip_link_end,
            "image": self._skip_image,
            "footnote_ref": lambda token: self._skip_past(f"[^{token.meta['label']}]"),
        }

    def step(self, token: Token) -> list[int]:
        """Where each character of the token's text stands in the content; nothing for a token without text."""
        step = self._steps.get(token.type)
        return step(token) if step else self._skip_past(token.markup)

    def _read_text(self, token: Token) -> list[int]:
        end = self._at + len(token.content)
        if self._content[self._at : end] == token.content and not ("&" in token.content or "\\" in token.content):
            found, self._at = list(range(self._at, end)), end
            return found
        found = []
        while len(found) < len(token.content):
            entity = _ENTITY.match(self._content, self._at)
            decoded = html.unescape(entity[0]) if entity else ""
            if entity and decoded != entity[0] and token.content.startswith(decoded, len(found)):
                found += [self._at] * len(decoded)
                self._at = entity.end()
                continue
            if self._content[self._at : self._at + 2] == "\\" + token.content[len(found)]:
                self._at += 1
            found.append(self._find(token.content[len(found)]))
        return found

    def _read_code(self, token: Token) -> list[int]:
        self._skip_past(token.markup)
        if self._content[self._at : self._at + 1] in (" ", "\n") and not token.content.startswith(" "):
            self._at += 1
        found = [self._find(char, "\n" if char == " " else char) for char in token.content]
        self._skip_past(token.markup)
        return found

    def _find(self, char: str, other: str = "") -> int:
        """The next place of a character; the one right here nearly always."""
        here = self._content[self._at : self._at + 1]
        place = self._at if here in (char, other or char) else self._content.find(char, self._at)
        self._at = place + 1 if place != _NOWHERE else self._at
        return place

    def _skip_past(self, sign: str) -> list[int]:
        place = self._content.find(sign, self._at)
        self._at = place + len(sign) if place != _NOWHERE else self._at
        return []

    def _skip_break(self, _: Token) -> list[int]:
        self._skip_past("\n")
        while self._content[self._at : self._at + 1] in (" ", "\t"):
            self._at += 1
        return []

    def _skip_link_end(self, token: Token) -> list[int]:
        end = _LINK_END.match(self._content, self._at)
        if token.markup == "autolink" or end is None:
            return self._skip_past(">" if token.markup == "autolink" else ")")
        self._at = end.end()
        return []

    def _skip_image(self, token: Token) -> list[int]:
        self._skip_past("![")
        self._skip_past(token.content)
        return self._skip_link_end(token)
