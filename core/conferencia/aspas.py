"""The quotations of a draft: what stands between quotation marks, and quotations set apart as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.conferencia.domain import Cor, Exame
from core.conferencia.literal import check_citacao, check_partes
from core.conferencia.texto_normal import TextoNormal
from core.prompts.autoridades.citacoes import find_citacoes

ACRESCIMO = "As palavras citadas estão na fonte; “{texto}” foi posto entre colchetes por quem escreveu a peça."

_FEWEST_WORDS = 3
"""Fewer words between quotation marks are a term, not a quotation."""

_PAIRS = re.compile(r"“([^“”]+)”|«([^«»]+)»|(?<![\w\"])\"([^\"]+)\"(?!\w)")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_ITEM = r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)"
_MARK = re.compile(rf"^[ \t]*(?P<item>{_ITEM}*)(?:>[ \t]?)+", re.MULTILINE)
_BREAK = re.compile(rf"[ \t]*(?:{_ITEM}|#{{1,6}}\s|\||```|~~~|(?:[-*_][ \t]*){{3,}}$)")
"""Lines that end a quotation set apart; any other that follows it without a blank line still belongs to it."""

_LEFT_OUT = re.compile(r"\[[^\]]*\]|\(\s*(?:\.{3}|…)\s*\)|…|\.{3}")
"""What the writer left out or put in: the parts around it are quoted each by itself."""

_PUT_IN = re.compile(
    r"\[(?!\s*(?:[.…\s]*|sic|grif(?:ei|amos|os? nossos?)|desta(?:quei|camos|ques? nossos?)|g\. ?n\.)\s*\])"
    r"[^\]]*\w[^\]]*\]",
    re.IGNORECASE,
)
"""Words of the writer in brackets, which are neither an ellipsis nor a word on the emphasis."""

_BRACKETS = r"\((?:[^()]|\([^()]*\))*\)"
_NOTE = re.compile(rf"(?:{_BRACKETS}|^[ \t]*(?:[—–]|--)[ \t](?s:.*))[\s.;]*\Z", re.MULTILINE)
"""What only names where a quotation is from: in brackets or after a dash, at the end of its paragraph or alone."""

_MAX_NOTES = 3
_NOTE_WORDS = 25
_PLACE = re.compile(
    r"\b(?:fls?\.|folhas?|evento|doc\.)\s*\d|\d{7}-\d{2}\.\d{4}|\brel\.|\bDJe?\b"
    r"|\A\W*(?:sem |com )?(?:grif|destaq|negrit|sublinh)\w+",
    re.IGNORECASE,
)
"""What a note says besides the citations of law: a place of the case, a case, who reported it, who stressed what."""


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
    found: list[Aspas] = []
    for is_block, inicio, fim in _list_runs(minuta):
        find = _find_in_block if is_block else _find_pairs
        found += [
            replace(aspas, inicio=inicio + aspas.inicio, fim=inicio + aspas.fim) for aspas in find(minuta[inicio:fim])
        ]
    return tuple(found)


def check_aspas(aspas: Aspas, fontes: dict[str, TextoNormal]) -> Exame:
    """What is found of its parts together; a source may also have the gap or the brackets itself."""
    if _LEFT_OUT.search(aspas.texto) and (whole := check_citacao(aspas.texto, fontes)).cor is Cor.VERDE:
        return whole
    exame = check_partes(aspas.partes or (aspas.texto,), fontes)
    put_in = _PUT_IN.search(aspas.texto)
    if put_in and exame.cor is Cor.VERDE:
        return Exame(Cor.AMARELO, ACRESCIMO.format(texto=put_in[0]), exame.lugar)
    return exame


def _list_runs(minuta: str) -> Iterator[tuple[bool, int, int]]:
    """Paragraphs and, also within them, the paragraphs set apart: whether it is such a one, beginning and end."""
    was, start = "", 0
    for line in _LINE.finditer(minuta):
        kind, is_new = _get_kind(line[0], was)
        if kind != was or is_new:
            if was:
                yield was == "block", start, line.start()
            start = line.start()
        was = kind
    if was:
        yield was == "block", start, len(minuta)


def _get_kind(line: str, was: str) -> tuple[str, bool]:
    """``block``, ``text`` or nothing for a blank line, after a line that ``was``; and whether an item begins there."""
    mark = _MARK.match(line)
    if not line[mark.end() if mark else 0 :].strip():
        return "", False
    if mark:
        return "block", bool(mark["item"])
    return ("block" if was == "block" and not _BREAK.match(line) else "text"), False


def _find_pairs(texto: str) -> Iterator[Aspas]:
    for match in _PAIRS.finditer(texto):
        aspas = Aspas(_MARK.sub(" ", match[1] or match[2] or match[3]), match.start(), match.end())
        if _count_words(aspas.texto) >= _FEWEST_WORDS:
            yield aspas


def _find_in_block(texto: str) -> Iterator[Aspas]:
    """What is between marks where that is nearly all of the paragraph, else the paragraph without its note."""
    pairs = list(_find_pairs(texto))
    rest = texto
    for aspas in reversed(pairs):
        rest = f"{rest[: aspas.inicio]} {rest[aspas.fim :]}"
    rest = re.sub(_BRACKETS, lambda match: " " if _is_note(match[0]) else match[0], _MARK.sub("", rest))
    if pairs and _count_words(_drop_notes(rest)) <= _FEWEST_WORDS:
        yield from pairs
        return
    inner = _drop_notes(_MARK.sub("", texto))
    if _count_words(inner) >= _FEWEST_WORDS:
        yield Aspas(inner, 0, len(texto))


def _drop_notes(texto: str) -> str:
    """Without what only names where the quotation is from, or who stressed what, at its end."""
    for _ in range(_MAX_NOTES):
        note = _NOTE.search(texto)
        if note is None or not _is_note(note[0]):
            break
        texto = texto[: note.start()]
    return texto.strip()


def _is_note(texto: str) -> bool:
    return len(texto.split()) <= _NOTE_WORDS and bool(_PLACE.search(texto) or find_citacoes(texto))


def _count_words(texto: str) -> int:
    return len(re.findall(r"\w+", texto))
