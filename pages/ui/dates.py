"""Dates as people in Campo Grande read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

CAMPO_GRANDE = ZoneInfo("America/Campo_Grande")

OLDEST, NEWEST = date(1900, 1, 1), date(2100, 12, 31)
"""Bounds of a field for any date of a case; Streamlit's own are ten years around the value."""


def local_now() -> datetime:
    return datetime.now(UTC).astimezone(CAMPO_GRANDE)


def format_when(moment: datetime, *, now: datetime | None = None) -> str:
    """``hoje às 14:05``, ``ontem às 09:10`` or ``31/12/2026 às 14:05``."""
    local = moment.astimezone(CAMPO_GRANDE)
    today = (now or local_now()).astimezone(CAMPO_GRANDE).date()
    days = {today: "hoje", today - timedelta(days=1): "ontem"}
    return f"{days.get(local.date(), f'{local:%d/%m/%Y}')} às {local:%H:%M}"


def build_greeting(now: datetime | None = None) -> str:
    hour = (now or local_now()).astimezone(CAMPO_GRANDE).hour
    if 5 <= hour < 12:
        return "Bom dia"
    return "Boa tarde" if 12 <= hour < 18 else "Boa noite"


def format_duration(duration: timedelta) -> str:
    """``45 s`` or ``2 min 5 s``."""
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def format_day(moment: datetime | None) -> str:
    """``31/12/2026``; a court may leave the date out."""
    if moment is None:
        return "sem data"
    local = moment.astimezone(CAMPO_GRANDE) if moment.tzinfo else moment
    return f"{local:%d/%m/%Y}"
