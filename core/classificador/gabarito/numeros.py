"""The case numbers that a text names, and the one that it belongs to where its head says so."""

from __future__ import annotations

import re

from core.processos.numero_cnj import has_valid_check

_NUMERO = re.compile(r"(?<!\d)\d{7}-?\d{2}\.?\d{4}\.?\d\.?\d{2}\.?\d{4}(?!\d)")

_CABECA = 1_200
"""Characters from the beginning in which a document names its own case."""

_CITACAO = re.compile(
    r"\b(?:a?resp|julgad[oa]s?|jurisprudencia|jurisprudência|precedentes?|ac[oó]rd[aã]o|conforme|v(?:ide|er)|"
    r"nesse sentido|relat[oa]ra?|origin[aá]ri[oa]s?|apens[oa]s?|conex[oa]s?)\b|\bcf\.|\brel\.",
    re.IGNORECASE,
)
"""Words that come before the number of another case."""


def find_numero(texto: str) -> str:
    """The first case number whose check digits are right, as 20 digits; empty when there is none."""
    found = ("".join(filter(str.isdigit, match[0])) for match in _NUMERO.finditer(texto))
    return next((digits for digits in found if has_valid_check(digits)), "")


def find_numero_proprio(texto: str) -> str:
    """The case that the document itself stands in, as 20 digits: the first valid number of its head that is not cited,
    in parentheses or behind a word of citing on its line. Empty when there is none: a case is not guessed."""
    for match in _NUMERO.finditer(texto[: _CABECA + 25]):
        before = texto[: match.start()]
        digits = "".join(filter(str.isdigit, match[0]))
        is_cited = before.rfind("(") > before.rfind(")") or _CITACAO.search(before[before.rfind("\n") + 1 :])
        if match.start() < _CABECA and has_valid_check(digits) and not is_cited:
            return digits
    return ""
