"""The prompt laboratory: instructions, golden sets and runs over them."""

from __future__ import annotations

from functools import cached_property

from core.bootstrap.classificador import Classificador
from core.classificador.avaliacao.repository import AvaliacaoRepository
from core.classificador.avaliacao.service import AvaliacaoService
from core.classificador.gabarito.repository import GabaritoRepository
from core.classificador.gabarito.service import GabaritoService
from core.processos.repository import ProcessoRepository
from core.prompts.instrucoes.repository import InstrucaoRepository
from core.prompts.instrucoes.service import InstrucaoService


class Laboratorio(Classificador):
    """Services of the data team."""

    @cached_property
    def instrucoes(self) -> InstrucaoService:
        return InstrucaoService(InstrucaoRepository(self._scope), self.avaliacoes.require_promovivel)

    @cached_property
    def gabaritos(self) -> GabaritoService:
        parts = (self.instrucoes, self.lotes, self.itens)
        return GabaritoService(GabaritoRepository(self._scope), *parts, self._find_texto)

    @cached_property
    def avaliacoes(self) -> AvaliacaoService:
        repositories = (AvaliacaoRepository(self._scope), GabaritoRepository(self._scope))
        return AvaliacaoService(*repositories, self.prompts, self.lotes, self.itens)

    def _find_texto(self, sha256: str) -> str:
        """The text of a content that was read for anything before; empty when it was not."""
        lido = ProcessoRepository(self._scope).find_leituras([sha256]).get(sha256)
        return lido.texto if lido else ""
