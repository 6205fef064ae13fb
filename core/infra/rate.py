"""Rate limits in Redis: an exact moving window, keyed by person, shared by all processes."""

from __future__ import annotations

import math
import time

import redis
import structlog
from limits import RateLimitItemPerMinute
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from core.errors import RateLimitError
from core.infra.redis import build_queue_redis
from core.settings import RedisSettings

_log = structlog.get_logger()


class RateLimits:
    """Counts events per minute by action and key. Without Redis it lets everybody in: the limit protects courtesy."""

    def __init__(self, settings: RedisSettings) -> None:
        storage = RedisStorage("redis://", build_queue_redis(settings).connection_pool, key_prefix="rate")
        self._limiter = MovingWindowRateLimiter(storage)

    def require(self, action: str, key: str, *, per_minute: int) -> None:
        """Count one event; raises RateLimitError with the seconds to wait when the minute is full."""
        item = RateLimitItemPerMinute(per_minute)
        try:
            if self._limiter.hit(item, action, key):
                return
            reset_time = self._limiter.get_window_stats(item, action, key).reset_time
        except redis.RedisError as error:
            _log.error("rate_not_counted", action=action, reason=type(error).__name__)
            return
        wait_s = max(1, math.ceil(reset_time - time.time()))
        raise RateLimitError(
            f"{action} over {per_minute}/min",
            user_message=(
                f"O portal aceita {per_minute} pedidos deste tipo por minuto e esse número foi atingido. "
                f"Aguarde {wait_s} segundos e envie de novo; nada do que você preencheu foi perdido."
            ),
            retry_after_s=wait_s,
        )
