"""The generator's own things: geração, minuta, versions, facts and chosen modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from core.events import Agente, Estado
from core.processos.domain import EstadoDoDocumento
from core.prompts.comparacao import Decisao


class TipoDePeca(StrEnum):
    CONTESTACAO = "contestacao"
    APELACAO = "apelacao"
    CONTRARRAZOES = "contrarrazoes"
    AGRAVO = "agravo"
    PARECER = "parecer"
    ALEGACOES_FINAIS = "alegacoes_finais"
    A_DETECTAR = "a_detectar"
    """No type yet: the person asked the portal to find out, and agent 2 has not."""

    PEDIDO_DE_CALCULO = "pedido_de_calculo"
    RELATORIO_DO_PROCESSO = "relatorio_do_processo"

    @property
    def label(self) -> str:
        return _TIPO_LABELS[self]


_TIPO_LABELS = {
    TipoDePeca.CONTESTACAO: "Contestação",
    TipoDePeca.APELACAO: "Recurso de apelação",
    TipoDePeca.CONTRARRAZOES: "Contrarrazões",
    TipoDePeca.AGRAVO: "Agravo de instrumento",
    TipoDePeca.PARECER: "Parecer",
    TipoDePeca.ALEGACOES_FINAIS: "Alegações finais",
    TipoDePeca.A_DETECTAR: "A detectar",
    TipoDePeca.PEDIDO_DE_CALCULO: "Pedido de cálculo",
    TipoDePeca.RELATORIO_DO_PROCESSO: "Relatório do processo",
}

TIPOS_PREPARADOS = frozenset({TipoDePeca.PEDIDO_DE_CALCULO, TipoDePeca.RELATORIO_DO_PROCESSO})
"""Texts for which another part of the portal prepares the material; their pages ask for them, not the generator's."""

TIPOS_DE_PECA = tuple(tipo for tipo in TipoDePeca if tipo not in {TipoDePeca.A_DETECTAR, *TIPOS_PREPARADOS})
"""The peças that the generator writes."""


class ModoDeGeracao(StrEnum):
    """Whether the minuta is written at once, or after a person chose the modules."""

    AUTOMATICO = "automatico"
    CURADORIA = "curadoria"

    @property
    def label(self) -> str:
        return "Automático" if self is ModoDeGeracao.AUTOMATICO else "Com curadoria"


class EstadoDoFato(StrEnum):
    """The four states of a variable (domain.md 6); ``falso`` is only for booleans."""

    VALORADO = "valorado"
    FALSO = "falso"
    NAO_SE_APLICA = "nao_se_aplica"
    DESCONHECIDO = "desconhecido"


class OrigemDoModulo(StrEnum):
    BASE = "base"
    REGRA = "regra"
    MODELO = "modelo"
    PESSOA = "pessoa"


class OrigemDaVersao(StrEnum):
    GERACAO = "geracao"
    EDICAO = "edicao"
    CONVERSA = "conversa"
    RESTAURACAO = "restauracao"

    @property
    def label(self) -> str:
        return _ORIGEM_LABELS[self]


_ORIGEM_LABELS = {
    OrigemDaVersao.GERACAO: "Geração",
    OrigemDaVersao.EDICAO: "Edição",
    OrigemDaVersao.CONVERSA: "Conversa",
    OrigemDaVersao.RESTAURACAO: "Restauração",
}


@dataclass(frozen=True)
class PedidoDeGeracao:
    """What the attorney asked for."""

    numero_cnj: str
    tipo_de_peca: TipoDePeca
    grupo: str
    observacao: str = ""
    modo: ModoDeGeracao = ModoDeGeracao.AUTOMATICO


@dataclass(frozen=True)
class Versoes:
    """The library and the models as they were when a geração began: what its agents use, whatever is edited later.

    Versions by slug, models by agent. Empty or None in old records, which follow the live library.
    """

    instrucoes: Mapping[str, int] = field(default_factory=dict)
    categorias: Mapping[str, int] = field(default_factory=dict)
    modulos: Mapping[str, int] = field(default_factory=dict)
    modelos: Mapping[str, str] = field(default_factory=dict)
    politicas: Mapping[str, int] | None = None
    constantes: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Geracao:
    """One run that produces a minuta, as stored. ``attempt`` grows when a dead worker is replaced."""

    id: UUID
    pedido: PedidoDeGeracao
    usuario_id: int
    estado: Estado
    agente: Agente
    attempt: int
    criada_em: datetime
    iniciada_em: datetime | None
    terminada_em: datetime | None
    texto: str
    erro_codigo: str
    erro_mensagem: str
    peca_id: UUID | None
    avisos: tuple[str, ...] = ()
    assunto: str = ""
    versoes: Versoes = field(default_factory=Versoes)
    motivo_do_tipo: str = ""
    """Why the peça is of its type, where the portal found that out; empty where the person chose it."""
    anexo: str = ""
    """Markdown that follows the model's text as it is, such as a table that was computed; only of prepared types."""

    @property
    def pedido_feito(self) -> PedidoDeGeracao:
        """The request as it was made, before the portal found out the type."""
        tipo = TipoDePeca.A_DETECTAR if self.motivo_do_tipo else self.pedido.tipo_de_peca
        return replace(self.pedido, tipo_de_peca=tipo)


@dataclass(frozen=True)
class Fato:
    """The value of one variable in one geração, with the place it came from.

    ``valor`` is the typed value as JSON can hold it. ``trecho`` is the quoted span; empty for the court's own data.
    ``informado_por`` and ``informado_em`` are set where a person answered.
    """

    variavel: str
    estado: EstadoDoFato
    valor: str | float | bool | list[str] | None
    documento_rotulo: str = ""
    id_documento: str = ""
    pagina: int | None = None
    trecho: str = ""
    informado_por: str = ""
    informado_em: datetime | None = None


@dataclass(frozen=True)
class Contradicao:
    """One variable that documents, or pages of one, answer differently: the answer that counts first, then the rest."""

    variavel: str
    respostas: tuple[Fato, ...]


@dataclass(frozen=True)
class Resumo:
    """What the model answered about one document: a summary and the answers by variable, as the schema has them."""

    texto: str
    respostas: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class DocumentoDaGeracao:
    """A document that was considered, and what became of it. ``motivo`` says why it was not read, in pt-BR.

    ``numero_cnj`` is the case that holds it; empty in old records, where it is the one of the geração. ``confianca`` is
    the model's in the category, empty where the court or a person said it.
    """

    ordem: int
    id_documento: str
    rotulo: str
    descricao: str
    tipo: int | None
    estado: EstadoDoDocumento
    motivo: str = ""
    sha256: str = ""
    paginas: int = 0
    resumo: str = ""
    numero_cnj: str = ""
    categoria: str = ""
    confianca: str = ""


@dataclass(frozen=True)
class Coleta:
    """What agent 1, or the preparation that takes its place, hands to agent 2."""

    documentos: tuple[DocumentoDaGeracao, ...]
    fatos: tuple[Fato, ...]
    avisos: tuple[str, ...] = ()
    contradicoes: tuple[Contradicao, ...] = ()
    anexo: str = ""


@dataclass(frozen=True)
class ModuloEscolhido:
    """A module that enters the minuta, with the reason a person reads."""

    slug: str
    versao: int
    secao: str
    titulo: str
    ordem: int
    origem: OrigemDoModulo
    motivo: str


@dataclass(frozen=True)
class ModuloDecidido:
    """What agent 2 decided on one module that it was offered, and why: those left out too.

    ``ordem`` is the place in the list that was offered. ``variaveis`` decided the rule; ``perguntas`` are the variables
    that keep it open; ``politica`` is the name of the office's policy that decided instead of the rule.
    ``indicado`` and ``indicacao`` are what the model said of a module without a rule.
    """

    slug: str
    versao: int
    secao: str
    titulo: str
    ordem: int
    origem: OrigemDoModulo
    decisao: Decisao
    motivo: str
    variaveis: tuple[str, ...] = ()
    perguntas: tuple[str, ...] = ()
    politica: str = ""
    indicado: bool = False
    indicacao: str = ""


@dataclass(frozen=True)
class VersaoDaPeca:
    numero: int
    origem: OrigemDaVersao
    autor: str
    criada_em: datetime
    texto: str


@dataclass(frozen=True)
class Peca:
    """A stored peça with its newest text."""

    id: UUID
    geracao_id: UUID
    numero_cnj: str
    tipo_de_peca: TipoDePeca
    usuario_id: int
    criada_em: datetime
    versao: VersaoDaPeca


@dataclass(frozen=True)
class ItemDoHistorico:
    """One line of a person's history."""

    geracao_id: UUID
    numero_cnj: str
    tipo_de_peca: TipoDePeca
    estado: Estado
    criada_em: datetime
    grupo: str = ""
    assunto: str = ""
