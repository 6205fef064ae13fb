"""Questions about a case."""

from __future__ import annotations

from functools import cached_property

from core.assistencia.repository import PerguntaRepository
from core.assistencia.respondente import Respondente
from core.assistencia.service import AssistenciaService, Transporte
from core.bootstrap.autos import Autos
from core.bootstrap.biblioteca import Biblioteca


class Assistencia(Biblioteca, Autos):
    """Services of core.assistencia."""

    @cached_property
    def assistencia(self) -> AssistenciaService:
        machinery = self.machinery
        respondente = Respondente(
            self.autos, self.prompts, self.gemini, self.modelos, max_chars=self.settings.gemini.max_input_chars
        )
        parts = (machinery.queue, machinery.channel, machinery.cancel, machinery.stopwatches, self.rates)
        repository = PerguntaRepository(self._scope)
        return AssistenciaService(repository, self.autos, respondente, Transporte(*parts), self.settings.limits)
