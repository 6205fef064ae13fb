"""Runs over a golden set and the comparison of two of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from core.classificador.domain import Corte, EstadoDoLote
from core.classificador.estatistica import Intervalo, Matriz, Pareada
from core.classificador.gabarito.domain import Parte
from core.classificador.roteamento import Rota, is_local


class Veredito(StrEnum):
    """What the comparison says of the new version (B) beside the old one (A)."""

    MELHOR = "melhor"
    PIOR = "pior"
    EMPATE = "empate"
    NAO_DA_PARA_SABER = "nao_da_para_saber"


@dataclass(frozen=True)
class PedidoDeAvaliacao:
    """What to run over which version of a golden set; ``parte`` None is all of it."""

    gabarito_slug: str
    gabarito_versao: int
    prompt_slug: str
    prompt_versao: int
    modelo: str
    corte: Corte = field(default_factory=Corte)
    parte: Parte | None = None


@dataclass(frozen=True)
class AvaliacaoGuardada:
    """One run as it was asked for. ``gabarito_sha256`` is the content it runs over."""

    id: UUID
    pedido: PedidoDeAvaliacao
    gabarito_sha256: str
    lote_id: UUID
    usuario_id: int
    autor: str
    criada_em: datetime


@dataclass(frozen=True)
class Avaliacao(AvaliacaoGuardada):
    """With how far its lot has come: ``feitos`` of ``total`` documents.

    ``is_interrompida``: something that is no fault of a document kept the lot from going on. ``nome_local`` is what
    people call the model, where it is one trained here.
    """

    estado: EstadoDoLote
    feitos: int
    total: int
    is_interrompida: bool = False
    nome_local: str = ""

    @property
    def nome_do_modelo(self) -> str:
        return self.nome_local or self.pedido.modelo

    @property
    def is_local(self) -> bool:
        """Whether a model trained here answered."""
        return is_local(self.pedido.modelo)

    @property
    def has_vistos(self) -> bool:
        """Whether the model may have been trained on documents of this run, so that its figures are too good."""
        return self.is_local and self.pedido.parte is not Parte.TESTE

    @property
    def is_pronta(self) -> bool:
        """Every document was asked, also where not one answer was valid: that is a result too."""
        is_asked = self.estado is EstadoDoLote.COM_ERRO and self.feitos == self.total and not self.is_interrompida
        return is_asked or self.estado in (EstadoDoLote.CONCLUIDO, EstadoDoLote.COM_RESSALVAS)


@dataclass(frozen=True)
class RespostaDoCaso:
    """What a run said of one document; ``resposta`` is empty where no valid answer came, ``motivo`` says why.

    ``is_contada`` is false where the other side was away: that says nothing of the prompt. ``certeza`` is that of a
    model trained here (0 to 1).
    """

    sha256: str
    nome: str
    numero_cnj: str
    certa: str
    resposta: str
    confianca: str = ""
    justificativa: str = ""
    motivo: str = ""
    segundos: float = 0.0
    custo_brl: Decimal = Decimal(0)
    is_contada: bool = True
    certeza: float = 0.0

    @property
    def is_acerto(self) -> bool:
        return self.resposta == self.certa


@dataclass(frozen=True)
class Gasto:
    """``por_mil_brl``: reais for a thousand documents; the seconds are of one document, in the middle and at 95%."""

    total_brl: Decimal
    por_mil_brl: Decimal
    segundos_p50: float
    segundos_p95: float


@dataclass(frozen=True)
class ResultadoDaAvaliacao:
    """``nao_contados``: documents of which nothing is known because the other side was away."""

    avaliacao: Avaliacao
    matriz: Matriz
    respostas: tuple[RespostaDoCaso, ...]
    gasto: Gasto
    nao_contados: int = 0


@dataclass(frozen=True)
class PerdaProtegida:
    """A protected class on which the new version is worse. ``is_ausente``: it does not know the class at all."""

    slug: str
    nome: str
    apoio: int
    acertos_a: int
    acertos_b: int
    f1_a: float
    f1_b: float
    is_ausente: bool = False


@dataclass(frozen=True)
class Discordante:
    """One document that the two versions answered differently."""

    a: RespostaDoCaso
    b: RespostaDoCaso


@dataclass(frozen=True)
class Decisao:
    """``faltam``: documents still needed, 0 when there is a verdict; ``intervalo`` is of the difference, at 95%, or at
    90% for a tie, as its two tests have it."""

    veredito: Veredito
    p: float
    intervalo: Intervalo
    faltam: int = 0


@dataclass(frozen=True)
class Comparacao:
    """Two runs over the same documents: A is what is in use or came first, B what is tried.

    ``frase`` is the verdict as people read it; ``bloqueio`` says why B may not go into production, or is empty.
    """

    a: ResultadoDaAvaliacao
    b: ResultadoDaAvaliacao
    tabela: Pareada
    decisao: Decisao
    frase: str
    discordantes: tuple[Discordante, ...]
    perdas: tuple[PerdaProtegida, ...] = ()
    bloqueio: str = ""

    @property
    def custo_por_mil_brl(self) -> Decimal:
        """What a thousand documents cost more with B, in reais."""
        return self.b.gasto.por_mil_brl - self.a.gasto.por_mil_brl

    @property
    def segundos_p50(self) -> float:
        """How much longer B takes over a document in the middle."""
        return self.b.gasto.segundos_p50 - self.a.gasto.segundos_p50


@dataclass(frozen=True)
class RotasMedidas:
    """What each threshold brings between a model trained here and Gemini, over the same documents of known category
    that are on the test side.

    ``melhor`` is the cheapest that is as accurate as Gemini alone, whose figures ``so_gemini`` has.
    """

    local: Avaliacao
    gemini: Avaliacao
    documentos: int
    rotas: tuple[Rota, ...]
    so_gemini: Rota
    melhor: Rota | None
