"""Word files of peças: made by the workers of the ``docx`` queue, kept, and handed out to their owner only."""

from __future__ import annotations

from uuid import UUID

from core.exportacao.docx import render_docx
from core.exportacao.domain import Arquivo, PecaParaExportar
from core.exportacao.repository import ArquivoRepository
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.rate import Action, RateLimits
from core.pecas.domain import Peca
from core.pecas.minutas.repository import MinutaRepository
from core.processos.chave import is_envio
from core.processos.numero_cnj import format_numero_cnj

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_TIMEOUT_S = 120
_AUTOR = "Procuradoria-Geral do Estado de Mato Grosso do Sul"


class DownloadService:
    def __init__(
        self, minutas: MinutaRepository, arquivos: ArquivoRepository, queue: WorkQueue, rates: RateLimits
    ) -> None:
        self._minutas = minutas
        self._arquivos = arquivos
        self._queue = queue
        self._rates = rates

    def request_docx(self, peca: Peca) -> str:
        """The key of the file of this version; its making is queued when it does not exist yet.

        Only a file that has to be made counts against the person's limit: raises RateLimitError, QueueUnavailableError.
        """
        chave = _chave(peca)
        if self._arquivos.find(chave) is None:
            self._rates.require(Action.EXPORT, str(peca.usuario_id))
            key, person = chave.replace("/", "-"), str(peca.usuario_id)
            self._queue.enqueue(QueueName.DOCX, Work("jobs.export_peca.run", key, (str(peca.id),), _TIMEOUT_S, person))
        return chave

    def find_arquivo(self, chave: str) -> Arquivo | None:
        return self._arquivos.find(chave)

    def export_docx(self, peca_id: UUID) -> None:
        """Make and keep the Word file of the newest version, now and here. Safe to run twice."""
        peca = self._minutas.get(peca_id)
        documento = PecaParaExportar(
            titulo=peca.tipo_de_peca.label,
            autor=_AUTOR,
            texto=peca.versao.texto,
            numero_cnj="" if is_envio(peca.numero_cnj) else format_numero_cnj(peca.numero_cnj),
            is_minuta=True,
            criada_em=peca.versao.criada_em,
        )
        lugar = documento.numero_cnj or "arquivos-enviados"
        nome = f"{peca.tipo_de_peca.value}-{lugar}-v{peca.versao.numero}.docx"
        self._arquivos.save(Arquivo(_chave(peca), nome, DOCX, render_docx(documento)))


def _chave(peca: Peca) -> str:
    return f"docx/{peca.id}/{peca.versao.numero}"
