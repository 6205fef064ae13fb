"""Movements in the order of their dates; courts send them oldest first or newest first. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from core.processos.domain import Movimento

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def sort_movimentos(movimentos: Iterable[Movimento]) -> tuple[Movimento, ...]:
    """Oldest first; those without a date before all others, and equal dates as the court has them."""
    return tuple(sorted(movimentos, key=_read_moment))


def _read_moment(movimento: Movimento) -> datetime:
    """The court gives dates with a zone and without."""
    moment = movimento.data_hora
    return _LONG_AGO if moment is None else moment if moment.tzinfo else moment.replace(tzinfo=UTC)
