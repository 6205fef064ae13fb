"""Reading that survives its process: pages are kept as they come, and the next attempt goes on behind them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from core.processos.domain import DocumentoLido, Pagina
from core.processos.leitura.isolamento import read_isolated
from core.processos.leitura.leitor import hash_file
from core.processos.leitura.motivos import PASSAGEIROS, PaginaLida
from core.processos.leitura.repository import PaginaRepository
from core.settings import LeituraSettings

_SAVE_EVERY_S = 0.5
"""What a crash may cost of pages that are read in milliseconds; one that went to OCR is kept at once."""


@dataclass(frozen=True)
class AndamentoDaLeitura:
    """How far the reading of a content is, in pages."""

    lidas: int
    total: int


class LeituraService:
    """Reads contents in an isolated process and tells how far each one is."""

    def __init__(self, repository: PaginaRepository) -> None:
        self._repository = repository

    def read(self, path: Path, settings: LeituraSettings, on_page: Callable[[], None]) -> DocumentoLido:
        """The document; pages that an earlier attempt kept are taken over. ``on_page`` is called after each page.

        Raises OcrUnavailableError.
        """
        gaveta = _Gaveta(self._repository, hash_file(path))

        def keep(lida: PaginaLida, total: int) -> None:
            gaveta.add(lida, total)
            on_page()

        return read_isolated(path, settings, done=gaveta.load(), on_page=keep)

    def forget(self, sha256: str) -> None:
        """Drop the pages of a document that is kept as a whole now."""
        self._repository.delete_lidas(sha256)

    def list_paginas(self, sha256: str) -> tuple[Pagina, ...]:
        """The pages read so far of a document whose reading is going on."""
        return tuple(lida.pagina for lida in self._repository.list_lidas(sha256))

    def find_andamentos(self, hashes: Collection[str]) -> dict[str, AndamentoDaLeitura]:
        counts = self._repository.count_lidas(hashes)
        return {sha256: AndamentoDaLeitura(done, total) for sha256, (done, total) in counts.items()}


class _Gaveta:
    """Pages of one document on their way to the database, a few at a time."""

    def __init__(self, repository: PaginaRepository, sha256: str) -> None:
        self._repository, self._sha256 = repository, sha256
        self._waiting: list[PaginaLida] = []
        self._saved_at = time.monotonic()

    def load(self) -> dict[int, PaginaLida]:
        """What was kept, but for pages lost to trouble that may have passed."""
        lidas = self._repository.list_lidas(self._sha256)
        return {lida.pagina.numero: lida for lida in lidas if lida.motivo not in PASSAGEIROS}

    def add(self, lida: PaginaLida, total: int) -> None:
        self._waiting.append(lida)
        if time.monotonic() - self._saved_at >= _SAVE_EVERY_S:
            self._repository.add_lidas(self._sha256, self._waiting, total=total)
            self._waiting, self._saved_at = [], time.monotonic()
