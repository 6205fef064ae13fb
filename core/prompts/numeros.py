"""Numbers as people write them in Brazil (domain.md 5). What can be read in two ways is an error, never a guess."""

from __future__ import annotations

import re
from decimal import Decimal

from core.errors import InvalidInputError

_CURRENCY = re.compile(r"^(-?)\s*(?:R\$)?\s*(-?)\s*([0-9.,]+)$", re.IGNORECASE)
_INTEGER = re.compile(r"[0-9]+")
_DOT_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_COMMA_DECIMAL = re.compile(r"([0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+),([0-9]+)")
_SWAP = str.maketrans(",.", ".,")
_DOT_DECIMAL = re.compile(r"([0-9]+)\.([0-9]+)")
_COMMA_GROUP = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


def parse_numero_br(text: str) -> Decimal:
    """The number that ``text`` writes: ``R$ 1.234,56``, ``1.234``, ``150.000,00``, ``17,9``, ``1234.56``.

    A single dot before three digits groups thousands (``1.234`` is 1234) when the head has one to three digits.
    Raises InvalidInputError for anything else and for the two ambiguous shapes: ``1,234`` (a Brazilian decimal or an
    English thousand) and ``1234.567`` (three decimals or a forgotten dot).
    """
    match = _CURRENCY.match(text.strip().replace("\u00a0", " "))
    if match is None or (match[1] and match[2]):
        raise _invalid("Isto não é um número. Escreva como 1.234,56.")
    value = _parse_body(match[3])
    return -value if match[1] or match[2] else value


def format_numero_br(value: float | Decimal, decimals: int | None = None) -> str:
    """``1.234,50``, as ``parse_numero_br`` reads back; a whole number without ``decimals`` has no comma.

    A fraction has at least two decimals, and never exactly three, which could be read as a thousand.
    """
    if decimals is not None:
        return f"{value:,.{decimals}f}".translate(_SWAP)
    if isinstance(value, int):
        return f"{value:,}".translate(_SWAP)
    whole, _, fraction = f"{Decimal(repr(value)) if isinstance(value, float) else value:f}".partition(".")
    fraction = fraction.ljust(4 if len(fraction) == 3 else 2, "0")
    return f"{'-' if whole.startswith('-') else ''}{int(whole.lstrip('-')):,}".translate(_SWAP) + f",{fraction}"


def _parse_body(body: str) -> Decimal:
    if _INTEGER.fullmatch(body) or _DOT_GROUPS.fullmatch(body):
        return Decimal(body.replace(".", ""))
    if _COMMA_GROUP.fullmatch(body):
        raise _invalid("O número pode ser lido de dois modos. Escreva 1.234 para mil ou 1,2340 para decimais.")
    if comma := _COMMA_DECIMAL.fullmatch(body):
        return Decimal(f"{comma[1].replace('.', '')}.{comma[2]}")
    dot = _DOT_DECIMAL.fullmatch(body)
    if dot is None:
        raise _invalid("Os pontos e vírgulas do número não formam um valor. Escreva como 1.234,56.")
    if len(dot[2]) == 3 and dot[1].strip("0"):
        raise _invalid("O número pode ser lido de dois modos. Escreva 1.234.567 ou 1234,567.")
    return Decimal(body)


def _invalid(message: str) -> InvalidInputError:
    return InvalidInputError("number that cannot be read in one way only", user_message=message)
