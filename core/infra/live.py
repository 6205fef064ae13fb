"""What people set while the portal runs, as every process knows it: a copy in Redis, looked at once a second.

The database keeps the values and their history; whoever changes one puts the newest state here. A process whose Redis
is away goes on with what it knew, and one that finds nothing there reads the database and puts it back.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import redis
import structlog

from core.infra.db import DATABASE_SILENT
from core.infra.failopen import FailOpen

LONGEST_S = 5.0
"""A change is known to every process within this time while Redis answers; most know it after a second."""

_AGE_S = 1.0
_KEY = "ajustes:{todos}"
_PUBLISH = """
local known = tonumber(redis.call('HGET', KEYS[1], 'versao') or '-1')
if tonumber(ARGV[1]) < known and ARGV[3] == '' then return 0 end
redis.call('HSET', KEYS[1], 'versao', ARGV[1], 'corpo', ARGV[2])
return 1
"""
"""States come in the order of their numbers: one that was read before another was written never replaces it."""

_log = structlog.get_logger()


@dataclass(frozen=True)
class Setting:
    """One value. ``target`` is whom it is for, empty for all; ``since`` is set where a value counts from an instant."""

    name: str
    target: str
    value: Any
    since: datetime | None = None


@dataclass(frozen=True)
class State:
    """All values at one instant; a later state has a larger ``version``."""

    version: int = 0
    settings: tuple[Setting, ...] = ()
    by_key: dict[tuple[str, str], list[Setting]] = field(init=False, default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for one in self.settings:
            self.by_key.setdefault((one.name, one.target), []).append(one)


class Live:
    """The values as this process knows them. Threads share one; asking takes no time unless it is time to look."""

    def __init__(self, client: redis.Redis, load: Callable[[], State]) -> None:
        """``client`` answers within a second or not at all. ``load`` reads the database."""
        self._client = client
        self._load = load
        self._publish = client.register_script(_PUBLISH)
        self.failopen = FailOpen("limits")
        self._lock = threading.Lock()
        self._state = State()
        self._is_known = False
        self._looked_at = float("-inf")

    def find(self, name: str, target: str = "") -> Any | None:
        """The value that people gave, or None where the portal's own settings count."""
        found = self._read().by_key.get((name, target))
        return found[-1].value if found else None

    def find_surely(self, name: str) -> Any | None:
        """The same, where "not known yet" must not be taken for "not set": such a process reads the database itself.

        Raises one of DATABASE_SILENT when it cannot.
        """
        self._read()
        if not self._is_known:
            state = self._load()
            with self._lock:
                if not self._is_known:
                    self._state, self._is_known = state, True
        return self.find(name)

    def find_at(self, name: str, target: str, at: datetime) -> Any | None:
        """The value that counts at this instant: of those that have begun, the one that began last."""
        begun = [one for one in self.list_dated(name, target) if one.since is not None and one.since <= at]
        return max(begun, key=lambda one: one.since or at).value if begun else None

    def list_dated(self, name: str, target: str) -> tuple[Setting, ...]:
        """The values that count from an instant, whether it has come or not."""
        return tuple(self._read().by_key.get((name, target), ()))

    def list_targets(self, name: str) -> tuple[str, ...]:
        """Whom there are values for, in order."""
        return tuple(sorted(target for known, target in self._read().by_key if known == name))

    def read_version(self) -> int:
        """The number of the state that processes know; 0 for none. Raises redis.RedisError."""
        return int(str(self._client.hget(_KEY, "versao") or 0))

    def publish(self, state: State, *, is_forced: bool = False) -> bool:
        """Tell every process. False for a state older than what they know, unless it is forced on them.

        Raises redis.RedisError.
        """
        args: list[str | int] = [state.version, dump_state(state), "forced" if is_forced else ""]
        is_newest = bool(self._publish(keys=[_KEY], args=args))
        if is_newest:
            with self._lock:
                self._state, self._is_known, self._looked_at = state, True, time.monotonic()
        return is_newest

    def _read(self) -> State:
        if time.monotonic() - self._looked_at < _AGE_S or not self._lock.acquire(blocking=False):
            return self._state
        try:
            self._looked_at = time.monotonic()
            found = self.failopen.run(self._fetch, None)
            if found is not None:
                self._state, self._is_known = found, True
        finally:
            self._lock.release()
        return self._state

    def _fetch(self) -> State | None:
        """The state in Redis, or that of the database when Redis has none; None while neither answers."""
        version, text = self._client.hmget(_KEY, ["versao", "corpo"])
        if version is not None and self._is_known and int(version) == self._state.version:
            return self._state
        if text is not None:
            return parse_state(str(text))
        try:
            state = self._load()
        except DATABASE_SILENT as error:
            _log.warning("live_not_read", reason=type(error).__name__)
            return None
        self._publish(keys=[_KEY], args=[state.version, dump_state(state), ""])
        return state


def dump_state(state: State) -> str:
    rows = [[one.name, one.target, one.value, one.since and one.since.timestamp()] for one in state.settings]
    return json.dumps({"versao": state.version, "valores": rows}, separators=(",", ":"))


def parse_state(text: str) -> State:
    found = json.loads(text)
    return State(
        found["versao"],
        tuple(
            Setting(name, target, value, None if since is None else datetime.fromtimestamp(since, UTC))
            for name, target, value, since in found["valores"]
        ),
    )
