"""What changed between two texts, word by word, for every screen. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import Indel

from core.prompts.modulos.diferenca import Sinal, Trecho

_TOKENS = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")


def compare_palavras(antes: str, depois: str) -> tuple[Trecho, ...]:
    """The pieces of both texts in reading order: what went out stands before what came in.

    Without what came in it is ``antes``; without what went out it is ``depois``. Blanks between two changed words
    change with them, so that a sentence that was written anew reads as one.
    """
    return tuple(_join_equal(_bridge_blanks(_list_pieces(antes, depois))))


def join_textos(deles: str, meu: str) -> str:
    """Both texts as one, losing nothing: the lines they share once, where they differ theirs and then mine."""
    lines: list[str] = []
    for theirs, mine in _list_changes(deles.splitlines(), meu.splitlines()):
        lines += theirs if theirs == mine else [*theirs, *mine]
    return "".join(f"{line}\n" for line in lines)


def _list_pieces(antes: str, depois: str) -> Iterator[tuple[str, str]]:
    for old, new in _list_changes(_TOKENS.findall(antes), _TOKENS.findall(depois)):
        yield "".join(old), "".join(new)


def _list_changes(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Pairs of what stood and what stands: equal where nothing changed, all that changed between two such as one."""
    a = c = 0
    for block in Indel.opcodes(old, new).as_matching_blocks():
        if (a, c) != (block.a, block.b):
            yield old[a : block.a], new[c : block.b]
        a, c = block.a + block.size, block.b + block.size
        if block.size:
            yield old[block.a : a], new[block.b : c]


def _bridge_blanks(pieces: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Changes that only spaces divide become one."""
    before = after = blank = ""
    for old, new in pieces:
        if old != new:
            before, after, blank = before + blank + old, after + blank + new, ""
        elif (before or after) and not blank and not old.strip(" "):
            blank = old
        else:
            yield before, after
            yield blank + old, blank + old
            before = after = blank = ""
    yield before, after
    yield blank, blank


def _join_equal(pairs: Iterable[tuple[str, str]]) -> Iterator[Trecho]:
    equal = ""
    for before, after in pairs:
        if before == after:
            equal += before
            continue
        if equal:
            yield Trecho(Sinal.IGUAL, equal)
        equal = ""
        if before:
            yield Trecho(Sinal.SAIU, before)
        if after:
            yield Trecho(Sinal.ENTROU, after)
    if equal:
        yield Trecho(Sinal.IGUAL, equal)
