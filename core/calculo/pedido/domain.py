"""What a pedido de cálculo holds: the case, its documents, each field with its place, and what was computed. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from core.calculo.motor.comparacao import Comparacao
from core.calculo.motor.domain import Memoria
from core.calculo.pedido.campos import DEFINICOES, PELA_TABELA, DefinicaoDoCampo, NomeDoCampo
from core.events import Estado
from core.processos.domain import EstadoDoDocumento


class EstadoDoCampo(StrEnum):
    """``label`` is what people read."""

    EXTRAIDO = "extraido"
    CONFIRMADO = "confirmado"
    CORRIGIDO = "corrigido"
    DESCONHECIDO = "desconhecido"

    @property
    def label(self) -> str:
        return _ESTADOS[self]

    @property
    def is_de_pessoa(self) -> bool:
        """Only what a person stands for is computed with."""
        return self in (EstadoDoCampo.CONFIRMADO, EstadoDoCampo.CORRIGIDO)


_ESTADOS = {
    EstadoDoCampo.EXTRAIDO: "A confirmar",
    EstadoDoCampo.CONFIRMADO: "Confirmado",
    EstadoDoCampo.CORRIGIDO: "Corrigido",
    EstadoDoCampo.DESCONHECIDO: "Não encontrado",
}


@dataclass(frozen=True)
class Ancora:
    """Where a value stands. ``pagina`` is None for what the court's data say.

    ``is_encontrada``: a program found ``trecho`` word by word on a page of the document; otherwise the page is only
    what the model named.
    """

    numero_cnj: str
    id_documento: str
    rotulo: str
    pagina: int | None = None
    trecho: str = ""
    is_encontrada: bool = False


@dataclass(frozen=True)
class Campo:
    """One field. ``valor`` is written as people write it (``31/12/2025``, ``1.234,56``), empty when unknown.

    ``revisao`` counts the acts on it, from 0; ``extraido`` is what was read before anybody touched it.
    """

    nome: NomeDoCampo
    valor: str
    estado: EstadoDoCampo
    ancora: Ancora | None = None
    extraido: str = ""
    revisao: int = 0
    informado_por: str = ""
    informado_em: datetime | None = None

    @property
    def definicao(self) -> DefinicaoDoCampo:
        return DEFINICOES[self.nome]

    @property
    def rotulo(self) -> str:
        return self.definicao.rotulo

    @property
    def situacao(self) -> str:
        """What people read of its state: a choice that nobody made has what counts without one."""
        is_padrao = self.estado is EstadoDoCampo.DESCONHECIDO and self.definicao.sem_valor
        return "Padrão" if is_padrao else self.estado.label


class CodigoDoAchado(StrEnum):
    """What was found wrong. The first block stops the calculation, the second is to be looked at."""

    DATA_IMPOSSIVEL = "data_impossivel"
    DATAS_FORA_DE_ORDEM = "datas_fora_de_ordem"
    CITACAO_ANTES_DO_AJUIZAMENTO = "citacao_antes_do_ajuizamento"
    VALOR_NEGATIVO = "valor_negativo"
    VALOR_ILEGIVEL = "valor_ilegivel"
    PERIODO_FORA_DE_ORDEM = "periodo_fora_de_ordem"

    PLANILHA_IMAGEM = "planilha_imagem"
    PLANILHA_AUSENTE = "planilha_ausente"
    ORIGEM_CIRCULAR = "origem_circular"
    ORIGEM_LONGA = "origem_longa"
    ORIGEM_NAO_ABERTA = "origem_nao_aberta"
    PARCELA_FORA_DO_PERIODO = "parcela_fora_do_periodo"
    TRECHO_NAO_ENCONTRADO = "trecho_nao_encontrado"
    DOCUMENTO_NAO_LIDO = "documento_nao_lido"
    CRITERIO_DO_CREDOR = "criterio_do_credor"

    @property
    def is_impeditivo(self) -> bool:
        """Nothing is computed while it stands."""
        return self in _IMPEDITIVOS


_IMPEDITIVOS = frozenset(list(CodigoDoAchado)[:6])


@dataclass(frozen=True)
class Achado:
    """``texto`` says what is wrong and what to do; ``campo`` is the field to look at, if one is."""

    codigo: CodigoDoAchado
    texto: str
    campo: NomeDoCampo | None = None


class PapelDoDocumento(StrEnum):
    """Why a document is read; the value is what people read."""

    SENTENCA = "Sentença"
    ACORDAO = "Acórdão"
    DECISAO = "Decisão"
    CERTIDAO = "Certidão"
    TRANSITO = "Certidão de trânsito em julgado"
    PETICAO = "Petição inicial"
    CUMPRIMENTO = "Pedido de cumprimento"
    PLANILHA = "Planilha do credor"


@dataclass(frozen=True)
class DocumentoDoPedido:
    """``numero_cnj`` is the case that holds it; ``sha256`` is empty while nothing of it was read."""

    numero_cnj: str
    id_documento: str
    papel: PapelDoDocumento
    rotulo: str
    descricao: str
    data_hora: datetime | None
    estado: EstadoDoDocumento = EstadoDoDocumento.NAO_ENTREGUE
    motivo: str = ""
    sha256: str = ""
    paginas: int = 0


class SituacaoDaPlanilha(StrEnum):
    TEXTO = "texto"
    IMAGEM = "imagem"
    AUSENTE = "ausente"


@dataclass(frozen=True)
class PlanilhaDoCredor:
    """``motivo`` says by which rule it was taken for the creditor's spreadsheet, or why there is none."""

    situacao: SituacaoDaPlanilha
    motivo: str
    id_documento: str = ""
    rotulo: str = ""


@dataclass(frozen=True)
class Elo:
    """One case of the origin chain; ``nivel`` 0 is the case asked for. ``problema`` is empty when it was opened."""

    numero_cnj: str
    nivel: int
    classe: str = ""
    problema: str = ""


@dataclass(frozen=True)
class CandidatoDeCitacao:
    """A day on which the State may have been served. ``score`` goes from 0 to 100; ``fonte`` is law, if any.

    ``campo`` is the field it may fill: the service in the action, or the notice of the enforcement. One that
    ``is_impossivel`` stands before the filing.
    """

    campo: NomeDoCampo
    data: date
    score: int
    motivo: str
    fonte: str = ""
    ancora: Ancora | None = None
    is_impossivel: bool = False


@dataclass(frozen=True)
class ParteDoPedido:
    polo: str
    nome: str
    has_justica_gratuita: bool = False


@dataclass(frozen=True)
class Levantamento:
    """What agent 1 found in the court's data, without AI."""

    classe: str
    comarca: str
    orgao: str
    ajuizado_em: date | None
    partes: tuple[ParteDoPedido, ...]
    is_autonomo: bool
    motivo_do_tipo: str
    cadeia: tuple[Elo, ...]
    documentos: tuple[DocumentoDoPedido, ...]
    planilha: PlanilhaDoCredor
    candidatos: tuple[CandidatoDeCitacao, ...] = ()
    achados: tuple[Achado, ...] = ()


@dataclass(frozen=True)
class ResultadoDoCalculo:
    """A stored calculation. ``revisoes`` are the revisions of the fields that it was made from.

    ``versoes`` are those of the tables by slug; ``natureza`` names the table of regimes, of which ``correcao`` and
    ``juros`` of the title may leave only a part.
    """

    numero: int
    memoria: Memoria
    versoes: dict[str, int]
    natureza: str
    calculado_por: str
    calculado_em: datetime
    revisoes: dict[NomeDoCampo, int]
    comparacao: Comparacao | None = None
    sem_comparacao: str = ""
    """Why there is no comparison with the creditor."""
    correcao: str = PELA_TABELA
    juros: str = PELA_TABELA


@dataclass(frozen=True)
class ResumoDoResultado:
    """A stored calculation without its memória."""

    numero: int
    total: Decimal
    calculado_por: str
    calculado_em: datetime


@dataclass(frozen=True)
class PedidoDeCalculo:
    """One pedido of one person. ``folha_id`` is the geração that writes the sheet, once there is one."""

    id: UUID
    numero_cnj: str
    usuario_id: int
    estado: Estado
    attempt: int
    criado_em: datetime
    levantamento: Levantamento | None = None
    campos: tuple[Campo, ...] = ()
    resultado: ResultadoDoCalculo | None = None
    erro_codigo: str = ""
    erro_mensagem: str = ""
    folha_id: UUID | None = None
    fontes: dict[str, str] = field(default_factory=dict)
    """Version of the instruction and model of agent 2."""

    def get_campo(self, nome: NomeDoCampo) -> Campo:
        return next(campo for campo in self.campos if campo.nome is nome)

    @property
    def is_resultado_atual(self) -> bool:
        """Whether the calculation was made from the fields as they are."""
        resultado = self.resultado
        return resultado is not None and all(resultado.revisoes.get(c.nome, 0) == c.revisao for c in self.campos)


@dataclass(frozen=True)
class ItemDoHistorico:
    """One row of the person's list."""

    id: UUID
    numero_cnj: str
    estado: Estado
    criado_em: datetime
    classe: str = ""
    total: Decimal | None = None
