"""Quotas over exact sliding windows in Redis: requests and tokens per minute, money per day.

What a call may take at most is reserved before it and replaced by what it took afterwards. A window is a sorted set of
reservations by instant, a hash of their amounts and a running total; the server's clock decides. Amounts are whole
numbers (money in millionths of R$), so totals never drift.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import redis

_RESERVE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local id, count = ARGV[1], #KEYS / 2
local function read(index)
  return KEYS[2 * index - 1], KEYS[2 * index], tonumber(ARGV[3 * index - 1]), tonumber(ARGV[3 * index]),
    tonumber(ARGV[3 * index + 1])
end
local function evict(times, amounts, window)
  for _, old in ipairs(redis.call('ZRANGEBYSCORE', times, '-inf', now - window)) do
    redis.call('HINCRBY', amounts, 'total', -tonumber(redis.call('HGET', amounts, old) or '0'))
    redis.call('HDEL', amounts, old)
    redis.call('ZREM', times, old)
  end
end
local function wait(times, amounts, window, excess)
  local from = 0
  while true do
    local oldest = redis.call('ZRANGE', times, from, from + 99, 'WITHSCORES')
    if #oldest == 0 then return window end
    for place = 1, #oldest, 2 do
      excess = excess - tonumber(redis.call('HGET', amounts, oldest[place]) or '0')
      if excess <= 0 then return tonumber(oldest[place + 1]) + window - now end
    end
    from = from + 100
  end
end
-- Without an id nothing is reserved.
if redis.call('HEXISTS', KEYS[2], id) == 1 then return {0, 0} end  -- asked twice, for the answer was lost
for index = 1, count do
  local times, amounts, window, limit, amount = read(index)
  evict(times, amounts, window)
  local excess = tonumber(redis.call('HGET', amounts, 'total') or '0') + amount - limit
  if excess > 0 then return {index, wait(times, amounts, window, excess)} end
end
if id == '' then return {0, 0} end
for index = 1, count do
  local times, amounts, window, _, amount = read(index)
  redis.call('ZADD', times, now, id)
  redis.call('HSET', amounts, id, amount)
  redis.call('HINCRBY', amounts, 'total', amount)
  redis.call('PEXPIRE', times, window)
  redis.call('PEXPIRE', amounts, window)
end
return {0, 0}
"""
_SETTLE = """
local id = ARGV[1]
for index = 1, #KEYS / 2 do
  local times, amounts, amount = KEYS[2 * index - 1], KEYS[2 * index], tonumber(ARGV[index + 1])
  local reserved = redis.call('HGET', amounts, id)
  if reserved then
    redis.call('HINCRBY', amounts, 'total', amount - tonumber(reserved))
    if amount == 0 then
      redis.call('HDEL', amounts, id)
      redis.call('ZREM', times, id)
    else
      redis.call('HSET', amounts, id, amount)
    end
  end
end
"""


@dataclass(frozen=True)
class Meter:
    """At most ``limit`` in any ``window_s``. ``name`` is its key: meters of one name share their total."""

    name: str
    limit: int
    window_s: float


@dataclass(frozen=True)
class Charge:
    """An amount on a meter."""

    meter: Meter
    amount: int


@dataclass(frozen=True)
class Reservation:
    """What was reserved, to be settled once."""

    charges: tuple[Charge, ...]
    id: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass(frozen=True)
class Refusal:
    """The first meter without room, and the seconds until what was reserved before makes room.

    No wait helps an ``amount`` above the limit.
    """

    meter: Meter
    wait_s: float
    amount: int = 0


class Quota:
    """All meters of one Redis. Raises redis.RedisError when the server is away.

    Nothing keeps room for a large reservation: small ones that still fit pass it while it waits, so on a full minute
    it gets in only after a lull, or its caller's patience ends.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._reserve = client.register_script(_RESERVE)
        self._settle = client.register_script(_SETTLE)

    def reserve(self, charges: Sequence[Charge]) -> Reservation | Refusal:
        """Reserve all charges or none."""
        reservation = Reservation(tuple(charges))
        return self._ask(reservation.id, charges) or reservation

    def check(self, charges: Sequence[Charge]) -> Refusal | None:
        """Whether it makes sense to queue for a permit now; reserves nothing."""
        return self._ask("", charges)

    def settle(self, reservation: Reservation, amounts: Sequence[int]) -> None:
        """Replace the reserved amounts, in the order of the charges; all zero gives everything back."""
        if reservation.charges:
            self._settle(keys=_keys(reservation.charges), args=[reservation.id, *amounts])

    def read_used(self, meter: Meter) -> int:
        """What counts on the meter now."""
        times, amounts = _keys([Charge(meter, 0)])
        seconds, micros = self._client.time()
        oldest = seconds * 1000 + micros // 1000 - int(meter.window_s * 1000)
        alive: list[str] = [str(key) for key in self._client.zrangebyscore(times, f"({oldest}", "+inf")]
        return sum(int(str(amount or 0)) for amount in self._client.hmget(amounts, alive)) if alive else 0

    def _ask(self, reservation_id: str, charges: Sequence[Charge]) -> Refusal | None:
        if not charges:
            return None
        args: list[str | int] = [reservation_id]
        for charge in charges:
            args += [int(charge.meter.window_s * 1000), charge.meter.limit, charge.amount]
        refused_by, wait_ms = self._reserve(keys=_keys(charges), args=args)
        if refused_by:
            charge = charges[refused_by - 1]
            return Refusal(charge.meter, max(wait_ms, 1) / 1000, charge.amount)
        return None


def _keys(charges: Sequence[Charge]) -> list[str]:
    return [f"quota:{{all}}:{charge.meter.name}:{part}" for charge in charges for part in ("times", "amounts")]
