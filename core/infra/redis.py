"""Redis connections. Every blocking read stays below the socket's own time-out."""

from __future__ import annotations

import redis
import redis.asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.retry import Retry

from core.settings import RedisSettings

BLOCK_S = 0.5
"""Longest blocking read. It must stay below every socket time-out, or redis-py takes silence for a dead server."""

_PATIENT_TIMEOUT_S = 10.0
_BRIEF_TIMEOUT_S = 0.8
_WATCHED_TIMEOUT_S = 3.0
_AWAY: list[type[Exception]] = [redis.ConnectionError, redis.TimeoutError, redis.BusyLoadingError]


_MAX_CONNECTIONS = 512
"""Each waiter of a process blocks one; the library's hundred would be taken for a server that is away."""


class RedisNotDurableError(RuntimeError):
    """The server keeps no append-only file: limits would overshoot and jobs would be lost at its restart."""


def build_redis(settings: RedisSettings, *, is_patient: bool = False) -> redis.Redis:
    """A client with text answers for the portal's own keys. In a worker it rides out a restart of the server.

    Elsewhere a person waits in front of it: whatever the server does, a command answers or fails within a second.
    """
    return redis.Redis.from_url(
        settings.url.get_secret_value(),
        max_connections=_MAX_CONNECTIONS,
        decode_responses=True,
        socket_timeout=_PATIENT_TIMEOUT_S if is_patient else _BRIEF_TIMEOUT_S,
        socket_connect_timeout=5 if is_patient else _BRIEF_TIMEOUT_S,
        health_check_interval=15,
        retry=_long_retry() if is_patient else _brief_retry(),
        retry_on_error=_AWAY if is_patient else [],
    )


def build_async_redis(settings: RedisSettings) -> redis.asyncio.Redis:
    """A client with text answers for the routes that follow a stream; belongs to one event loop.

    It gives up soon: an open page must say within seconds that it lost the server, and find it again at once.
    """
    return redis.asyncio.Redis.from_url(
        settings.url.get_secret_value(),
        max_connections=_MAX_CONNECTIONS,
        decode_responses=True,
        socket_timeout=_WATCHED_TIMEOUT_S,
        socket_connect_timeout=1,
        retry=AsyncRetry(NoBackoff(), 1),
    )


def build_queue_redis(settings: RedisSettings) -> redis.Redis:
    """A client for who puts work in the queues: bytes, and an answer within a second whatever the server does."""
    return redis.Redis.from_url(
        settings.url.get_secret_value(),
        max_connections=_MAX_CONNECTIONS,
        socket_timeout=_BRIEF_TIMEOUT_S,
        socket_connect_timeout=_BRIEF_TIMEOUT_S,
        health_check_interval=15,
        retry=_brief_retry(),
    )


def build_worker_redis(settings: RedisSettings) -> redis.Redis:
    """A client for RQ's workers: bytes, and patient enough to ride out a restart of the server (about a minute)."""
    return redis.Redis.from_url(
        settings.url.get_secret_value(),
        max_connections=_MAX_CONNECTIONS,
        socket_connect_timeout=5,
        health_check_interval=15,
        retry=_long_retry(),
        retry_on_error=_AWAY,
    )


def _long_retry() -> Retry:
    return Retry(ExponentialBackoff(cap=2, base=0.1), 40)


def _brief_retry() -> Retry:
    """Once more on a connection that an earlier restart closed; silence is never asked again."""
    return Retry(NoBackoff(), 1, (redis.ConnectionError,))


def require_durable(client: redis.Redis) -> None:
    """Raise RedisNotDurableError when the server has no append-only file."""
    persistence: dict[str, object] = client.info("persistence")
    if not persistence.get("aof_enabled"):
        raise RedisNotDurableError(
            "O portal não inicia: este Redis está sem arquivo de acréscimos (appendonly yes), e limites e filas se "
            "perderiam quando ele reiniciasse. Ligue-o ou, para aceitar a perda, defina REDIS_REQUIRES_AOF=false."
        )
