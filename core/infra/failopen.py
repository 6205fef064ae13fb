"""Redis for what the work can do without: answers within a second, and nothing breaks while there are none."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.settings import RedisSettings

T = TypeVar("T")

BRIEF_BLOCK_S = 0.5
"""Longest blocking read on a brief client, well below its socket's time-out."""

_TIMEOUT_S = 0.9
_PAUSE_S = 2.0
"""How long a server that did not answer is left alone."""

_log = structlog.get_logger()


def build_brief_redis(settings: RedisSettings) -> redis.Redis:
    """A client with text answers on which no command waits longer than a second."""
    return redis.Redis.from_url(
        settings.url.get_secret_value(),
        decode_responses=True,
        socket_timeout=_TIMEOUT_S,
        socket_connect_timeout=_TIMEOUT_S,
        retry=Retry(NoBackoff(), 1, (redis.ConnectionError,)),  # a connection that an earlier restart closed
    )


class FailOpen:
    """Runs commands the work can do without: an outage costs one wait now and then, and one line in the log."""

    def __init__(self, user: str) -> None:
        self._user = user
        self._lock = threading.Lock()
        self._is_away = False
        self._silent_until = 0.0

    def run(self, command: Callable[[], T], default: T) -> T:
        """The answer of the server, or ``default`` while it does not answer."""
        if time.monotonic() < self._silent_until:
            return default
        try:
            answer = command()
        except redis.RedisError as error:
            self._silent_until = time.monotonic() + _PAUSE_S
            if self._has_changed(is_away=True):
                _log.error("redis_done_without", user=self._user, reason=type(error).__name__)
            return default
        if self._is_away and self._has_changed(is_away=False):
            _log.warning("redis_used_again", user=self._user)
        return answer

    def _has_changed(self, *, is_away: bool) -> bool:
        with self._lock:
            before, self._is_away = self._is_away, is_away
        return before != is_away
