"""Values of the court's replies: written in several ways, sometimes wrong; a wrong one is None, never an error."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

FUSO_DO_TRIBUNAL = timezone(timedelta(hours=-4), "Campo Grande")
"""The court writes local time without an offset; a day must stay the day that the record shows."""

_COURT_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?", re.ASCII)
_BRAZILIAN_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T](\d{1,2}):(\d\d)(?::(\d\d))?)?", re.ASCII)
_BRAZILIAN_MONEY = re.compile(r"-?\d{1,3}(\.\d{3})*,\d{1,2}|-?\d+,\d{1,2}|-?[1-9]\d{0,2}(\.\d{3}){2,}", re.ASCII)
_AMBIGUOUS_MONEY = re.compile(r"-?[1-9]\d{0,2}\.\d{3}", re.ASCII)
_MONEY = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)
_MAX_CENTAVOS = 10**15

SIGILO_DESCONHECIDO = 5
"""Level taken when the court says that something is secret and not how secret: the highest."""


def parse_data_hora(text: str) -> datetime | None:
    """A moment in the court's time zone from AAAAMMDDHHMMSS, ISO 8601 or dd/mm/aaaa; None when it is none of them."""
    text = text.strip()
    try:
        if court := _COURT_DATE.fullmatch(text):
            return _build_moment(*court.groups())
        if brazilian := _BRAZILIAN_DATE.fullmatch(text):
            day, month, *rest = brazilian.groups()
            return _build_moment(rest[0], month, day, *rest[1:])
        if "-" not in text:
            return None
        moment = datetime.fromisoformat(text)
        return moment.astimezone(FUSO_DO_TRIBUNAL) if moment.tzinfo else moment.replace(tzinfo=FUSO_DO_TRIBUNAL)
    except (ValueError, OverflowError):
        return None


def _build_moment(*fields: str | None) -> datetime:
    """Year to second; what is missing is 0. Raises ValueError for a day that does not exist."""
    year, month, day, hour, minute, second = (int(field or 0) for field in fields)
    return datetime(year, month, day, hour, minute, second, tzinfo=FUSO_DO_TRIBUNAL)


def parse_centavos(text: str) -> int | None:
    """Cents from an XML double (``1234.5``) or a Brazilian value (``R$ 1.234,50``).

    ``1.234`` may be either, and is None: ambiguity is never a guess (domain.md 5).
    """
    bare = text.replace("R$", "").strip()
    if _AMBIGUOUS_MONEY.fullmatch(bare):
        return None
    if _BRAZILIAN_MONEY.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    if not _MONEY.fullmatch(bare):
        return None
    value = Decimal(bare)
    if abs(value) * 100 > _MAX_CENTAVOS:
        return None
    return int((value * 100).quantize(Decimal(1), ROUND_HALF_UP))


def parse_int(text: str) -> int | None:
    text = text.strip()
    return int(text) if re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else None


def parse_nivel_sigilo(text: str) -> int:
    """The secrecy level; absent or empty is 0, and what cannot be read is the highest."""
    if not text.strip():
        return 0
    nivel = parse_int(text)
    return nivel if nivel is not None and nivel >= 0 else SIGILO_DESCONHECIDO


def parse_bool(text: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(text.strip().lower())
