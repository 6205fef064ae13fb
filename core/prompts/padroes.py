"""Regular expressions that people write: bounded in length, in size and in time, so that none can hang a geração."""

from __future__ import annotations

import re
import unicodedata
from math import prod

import regex

MAX_PADRAO = 200
"""Characters of an expression."""

_MAX_TEXTO = 50_000
_MAX_REPEATS = 1000
"""Product of the counted repeats: ``(a{100}){100}`` would be unrolled to 10,000 pieces before it is ever tried."""

_TIMEOUT_S = 0.2
_BRACE = re.compile(r"(?<!\\)\{(?!\d{1,4}(?:,\d{0,4})?\})")
_REPEAT = re.compile(r"(?<!\\)\{(\d+)(?:,(\d*))?\}")


def explain_padrao(padrao: str) -> str:
    """Why ``padrao`` cannot be used, in pt-BR; empty when it can."""
    if len(padrao) > MAX_PADRAO:
        return f"a expressão regular tem mais de {MAX_PADRAO} caracteres"
    if _BRACE.search(padrao):
        return r"numa expressão regular, { só pode indicar repetição, como em {2} ou {2,4}; escreva \{ para a chave"
    if prod(max(1, int(match[2] or match[1])) for match in _REPEAT.finditer(padrao)) > _MAX_REPEATS:
        return f"a expressão regular repete demais; o produto das repetições pode ser de até {_MAX_REPEATS}"
    try:
        re.compile(strip_accents(padrao))
    except re.error as error:
        return f"a expressão regular não pode ser lida (caractere {(error.pos or 0) + 1})"
    except (OverflowError, RecursionError):
        return "a expressão regular é grande demais"
    return ""


def search_padrao(padrao: str, texto: str) -> bool | None:
    """Whether ``texto`` holds the expression, ignoring case and accents.

    None when it cannot be said within bounds: an expression that ``explain_padrao`` refuses, one that takes more than
    0.2 s of processor time, or a text that is too long.
    """
    if len(texto) > _MAX_TEXTO or explain_padrao(padrao):
        return None
    try:
        found = regex.search(strip_accents(padrao), strip_accents(texto.strip()), regex.IGNORECASE, timeout=_TIMEOUT_S)
    except (TimeoutError, regex.error):
        return None
    return found is not None


def strip_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
