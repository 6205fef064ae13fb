"""A case in a real database whose court is a list of answers, with the services of the reader over it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import redis
from sqlalchemy import text

from core.errors import PortalError
from core.infra.db import SessionScope
from core.infra.queue import QueueName, WorkQueue
from core.infra.rate import Action
from core.processos.autos.buscas import BuscaService
from core.processos.autos.obras.imagens import ImagemService
from core.processos.autos.obras.repository import ImagemRepository, VolumeRepository
from core.processos.autos.obras.volumes import VolumeService
from core.processos.autos.repository import AutosRepository
from core.processos.autos.service import AutosService
from core.processos.domain import ConteudoBaixado, Documento, DocumentoLido, FormatoDeArquivo, Pagina, Processo
from core.processos.leitura.fila import FilaDeLeitura
from core.processos.leitura.repository import PaginaRepository
from core.processos.leitura.service import LeituraService
from core.processos.repository import ProcessoRepository
from core.settings import AutosSettings, LeituraSettings
from tests.builders import build_numero_cnj

NUMERO = build_numero_cnj()
LEITURA = LeituraSettings.model_construct()
AUTOS = AutosSettings.model_construct()


@dataclass
class NoRates:
    """Counts what was asked for and refuses nothing."""

    counted: list[Action] = field(default_factory=list)

    def require(self, action: Action, key: str) -> None:
        self.counted.append(action)

    def require_all(self, *events: tuple[Action, str]) -> None:
        self.counted += [action for action, _ in events]


@dataclass
class FakeCourt:
    """The part of ProcessoService that a search uses; ``error`` is raised by the next question."""

    repository: ProcessoRepository
    processo: Processo | None = None
    error: PortalError | None = None
    contents: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    to_read: list[str] = field(default_factory=list)
    folder: Path = Path()

    def fetch_novidades(self, numero_cnj: str, pedida_em: datetime) -> None:
        self.asked.append(numero_cnj)
        if self.error is not None:
            raise self.error
        assert self.processo is not None
        self.repository.save_processo(self.processo)

    def download(self, numero_cnj: str, documentos: Sequence[Documento]) -> dict[str, str]:
        if self.error is not None:
            raise self.error
        found = {}
        for ident in [ident for documento in documentos for ident in documento.ids_das_partes]:
            self.asked.append(ident)
            if ident in self.contents:
                found[ident] = save_content(self.repository, self.folder, ident, self.contents[ident])
        return found

    def request_leituras(self, hashes: Sequence[str]) -> None:
        self.to_read += hashes


def save_content(repository: ProcessoRepository, folder: Path, ident: str, content: bytes) -> str:
    path = folder / f"{ident}-{len(content)}"
    path.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    repository.save_conteudo(NUMERO, ConteudoBaixado(ident, path, len(content), sha256, "application/pdf"))
    return sha256


class Stage:
    """Everything of the reader over one database, one Redis and a fake court."""

    def __init__(self, scope: SessionScope, client: redis.Redis, folder: Path) -> None:
        self.scope, self.folder = scope, folder
        self.processos = ProcessoRepository(scope)
        self.repository = AutosRepository(scope)
        self.queue = WorkQueue(client)
        self.rates: Any = NoRates()
        self.court = FakeCourt(self.processos, folder=folder)
        court: Any = self.court
        self.paginas = PaginaRepository(scope)
        self.leituras = LeituraService(self.paginas, FilaDeLeitura(self.queue, LeituraSettings()))
        self.autos = AutosService(self.repository, self.processos, self.leituras, self.rates, LEITURA)
        services = (self.autos, court, self.leituras)
        self.buscas = BuscaService(self.repository, *services, self.queue, self.rates)
        self.pictures = ImagemRepository(scope)
        self.imagens = ImagemService(self.pictures, self.processos, self.queue, AUTOS)
        self.volumes = VolumeService(
            self.autos, (VolumeRepository(scope), self.processos), self.queue, self.rates, AUTOS
        )
        with scope() as session:
            session.execute(
                text(
                    "INSERT INTO usuario (id, login, nome, papel, unidade, senha_hash, is_active, created_at)"
                    " VALUES (1, 'ana', 'Ana', 'procurador', 'PGE', 'x', true, now())"
                )
            )

    def keep(self, processo: Processo) -> None:
        self.processos.save_processo(processo)

    def read(self, ident: str, *paginas: Pagina, content: bytes = b"", motivo: str = "") -> str:
        """Download and read a document, as the workers do."""
        sha256 = save_content(self.processos, self.folder, ident, content or f"conteudo {ident}".encode())
        self.processos.save_leitura(DocumentoLido(sha256, FormatoDeArquivo.PDF, paginas, motivo))
        return sha256

    def list_waiting(self, name: QueueName) -> tuple[str, ...]:
        return self.queue.list_waiting(name)
