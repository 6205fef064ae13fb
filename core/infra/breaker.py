"""A circuit breaker in Redis, shared by all processes, and the pause that a server asked for.

After enough failures in a row nobody calls the resource; then one caller at a time, over all processes, probes it. The
next probe may start one interval after the last one started, so a prober that was killed blocks nobody for longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import redis

State = Literal["closed", "open", "probing"]

_FORGET_MS = 24 * 3_600_000
"""A resource that nobody called for so long starts anew; also the longest pause that a server may ask for."""

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local key = KEYS[1]
local function number(field) return tonumber(redis.call('HGET', key, field) or '0') end
"""
_ADMIT = (
    _NOW
    + """
local may_probe, interval = ARGV[1] == '1', tonumber(ARGV[2])
local pause = number('pause_until') - now
if pause > 0 then return {pause, 'pause'} end
if number('is_open') == 0 then return {0, 'closed'} end
local wait = number('probe_at') - now
if wait > 0 then return {wait, 'open'} end
if not may_probe then return {0, 'closed'} end
redis.call('HSET', key, 'probe_at', now + interval, 'is_probing', 1)
return {0, 'probe', tostring(redis.call('HINCRBY', key, 'probe', 1))}
"""
)
_SUCCEED = (
    _NOW
    + """
if number('is_open') == 1 and ARGV[1] == '' then return 0 end
redis.call('HDEL', key, 'is_open', 'opened_at', 'failures', 'probe_at', 'is_probing')
return 1
"""
)
_FAIL = (
    _NOW
    + """
local threshold, interval = tonumber(ARGV[1]), tonumber(ARGV[2])
local failures = redis.call('HINCRBY', key, 'failures', 1)
redis.call('PEXPIRE', key, ARGV[3])
if redis.call('HGET', key, 'probe') == ARGV[4] then redis.call('HDEL', key, 'is_probing') end
if failures >= threshold and number('is_open') == 0 then
  redis.call('HSET', key, 'is_open', 1, 'opened_at', now, 'probe_at', now + interval)
  return 1
end
return 0
"""
)
_FREE = (
    _NOW
    + """
if number('is_open') == 1 and redis.call('HGET', key, 'probe') == ARGV[1] then
  redis.call('HSET', key, 'probe_at', now)
  redis.call('HDEL', key, 'is_probing')
end
"""
)
_PAUSE = (
    _NOW
    + """
local till = now + tonumber(ARGV[1])
if till > number('pause_until') then
  redis.call('HSET', key, 'pause_until', till)
  redis.call('PEXPIRE', key, ARGV[2])
end
"""
)
_DESCRIBE = (
    _NOW
    + """
return {number('is_open'), number('is_probing'), number('failures'), number('probe_at') - now,
        number('pause_until') - now, now - number('opened_at')}
"""
)


@dataclass(frozen=True)
class BreakerRule:
    """Opens at this many failures in a row; one probe per ``probe_s`` while open."""

    failures: int
    probe_s: float


@dataclass(frozen=True)
class Admission:
    """May one call go out now? ``wait_s`` is 0 when it may; ``probe`` names the probe when the call is one."""

    wait_s: float
    is_paused: bool = False
    probe: str = ""


@dataclass(frozen=True)
class BreakerReport:
    """``seconds_to_probe`` is 0 while closed or when a probe may start; ``seconds_paused`` 0 without a pause.

    ``seconds_open`` is the time since it opened, 0 while closed.
    """

    state: State
    failures: int
    seconds_to_probe: float
    seconds_paused: float
    seconds_open: float


class Breaker:
    """One breaker per resource. Raises redis.RedisError when the server is away."""

    def __init__(self, client: redis.Redis, rules: Mapping[str, BreakerRule]) -> None:
        self._rules = dict(rules)
        self._admit = client.register_script(_ADMIT)
        self._succeed = client.register_script(_SUCCEED)
        self._fail = client.register_script(_FAIL)
        self._free = client.register_script(_FREE)
        self._pause = client.register_script(_PAUSE)
        self._describe = client.register_script(_DESCRIBE)

    def check(self, resource: str) -> Admission:
        """Whether it makes sense to queue for a permit now; takes no probe."""
        return self._ask(resource, may_probe=False)

    def admit(self, resource: str) -> Admission:
        """Whether a call may leave now. An admission with a ``probe`` must be followed by one of the three reports."""
        return self._ask(resource, may_probe=True)

    def report_success(self, resource: str, admission: Admission) -> None:
        """The service answered. While open only a probe closes: older calls say nothing about now."""
        self._succeed(keys=_keys(resource), args=[admission.probe])

    def report_failure(self, resource: str, admission: Admission) -> bool:
        """The service failed; True when this opened the breaker."""
        rule = self._rules[resource]
        args: list[str | int] = [rule.failures, int(rule.probe_s * 1000), _FORGET_MS, admission.probe]
        return bool(self._fail(keys=_keys(resource), args=args))

    def report_neither(self, resource: str, admission: Admission) -> None:
        """The call says nothing about the service (the person's input, a cancel); another may probe at once."""
        if admission.probe:
            self._free(keys=_keys(resource), args=[admission.probe])

    def pause(self, resource: str, seconds: float) -> None:
        """No process calls before an instant that the server named; of two, the later one counts."""
        self._pause(keys=_keys(resource), args=[min(int(seconds * 1000), _FORGET_MS), _FORGET_MS])

    def describe(self, resource: str) -> BreakerReport:
        is_open, is_probing, failures, to_probe_ms, paused_ms, open_ms = self._describe(keys=_keys(resource))
        state: State = "closed"
        if is_open:
            state = "probing" if is_probing and to_probe_ms > 0 else "open"
        to_probe_s = max(to_probe_ms, 0) / 1000 if is_open else 0.0
        open_s = max(open_ms, 0) / 1000 if is_open else 0.0
        return BreakerReport(state, failures, to_probe_s, max(paused_ms, 0) / 1000, open_s)

    def _ask(self, resource: str, *, may_probe: bool) -> Admission:
        args = [int(may_probe), int(self._rules[resource].probe_s * 1000)]
        wait_ms, answer, *probe = self._admit(keys=_keys(resource), args=args)
        return Admission(wait_ms / 1000, answer == "pause", probe[0] if probe else "")


def _keys(resource: str) -> list[str]:
    return [f"breaker:{resource}"]
