"""Single flight over all processes: who asks for the same thing at the same moment waits for one call.

One leader per key makes the value under a lease that it renews; the others follow without polling, on a stream where
the leader's end is announced. A leader that dies is replaced when its lease ends; one that fails keeps its error to
itself, and the followers try one at a time. Without Redis everybody makes the value: this saves calls, no more.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import redis

from core.errors import OperationCancelledError
from core.infra.cancel import shielded
from core.infra.failopen import BRIEF_BLOCK_S, FailOpen
from core.infra.slots import Caller, Place, WaitReason

T = TypeVar("T")

_LEADS = ""
"""Answer to the one who got the lease; everybody else gets the last end announced before."""

_END_LIFE_MS = 60_000

_TRY = """
local holder = redis.call('GET', KEYS[1])
if not holder or holder == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return ''
end
local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
return last and last[1] or '0-0'
"""
_RENEW = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""
_RELEASE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('XADD', KEYS[2], 'MAXLEN', 1, '*', 'ended', 1)
return redis.call('PEXPIRE', KEYS[2], ARGV[2])
"""


@dataclass(frozen=True)
class _Flight:
    """One caller's part in a flight."""

    key: str
    token: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def keys(self) -> list[str]:
        return [f"flight:{{{self.key}}}:lease", f"flight:{{{self.key}}}:ended"]

    @property
    def resource(self) -> str:
        """What is shared, as a wait for it is named: the kind of the key, without whose it is."""
        return self.key.partition(":")[0]


class Flights:
    """Shares calls between threads and processes. One object per process; the client must be a brief one.

    Who follows tells so every half second by ``on_wait`` of the caller at that moment.
    """

    def __init__(self, client: redis.Redis, *, lease_s: float = 4.0, get_caller: Callable[[], Caller] = Caller) -> None:
        self._client = client
        self._get_caller = get_caller
        self._lease_s = lease_s
        self._try = client.register_script(_TRY)
        self._renew = client.register_script(_RENEW)
        self._release = client.register_script(_RELEASE)
        self._optional = FailOpen("flights")
        self._lock = threading.Lock()
        self._mine: dict[str, _Flight] = {}
        self._is_closed = False

    def run(self, key: str, find: Callable[[], T | None], make: Callable[[], T]) -> T:
        """What ``find`` answers, at once or after another's ``make``; else what our own ``make`` answers.

        ``make`` must store the value where ``find`` looks; ``find`` may run several times. Raises what they raise, and
        OperationCancelledError when this process ends its work (``release_all``).
        """
        found = find()
        if found is not None:
            return found
        flight = _Flight(key)
        try:
            with self._lock:
                self._mine[flight.token] = flight
            found = self._follow(flight, find)
            if found is not None:
                return found
            with self._renewed(flight):
                return make()
        finally:
            with shielded():
                self._land(flight)

    def release_all(self) -> None:
        """Let others lead what this process leads, which is about to end; who follows here stops."""
        with self._lock:
            self._is_closed = True
            flights = list(self._mine.values())
        for flight in flights:
            self._land(flight)

    def _follow(self, flight: _Flight, find: Callable[[], T | None]) -> T | None:
        """What another made; None when it is our turn to make it."""
        on_wait, is_told = self._get_caller().on_wait, False
        while True:
            self._require_open()
            position = self._optional.run(lambda: self._ask_for_lease(flight), _LEADS)
            found: T | None = None
            if position == _LEADS:
                self._require_open()
                found = find()  # between our last look and the lease another may have ended
            elif self._has_ended(flight, position):
                found = find()
            elif on_wait is not None:
                is_told = True
                on_wait(flight.resource, Place(1, None, WaitReason.SHARED))
            if found is not None or position == _LEADS:
                if is_told and on_wait is not None:
                    on_wait(flight.resource, Place(0, None, WaitReason.SHARED))
                return found

    def _ask_for_lease(self, flight: _Flight) -> str:
        return str(self._try(keys=flight.keys, args=[flight.token, self._lease_ms]))

    def _has_ended(self, flight: _Flight, position: str) -> bool:
        """Wait for an end after ``position``; not for ever, for a leader that died announces nothing."""
        stream: dict[Any, Any] = {flight.keys[1]: position}
        block_ms = int(BRIEF_BLOCK_S * 1000)
        return self._optional.run(lambda: bool(self._client.xread(stream, block=block_ms)), default=False)

    @contextmanager
    def _renewed(self, flight: _Flight) -> Iterator[None]:
        """Keep the lease for the block. A leader that lost it goes on: what it makes is the same for all."""
        ended = threading.Event()

        def renew() -> None:
            while not ended.wait(self._lease_s / 4):
                self._optional.run(lambda: self._renew(keys=flight.keys[:1], args=[flight.token, self._lease_ms]), None)

        threading.Thread(target=renew, name="flight-keeper", daemon=True).start()
        try:
            yield
        finally:
            ended.set()

    def _land(self, flight: _Flight) -> None:
        with self._lock:
            self._mine.pop(flight.token, None)
        self._optional.run(lambda: self._release(keys=flight.keys, args=[flight.token, _END_LIFE_MS]), None)

    def _require_open(self) -> None:
        if self._is_closed:
            raise OperationCancelledError("this process gave back what it leads")

    @property
    def _lease_ms(self) -> int:
        return int(self._lease_s * 1000)
