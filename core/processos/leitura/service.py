"""Reading that survives its process: pages are kept as they come, and the next attempt goes on behind them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from pathlib import Path

from core.errors import ForbiddenChangeError, OperationCancelledError
from core.infra.slots import Caller
from core.processos.domain import DocumentoLido
from core.processos.leitura.andamento import AndamentoDaLeitura
from core.processos.leitura.fila import FilaDeLeitura
from core.processos.leitura.isolamento import read_isolated
from core.processos.leitura.leitor import hash_file
from core.processos.leitura.motivos import PASSAGEIROS, PaginaLida
from core.processos.leitura.repository import PaginaRepository
from core.settings import LeituraSettings

_SAVE_EVERY_S = 0.5
"""What a crash may cost of pages that are read in milliseconds; one that went to OCR is kept at once."""


_PRECISA = (
    "A leitura não foi parada: outra pessoa a pediu ou uma geração depende dela. "
    "Se a geração é sua, pare-a primeiro; o que já foi lido fica guardado."
)


class LeituraService:
    """Reads contents in an isolated process, tells how far each one is, and stops them."""

    def __init__(self, repository: PaginaRepository, fila: FilaDeLeitura) -> None:
        self._repository = repository
        self._fila = fila

    def read(self, path: Path, settings: LeituraSettings, on_page: Callable[[], None]) -> DocumentoLido:
        """The document; pages that an earlier attempt kept are taken over. ``on_page`` is called after each page.

        Raises OcrUnavailableError, and OperationCancelledError when it is interrupted; the pages read so far are kept.
        """
        gaveta = _Gaveta(self._repository, hash_file(path))

        def keep(lida: PaginaLida, total: int) -> None:
            gaveta.add(lida, total)
            on_page()

        try:
            return read_isolated(path, settings, done=gaveta.load(), on_page=keep)
        except OperationCancelledError:
            gaveta.save()
            raise

    def forget(self, sha256: str) -> None:
        """Drop the pages of a document that is kept as a whole now."""
        self._repository.delete_lidas(sha256)

    def find_pagina(self, sha256: str, numero: int) -> PaginaLida | None:
        """A page that was read of a document whose reading did not come to its end."""
        return self._repository.find_lida(sha256, numero)

    def find_andamentos(self, hashes: Collection[str]) -> dict[str, AndamentoDaLeitura]:
        """How far each content is that has pages or whose reading is asked for; empty for the others."""
        counts, alive = self._repository.count_lidas(hashes), self._fila.find_alive(hashes)
        found: dict[str, AndamentoDaLeitura] = {}
        for sha256 in counts.keys() | alive.keys():
            lidas, total = counts.get(sha256, (0, 0))
            work = alive.get(sha256)
            found[sha256] = AndamentoDaLeitura(lidas, total, work is not None, work is not None and work.is_running)
        return found

    def request(self, hashes: Collection[str], usuario_id: int) -> None:
        """Have contents read, or go on behind the pages that were kept. Raises QueueUnavailableError."""
        for sha256 in hashes:
            self._fila.enqueue(sha256, Caller(str(usuario_id)))

    def stop(self, hashes: Collection[str], usuario_id: int) -> None:
        """End the readings that wait or run; pages read so far stay. Those that somebody else needs go on.

        Raises ForbiddenChangeError when all of them are needed, QueueUnavailableError.
        """
        alive = self._fila.find_alive(hashes)
        unneeded = [key for key, work in alive.items() if not self._fila.is_needed(key, work, str(usuario_id))]
        if alive and not unneeded:
            raise ForbiddenChangeError("readings that others need", user_message=_PRECISA)
        for sha256 in unneeded:
            self._fila.stop(sha256)

    def is_stopping(self, sha256: str) -> bool:
        """True when the reading that runs must end."""
        return self._fila.is_stopping(sha256)


class _Gaveta:
    """Pages of one document on their way to the database, a few at a time."""

    def __init__(self, repository: PaginaRepository, sha256: str) -> None:
        self._repository, self._sha256 = repository, sha256
        self._waiting: list[PaginaLida] = []
        self._total, self._saved_at = 0, time.monotonic()

    def load(self) -> dict[int, PaginaLida]:
        """What was kept, but for pages lost to trouble that may have passed."""
        lidas = self._repository.list_lidas(self._sha256)
        return {lida.pagina.numero: lida for lida in lidas if lida.motivo not in PASSAGEIROS}

    def add(self, lida: PaginaLida, total: int) -> None:
        self._waiting.append(lida)
        self._total = total
        if time.monotonic() - self._saved_at >= _SAVE_EVERY_S:
            self.save()

    def save(self) -> None:
        if self._waiting:
            self._repository.add_lidas(self._sha256, self._waiting, total=self._total)
        self._waiting, self._saved_at = [], time.monotonic()
