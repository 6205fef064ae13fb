"""The header Retry-After in both of its forms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from core.infra.retry_after import parse_retry_after_s


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("2.5", 2.5),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Wed, 21 Oct 2015 07:28:00 -0000", 0),
        (None, None),
        ("", None),
        ("-5", None),
        ("nan", None),
        ("soon", None),
        ("9" * 400, None),
    ],
)
def test_what_can_be_read_is_read(header: str | None, seconds: float | None) -> None:
    assert parse_retry_after_s(header) == seconds


def test_a_date_to_come_is_counted_from_now() -> None:
    at = datetime.now(UTC) + timedelta(minutes=5)
    assert 295 < (parse_retry_after_s(format_datetime(at, usegmt=True)) or 0) <= 300
