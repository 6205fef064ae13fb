"""The value of one answer of the model: of its variable's type or none at all, for nothing is guessed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from core.errors import InvalidInputError
from core.prompts.comparacao import normalize
from core.prompts.domain import TipoDeVariavel, Variavel
from core.prompts.numeros import parse_numero_br

Valor = str | float | bool | list[str] | None

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BRASILEIRA = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""Characters that PostgreSQL does not hold in a text: NUL and halves of surrogate pairs."""


def parse_valor(variavel: Variavel, raw: Any) -> Valor:
    """The value that ``raw`` (any JSON) holds, or None when it is not one of the variable's type.

    Numbers also as Brazil writes them (``R$ 1.234,56``), dates also as DD/MM/AAAA and always real ones; an option in
    any case and accents becomes the one of the variable. Dates come back as AAAA-MM-DD, numbers finite.
    """
    return _PARSERS[variavel.tipo](variavel, raw)


def drop_unstorable(value: Any) -> Any:
    """The JSON without what PostgreSQL refuses: NUL, halves of surrogate pairs, numbers that are not finite (None)."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [drop_unstorable(item) for item in value]
    if isinstance(value, dict):
        return {drop_unstorable(key): drop_unstorable(item) for key, item in value.items()}
    return value


def _parse_text(_variavel: Variavel, raw: Any) -> Valor:
    return _UNSTORABLE.sub("", raw).strip() or None if isinstance(raw, str) else None


def _parse_number(_variavel: Variavel, raw: Any) -> Valor:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    try:
        number = float(parse_numero_br(raw) if isinstance(raw, str) else raw)
    except (InvalidInputError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _parse_date(_variavel: Variavel, raw: Any) -> Valor:
    text = raw.strip() if isinstance(raw, str) else ""
    try:
        if _ISO.fullmatch(text):
            return date.fromisoformat(text).isoformat()
        if _BRASILEIRA.fullmatch(text):
            return datetime.strptime(text, "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None
    return None


def _parse_boolean(_variavel: Variavel, raw: Any) -> Valor:
    return raw if isinstance(raw, bool) else None


def _parse_choice(variavel: Variavel, raw: Any) -> Valor:
    return _find_opcao(variavel, raw)


def _parse_list(variavel: Variavel, raw: Any) -> Valor:
    if not isinstance(raw, list):
        return None
    found = [_find_opcao(variavel, item) for item in raw]
    return None if None in found else list(dict.fromkeys(opcao for opcao in found if opcao))


def _find_opcao(variavel: Variavel, raw: Any) -> str | None:
    if not isinstance(raw, str):
        return None
    return next((opcao for opcao in variavel.opcoes if normalize(opcao) == normalize(raw)), None)


_PARSERS: Mapping[TipoDeVariavel, Callable[[Variavel, Any], Valor]] = {
    TipoDeVariavel.TEXTO: _parse_text,
    TipoDeVariavel.NUMERO: _parse_number,
    TipoDeVariavel.MOEDA: _parse_number,
    TipoDeVariavel.DATA: _parse_date,
    TipoDeVariavel.BOOLEANO: _parse_boolean,
    TipoDeVariavel.ESCOLHA: _parse_choice,
    TipoDeVariavel.LISTA: _parse_list,
}
