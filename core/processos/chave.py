"""What names a case file: the number of a lawsuit, or the key of files that a person handed in."""

from __future__ import annotations

import re
import secrets

from core.processos.domain import Processo
from core.processos.numero_cnj import format_numero_cnj

ENVIADOS = "Arquivos enviados"
NUMERO = "numero_informado"
"""Name under which a case file of handed-in files keeps the lawsuit that the person says they belong to."""

_HEX_DIGITS = 19
_ENVIO = re.compile(rf"E[0-9a-f]{{{_HEX_DIGITS}}}")


def build_chave() -> str:
    """A new key for handed-in files: as long as a case number, never taken for one, and not to be guessed."""
    return "E" + secrets.token_hex(_HEX_DIGITS)[:_HEX_DIGITS]


def is_envio(numero: str) -> bool:
    """True for a key of handed-in files, which stands wherever the number of a case would."""
    return _ENVIO.fullmatch(numero) is not None


def format_numero_do_processo(processo: Processo) -> str:
    """The number of the lawsuit; of handed-in files the one that the person named, or empty."""
    if not is_envio(processo.numero_cnj):
        return format_numero_cnj(processo.numero_cnj)
    numero = processo.outros.get(NUMERO, "")
    return format_numero_cnj(numero) if numero else ""


def describe_autos(numero: str) -> str:
    """What a person reads for it: the formatted number, or that the files were handed in."""
    return ENVIADOS if is_envio(numero) else format_numero_cnj(numero)
