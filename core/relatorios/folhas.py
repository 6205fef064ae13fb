"""A report as a page to print: the table that a person saw, made into a PDF by a worker and handed to that person only.

What was on the screen is kept with the order, so that the file says what the person saw, whatever changed since.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import TypeAdapter

from core.errors import ConversaoError, ConversorUnavailableError, PortalError, RecordNotFoundError
from core.exportacao.docx import render_docx
from core.exportacao.domain import DOCX_MIMETYPE, Arquivo, PecaParaExportar
from core.exportacao.pdf import convert_to_pdf
from core.exportacao.repository import ArquivoRepository
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.rate import Action, RateLimits
from core.relatorios.texto import escape, write_tabela
from core.settings import ExportacaoSettings
from core.usuarios.domain import Usuario

_FUNCTION = "jobs.make_folha.run"
_TIMEOUT_S = 180
_PREFIXO = "folha"
_MAX_LINHAS = 500
_CORTADA = "A tabela tem mais linhas do que cabem nesta folha; todas estão nos arquivos de Excel e CSV."


@dataclass(frozen=True)
class Folha:
    """``descricao`` says the period and the filters; cells are as they were written on the screen."""

    titulo: str
    descricao: str
    colunas: tuple[str, ...]
    linhas: tuple[tuple[str, ...], ...]


_FOLHA = TypeAdapter(Folha)


class FolhaService:
    def __init__(
        self, arquivos: ArquivoRepository, transporte: tuple[WorkQueue, RateLimits], settings: ExportacaoSettings
    ) -> None:
        self._arquivos = arquivos
        self._queue, self._rates = transporte
        self._settings = settings

    def request(self, folha: Folha, usuario: Usuario) -> str:
        """The key of the file, which is queued when it does not exist yet: the same table is made once.

        Raises RateLimitError, QueueUnavailableError.
        """
        order = _FOLHA.dump_json(folha)
        chave = f"{_PREFIXO}/{usuario.id}/{hashlib.sha256(order).hexdigest()}"
        if self._arquivos.find_erros([chave]).get(chave, "?"):
            self._rates.require(Action.EXPORT, str(usuario.id))
            self._arquivos.delete_failed(chave)
            self._arquivos.save(Arquivo(f"{chave}/pedido", "pedido.json", "application/json", order))
            work = Work(_FUNCTION, _build_key(chave), (chave,), _TIMEOUT_S, str(usuario.id))
            self._queue.enqueue(QueueName.DOCX, work)
        return chave

    def find(self, chave: str, usuario: Usuario) -> Arquivo | None:
        """The file, or with ``erro_codigo`` why there is none; None while it is being made.

        Raises RecordNotFoundError for another person's.
        """
        if not chave.startswith(f"{_PREFIXO}/{usuario.id}/"):
            raise RecordNotFoundError("report of another person")
        found = self._arquivos.find(chave)
        if found is None and self._queue.has_failed(_build_key(chave)):
            return _fail(chave, PortalError.code)
        return found

    def make(self, chave: str) -> None:
        """Make and keep the file, or keep the reason why there is none. Without LibreOffice it is the Word file.

        Safe to run twice. Raises RecordNotFoundError.
        """
        order = self._arquivos.find(f"{chave}/pedido")
        if order is None:
            raise RecordNotFoundError("order of a report")
        folha, now = _FOLHA.validate_json(order.conteudo), datetime.now(UTC)
        docx = render_docx(PecaParaExportar(folha.titulo, "Portal", _write(folha), "", is_minuta=False, criada_em=now))
        nome = "-".join(folha.titulo.lower().split())
        try:
            arquivo = Arquivo(chave, f"{nome}.pdf", "application/pdf", convert_to_pdf(docx, self._settings))
        except ConversorUnavailableError:
            arquivo = Arquivo(chave, f"{nome}.docx", DOCX_MIMETYPE, docx)
        except ConversaoError as error:
            arquivo = _fail(chave, error.code)
        self._arquivos.save(arquivo)


def _build_key(chave: str) -> str:
    return chave.replace("/", "-")


def _fail(chave: str, codigo: str) -> Arquivo:
    return Arquivo(chave, "", "application/pdf", b"", codigo)


def _write(folha: Folha) -> str:
    parts = [
        f"## {escape(folha.titulo)}",
        escape(folha.descricao),
        write_tabela(folha.colunas, folha.linhas[:_MAX_LINHAS]),
    ]
    return "\n\n".join([*parts, _CORTADA] if len(folha.linhas) > _MAX_LINHAS else parts)
