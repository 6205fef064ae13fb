"""The quotations of a draft: what stands between quotation marks, and quotations set apart as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.conferencia.domain import Exame
from core.conferencia.literal import check_citacao
from core.conferencia.texto_normal import TextoNormal

_FEWEST_WORDS = 3
"""Fewer words between quotation marks are a term, not a quotation."""

_PAIRS = re.compile(r"“([^“”]+)”|«([^«»]+)»|(?<![\w\"])\"([^\"]+)\"(?!\w)")
_PARAGRAPH = re.compile(r"(?:[^\n]+\n?)+")
_BLOCK = re.compile(r"(?:[ \t]*>[^\n]*\n?)+")
_MARK = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_LEFT_OUT = re.compile(r"\[[^\]]*\]|\(\s*(?:\.{3}|…)\s*\)|…|\.{3}")
"""What the writer left out or put in: the parts around it are quoted each by itself."""

_NOTE = re.compile(r"\A\s*\(.*\)\s*\Z|\A\s*[—–-]\s", re.DOTALL)
"""A paragraph of a block that only names where the quotation is from."""


@dataclass(frozen=True)
class Aspas:
    """A quotation as it stands in the draft, and where."""

    texto: str
    inicio: int
    fim: int

    @property
    def partes(self) -> tuple[str, ...]:
        """The runs that were taken over without a gap."""
        return tuple(part for part in map(str.strip, _LEFT_OUT.split(self.texto)) if re.search(r"\w", part))


def find_aspas(minuta: str) -> tuple[Aspas, ...]:
    """Quotations in the order of the draft (Markdown)."""
    return tuple(aspas for match in _PARAGRAPH.finditer(minuta) for aspas in _find_in(match) if _is_long(aspas.texto))


def check_aspas(aspas: Aspas, fontes: dict[str, TextoNormal]) -> Exame:
    """The worst of what is found of its parts."""
    return max((check_citacao(parte, fontes) for parte in aspas.partes), key=lambda exame: exame.cor)


def _find_in(paragraph: re.Match[str]) -> Iterator[Aspas]:
    texto, start = paragraph[0], paragraph.start()
    if _BLOCK.fullmatch(texto):
        yield from _find_in_block(texto, start)
        return
    for match in _PAIRS.finditer(texto):
        yield Aspas(match[1] or match[2] or match[3], start + match.start(), start + match.end())


def _find_in_block(texto: str, start: int) -> Iterator[Aspas]:
    """What is between marks in the block, or else its paragraphs; the note that names the source is none."""
    if marked := list(_PAIRS.finditer(texto)):
        for match in marked:
            inner = _MARK.sub(" ", match[1] or match[2] or match[3])
            yield Aspas(inner, start + match.start(), start + match.end())
        return
    for match in re.finditer(r"(?:[ \t]*>[ \t]*\S[^\n]*\n?)+", texto):
        inner = _MARK.sub("", match[0])
        if not _NOTE.match(inner):
            yield Aspas(inner.strip(), start + match.start(), start + match.end())


def _is_long(texto: str) -> bool:
    return len(re.findall(r"\w+", texto)) >= _FEWEST_WORDS
