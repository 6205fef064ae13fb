"""Which model each agent asks, and how freely it writes: of its own, its subsystem's, everybody's, or the settings'."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.infra.live import Live
from core.settings import GeminiSettings

MODELO, TEMPERATURA = "modelo", "temperatura"
"""The names of the values that people set, by agent, by subsystem or for all (an empty target)."""


class SubsistemaDoModelo(StrEnum):
    """Agents that inherit together. No name is an agent's too."""

    PECAS = "pecas"
    CALCULO = "calculo"
    PERGUNTAS = "perguntas"
    BIBLIOTECA = "biblioteca"


class AgenteDoModelo(StrEnum):
    """Whoever asks the model by itself; a lot and a test ask the one that a person chooses."""

    COLETOR = "coletor"
    DETECTOR = "detector"
    REDATOR = "redator"
    REVISOR = "revisor"
    EXTRATOR = "extrator"
    RESPONDENTE = "respondente"
    RASCUNHO = "rascunho"


class Origem(StrEnum):
    """Who gave a value, nearest first."""

    AGENTE = "agente"
    SUBSISTEMA = "subsistema"
    TODOS = "todos"
    PADRAO = "padrao"


SUBSISTEMAS = {
    AgenteDoModelo.COLETOR: SubsistemaDoModelo.PECAS,
    AgenteDoModelo.DETECTOR: SubsistemaDoModelo.PECAS,
    AgenteDoModelo.REDATOR: SubsistemaDoModelo.PECAS,
    AgenteDoModelo.REVISOR: SubsistemaDoModelo.PECAS,
    AgenteDoModelo.EXTRATOR: SubsistemaDoModelo.CALCULO,
    AgenteDoModelo.RESPONDENTE: SubsistemaDoModelo.PERGUNTAS,
    AgenteDoModelo.RASCUNHO: SubsistemaDoModelo.BIBLIOTECA,
}
ESCRITORES = frozenset({AgenteDoModelo.REDATOR, AgenteDoModelo.REVISOR})
"""Agents that write prose, whose temperature people may set; the others find and choose, and always use 0."""


@dataclass(frozen=True)
class Parametros:
    """What an agent asks with now, and who said so."""

    modelo: str
    temperatura: float
    origem_do_modelo: Origem
    origem_da_temperatura: Origem


class Modelos:
    def __init__(self, settings: GeminiSettings, live: Live | None = None) -> None:
        """``live`` knows what people set; without it the settings count."""
        self._settings = settings
        self._live = live

    def get(self, agente: AgenteDoModelo) -> Parametros:
        """The nearest value of each: of the agent, of its subsystem, of all, of the settings."""
        modelo, origem = self._find(MODELO, agente)
        chosen = self._find_usual(agente) if modelo is None else str(modelo)
        if agente not in ESCRITORES:
            return Parametros(chosen, 0.0, origem, Origem.PADRAO)
        temperatura, origem_da_temperatura = self._find(TEMPERATURA, agente)
        usual = self._settings.temperatura
        return Parametros(
            chosen, usual if temperatura is None else float(str(temperatura)), origem, origem_da_temperatura
        )

    def _find_usual(self, agente: AgenteDoModelo) -> str:
        settings = self._settings
        match agente:
            case AgenteDoModelo.REDATOR | AgenteDoModelo.REVISOR:
                return settings.modelo_redator
            case AgenteDoModelo.DETECTOR:
                return settings.modelo_detector
            case AgenteDoModelo.RESPONDENTE:
                return settings.modelo_assistencia
            case AgenteDoModelo.RASCUNHO:
                return settings.modelo_rascunho
            case AgenteDoModelo.COLETOR | AgenteDoModelo.EXTRATOR:
                return settings.modelo_coletor

    def _find(self, name: str, agente: AgenteDoModelo) -> tuple[object | None, Origem]:
        if self._live is None:
            return None, Origem.PADRAO
        subsistema = SUBSISTEMAS[agente].value
        for target, origem in (
            (agente.value, Origem.AGENTE),
            (subsistema, Origem.SUBSISTEMA),
            ("", Origem.TODOS),
        ):
            if (found := self._live.find(name, target)) is not None:
                return found, origem
        return None, Origem.PADRAO
