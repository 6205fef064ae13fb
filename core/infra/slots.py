"""Global limits: a fair semaphore with leases in Redis, shared by all processes.

One script on the server's clock decides everything: holders with the end of their lease, waiters in order of
arrival, dead ones swept. A freed permit is handed directly to the next waiter through a list of its own, so nobody
polls. A keeper thread per process renews the leases; a holder that lost its lease is told and must stop its call.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import redis

from core.errors import LimitReachedError, OperationCancelledError
from core.infra.cancel import shielded
from core.infra.redis import BLOCK_S

_RESERVATION_S = 2 * BLOCK_S
"""How long a handed-over permit waits for a waiter that may have died in the meantime."""

_SWEEP_AND_PROMOTE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local holders, queue, alive, wake = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local function promote(limit, reservation)
  redis.call('ZREMRANGEBYSCORE', holders, '-inf', now)
  for _, dead in ipairs(redis.call('ZRANGEBYSCORE', alive, '-inf', now)) do
    redis.call('ZREM', queue, dead)
    redis.call('ZREM', alive, dead)
  end
  while redis.call('ZCARD', holders) < limit do
    local head = redis.call('ZPOPMIN', queue)[1]
    if not head then break end
    redis.call('ZREM', alive, head)
    redis.call('ZADD', holders, now + reservation, head)
    redis.call('RPUSH', wake .. head, '1')
    redis.call('PEXPIRE', wake .. head, reservation)
  end
end
"""
_ACQUIRE = (
    _SWEEP_AND_PROMOTE
    + """
local token, limit, lease, reservation, patience = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
if not redis.call('ZSCORE', holders, token) then
  if not redis.call('ZSCORE', queue, token) then
    redis.call('ZADD', queue, redis.call('INCR', KEYS[5]), token)
  end
  redis.call('ZADD', alive, now + patience, token)
end
promote(limit, reservation)
if redis.call('ZSCORE', holders, token) then
  redis.call('ZADD', holders, now + lease, token)
  redis.call('DEL', wake .. token)
  return 0
end
return redis.call('ZRANK', queue, token) + 1
"""
)
_RELEASE = (
    _SWEEP_AND_PROMOTE
    + """
local removed = redis.call('ZREM', holders, ARGV[1])
redis.call('ZREM', queue, ARGV[1])
redis.call('ZREM', alive, ARGV[1])
redis.call('DEL', wake .. ARGV[1])
promote(tonumber(ARGV[2]), ARGV[3])
return removed
"""
)
_RENEW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not ends or tonumber(ends) <= now then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
return 1
"""

OnWait = Callable[[str, int], None]
"""Told the resource and the place in its queue while waiting (1 is next), and 0 on entering after a wait."""


@dataclass
class Permit:
    """A held permit. ``is_lost`` turns true when the lease ended before the holder released it."""

    resource: str
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    on_lost: Callable[[], None] | None = None
    is_held: bool = False
    is_lost: bool = False


class Slots:
    """Permits by resource. One object per process; threads share it."""

    def __init__(self, client: redis.Redis, limits: Mapping[str, int], *, lease_s: float) -> None:
        self._client = client
        self._limits = dict(limits)
        self._lease_ms = int(lease_s * 1000)
        self._acquire = client.register_script(_ACQUIRE)
        self._release = client.register_script(_RELEASE)
        self._renew = client.register_script(_RENEW)
        self._permits: dict[str, Permit] = {}
        self._is_closed = False
        self._lock = threading.Lock()
        self._keeper: threading.Thread | None = None

    @contextmanager
    def hold(
        self,
        resource: str,
        *,
        timeout_s: float,
        on_wait: OnWait | None = None,
        on_lost: Callable[[], None] | None = None,
    ) -> Iterator[Permit]:
        """Wait for a permit in order of arrival and keep it for the block.

        Raises LimitReachedError when the turn did not come within ``timeout_s``.
        """
        permit = Permit(resource, on_lost=on_lost)
        with self._lock:
            self._permits[permit.token] = permit
        try:
            self._wait_turn(permit, timeout_s, on_wait)
            self._keep(permit)
            yield permit
        finally:
            with shielded():
                with self._lock:
                    self._permits.pop(permit.token, None)
                self._run(self._release, permit, int(_RESERVATION_S * 1000))

    def count_in_use(self, resource: str) -> int:
        """Permits held now, expired ones not counted."""
        seconds, micros = self._client.time()
        now_ms = seconds * 1000 + micros // 1000
        return int(self._client.zcount(_keys(resource)[0], now_ms, "+inf"))

    def count_waiting(self, resource: str) -> int:
        return int(self._client.zcard(_keys(resource)[1]))

    def release_all(self) -> None:
        """Give back every permit and place in a queue of this process, which is about to end, and take no more."""
        with self._lock:
            self._is_closed = True
            permits = list(self._permits.values())
            self._permits.clear()
        for permit in permits:
            self._run(self._release, permit, int(_RESERVATION_S * 1000))

    def _wait_turn(self, permit: Permit, timeout_s: float, on_wait: OnWait | None) -> None:
        deadline = time.monotonic() + timeout_s
        last = 0
        while True:
            self._require_open()
            place = self._run(
                self._acquire, permit, self._lease_ms, int(_RESERVATION_S * 1000), int(_RESERVATION_S * 1000)
            )
            self._require_open()
            if place != last and on_wait is not None:
                on_wait(permit.resource, place)
            last = place
            if place == 0:
                return
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise LimitReachedError(f"no permit of {permit.resource} within {timeout_s:.0f} s")
            self._client.blpop([_keys(permit.resource)[3] + permit.token], timeout=min(BLOCK_S, max(remaining, 0.1)))

    def _require_open(self) -> None:
        if self._is_closed:
            raise OperationCancelledError("this process gave back its permits")

    def _run(self, script: redis.commands.core.Script, permit: Permit, *args: int) -> int:
        keys = _keys(permit.resource)
        return int(script(keys=keys, args=[permit.token, self._limits[permit.resource], *args]))

    def _keep(self, permit: Permit) -> None:
        with self._lock:
            permit.is_held = True
            if self._keeper is None or not self._keeper.is_alive():
                self._keeper = threading.Thread(target=self._renew_forever, name="slot-keeper", daemon=True)
                self._keeper.start()

    def _renew_forever(self) -> None:
        while True:
            time.sleep(self._lease_ms / 3000)
            with self._lock:
                permits = [permit for permit in self._permits.values() if permit.is_held]
            for permit in permits:
                self._renew_one(permit)

    def _renew_one(self, permit: Permit) -> None:
        try:
            is_renewed = self._renew(keys=_keys(permit.resource)[:1], args=[permit.token, self._lease_ms])
        except redis.RedisError:
            return  # the next round decides; the lease outlives two missed rounds
        with self._lock:
            if is_renewed or permit.is_lost or permit.token not in self._permits:
                return
        permit.is_lost = True
        if permit.on_lost is not None:
            permit.on_lost()


def _keys(resource: str) -> list[str]:
    base = f"slots:{{{resource}}}"
    return [f"{base}:holders", f"{base}:queue", f"{base}:alive", f"{base}:wake:", f"{base}:ticket"]
