"""A training as people follow it: what was asked, where it stands, what it has said so far. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from uuid import UUID

from core.bert.domain import (
    Configuracao,
    EpocaMedida,
    Etapa,
    EtapaIniciada,
    EventoDoTreino,
    PassoMedido,
    Preset,
)
from core.events import Estado

MAX_NOME = 120
MAX_LINHAS = 300
"""Lines of the log of one training; the oldest go first."""

MAX_PERDAS = 200
"""Points of the curve of the loss; of more, every second one is kept."""

MAX_EPOCAS = 100
MAX_JANELAS = 64
PECAS_POR_PALAVRA = 1.35
"""Word pieces of a word of Portuguese legal text."""


@dataclass(frozen=True)
class PedidoDeTreino:
    """``preset`` is what the configuration began from; None for one that was written by hand."""

    dataset_id: UUID
    nome: str
    configuracao: Configuracao
    preset: Preset | None = None


@dataclass(frozen=True)
class LinhaDoRegistro:
    """One line of the log, in pt-BR."""

    quando: datetime
    texto: str


@dataclass(frozen=True)
class AndamentoDoTreino:
    """Where the run is. ``perdas`` are (step, loss), thinned; ``restante_s`` is None before the first step.

    ``passo`` of ``total`` counts over all epochs. ``etapa`` is a value of ``core.bert.domain.Etapa``, or empty.
    """

    etapa: str = ""
    epoca: int = 0
    passo: int = 0
    total: int = 0
    perda: float | None = None
    restante_s: float | None = None
    perdas: tuple[tuple[int, float], ...] = ()
    epocas: tuple[EpocaMedida, ...] = ()
    linhas: tuple[LinhaDoRegistro, ...] = ()

    def note(self, evento: EventoDoTreino, quando: datetime) -> AndamentoDoTreino:
        """With one more event; what a resumed run does again replaces what it said before."""
        if isinstance(evento, PassoMedido):
            return self._note_passo(evento)
        if isinstance(evento, EpocaMedida):
            before = tuple(one for one in self.epocas if one.epoca < evento.epoca)
            return replace(self, epocas=(*before, evento)).write(_describe_epoca(evento), quando)
        if isinstance(evento, EtapaIniciada):
            return replace(self, etapa=evento.etapa).write(f"{Etapa(evento.etapa).label}.", quando)
        return self.write(evento.texto, quando)

    def write(self, texto: str, quando: datetime) -> AndamentoDoTreino:
        """With one more line in the log."""
        return replace(self, linhas=(*self.linhas, LinhaDoRegistro(quando, texto))[-MAX_LINHAS:])

    def _note_passo(self, evento: PassoMedido) -> AndamentoDoTreino:
        perdas = (*(one for one in self.perdas if one[0] < evento.passo), (evento.passo, evento.perda))
        if len(perdas) > MAX_PERDAS:
            perdas = (*perdas[:-1:2], perdas[-1])
        return replace(
            self,
            epoca=evento.epoca,
            passo=evento.passo,
            total=evento.total,
            perda=evento.perda,
            restante_s=evento.restante_s,
            perdas=perdas,
        )


@dataclass(frozen=True)
class Treinamento:
    """``modelo_id`` is set once the model stands in the registry. ``dados_sha256``: the samples it was asked for."""

    id: UUID
    dataset_id: UUID
    dataset_nome: str
    dados_sha256: str
    usuario_id: int
    autor: str
    nome: str
    configuracao: Configuracao
    preset: Preset | None
    estado: Estado
    attempt: int
    criado_em: datetime
    iniciado_em: datetime | None = None
    terminado_em: datetime | None = None
    andamento: AndamentoDoTreino = field(default_factory=AndamentoDoTreino)
    modelo_id: UUID | None = None
    erro_codigo: str = ""
    erro_mensagem: str = ""

    @property
    def is_retomavel(self) -> bool:
        """Whether it ended without a model and can go on from its last checkpoint."""
        return self.estado in (Estado.COM_ERRO, Estado.CANCELADO)


@dataclass(frozen=True)
class LugarDoTreino:
    """A place from 1 among those that wait. ``espera_s``: seconds until it may start; None before any was measured."""

    posicao: int
    espera_s: float | None = None


@dataclass(frozen=True)
class PrevisaoDoTreino:
    """What is known before: the share of texts that the window cuts, and seconds, from runs of the same base."""

    parcela_cortada: float
    duracao_s: float | None


def hash_configuracao(configuracao: Configuracao) -> str:
    """Equal configurations have the same."""
    return hashlib.sha256(json.dumps(asdict(configuracao), sort_keys=True).encode()).hexdigest()


def _describe_epoca(evento: EpocaMedida) -> str:
    figures = (f"{evento.acuracia:.1%}".replace(".", ","), f"{evento.f1_macro:.3f}".replace(".", ","))
    best = " É a melhor até aqui." if evento.is_melhor else ""
    return f"Época {evento.epoca}: acurácia {figures[0]}, F1 macro {figures[1]} na validação.{best}"
