"""The queue of the readers: contents to be read, who waits for them, and the end of what nobody needs."""

from __future__ import annotations

import time
from collections.abc import Collection

from core.infra.queue import LiveWork, QueueName, Work, WorkQueue
from core.infra.slots import Caller, Place, ServiceClass
from core.settings import LeituraSettings

_TELL_S = 1.0
"""Between two looks at the place of a reading in its queue."""


class FilaDeLeitura:
    """One reading per content, whoever asked for it."""

    def __init__(self, queue: WorkQueue, settings: LeituraSettings) -> None:
        self._queue, self._settings = queue, settings

    def enqueue(self, sha256: str, caller: Caller) -> None:
        """Have a content read, behind the pages that were kept. Raises QueueUnavailableError."""
        settings = self._settings
        timeout_s = int(settings.document_timeout_s + settings.page_timeout_s) + 60  # the reader cuts itself off first
        is_lot = caller.service_class is ServiceClass.BATCH
        function, key = "jobs.read_documento.run", _key(sha256)
        self._queue.enqueue(QueueName.OCR, Work(function, key, (sha256,), timeout_s, caller.person, is_lot=is_lot))

    def wait_for(self, hashes: Collection[str], caller: Caller) -> None:
        """Have contents read whose readings somebody waits for; nobody may stop them for the next few seconds."""
        self._queue.note_awaited([_key(sha256) for sha256 in hashes])
        for sha256 in hashes:
            self.enqueue(sha256, caller)

    def revive(self, hashes: Collection[str], caller: Caller) -> list[str]:
        """Go on waiting, and queue again what the queue forgot; answers the contents whose reading failed for good."""
        failed = [sha256 for sha256 in hashes if self._queue.has_failed(_key(sha256))]
        self.wait_for([sha256 for sha256 in hashes if sha256 not in failed], caller)
        return failed

    def has_failed(self, hashes: Collection[str]) -> bool:
        """True when the reading of one of these contents failed for good."""
        return any(self._queue.has_failed(_key(sha256)) for sha256 in hashes)

    def find_alive(self, hashes: Collection[str]) -> dict[str, LiveWork]:
        """The readings that wait or run."""
        by_key = {_key(sha256): sha256 for sha256 in hashes}
        return {by_key[key]: work for key, work in self._queue.find_alive(by_key).items()}

    def is_needed(self, sha256: str, work: LiveWork, person: str) -> bool:
        """True when somebody else asked for the reading, or a geração waits for it."""
        return work.person != person or self._queue.is_awaited(_key(sha256))

    def stop(self, sha256: str) -> None:
        """End a reading. Raises QueueUnavailableError."""
        self._queue.stop(QueueName.OCR, _key(sha256))

    def is_stopping(self, sha256: str) -> bool:
        return self._queue.is_stopping(_key(sha256))

    def list_waiting(self) -> tuple[str, ...]:
        """Contents that no reader took yet, next first."""
        return tuple(key.removeprefix(_PREFIX) for key in self._queue.list_waiting(QueueName.OCR))


class WaitForReaders:
    """Tells the caller about once a second that one of its readings waits in the queue, and when none does any more."""

    def __init__(self, fila: FilaDeLeitura, caller: Caller) -> None:
        self._fila, self._on_wait = fila, caller.on_wait
        self._looks_at = time.monotonic() + _TELL_S
        self._is_told = False

    def tell(self, pending: Collection[str]) -> None:
        if self._on_wait is None or (pending and time.monotonic() < self._looks_at):
            return
        self._looks_at = time.monotonic() + _TELL_S
        waiting = self._fila.list_waiting() if pending else ()
        place = next((place for place, sha256 in enumerate(waiting, 1) if sha256 in pending), 0)
        if place or self._is_told:
            self._on_wait("ocr", Place(place))
        self._is_told = place > 0


_PREFIX = "leitura-"


def _key(sha256: str) -> str:
    return f"{_PREFIX}{sha256}"
