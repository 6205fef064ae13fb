"""What is done for a person who asks for the data that the portal keeps of them."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime
from io import BytesIO
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

from core.errors import ForbiddenChangeError, InvalidInputError, PermissionDeniedError
from core.exportacao.domain import Arquivo
from core.exportacao.repository import ArquivoRepository
from core.infra.cache import Cache
from core.infra.queue import QueueName, Work, WorkQueue
from core.lgpd.titulares.domain import ATENDER, Achados, Andamento, parse_busca
from core.lgpd.titulares.repository import Copia, TitularRepository
from core.usuarios.domain import Usuario

_TIMEOUT_S = 900
_LEIA_ME = (
    "Dados que o Portal PGE-MS guarda, reunidos em {when:%d/%m/%Y} para atender a um pedido (LGPD, art. 18).\r\n"
    "Cada item de dados.json é uma tabela do portal, com as linhas como estão guardadas.\r\n"
)
_NENHUM = (
    "Nada foi apagado: nenhum dos processos escolhidos pode ser eliminado agora. "
    "Busque de novo e veja a coluna “Pode ser eliminado”."
)


class TitularService:
    """Each question and act names who attends; all of it is put on record."""

    def __init__(
        self,
        repository: TitularRepository,
        arquivos: ArquivoRepository,
        queue: WorkQueue,
        caches: Collection[Cache] = (),
    ) -> None:
        """``caches`` hold texts of cases by keys that do not tell whose they are."""
        self._repository = repository
        self._arquivos = arquivos
        self._queue = queue
        self._caches = caches

    def find_casos(self, typed: str, atendente: Usuario) -> Achados:
        """Cases of a party by CPF or name. Raises PermissionDeniedError, InvalidInputError."""
        _require(atendente)
        return self._repository.find_casos(parse_busca(typed), autor=atendente.login)

    def request_copy(self, atendente: Usuario, *, casos: Collection[str] = (), pessoa: int = 0) -> str:
        """Have everything of these cases, or of a person of the portal, put into a file; answers the file's key.

        Raises PermissionDeniedError, QueueUnavailableError.
        """
        _require(atendente)
        chave = f"titular:{uuid4()}"
        args = (chave, ",".join(sorted(casos)), pessoa, atendente.login)
        work = Work("jobs.copy_titular.run", chave.replace(":", "-"), args, _TIMEOUT_S, person=str(atendente.id))
        self._queue.enqueue(QueueName.ROTINAS, work)
        return chave

    def copy(self, chave: str, casos: str, pessoa: int, autor: str) -> None:
        """Make and keep the file; only a worker calls. Safe to run again."""
        if self._arquivos.find(chave) is not None:
            return
        numeros = [one for one in casos.split(",") if one]
        copia = self._repository.copy_pessoa(pessoa, autor=autor) if pessoa else {}
        copia |= self._repository.copy_casos(numeros, autor=autor) if numeros else {}
        self._arquivos.save(Arquivo(chave, "dados-do-titular.zip", "application/zip", _pack(copia)))

    def find_arquivo(self, chave: str, atendente: Usuario) -> Arquivo | None:
        """The file, once it is made. Raises PermissionDeniedError."""
        _require(atendente)
        return self._arquivos.find(chave) if chave.startswith("titular:") else None

    def request_erase(self, numeros: Collection[str], typed: str, atendente: Usuario, motivo: str) -> str:
        """Have those of these cases erased that the search finds and that may be erased; answers the work's key.

        Raises PermissionDeniedError, InvalidInputError, QueueUnavailableError; ForbiddenChangeError when none may be.
        """
        _require(atendente)
        reason = _require_motivo(motivo)
        found = self._repository.find_casos(parse_busca(typed)).casos
        casos = sorted({caso.numero_cnj for caso in found if caso.can_be_erased}.intersection(numeros))
        if not casos:
            raise ForbiddenChangeError("nothing to erase", user_message=_NENHUM)
        chave = f"eliminar-{uuid4()}"
        args = (",".join(casos), atendente.login, reason)
        work = Work("jobs.erase_titular.run", chave, args, _TIMEOUT_S, person=str(atendente.id))
        self._queue.enqueue(QueueName.ROTINAS, work)
        return chave

    def erase(self, casos: str, autor: str, motivo: str) -> None:
        """Erase them; only a worker calls. Safe to run again."""
        self._repository.erase_casos(casos.split(","), autor=autor, motivo=motivo)
        for cache in self._caches:
            cache.clear()

    def find_andamento(self, chave: str, atendente: Usuario) -> Andamento:
        """How far an erasure is. Raises PermissionDeniedError."""
        _require(atendente)
        if self._queue.is_alive(chave):
            return Andamento.EM_ANDAMENTO
        return Andamento.COM_ERRO if self._queue.has_failed(chave) else Andamento.PRONTO

    def forget_pessoa(self, pessoa: int, atendente: Usuario, motivo: str) -> None:
        """Make a person who left the portal nobody. Raises PermissionDeniedError, ForbiddenChangeError."""
        _require(atendente)
        self._repository.forget_pessoa(pessoa, autor=atendente.login, motivo=_require_motivo(motivo))


def _require(atendente: Usuario) -> None:
    if not atendente.has_permission(ATENDER):
        raise PermissionDeniedError(ATENDER)


def _require_motivo(motivo: str) -> str:
    words = " ".join(motivo.split())
    if not words:
        raise InvalidInputError(
            "no reason", user_message="Nada foi apagado. Escreva o motivo, como o número do pedido."
        )
    return words


def _pack(copia: Copia) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as pacote:
        pacote.writestr("LEIA-ME.txt", _LEIA_ME.format(when=datetime.now(UTC)))
        pacote.writestr("dados.json", json.dumps(copia, ensure_ascii=False, indent=1))
    return stream.getvalue()
