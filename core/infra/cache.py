"""Texts kept in Redis for all processes: a bounded number, the least recently used go first.

One script on the server's clock does each step, so the bound is exact however many processes save at once. Nothing in
a cache outlives its time, not even where nobody asks any more. Without Redis a cache is empty: it saves time and money,
and nothing else depends on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import redis

from core.infra.cancel import shielded
from core.infra.failopen import FailOpen

_A_DAY_S = 86_400.0

_FORGET_EXPIRED = """
local values, used, ends, counts = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
for _, old in ipairs(redis.call('ZRANGEBYSCORE', ends, '-inf', now)) do
  redis.call('HDEL', values, old)
  redis.call('ZREM', used, old)
  redis.call('ZREM', ends, old)
end
"""
_FIND = (
    _FORGET_EXPIRED
    + """
local value = redis.call('HGET', values, ARGV[1])
if value then
  redis.call('ZADD', used, now, ARGV[1])
  redis.call('HINCRBY', counts, 'hits', 1)
end
return value
"""
)
_SAVE = (
    _FORGET_EXPIRED
    + """
local key, value, max, ttl = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
redis.call('HINCRBY', counts, 'misses', 1)
redis.call('HSET', values, key, value)
redis.call('ZADD', used, now, key)
redis.call('ZADD', ends, now + ttl, key)
local life = math.ceil(ttl / 1000)
for _, kept in ipairs({values, used, ends}) do
  if redis.call('PTTL', kept) < life then redis.call('PEXPIRE', kept, life) end
end
while redis.call('ZCARD', used) > max do
  local oldest = redis.call('ZPOPMIN', used)[1]
  redis.call('HDEL', values, oldest)
  redis.call('ZREM', ends, oldest)
end
"""
)


@dataclass(frozen=True)
class CacheReport:
    """``entries`` includes expired ones that nobody asked for since; a miss is an answer brought from elsewhere."""

    entries: int
    max_entries: int
    hits: int
    misses: int


class Cache:
    """JSON texts by key. One object per process; threads share it."""

    def __init__(self, client: redis.Redis, name: str, *, max_entries: int, ttl_s: float = _A_DAY_S) -> None:
        base = f"cache:{{{name}}}"
        self._client = client
        self._keys = [f"{base}:{part}" for part in ("values", "used", "ends", "counts")]
        self._limits = [max_entries, int(ttl_s * 1_000_000)]
        self._find = client.register_script(_FIND)
        self._save = client.register_script(_SAVE)
        self._optional = FailOpen(f"cache {name}")

    def find(self, key: str) -> str | None:
        """The text, which now counts as just used; None when it is not there or Redis does not answer."""
        answer: Any = self._optional.run(lambda: self._find(keys=self._keys, args=[key]), None)
        return answer if isinstance(answer, str) else None

    def save(self, key: str, value: str) -> None:
        """Keep the text for ``ttl_s`` from now, in the place of the one used longest ago when there is no room."""
        with shielded():
            self._optional.run(lambda: self._save(keys=self._keys, args=[key, value, *self._limits]), None)

    def clear(self) -> None:
        """Forget everything. Raises redis.RedisError: who must have it gone has to know."""
        self._client.delete(*self._keys[:3])

    def describe(self) -> CacheReport | None:
        """What the cache holds and how often it helped; None while Redis does not answer."""
        return self._optional.run(self._describe, None)

    def _describe(self) -> CacheReport:
        entries: Any = self._client.hlen(self._keys[0])
        counts: Any = self._client.hmget(self._keys[3], ["hits", "misses"])
        hits, misses = (int(count or 0) for count in counts)
        return CacheReport(entries, self._limits[0], hits, misses)
