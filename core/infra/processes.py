"""What each process of the portal takes, on any machine: each says so itself, and is forgotten when it ends."""

from __future__ import annotations

import json
import os
import platform
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial

import redis
import structlog
from prometheus_client import CollectorRegistry, ProcessCollector

PERIOD_S = 10.0

_KEPT_S = 35
_INDEX = "processes"
_log = structlog.get_logger()


@dataclass(frozen=True)
class ProcessReport:
    """One process as it was when it last spoke. Numbers that the system does not tell (outside Linux) are None.

    ``kind`` is ``web``, ``schedule``, ``pool`` or the queue that a worker serves.
    """

    kind: str
    host: str
    pid: int
    memory_bytes: float | None = None
    cpu_s: float | None = None
    open_files: float | None = None
    started_at: float | None = None
    """Seconds since 1970."""


class ProcessBook:
    """Where processes say what they take. Raises nothing when Redis is away: nobody needs these numbers to work."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def note(self, kinds: Mapping[int, str]) -> None:
        """What these processes of this machine take now, each with its kind."""
        host = platform.node()
        try:
            with self._client.pipeline(transaction=False) as pipeline:
                for pid, kind in kinds.items():
                    key = f"process:{host}:{pid}"
                    pipeline.set(key, json.dumps(asdict(measure(pid, kind, host))), ex=_KEPT_S)
                    pipeline.sadd(_INDEX, key)
                pipeline.execute()
        except redis.RedisError as error:
            _log.warning("process_not_noted", reason=type(error).__name__)

    def note_forever(self, kind: str) -> None:
        """Say what this process takes for as long as it lives."""

        def beat() -> None:
            while True:
                self.note({os.getpid(): kind})
                time.sleep(PERIOD_S)

        threading.Thread(target=beat, name="process-book", daemon=True).start()

    def read(self) -> tuple[ProcessReport, ...]:
        """Those that spoke lately, by kind, machine and number. Raises redis.RedisError."""
        keys = sorted(self._client.smembers(_INDEX))
        texts = self._client.mget(keys) if keys else []
        if silent := [key for key, text in zip(keys, texts, strict=True) if text is None]:
            self._client.srem(_INDEX, *silent)
        found = [ProcessReport(**json.loads(text)) for text in texts if text is not None]
        return tuple(sorted(found, key=lambda one: (one.kind, one.host, one.pid)))


def measure(pid: int, kind: str, host: str) -> ProcessReport:
    """What the process takes, by the library's own reading of ``/proc``; a process that just ended has no numbers."""
    collector = ProcessCollector(pid=partial(int, pid), registry=CollectorRegistry())
    values = {sample.name: sample.value for metric in collector.collect() for sample in metric.samples}
    return ProcessReport(
        kind,
        host,
        pid,
        memory_bytes=values.get("process_resident_memory_bytes"),
        cpu_s=values.get("process_cpu_seconds_total"),
        open_files=values.get("process_open_fds"),
        started_at=values.get("process_start_time_seconds"),
    )
