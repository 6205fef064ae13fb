"""A budget of retries in Redis, shared by all processes: while a service is down, retries must not double its load.

Each request pays a small part of a retry in; each retry takes a whole one out. A slow refill by time lets a retry
through again after a quiet while.
"""

from __future__ import annotations

from dataclasses import dataclass

import redis

_SCRIPT = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local deposit, withdraw, cap, per_s = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local saved = redis.call('HMGET', KEYS[1], 'balance', 'at')
local balance = tonumber(saved[1] or cap) + (now - tonumber(saved[2] or now)) * per_s
balance = math.min(cap, balance + deposit)
local is_paid = balance >= withdraw - 1e-9
if is_paid then balance = balance - withdraw end
redis.call('HSET', KEYS[1], 'balance', tostring(balance), 'at', string.format('%.6f', now))
return is_paid and 1 or 0
"""


@dataclass(frozen=True)
class BudgetRule:
    """``share`` of a retry per request, at most ``cap`` saved (also the start), one more each ``refill_s``."""

    share: float = 0.1
    cap: float = 3.0
    refill_s: float = 300.0


class RetryBudget:
    """One balance per resource. Raises redis.RedisError when the server is away."""

    def __init__(self, client: redis.Redis, rule: BudgetRule) -> None:
        self._rule = rule
        self._script = client.register_script(_SCRIPT)

    def deposit(self, resource: str) -> None:
        """A request begins."""
        self._run(resource, self._rule.share, 0)

    def withdraw(self, resource: str) -> bool:
        """Whether one more attempt may be made."""
        return self._run(resource, 0, 1)

    def _run(self, resource: str, deposit: float, withdraw: float) -> bool:
        args = [deposit, withdraw, self._rule.cap, 1 / self._rule.refill_s]
        return bool(self._script(keys=[f"budget:{resource}"], args=args))
