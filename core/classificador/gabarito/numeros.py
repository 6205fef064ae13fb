"""The case that a text belongs to, where the text says so."""

from __future__ import annotations

import re

from core.processos.numero_cnj import has_valid_check

_NUMERO = re.compile(r"(?<!\d)\d{7}-?\d{2}\.?\d{4}\.?\d\.?\d{2}\.?\d{4}(?!\d)")


def find_numero(texto: str) -> str:
    """The first case number whose check digits are right, as 20 digits; empty when there is none."""
    found = ("".join(filter(str.isdigit, match[0])) for match in _NUMERO.finditer(texto))
    return next((digits for digits in found if has_valid_check(digits)), "")
