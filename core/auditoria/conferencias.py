"""The check of the whole record as work of a worker: one at a time, and what it found kept for the screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import redis

from core.auditoria.domain import Laudo
from core.auditoria.service import AuditoriaService
from core.infra.queue import QueueName, Work, WorkQueue

_KEY = "auditoria:laudo"
_KEPT_S = 90 * 24 * 3600
_WORK, _TIMEOUT_S = "auditoria-conferencia", 1_800


@dataclass(frozen=True)
class Conferencia:
    """What the last check found, and when; ``is_running`` while the next one is not done."""

    is_running: bool
    has_failed: bool = False
    laudo: Laudo | None = None
    feita_em: datetime | None = None


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ConferenciaService:
    def __init__(
        self,
        auditoria: AuditoriaService,
        client: redis.Redis,
        queue: WorkQueue,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._auditoria = auditoria
        self._client = client
        self._queue = queue
        self._now = now

    def request(self, usuario_id: int) -> bool:
        """Have the record checked; False while somebody's check goes on. Raises QueueUnavailableError."""
        work = Work("jobs.verify_auditoria.run", _WORK, (), _TIMEOUT_S, str(usuario_id))
        return self._queue.enqueue(QueueName.ROTINAS, work)

    def verify(self) -> Laudo:
        """Check it, now and here, and keep what was found. Raises RedisError."""
        laudo = self._auditoria.verify()
        kept = {"feita_em": self._now().isoformat(), "laudo": asdict(laudo)}
        self._client.set(_KEY, json.dumps(kept), ex=_KEPT_S)
        return laudo

    def find(self) -> Conferencia:
        """Raises RedisError."""
        is_running = self._queue.is_alive(_WORK)
        has_failed = not is_running and self._queue.has_failed(_WORK)
        found = self._client.get(_KEY)
        if found is None:
            return Conferencia(is_running, has_failed)
        kept = json.loads(str(found))
        return Conferencia(is_running, has_failed, Laudo(**kept["laudo"]), datetime.fromisoformat(kept["feita_em"]))
