"""Names and numbers of people hidden from an outside service, and put back in what it answers.

A placeholder (``[PARTE_3FA9C2]``) depends only on the case and on what it stands for, so it is the same in every call
about that case; a longer one only where another of the same call has it already. What is put back is the way of
writing that was hidden first. Nothing outlives the object of a call.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import wordfreq

from core.infra.folding import fold

SWITCH = "pseudonimos"
"""The name under which people switch it on."""

_PLACEHOLDER = re.compile(r"\\?\[\s*(PARTE|CPF|RG|CNS|TELEFONE|EMAIL)\\?_([0-9A-F]{6,12})\s*\\?\]", re.IGNORECASE)
_LONGEST = 32
"""Characters of the longest form of a placeholder: a beginning that is longer is none."""

_CODES = (6, 8, 10, 12)
"""Lengths of a code, in characters: the next one when somebody else of the same call has it."""

_RARE, _SURNAME = 3.5, 5
"""A surname alone hides below this frequency (zipf: 3 is once in a million words) and from so many letters on."""

_CONNECTIVES = frozenset({"da", "das", "de", "do", "dos", "e", "di", "du"})
_GAP = r"(?:\s*-\s*\n\s*|[\s\u00ad]+)"
_NUMERO = r"\W{0,8}(?:n[.o]*\s*)?"
_NUMBERS = (
    ("CPF", re.compile(r"(?<![\d.-])(\d{3}\.?\s?\d{3}\.?\s?\d{3}\s?-\s?\d{2})(?![\d-])")),
    ("CPF", re.compile(rf"\bcpf{_NUMERO}(\d{{11}})(?!\d)")),
    ("CNS", re.compile(r"(?<![\d.-])([1-9]\d{2}\s\d{4}\s\d{4}\s\d{4})(?![\d-])")),
    ("CNS", re.compile(rf"\bcns{_NUMERO}(\d{{15}})(?!\d)")),
    ("RG", re.compile(rf"\brg{_NUMERO}(\d[\d.]{{4,12}}\d(?:-[\dx])?)")),
    ("TELEFONE", re.compile(r"(?<![\d.-])(\(\d{2}\)\s?9?\s?\d{4}[-\s]?\d{4})(?![\d-])")),
    ("EMAIL", re.compile(r"(?<![\w.+-])([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})")),
)
"""In folded text. A number without marks hides after its name only: case numbers, values and codes stay."""


@dataclass(frozen=True)
class Pessoa:
    """Somebody whom an outside service does not get to know; ``documento`` may be empty."""

    nome: str
    documento: str = ""


@dataclass(frozen=True)
class _Trecho:
    """What hides, from ``begin`` to before ``end``; equal ``key`` is the same person or number."""

    begin: int
    end: int
    kind: str
    key: str


@dataclass
class Mascara:
    """What one call hides. ``caso`` makes placeholders of different cases differ; without people only numbers hide."""

    caso: str = ""
    pessoas: Collection[Pessoa] = ()
    is_on: bool = True
    _originals: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By placeholder: who or what it stands for, and how that was written."""

    def conceal(self, text: str) -> str:
        """The text with placeholders in place of names and numbers."""
        if not self.is_on:
            return text
        parts, done = [], 0
        for trecho in sorted(self._find(text, fold(text)), key=lambda one: (one.begin, -one.end)):
            if trecho.begin < done:
                continue  # within one that hides already
            parts += [text[done : trecho.begin], self._hide(trecho, text[trecho.begin : trecho.end])]
            done = trecho.end
        return "".join((*parts, text[done:]))

    def restore(self, text: str) -> str:
        """What stood there before. A placeholder that nobody was given stays as it is."""
        if not self._originals:
            return text
        return _PLACEHOLDER.sub(lambda match: self._originals.get(_name(match[1], match[2]), ("", match[0]))[1], text)

    def restore_in(self, value: Any) -> Any:
        """The same, in every text of a JSON value; keys stay."""
        if isinstance(value, str):
            return self.restore(value)
        if isinstance(value, list):
            return [self.restore_in(one) for one in value]
        if isinstance(value, dict):
            return {key: self.restore_in(one) for key, one in value.items()}
        return value

    def follow(self, *, is_json: bool = False) -> Restauro:
        """For a text that comes in pieces; in the text of a JSON object what is put back is escaped."""
        return Restauro(self, is_json=is_json)

    def _find(self, text: str, folded: str) -> Iterator[_Trecho]:
        for pessoa in self.pessoas:
            nome = fold(pessoa.nome)
            if pattern := _build_pattern(nome, folded):
                yield from (_Trecho(*match.span(), "PARTE", nome) for match in pattern.finditer(folded))
            for word in _list_rare(pessoa.nome):
                alone = re.finditer(rf"\b{re.escape(word)}\b", folded) if word in folded else ()
                yield from (_Trecho(*one.span(), "PARTE", word) for one in alone if text[one.start()].isupper())
            digits = re.sub(r"\D", "", pessoa.documento)
            if len(digits) == 11 and digits in folded:
                bare = re.finditer(rf"(?<!\d){digits}(?!\d)", folded)
                yield from (_Trecho(*match.span(), "CPF", digits) for match in bare)
        for kind, pattern in _NUMBERS:
            for match in pattern.finditer(folded):
                key = match[1] if kind == "EMAIL" else re.sub(r"\W", "", match[1])
                yield _Trecho(*match.span(1), kind, key)

    def _hide(self, trecho: _Trecho, written: str) -> str:
        code = hashlib.sha256(f"{self.caso}:{trecho.kind}:{trecho.key}".encode()).hexdigest()
        for length in _CODES:
            name = _name(trecho.kind, code[:length])
            if self._originals.setdefault(name, (trecho.key, written))[0] == trecho.key:
                break
        return f"[{name}]"


class Restauro:
    """Puts back what a mask hid while the answer comes; a placeholder cut between two pieces is waited for."""

    def __init__(self, mascara: Mascara, *, is_json: bool) -> None:
        self._mascara = mascara
        self._is_json = is_json
        self._held = ""

    def feed(self, piece: str) -> Iterator[str]:
        """What may be shown now, if anything."""
        text = self._held + piece
        begin = text.rfind("[")
        if begin < 0 and text.endswith("\\"):
            begin = len(text) - 1
        elif begin > 0 and text[begin - 1] == "\\":
            begin -= 1
        is_open = self._mascara.is_on and begin >= 0 and "]" not in text[begin:] and len(text) - begin <= _LONGEST
        self._held = text[begin:] if is_open else ""
        yield from filter(None, [self._restore(text[:begin] if is_open else text)])

    def end(self) -> Iterator[str]:
        """What was held back, if anything."""
        rest, self._held = self._held, ""
        yield from filter(None, [self._restore(rest)])

    def _restore(self, text: str) -> str:
        if not self._is_json:
            return self._mascara.restore(text)
        return _PLACEHOLDER.sub(
            lambda match: json.dumps(self._mascara.restore(match[0]), ensure_ascii=False)[1:-1], text
        )


def _name(kind: str, code: str) -> str:
    return f"{kind.upper()}_{code.upper()}"


def _list_rare(nome: str) -> list[str]:
    """The surnames, folded, that name a person even alone: no word of the language, and nobody's in the news."""
    surnames = nome.lower().split()[1:]
    return [fold(one) for one in surnames if len(one) >= _SURNAME and wordfreq.zipf_frequency(one, "pt") < _RARE]


def _build_pattern(nome: str, folded: str) -> re.Pattern[str] | None:
    """The ways in which a name is written: whole, with initials in the middle, or the first and the last word.

    None for what stands nowhere in the text, and for a name of one word, which may be any word.
    """
    words = [word for word in nome.split() if word not in _CONNECTIVES]
    if len(words) < 2 or words[0] not in folded or words[-1] not in folded:
        return None
    between = rf"(?:{_GAP}(?:{'|'.join(sorted(_CONNECTIVES, key=len, reverse=True))})\b)*{_GAP}"
    middle = "".join(f"(?:{between}(?:{re.escape(word)}\\b|{re.escape(word[0])}\\b\\.?))?" for word in words[1:-1])
    return re.compile(rf"\b{re.escape(words[0])}{middle}{between}{re.escape(words[-1])}\b")
