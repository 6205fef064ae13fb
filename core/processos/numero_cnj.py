"""Case numbers of Resolução CNJ 65/2008: ``NNNNNNN-DD.AAAA.J.TR.OOOO``, kept as 20 bare digits."""

from __future__ import annotations

import re

from core.errors import InvalidNumeroCnjError

DIGITS = 20
_FEWEST = 11
"""Digits left of a number whose sequence is all zeros, after a spreadsheet read it as an integer."""
_SEPARATORS = re.compile(r"[\s.\-–—]+")
_SUFFIX = re.compile(r"/\d{1,6}\s*$")


def parse_numero_cnj(text: str) -> str:
    """20 bare digits from what a person typed or pasted.

    An incident suffix such as ``/50003`` is cut; leading zeros lost by a spreadsheet are put back.
    Raises InvalidNumeroCnjError with the reason in words.
    """
    bare = _SEPARATORS.sub("", _SUFFIX.sub("", text.strip()))
    if not bare:
        raise _invalid("Falta o número do processo. Digite ou cole os 20 dígitos que estão na capa dos autos.")
    if not bare.isascii() or not bare.isdigit():
        raise _invalid("O número do processo tem letras ou sinais que não fazem parte dele. Use só os 20 dígitos.")
    if len(bare) > DIGITS:
        raise _invalid(
            f"O número do processo tem {len(bare)} dígitos e deveria ter {DIGITS}. Confira se há dígitos a mais."
        )
    if len(bare) < _FEWEST:
        raise _invalid(
            f"O número do processo tem {len(bare)} dígitos e deveria ter {DIGITS}. Confira se faltam dígitos."
        )
    digits = bare.zfill(DIGITS)
    if not has_valid_check(digits):
        raise _invalid(
            "Os dígitos verificadores não conferem: há algum dígito trocado no número do processo. "
            "Nenhuma busca foi feita; confira o número na capa dos autos."
        )
    return digits


def format_numero_cnj(digits: str) -> str:
    """``NNNNNNN-DD.AAAA.J.TR.OOOO`` from 20 bare digits."""
    return f"{digits[:7]}-{digits[7:9]}.{digits[9:13]}.{digits[13]}.{digits[14:16]}.{digits[16:]}"


def compute_check(digits: str) -> str:
    """The two check digits (ISO 7064 mod 97-10) of a 20-digit number, whatever its own DD says."""
    base = int(digits[:7] + digits[9:] + "00")
    return f"{98 - base % 97:02d}"


def has_valid_check(digits: str) -> bool:
    return len(digits) == DIGITS and digits[7:9] == compute_check(digits)


def _invalid(message: str) -> InvalidNumeroCnjError:
    return InvalidNumeroCnjError("invalid case number", user_message=message)
