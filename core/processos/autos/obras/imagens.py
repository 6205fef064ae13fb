"""Pictures of pages: drawn when first looked at, a few ahead of the reader, and kept for a while."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from core.errors import RecordNotFoundError
from core.infra.isolated import IsolatedDeathError, Limits, run_isolated
from core.infra.queue import QueueName, Work, WorkQueue
from core.processos.autos.obras.desenho import Desenho, draw_pages
from core.processos.autos.obras.repository import ImagemRepository
from core.processos.repository import ProcessoRepository
from core.settings import AutosSettings

_AHEAD = 4
"""Pages drawn together, so that turning them does not wait."""

_WARM = 2
"""So many pages ahead of the one looked at must be there, or are drawn already."""

_TIMEOUT_S = 120
PESADA = "A página pede demais do portal para ser desenhada. Baixe o documento para vê-la."

_log = structlog.get_logger()


class ImagemService:
    def __init__(
        self, repository: ImagemRepository, contents: ProcessoRepository, queue: WorkQueue, settings: AutosSettings
    ) -> None:
        self._repository = repository
        self._contents = contents
        self._queue = queue
        self._settings = settings

    def request(self, sha256: str, numero: int, total: int) -> Desenho | None:
        """The picture of a page, or None while it is being drawn. Raises QueueUnavailableError.

        The pages after it are drawn ahead. One that the queue gave up is answered with the reason.
        """
        found = self._repository.find(sha256, numero)
        if found is None:
            if self._queue.has_failed(_key(sha256, numero)):
                return Desenho(numero, motivo=PESADA)
            self._enqueue(sha256, numero)
        elif (ahead := numero + _WARM) <= total and not self._repository.has(sha256, ahead):
            self._enqueue(sha256, ahead)
        return found

    def find(self, sha256: str, numero: int) -> Desenho | None:
        """The picture if it is there."""
        return self._repository.find(sha256, numero)

    def draw(self, sha256: str, numero: int) -> None:
        """Draw a page and the next ones now, in a child, and keep them. Safe to run twice."""
        numeros = [n for n in range(numero, numero + _AHEAD) if not self._repository.has(sha256, n)]
        if not numeros:
            return
        settings = self._settings
        limits = Limits(settings.memory_bytes, settings.imagem_cpu_s * len(numeros), settings.imagem_s * len(numeros))
        with tempfile.TemporaryDirectory(prefix="portal-imagem-") as folder:
            path = Path(folder) / "conteudo"
            try:
                self._contents.write_conteudo(sha256, path)
            except RecordNotFoundError:  # forgotten meanwhile: who looks at the document has it fetched again
                return
            current = iter(numeros)
            at = next(current)
            try:
                for desenho in run_isolated(draw_pages, (path, numeros), limits):
                    self._repository.save(sha256, desenho, settings.imagens_guardadas)
                    at = next(current, 0)
            except IsolatedDeathError:
                self._repository.save(sha256, Desenho(at or numero, motivo=PESADA), settings.imagens_guardadas)

    def delete_old(self) -> None:
        self._repository.delete_old(datetime.now(UTC) - timedelta(hours=self._settings.guarda_h))

    def _enqueue(self, sha256: str, numero: int) -> None:
        work = Work("jobs.draw_paginas.run", _key(sha256, numero), (sha256, numero), _TIMEOUT_S)
        self._queue.enqueue(QueueName.IMAGENS, work)


def _key(sha256: str, numero: int) -> str:
    return f"imagem-{sha256}-{numero}"
