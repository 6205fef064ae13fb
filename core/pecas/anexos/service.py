"""From files to a request: received, read and classified ahead of the geração, which goes on from there."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

import structlog

from core.errors import PortalError
from core.infra.cache import Cache
from core.infra.queue import QueueName, Work, WorkQueue
from core.pecas.classificacao import Classificador
from core.pecas.domain import Versoes
from core.pecas.versoes import Biblioteca
from core.processos.domain import DocumentoLido, PecaDosAutos
from core.processos.envios.domain import ArquivoEnviado, Envio, build_processo
from core.processos.envios.service import EnvioService
from core.processos.service import ProcessoService
from core.prompts.service import PromptService

_TIMEOUT_S = 900

_log = structlog.get_logger()


class AnexoService:
    """Every method that names a person answers only for that person's own files; others' are not found."""

    def __init__(
        self,
        envios: EnvioService,
        processos: ProcessoService,
        prompts: PromptService,
        classificador: Classificador,
        queue: WorkQueue,
        recusas: Cache,
    ) -> None:
        """``recusas`` keeps for a while why an exam ended early, for its owner to read."""
        self._envios = envios
        self._processos = processos
        self._prompts = prompts
        self._classificador = classificador
        self._queue = queue
        self._recusas = recusas

    def find(self, chave: str, usuario_id: int) -> Envio | None:
        """The person's set, or None before the first file. Raises RecordNotFoundError for another person's."""
        return self._envios.require(chave, usuario_id) if chave else None

    def receive(self, chave: str, usuario_id: int, nome: str, source: BinaryIO) -> Envio:
        """Take one file in; an empty key begins a new set. Raises ArquivoRecusadoError, ForbiddenChangeError."""
        envio = self._envios.require(chave, usuario_id) if chave else self._envios.begin(usuario_id)
        return self._envios.receive(envio.chave, usuario_id, nome, source)

    def remove(self, chave: str, usuario_id: int, id_documento: str) -> Envio:
        """Raises ForbiddenChangeError once a geração stands on the files."""
        return self._envios.remove(chave, usuario_id, id_documento)

    def declare_sigilo(self, chave: str, usuario_id: int, id_documento: str, *, is_sigiloso: bool) -> Envio:
        return self._envios.declare_sigilo(chave, usuario_id, id_documento, is_sigiloso=is_sigiloso)

    def choose_categoria(self, chave: str, usuario_id: int, id_documento: str, categoria: str) -> Envio:
        return self._envios.choose_categoria(chave, usuario_id, id_documento, categoria)

    def request_exame(self, chave: str, usuario_id: int, numero: str = "") -> bool:
        """Have the files that are not declared secret read and classified ahead. True when that was started.

        ``numero`` is the case that the person says they belong to, in any form, or empty: it is kept first, for its
        secrecy is theirs. Raises InvalidNumeroCnjError, ForbiddenChangeError, QueueUnavailableError.
        """
        envio = self._envios.name_processo(chave, usuario_id, numero)
        if not _list_abertos(envio):
            return False
        self._recusas.save(_build_key(envio), "")
        work = Work(
            "jobs.examine_envio.run", _build_key(envio), (chave,), _TIMEOUT_S, str(usuario_id), is_optional=True
        )
        return self._queue.enqueue(QueueName.AUTOS, work)

    def is_examining(self, envio: Envio) -> bool:
        """True while the exam of the files as they are declared now waits or runs."""
        return self._queue.is_alive(_build_key(envio))

    def find_recusa(self, envio: Envio) -> str:
        """Why the last exam of the files as they are declared now ended early, in words; empty when it did not."""
        return self._recusas.find(_build_key(envio)) or ""

    def find_dono(self, chave: str) -> int:
        """For workers: on whose behalf the files are examined. Raises RecordNotFoundError."""
        return self._envios.get(chave).usuario_id

    def examine(self, chave: str) -> None:
        """Read and classify now what was not. What fails here is met again, and told, by the geração.

        Nothing is read before the court said of the named case, if any, that it is open. Safe to run twice: readings
        and answers are kept. Raises ProcessoSigilosoError and the errors of the court.
        """
        envio = self._envios.get(chave)
        try:
            self._examine(envio)
        except PortalError as error:
            self._recusas.save(_build_key(envio), f"{error.user_message} (código {error.code})")
            raise

    def _examine(self, envio: Envio) -> None:
        if envio.numero_informado:
            self._processos.fetch_processo(envio.numero_informado)
        abertos = {arquivo.sha256: arquivo for arquivo in _list_abertos(envio)}
        for lido in self._processos.read(tuple(abertos)):
            arquivo = abertos[lido.sha256]
            if arquivo.categoria:
                continue
            try:
                found = self._classificador.classify(
                    Biblioteca(self._prompts, Versoes()), _to_peca(envio, arquivo, lido)
                )
            except PortalError as error:
                _log.warning("file_not_classified", outcome=error.code)
                continue
            self._envios.note_classificacao(
                envio.chave, arquivo.id_documento, found.categoria, found.confianca, found.motivo
            )

    def send(self, chave: str, usuario_id: int, numero: str = "") -> None:
        """Close the set for a geração, which is then asked for under its key in place of a number.

        ``numero`` is the case that the person says the files belong to, in any form, or empty. Raises
        InvalidNumeroCnjError, InvalidInputError without files, RecordNotFoundError.
        """
        self._envios.send(chave, usuario_id, numero)


def _list_abertos(envio: Envio) -> list[ArquivoEnviado]:
    return [arquivo for arquivo in envio.arquivos if arquivo.nivel_sigilo == 0]


def _build_key(envio: Envio) -> str:
    """The same for the same files of the same case: a second click asks for nothing new."""
    names = envio.numero_informado + "".join(arquivo.id_documento for arquivo in _list_abertos(envio))
    return f"anexos-{envio.chave}-{hashlib.sha256(names.encode()).hexdigest()[:16]}"


def _to_peca(envio: Envio, arquivo: ArquivoEnviado, lido: DocumentoLido) -> PecaDosAutos:
    documento = next(d for d in build_processo(envio).documentos if d.id_documento == arquivo.id_documento)
    return PecaDosAutos(envio.chave, documento, arquivo.ordem, arquivo.nome, lido.estado, lido, lido.motivo)
