"""What changed between two versions of a module: field by field, and words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from enum import StrEnum

from core.prompts.domain import Modulo

_TOKENS = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
_IDENTITY = ("slug", "versao")


class Sinal(StrEnum):
    IGUAL = "igual"
    SAIU = "saiu"
    ENTROU = "entrou"


@dataclass(frozen=True)
class CampoAlterado:
    """``campo`` is the name of the field of Modulo; the values are what stood in it."""

    campo: str
    antes: object
    depois: object


@dataclass(frozen=True)
class Trecho:
    sinal: Sinal
    texto: str


def compare_modulos(antes: Modulo, depois: Modulo) -> tuple[CampoAlterado, ...]:
    """The fields that differ, in the order of the form; slug and version do not count."""
    pairs = ((item.name, getattr(antes, item.name), getattr(depois, item.name)) for item in fields(Modulo))
    return tuple(CampoAlterado(name, a, b) for name, a, b in pairs if name not in _IDENTITY and a != b)


def compare_textos(antes: str, depois: str) -> tuple[Trecho, ...]:
    """The pieces of both texts in reading order: lines first, and inside changed lines their words.

    Without what came in it is ``antes``; without what went out it is ``depois``.
    """
    old, new = antes.splitlines(keepends=True), depois.splitlines(keepends=True)
    pieces: list[Trecho] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[a:b]), "".join(new[c:d])
        pieces += [Trecho(Sinal.IGUAL, before)] if tag == "equal" else _compare_words(before, after)
    return tuple(_join_equal(piece for piece in pieces if piece.texto))


def _compare_words(before: str, after: str) -> Iterator[Trecho]:
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield Trecho(Sinal.IGUAL, "".join(old[a:b]))
            continue
        yield Trecho(Sinal.SAIU, "".join(old[a:b]))
        yield Trecho(Sinal.ENTROU, "".join(new[c:d]))


def _join_equal(pieces: Iterator[Trecho]) -> Sequence[Trecho]:
    joined: list[Trecho] = []
    for piece in pieces:
        if joined and joined[-1].sinal is piece.sinal:
            joined[-1] = Trecho(piece.sinal, joined[-1].texto + piece.texto)
        else:
            joined.append(piece)
    return joined
