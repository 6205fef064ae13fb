"""Lots of documents to classify, their items and what people make of the answers. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from core.classificador.roteamento import Destino, RotaDoLote, is_local
from core.errors import ArquivoRecusadoError

MAX_NOME = 120
"""Characters in the name of a lot."""


class EstadoDoLote(StrEnum):
    """``label`` is what people read. What is ``is_at_work`` has a job; what is not can be read, exported, archived."""

    NA_FILA = "na_fila"
    EM_ANDAMENTO = "em_andamento"
    PAUSADO = "pausado"
    CONCLUIDO = "concluido"
    COM_RESSALVAS = "com_ressalvas"
    COM_ERRO = "com_erro"
    CANCELADO = "cancelado"

    @property
    def label(self) -> str:
        return _ESTADOS_DO_LOTE[self]

    @property
    def is_at_work(self) -> bool:
        return self in (EstadoDoLote.NA_FILA, EstadoDoLote.EM_ANDAMENTO)

    @property
    def is_final(self) -> bool:
        return not self.is_at_work and self is not EstadoDoLote.PAUSADO


_ESTADOS_DO_LOTE = {
    EstadoDoLote.NA_FILA: "Na fila",
    EstadoDoLote.EM_ANDAMENTO: "Em andamento",
    EstadoDoLote.PAUSADO: "Pausado",
    EstadoDoLote.CONCLUIDO: "Concluído",
    EstadoDoLote.COM_RESSALVAS: "Concluído com ressalvas",
    EstadoDoLote.COM_ERRO: "Com erro",
    EstadoDoLote.CANCELADO: "Cancelado",
}


class EstadoDoItem(StrEnum):
    PENDENTE = "pendente"
    PROCESSANDO = "processando"
    CONCLUIDO = "concluido"
    ERRO = "erro"
    PULADO = "pulado"
    """Not asked: the same content stands in the lot already, or the lot was cancelled before."""

    @property
    def label(self) -> str:
        return _ESTADOS_DO_ITEM[self]


_ESTADOS_DO_ITEM = {
    EstadoDoItem.PENDENTE: "Pendente",
    EstadoDoItem.PROCESSANDO: "Em andamento",
    EstadoDoItem.CONCLUIDO: "Concluído",
    EstadoDoItem.ERRO: "Com erro",
    EstadoDoItem.PULADO: "Pulado",
}


class Confianca(StrEnum):
    ALTA = "alta"
    MEDIA = "media"
    BAIXA = "baixa"

    @property
    def label(self) -> str:
        return "Média" if self is Confianca.MEDIA else self.value.capitalize()


class ModoDoCorte(StrEnum):
    INTEIRO = "inteiro"
    PRIMEIROS = "primeiros"
    ULTIMOS = "ultimos"


@dataclass(frozen=True)
class Corte:
    """How much of each text goes to the model; ``tokens`` as the model counts them, 0 for the whole text."""

    modo: ModoDoCorte = ModoDoCorte.INTEIRO
    tokens: int = 0


class FinalidadeDoLote(StrEnum):
    LOTE = "lote"
    AVALIACAO = "avaliacao"
    """A run over a golden set: not among the lots that people see, and corrected by nobody."""


class FormatoDeExportacao(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True)
class PedidoDeLote:
    """What a person asks for. The version of the prompt is fixed: later versions change nothing of the lot.

    With a ``rota`` a model trained here is asked before ``modelo``; ``nome_local`` is what people call that one.
    """

    nome: str
    prompt_slug: str
    prompt_versao: int
    modelo: str
    corte: Corte = Corte()
    finalidade: FinalidadeDoLote = FinalidadeDoLote.LOTE
    rota: RotaDoLote | None = None
    nome_local: str = ""

    @property
    def modelo_local(self) -> str:
        """The model trained here that answers, alone or first; empty where none does."""
        return self.rota.modelo if self.rota else self.modelo if is_local(self.modelo) else ""


@dataclass(frozen=True)
class FonteDeArquivos:
    """Files that were handed in under this key."""

    chave: str


@dataclass(frozen=True)
class FonteDeProcessos:
    """Documents of cases: of these court codes (all, where none is named), filed on these days, both included."""

    numeros: tuple[str, ...]
    codigos: tuple[int, ...] = ()
    desde: date | None = None
    ate: date | None = None


@dataclass(frozen=True)
class TextoDoLote:
    """A text that is at hand already. ``numero_cnj`` is the case it belongs to, ``id_documento`` its place there."""

    nome: str
    texto: str
    numero_cnj: str = ""
    id_documento: str = ""


@dataclass(frozen=True)
class FonteDeTextos:
    textos: tuple[TextoDoLote, ...]


Fonte = FonteDeArquivos | FonteDeProcessos | FonteDeTextos


@dataclass(frozen=True)
class NovoItem:
    """A document that becomes an item; ``sha256`` is empty until it was fetched, ``recusa`` why it cannot be used.

    One without ``id_documento`` whose ``codigo`` is another error's stands for a package or a case that did not open.
    """

    nome: str
    sha256: str = ""
    numero_cnj: str = ""
    id_documento: str = ""
    recusa: str = ""
    codigo: str = ArquivoRecusadoError.code


@dataclass(frozen=True)
class FonteAAbrir:
    """A package (``sha256``) or a case (``numero_cnj``) whose documents become items when a worker opens it."""

    ordem: int
    nome: str
    sha256: str = ""
    numero_cnj: str = ""
    codigos: tuple[int, ...] = ()
    desde: date | None = None
    ate: date | None = None


@dataclass(frozen=True)
class Contagem:
    """Items of a lot. ``a_revisar`` are answers of low confidence that nobody looked at, ``locais`` those of a model
    trained here, ``a_triar`` documents without an answer that no such model was asked about."""

    pendentes: int = 0
    processando: int = 0
    concluidos: int = 0
    erros: int = 0
    pulados: int = 0
    a_revisar: int = 0
    corrigidos: int = 0
    locais: int = 0
    a_triar: int = 0

    @property
    def total(self) -> int:
        return self.pendentes + self.processando + self.concluidos + self.erros + self.pulados

    @property
    def feitos(self) -> int:
        return self.concluidos + self.erros + self.pulados


@dataclass(frozen=True)
class Consumido:
    """What the model took for the answers of a lot."""

    entrada: int = 0
    saida: int = 0
    custo_brl: Decimal = Decimal(0)
    segundos: float = 0.0


@dataclass(frozen=True)
class Lote:
    """``fontes_a_abrir`` are packages and cases whose documents are not among the items yet.

    ``erro_mensagem`` says why the lot as a whole could not go on; what is wrong with one document stands in its item.
    """

    id: UUID
    usuario_id: int
    unidade: str
    autor: str
    chave: str
    pedido: PedidoDeLote
    estado: EstadoDoLote
    is_arquivado: bool
    attempt: int
    criado_em: datetime
    iniciado_em: datetime | None = None
    terminado_em: datetime | None = None
    erro_codigo: str = ""
    erro_mensagem: str = ""
    contagem: Contagem = field(default_factory=Contagem)
    consumido: Consumido = field(default_factory=Consumido)
    fontes_a_abrir: int = 0

    @property
    def is_a_retomar(self) -> bool:
        """Whether an ended lot may bring more when it is tried again: what failed, or was left when it stopped."""
        left = 0 if self.estado is EstadoDoLote.CANCELADO else self.contagem.pendentes + self.fontes_a_abrir
        return self.estado.is_final and bool(left or self.contagem.erros)


@dataclass(frozen=True)
class FiltroDeLotes:
    """Empty parts let everything pass; ``texto``: words of the name or the author, whatever case and accents."""

    texto: str = ""
    estado: str = ""
    is_arquivado: bool = False


@dataclass(frozen=True)
class PaginaDeLotes:
    """``numero`` starts at 1; ``total`` counts the lots that pass the filter. ``has_any`` and ``is_live`` are of all
    that the person sees, archived or not as asked for: whether there is one, and whether one is at work."""

    lotes: tuple[Lote, ...]
    total: int
    numero: int
    tamanho: int
    has_any: bool
    is_live: bool


@dataclass(frozen=True)
class LoteCorrigido:
    """A lot in which people corrected or confirmed so many answers."""

    id: UUID
    nome: str
    unidade: str
    corrigidos: int


@dataclass(frozen=True)
class RespostaDaClassificacao:
    """A valid answer: ``categoria`` and ``subcategoria`` are slugs of the prompt's version.

    ``numero_processo_cnj`` are the 20 digits that the model found in the text, or empty.
    """

    categoria: str
    subcategoria: str
    confianca: Confianca
    justificativa_breve: str
    numero_processo_cnj: str = ""


@dataclass(frozen=True)
class Correcao:
    """What a person says instead, or says too: one that repeats the answer confirms it."""

    revisao: int
    categoria: str
    subcategoria: str
    numero_processo_cnj: str
    usuario_id: int
    autor: str
    corrigido_em: datetime


@dataclass(frozen=True)
class ItemDoLote:
    """One document. ``revisao`` is the number of its last correction, 0 before the first.

    ``numero_cnj`` is the case it was taken from, empty for a file; ``tokens`` are those that went in and came out.
    ``destino`` is who answers once a model trained here was asked, ``probabilidade`` how sure that one was (0 to 1).
    """

    id: int
    lote_id: UUID
    ordem: int
    nome: str
    sha256: str
    numero_cnj: str
    id_documento: str
    estado: EstadoDoItem
    resposta: RespostaDaClassificacao | None = None
    erro_codigo: str = ""
    erro_mensagem: str = ""
    tokens: int = 0
    segundos: float = 0.0
    custo_brl: Decimal = Decimal(0)
    correcao: Correcao | None = None
    revisao: int = 0
    destino: Destino | None = None
    probabilidade: float = 0.0

    @property
    def categoria(self) -> str:
        """What counts: the correction, or the answer."""
        found = self.correcao or self.resposta
        return found.categoria if found else ""

    @property
    def subcategoria(self) -> str:
        found = self.correcao or self.resposta
        return found.subcategoria if found else ""

    @property
    def needs_revisao(self) -> bool:
        is_unsure = self.resposta is not None and self.resposta.confianca is Confianca.BAIXA
        return is_unsure and self.correcao is None


@dataclass(frozen=True)
class Emenda:
    """What a person puts in place of an answer. ``revisao`` is the number of the correction that was on the screen."""

    categoria: str
    subcategoria: str = ""
    numero_processo_cnj: str = ""
    revisao: int = 0


@dataclass(frozen=True)
class FiltroDeItens:
    """Empty parts let everything pass; ``texto`` is looked for in names and case numbers, ``categoria`` counts last."""

    estados: tuple[EstadoDoItem, ...] = ()
    categoria: str = ""
    confianca: Confianca | None = None
    texto: str = ""
    is_a_revisar: bool = False


@dataclass(frozen=True)
class PaginaDeItens:
    """``numero`` starts at 1; ``total`` counts all items that pass the filter."""

    itens: tuple[ItemDoLote, ...]
    total: int
    numero: int
    tamanho: int
