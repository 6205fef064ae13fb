"""Work that waits for PostgreSQL or Redis to come back and goes on in the same process, as a new attempt."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from core.bootstrap import SERVERS_AWAY, Services
from jobs.runtime import end_calls, mark_progress, renew_services, services

_POLL_S = 0.5
_MAX_ATTEMPTS = 4
"""Not every such error is an outage: what fails as often with servers that answer is left to the queue."""

_log = structlog.get_logger()


def ride_out(attempt: Callable[[Services], None]) -> None:
    """Run ``attempt``, which is safe to run again. Raises its error when the servers stay away too long."""
    gives_up_at = 0.0
    for number in range(1, _MAX_ATTEMPTS + 1):
        try:
            return attempt(services())
        except SERVERS_AWAY as error:
            end_calls()
            gives_up_at = gives_up_at or time.monotonic() + services().settings.workers.outage_s
            _log.warning("server_went_away", reason=type(error).__name__, attempt=number)
            if number == _MAX_ATTEMPTS or not _wait_for_servers(gives_up_at):
                raise
            renew_services()
    raise AssertionError("the last attempt returns or raises")


def _wait_for_servers(gives_up_at: float) -> bool:
    """True as soon as both answer."""
    while time.monotonic() < gives_up_at:
        if services().has_servers():
            return True
        mark_progress()
        time.sleep(_POLL_S)
    return False
