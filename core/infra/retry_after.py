"""The instant before which a server asked not to be called again, as HTTP says it (RFC 9110, 10.2.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?")


def parse_retry_after_s(header: str | None) -> float | None:
    """Seconds from now of a Retry-After, which holds seconds or a date; None without one that can be read."""
    words = (header or "").strip()
    if _SECONDS.fullmatch(words):
        return float(words)
    try:
        at = parsedate_to_datetime(words)
    except ValueError:
        return None
    if at.tzinfo is None:  # "-0000" names no zone; HTTP dates are in UTC
        at = at.replace(tzinfo=UTC)
    return max((at - datetime.now(UTC)).total_seconds(), 0.0)


def find_retry_delay_s(details: Iterable[Mapping[str, Any]], header: str | None) -> float | None:
    """Seconds of google.rpc.RetryInfo or of the header Retry-After, when the server named them; the longer of both."""
    delays = [str(detail.get("retryDelay", "")) for detail in details]
    named = [float(delay[:-1]) for delay in delays if delay.endswith("s")]
    header_s = parse_retry_after_s(header)
    return max([*named, *([] if header_s is None else [header_s])], default=None)
