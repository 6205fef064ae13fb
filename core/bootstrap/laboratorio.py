"""The prompt laboratory: instructions, quick tests, golden sets and runs over them."""

from __future__ import annotations

from functools import cached_property

from core.bootstrap.classificador import Classificador
from core.classificador.avaliacao.repository import AvaliacaoRepository
from core.classificador.avaliacao.service import AvaliacaoService
from core.classificador.ensaio import EnsaioService, Oficina, Passagem
from core.classificador.gabarito.repository import GabaritoRepository
from core.classificador.gabarito.service import GabaritoService
from core.infra.cache import Cache
from core.processos.repository import ProcessoRepository
from core.prompts.instrucoes.repository import InstrucaoRepository
from core.prompts.instrucoes.service import InstrucaoService

_ENSAIOS, _ENSAIOS_S = 1_000, 86_400.0
"""Quick tests whose request and result are kept, and for how long (seconds)."""


class Laboratorio(Classificador):
    """Services of the data team."""

    @cached_property
    def instrucoes(self) -> InstrucaoService:
        return InstrucaoService(InstrucaoRepository(self._scope), self.avaliacoes.require_promovivel)

    @cached_property
    def gabaritos(self) -> GabaritoService:
        parts = (self.instrucoes, self.lotes, self.itens)
        return GabaritoService(GabaritoRepository(self._scope), *parts)

    @cached_property
    def avaliacoes(self) -> AvaliacaoService:
        repositories = (AvaliacaoRepository(self._scope), GabaritoRepository(self._scope))
        return AvaliacaoService(*repositories, self.prompts, self.lotes, self.itens)

    @cached_property
    def ensaios(self) -> EnsaioService:
        """Quick tests of prompts."""
        machinery, price_brl = self.machinery, self.tariff.price_brl
        find_niveis = ProcessoRepository(self._scope).find_niveis
        parts = (self.prompts, self.remessas, self.gemini, self._read_texto)
        oficina = Oficina(*parts, lambda numero: find_niveis(numero) is not None, price_brl)
        guardados = Cache(machinery.brief_client, "ensaios", max_entries=2 * _ENSAIOS, ttl_s=_ENSAIOS_S)
        return EnsaioService(oficina, Passagem(machinery.queue, machinery.cancel, self.rates, guardados))

    def _read_texto(self, sha256: str) -> str:
        """The text of a content that was handed in; whoever asks waits for its reading."""
        return "\n\n".join(lido.texto for lido in self.processos.read((sha256,)))
