"""Checks the text of a peça by program against its sources; no model is ever asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from core.conferencia.domain import Conferencia
from core.errors import RecordNotFoundError
from core.pecas.conferencia.fontes import Material, load_caso
from core.pecas.conferencia.memoria import Memoria
from core.pecas.domain import Peca
from core.pecas.service import PecaService
from core.processos.domain import Processo
from core.processos.service import ProcessoService
from core.prompts.autoridades.service import AutoridadeService
from core.prompts.service import PromptService


class ConferenciaService:
    def __init__(
        self,
        pecas: PecaService,
        processos: ProcessoService,
        prompts: PromptService,
        autoridades: AutoridadeService,
        read_texto: Callable[[UUID, int], str],
    ) -> None:
        """``read_texto`` answers the text that the person works on, by peça and person."""
        self._pecas = pecas
        self._processos = processos
        self._prompts = prompts
        self._autoridades = autoridades
        self._read_texto = read_texto
        self._memoria = Memoria()

    def check(self, peca_id: UUID, usuario_id: int, texto: str | None = None) -> Conferencia:
        """All findings on the text, or on the one the person works on. Raises RecordNotFoundError.

        An annex that the portal computed and nobody changed is no part of what is checked; a changed one is.
        """
        peca = self._pecas.get_peca(peca_id, usuario_id)
        texto = self._read_texto(peca_id, usuario_id) if texto is None else texto
        material = self._load(peca, usuario_id)
        load = partial(load_caso, material, self._processos, self._prompts)
        return self._memoria.check(str(peca_id), material.visto, cut_anexo(texto, material.geracao.anexo), load)

    def _load(self, peca: Peca, usuario_id: int) -> Material:
        geracao = self._pecas.get_geracao(peca.geracao_id, usuario_id)
        documentos = self._pecas.list_documentos(geracao.id)
        outros = {documento.numero_cnj for documento in documentos} - {"", peca.numero_cnj}
        origens = [processo for numero in sorted(outros) if (processo := self._find_processo(numero))]
        return Material(
            geracao=geracao,
            processo=self._processos.get_processo(peca.numero_cnj),
            origens=tuple(origens),
            documentos=documentos,
            fatos=self._pecas.list_fatos(geracao.id),
            modulos=self._pecas.list_modulos(geracao.id),
            base=self._autoridades.list_autoridades(),
        )

    def _find_processo(self, numero_cnj: str) -> Processo | None:
        try:
            return self._processos.get_processo(numero_cnj)
        except RecordNotFoundError:  # the court never opened it
            return None


def cut_anexo(texto: str, anexo: str) -> str:
    """The text without the annex at its end, where it stands there word by word."""
    start = texto.rfind(anexo.strip()) if anexo.strip() else -1
    is_whole = start >= 0 and not texto[start + len(anexo.strip()) :].strip()
    return texto[:start] if is_whole else texto
