"""The words of a question in the text of a module: where they stand, and a short piece around them."""

from __future__ import annotations

import re

from core.infra.folding import fold
from core.prompts.busca.domain import Trecho

_CHARS = 180
_BEFORE = 60
_ENDING = 3
_MIN_ROOT = 4
_MARKUP = re.compile(r"\{\{.*?\}\}|^\s*[#>]+|[*_`|]+", re.MULTILINE)
_WORD = re.compile(r"[a-z0-9]+")


def cut_trecho(texto: str, consulta: str) -> Trecho:
    """The piece of a Markdown text around the first word of the question, or its beginning when none stands there.

    A word is found in its other forms too: the first letters decide, so "internações" shows "internação".
    """
    plain = " ".join(_MARKUP.sub(" ", texto).split())
    roots = [re.escape(_cut_ending(word)) for word in _WORD.findall(fold(consulta)) if len(word) >= 3]
    pattern = re.compile(rf"\b(?:{'|'.join(roots)})[a-z0-9]*") if roots else None
    folded = fold(plain)
    first = pattern.search(folded) if pattern else None
    start = max(first.start() - _BEFORE, 0) if first else 0
    start = plain.rfind(" ", 0, start) + 1
    end = len(plain) if len(plain) <= start + _CHARS else max(plain.rfind(" ", start, start + _CHARS), start + 1)
    before, after = "… " if start else "", " …" if end < len(plain) else ""
    shift = len(before) - start
    places = pattern.finditer(folded, start, end) if pattern else ()
    destaques = tuple((match.start() + shift, match.end() + shift) for match in places)
    return Trecho(before + plain[start:end] + after, destaques)


def _cut_ending(word: str) -> str:
    return word[: max(_MIN_ROOT, len(word) - _ENDING)]
