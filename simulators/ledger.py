"""The record of every call that a simulator received, for tests that prove limits and side effects."""

from __future__ import annotations

import hashlib
import json
import threading
import time
import uuid
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MAX_ENTRIES = 20_000
"""Entries kept in memory; the file keeps all of them."""


@dataclass
class Call:
    """One call in flight; whoever answers it fills ``outcome`` and ``detail`` before it ends."""

    id: int
    outcome: str = "ok"
    detail: dict[str, Any] = field(default_factory=dict)


def identify_request(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    """What tells equal requests: a digest of the body, and the id in ``x-request-id`` where the client sends one."""
    identity = {"request": hashlib.sha256(body).hexdigest()[:16]}
    request_id = headers.get("x-request-id")
    return identity | {"request_id": request_id} if request_id else identity


class Ledger:
    """Counts calls in flight and keeps one entry when a call starts and one when it ends.

    With a path each entry is also one JSON line of that file, written at once, so that a test can read
    it while the simulator runs or after it was killed. An entry has t (Unix seconds), service, call, run (the same
    for one process; ids begin anew in the next), id, phase ("start" or "end"), in_flight after the change; a "start"
    adds what was asked, an "end" outcome, duration_s and details.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self._lock = threading.Lock()
        self._path = Path(path) if path else None
        self._run = uuid.uuid4().hex[:8]
        self._last_id = 0
        self._open: set[int] = set()
        self._counts: Counter[str] = Counter()
        self.entries: deque[dict[str, Any]] = deque(maxlen=MAX_ENTRIES)
        self.max_in_flight = 0

    @property
    def in_flight(self) -> int:
        return len(self._open)

    @property
    def calls(self) -> int:
        """Calls started since the process began; ``reset`` does not touch it."""
        return self._last_id

    def reset(self) -> None:
        """Forget the entries in memory and the highest mark; the file and calls in flight stay."""
        with self._lock:
            self.entries.clear()
            self._counts.clear()
            self.max_in_flight = self.in_flight

    @contextmanager
    def track(self, service: str, call: str, **detail: Any) -> Iterator[Call]:
        """One call from start to end. A cancelled or failed block ends with the exception's name as outcome."""
        entry = self.start(service, call, **detail)
        began = time.monotonic()
        try:
            yield entry
        except BaseException as error:
            entry.outcome = type(error).__name__
            raise
        finally:
            self.end(service, call, entry, duration_s=time.monotonic() - began)

    def start(self, service: str, call: str, **detail: Any) -> Call:
        """Use ``track`` where a block will do; this is for an answer that ends after its handler returned."""
        with self._lock:
            self._last_id += 1
            entry = Call(self._last_id)
            self._open.add(entry.id)
            self.max_in_flight = max(self.max_in_flight, self.in_flight)
            self._append(service, call, entry.id, "start", detail)
        return entry

    def end(self, service: str, call: str, entry: Call, *, duration_s: float) -> None:
        """Close a started call; closing it twice counts once."""
        with self._lock:
            if entry.id not in self._open:
                return
            self._open.discard(entry.id)
            self._counts[f"{call}:{entry.outcome}"] += 1
            detail = {"outcome": entry.outcome, "duration_s": round(duration_s, 4), **entry.detail}
            self._append(service, call, entry.id, "end", detail)

    def counts(self) -> dict[str, int]:
        """How many calls ended, by ``call:outcome``."""
        with self._lock:
            return dict(self._counts)

    def _append(self, service: str, call: str, call_id: int, phase: str, detail: dict[str, Any]) -> None:
        entry = {"t": time.time(), "service": service, "call": call, "run": self._run, "id": call_id}
        entry |= {"phase": phase, "in_flight": self.in_flight, **detail}
        self.entries.append(entry)
        if self._path:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
