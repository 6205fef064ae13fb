"""The sections of a Markdown text, and changes of one of them that leave the others as they are. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from core.pecas.edicao.domain import Secao
from core.prompts.padroes import strip_accents

_HEADING = re.compile(r"^ {0,3}(#{1,3})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*\r?$", re.MULTILINE)
_EMPHASIS = re.compile(r"[*_`]+")
_NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")
_KEY_CHARS = 60
_BEFORE = "inicio"


def split_secoes(texto: str) -> tuple[Secao, ...]:
    """The sections in their order; joined they are the text, character by character.

    A section's key comes from its heading: it stays whatever changes in its text or in other sections. Of equal
    headings the second one gets ``.2``, and so on.
    """
    headings = list(_HEADING.finditer(texto))
    cuts = [found.start() for found in headings]
    if not headings or texto[: cuts[0]].strip():
        cuts.insert(0, 0)
    else:
        cuts[0] = 0  # blank lines before the first heading are its own
    parts = [texto[start:end] for start, end in zip(cuts, [*cuts[1:], len(texto)], strict=True)]
    seen: Counter[str] = Counter()
    return tuple(_build_secao(part, start, seen) for part, start in zip(parts, cuts, strict=True) if part)


def hash_secao(texto: str) -> str:
    """A short name of a text, by which it is found again; blanks at its end do not count."""
    bare = texto.rstrip()
    return f"{len(bare)}.{sha256(bare.encode(errors='surrogatepass')).hexdigest()[:16]}"


def find_trecho(texto: str, chave: str, base: str, *, to_end: bool = False) -> tuple[int, int] | None:
    """Where the words that ``base`` names stand now, from the start of a line: in the section of that key, or anywhere.

    A section that lost its heading, got another one or was split is found in this way too. With ``to_end`` nothing
    more may follow in the section where they end. None when somebody changed the words.
    """
    size = _read_size(base)
    if size <= 0:
        return None
    secoes = split_secoes(texto)
    starts = [secao.inicio for secao in secoes if secao.chave == chave]
    starts += [0, *(found.end() for found in re.finditer("\n", texto))]
    for start in starts:
        end = start + size
        ends_line = end <= len(texto) and not texto[end:].split("\n", 1)[0].strip()
        if ends_line and hash_secao(texto[start:end]) == base and (not to_end or _ends_secao(texto, secoes, end)):
            return start, end
    return None


def find_secoes(texto: str, chave: str, conteudo: str) -> tuple[int, int] | None:
    """Where exactly these words are the whole of sections in a row, the first of that key or of their own heading."""
    bare, secoes = conteudo.rstrip(), split_secoes(texto)
    chaves = {chave, *(secao.chave for secao in split_secoes(conteudo)[:1])}
    for place, first in enumerate(secoes):
        if first.chave in chaves and texto.startswith(bare, first.inicio):
            end = first.inicio + len(bare)
            if _ends_secao(texto, secoes[place:], end):
                return first.inicio, end
    return None


def replace_trecho(texto: str, where: tuple[int, int], novo: str) -> str:
    """The text with other words in that place; the blank lines that follow stay."""
    start, end = where
    return texto[:start] + novo.rstrip() + texto[end:]


def insert_secao(texto: str, depois_de: str, novo: str) -> str:
    """The text with a section put in behind the one of that key; at the end when there is no such section."""
    secoes = split_secoes(texto)
    place = next((secao.fim for secao in secoes if secao.chave == depois_de), len(texto))
    return join_parts([texto[:place], novo.strip() + "\n", texto[place:]])


def remove_secao(texto: str, secao: Secao) -> str:
    return texto[: secao.inicio] + texto[secao.fim :]


def move_secao(texto: str, chave: str, passo: int) -> str:
    """The text with a section, and what is under it, one place up (-1) or down (1) among its equals; same at an end."""
    secoes = split_secoes(texto)
    place = next((i for i, secao in enumerate(secoes) if secao.chave == chave and secao.nivel), None)
    if place is None:
        return texto
    end = _end_of_tree(secoes, place)
    if passo > 0:
        first, middle, last = place, end, _end_of_tree(secoes, end) if _is_equal(secoes, end, place) else end
    else:
        before = next((i for i in reversed(range(place)) if secoes[i].nivel <= secoes[place].nivel), place)
        first, middle, last = (before if _is_equal(secoes, before, place) else place), place, end
    if middle in (first, last):
        return texto
    parts = (secoes[:first], secoes[middle:last], secoes[first:middle], secoes[last:])
    return join_parts(["".join(secao.texto for secao in part) for part in parts])


def join_parts(parts: Sequence[str]) -> str:
    """The parts one after another, each but the last with a blank line at its end."""
    joined = ""
    for part in parts:
        if joined and part:
            joined += "\n" * max(0, 2 - (len(joined) - len(joined.rstrip("\n"))))
        joined += part
    return joined


def _build_secao(part: str, start: int, seen: Counter[str]) -> Secao:
    found = _HEADING.search(part)
    is_headed = found is not None and not part[: found.start()].strip()
    titulo = _EMPHASIS.sub("", found[2] or "").strip() if found is not None and is_headed else ""
    slug = _NOT_IN_A_KEY.sub("-", strip_accents(titulo).lower()).strip("-")[:_KEY_CHARS] if is_headed else _BEFORE
    name = slug or "secao"
    seen[name] += 1
    chave = name if seen[name] == 1 else f"{name}.{seen[name]}"
    nivel = len(found[1]) if found is not None and is_headed else 0
    return Secao(chave, titulo, nivel, part, start, hash_secao(part))


def _ends_secao(texto: str, secoes: Sequence[Secao], end: int) -> bool:
    """Whether nothing but blanks follows in the section that holds the character before ``end``."""
    return any(not texto[end : secao.fim].strip() for secao in secoes if secao.inicio < end <= secao.fim)


def _end_of_tree(secoes: Sequence[Secao], place: int) -> int:
    """One past the last section that stands under the one at ``place``."""
    nivel = secoes[place].nivel
    return next((i for i in range(place + 1, len(secoes)) if secoes[i].nivel <= nivel), len(secoes))


def _is_equal(secoes: Sequence[Secao], other: int, place: int) -> bool:
    return other < len(secoes) and other != place and secoes[other].nivel == secoes[place].nivel


def _read_size(base: str) -> int:
    size = base.partition(".")[0]
    return int(size) if size.isdecimal() and size.isascii() else 0
