"""The conversation about a minuta: what was asked, what was proposed, what became of it. Pure.

Messages are only ever added. What became of a proposal is folded from the acts that follow it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from core.events import Estado

MAX_PEDIDO = 2_000
"""Characters of one request."""

MAX_SECAO = 40_000
"""Characters of a section that can be worked on as a whole; the answer must fit in what the model may write."""

AUTOR_DO_PORTAL = "Assistente de redação"


class TipoDeMensagem(StrEnum):
    PEDIDO = "pedido"
    PROPOSTA = "proposta"
    """A new text of the section."""
    MODULO = "modulo"
    """A module of the library, with the topic that it would become."""
    PERGUNTA = "pergunta"
    """What the portal must know before it can propose anything."""
    FALHA = "falha"
    PARADA = "parada"
    ACEITE = "aceite"
    RECUSA = "recusa"
    DESFEITA = "desfeita"


class EstadoDaProposta(StrEnum):
    PROPOSTA = "proposta"
    ACEITA = "aceita"
    RECUSADA = "recusada"
    DESFEITA = "desfeita"

    @property
    def label(self) -> str:
        return "Aguardando você" if self is EstadoDaProposta.PROPOSTA else self.value.capitalize()


_ATOS = {
    TipoDeMensagem.ACEITE: EstadoDaProposta.ACEITA,
    TipoDeMensagem.RECUSA: EstadoDaProposta.RECUSADA,
    TipoDeMensagem.DESFEITA: EstadoDaProposta.DESFEITA,
}
_PROPOSTAS = (TipoDeMensagem.PROPOSTA, TipoDeMensagem.MODULO)
_SEGUINTES = {
    EstadoDaProposta.PROPOSTA: (TipoDeMensagem.ACEITE, TipoDeMensagem.RECUSA),
    EstadoDaProposta.ACEITA: (TipoDeMensagem.DESFEITA,),
}
"""The acts that each state of a proposal allows; the others are ends."""


@dataclass(frozen=True)
class Troca:
    """A section's whole text before and after; ``secao`` is its key."""

    secao: str
    antes: str
    depois: str


@dataclass(frozen=True)
class ModuloProposto:
    """A module of the library in the version that was live when it was proposed."""

    slug: str
    versao: int
    titulo: str
    secao: str


@dataclass(frozen=True)
class Fontes:
    """What a proposal was made with, for the dossiê: version of the instruction and model."""

    instrucao: int = 0
    modelo: str = ""


@dataclass(frozen=True)
class Conteudo:
    """What a message holds beside its words. ``alvo`` is the number of the proposal that an act speaks of."""

    troca: Troca | None = None
    modulo: ModuloProposto | None = None
    avisos: tuple[str, ...] = ()
    fontes: Fontes = field(default_factory=Fontes)
    alvo: int = 0
    codigo: str = ""


@dataclass(frozen=True)
class Mensagem:
    """One line of the conversation. ``versao`` is the version of the peça at that moment.

    ``texto`` are the person's words, the one sentence that explains a proposal, a question, or why there is none.
    """

    numero: int
    pedido_id: UUID
    tipo: TipoDeMensagem
    secao: str
    titulo: str
    texto: str
    versao: int
    autor: str
    criada_em: datetime
    usuario_id: int | None = None
    conteudo: Conteudo = field(default_factory=Conteudo)

    @property
    def is_proposta(self) -> bool:
        return self.tipo in _PROPOSTAS


@dataclass(frozen=True)
class PedidoDeAjuste:
    """The work that one request gives to a worker. ``antes`` is the section's text when it was asked."""

    id: UUID
    peca_id: UUID
    usuario_id: int
    secao: str
    titulo: str
    texto: str
    antes: str
    versao: int
    estado: Estado
    attempt: int
    criado_em: datetime


@dataclass(frozen=True)
class Conversa:
    """All of it, oldest first. ``em_andamento`` is the request that the portal works on, if any."""

    peca_id: UUID
    mensagens: tuple[Mensagem, ...]
    em_andamento: PedidoDeAjuste | None = None

    def find_estado(self, mensagem: Mensagem) -> EstadoDaProposta:
        """What became of a proposal so far."""
        return fold_estado(mensagem, self.mensagens)

    def list_of_secao(self, secao: str) -> tuple[Mensagem, ...]:
        return tuple(one for one in self.mensagens if one.secao == secao)


def fold_estado(mensagem: Mensagem, mensagens: Iterable[Mensagem]) -> EstadoDaProposta:
    """The last act on the proposal decides."""
    estado = EstadoDaProposta.PROPOSTA
    for one in mensagens:
        if one.tipo in _ATOS and one.conteudo.alvo == mensagem.numero:
            estado = _ATOS[one.tipo]
    return estado


def allows(estado: EstadoDaProposta, ato: TipoDeMensagem) -> bool:
    """Whether a proposal in this state can be accepted, refused or undone."""
    return ato in _SEGUINTES.get(estado, ())
