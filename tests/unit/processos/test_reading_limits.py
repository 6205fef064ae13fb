"""The reader ends itself before the queue ends it: what was read until then is kept."""

from __future__ import annotations

from core.infra.queue import QueueName, Work
from core.processos.domain import DocumentoLido
from core.processos.service import ProcessoService
from core.settings import LeituraSettings
from tests.builders import build_lido

LIDO = build_lido("texto")
SETTINGS = LeituraSettings(document_timeout_s=900, page_timeout_s=90)


class Queue:
    def __init__(self) -> None:
        self.work: list[Work] = []

    def enqueue(self, _name: QueueName, work: Work) -> bool:
        self.work.append(work)
        return True

    def note_awaited(self, _keys: object) -> None:
        """Nobody would stop it."""


class Repository:
    """Has the reading once it was asked for in the queue."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def find_leituras(self, _hashes: object) -> dict[str, DocumentoLido]:
        return {LIDO.sha256: LIDO} if self._queue.work else {}


def test_the_last_page_has_its_whole_time_after_the_documents_time_is_over() -> None:
    queue = Queue()
    service = ProcessoService(Repository(queue), None, queue, None, (None, SETTINGS))
    assert list(service.read((LIDO.sha256,))) == [LIDO]
    assert queue.work[0].timeout_s > SETTINGS.document_timeout_s + SETTINGS.page_timeout_s
