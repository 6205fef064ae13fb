"""Files of a lot's answers: made by the workers of the ``docx`` queue, kept until something of the lot changes."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

from core.classificador.domain import FormatoDeExportacao, Lote
from core.classificador.itens.exportacao import MIMETYPES, Planilha
from core.classificador.itens.service import ItemService
from core.classificador.service import LoteService
from core.exportacao.domain import Arquivo
from core.exportacao.repository import ArquivoRepository
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.rate import Action, RateLimits
from core.usuarios.domain import Usuario

_FUNCTION = "jobs.export_lote.run"
_TIMEOUT_S = 180
_FICAM = timedelta(minutes=10)
"""Longer than two exports of a lot may overlap: one that began earlier must not take the newer file away."""


class ArquivoDoLoteService:
    """For the people of the lot's unit."""

    def __init__(
        self, lotes: LoteService, itens: ItemService, arquivos: ArquivoRepository, queue: WorkQueue, rates: RateLimits
    ) -> None:
        self._lotes = lotes
        self._itens = itens
        self._arquivos = arquivos
        self._queue = queue
        self._rates = rates

    def request(self, lote_id: UUID, usuario: Usuario, formato: FormatoDeExportacao) -> str:
        """The key of the file with what there is now; its making is queued when it does not exist yet.

        Only a file that has to be made counts against the person's limit: raises RateLimitError,
        QueueUnavailableError; RecordNotFoundError for the lot of another unit.
        """
        lote = self._lotes.get_lote(lote_id, usuario)
        marca = self._mark(lote)
        chave = build_chave(lote_id, marca, formato)
        if chave not in self._arquivos.find_erros([chave]):
            self._rates.require(Action.EXPORT, str(usuario.id))
            key, args = f"lote-{lote_id}-{marca}-{formato}", (str(lote_id), marca, formato.value)
            self._queue.enqueue(QueueName.DOCX, Work(_FUNCTION, key, args, _TIMEOUT_S, str(usuario.id)))
        return chave

    def export(self, lote_id: UUID, marca: str, formato: FormatoDeExportacao) -> None:
        """Make and keep the file, now and here; old ones of the lot go. Safe to run twice."""
        lote = self._lotes.inspect(lote_id)
        conteudo = Planilha(lote, self._itens.get_prompt(lote), tuple(self._itens.iterate(lote_id))).render(formato)
        chave = build_chave(lote_id, marca, formato)
        self._arquivos.save(Arquivo(chave, f"lote.{formato}", MIMETYPES[formato], conteudo))
        self._arquivos.delete_others(f"lote/{lote_id}/{formato}/", chave, older_than=_FICAM)

    def _mark(self, lote: Lote) -> str:
        """Changes with every answer and every correction."""
        consumido = lote.consumido
        seen = (lote.estado, lote.attempt, lote.contagem, consumido.entrada, consumido.saida, consumido.custo_brl)
        return hashlib.sha256(f"{seen} {self._itens.sum_revisoes(lote.id)}".encode()).hexdigest()[:16]


def build_chave(lote_id: UUID, marca: str, formato: FormatoDeExportacao) -> str:
    """``marca`` stands for what the lot was like when the file was asked for."""
    return f"lote/{lote_id}/{formato}/{marca}"
