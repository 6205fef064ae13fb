"""Rows of the generator. What a geração found is kept beside it, so that a minuta can always be explained."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class GeracaoRow(CreatedMixin, Base):
    __tablename__ = "geracao"
    __table_args__ = (
        # A double click, or a second tab, finds the running geração instead of starting another one.
        Index(
            "uq_geracao_ativa",
            "usuario_id",
            "numero_cnj",
            "tipo_de_peca",
            unique=True,
            postgresql_where=text("estado IN ('na_fila', 'em_andamento', 'aguardando_voce')"),
        ),
        Index("ix_geracao_usuario", "usuario_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    numero_cnj: Mapped[str] = mapped_column(String(20), index=True)
    tipo_de_peca: Mapped[str] = mapped_column(String(40))
    """What was asked for; ``a_detectar`` stays, so that one asked twice is found again whatever it became."""
    tipo_detectado: Mapped[str] = mapped_column(String(40), server_default="")
    motivo_do_tipo: Mapped[str] = mapped_column(Text, server_default="")
    grupo: Mapped[str] = mapped_column(String(40))
    observacao: Mapped[str] = mapped_column(Text)
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"))
    estado: Mapped[str] = mapped_column(String(30), index=True)
    agente: Mapped[str] = mapped_column(String(20))
    attempt: Mapped[int] = mapped_column(default=0)
    iniciada_em: Mapped[datetime | None]
    terminada_em: Mapped[datetime | None]
    texto: Mapped[str] = mapped_column(Text, default="")
    erro_codigo: Mapped[str] = mapped_column(String(10), default="")
    erro_mensagem: Mapped[str] = mapped_column(Text, default="")
    avisos: Mapped[list[str]] = mapped_column(JSONB, default=list)
    assunto: Mapped[str] = mapped_column(Text, default="")
    """Short text of the case (class and parties) for the history and its search."""
    versoes: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """Versions of the library and models that this geração uses."""
    modo: Mapped[str] = mapped_column(String(20), server_default="automatico")
    contradicoes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    """Variables that the documents answer differently, with the answers."""
    anexo: Mapped[str] = mapped_column(Text, server_default="")
    """Markdown that the preparation gave, to follow the model's text."""


class DocumentoDaGeracaoRow(Base):
    """A document that was considered, with what became of it."""

    __tablename__ = "documento_da_geracao"

    geracao_id: Mapped[UUID] = mapped_column(ForeignKey("geracao.id"), primary_key=True)
    ordem: Mapped[int] = mapped_column(primary_key=True)
    id_documento: Mapped[str] = mapped_column(String(64))
    rotulo: Mapped[str] = mapped_column(String(200))
    descricao: Mapped[str]
    tipo: Mapped[int | None]
    estado: Mapped[str] = mapped_column(String(20))
    motivo: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    paginas: Mapped[int] = mapped_column(default=0)
    resumo: Mapped[str] = mapped_column(Text, default="")
    numero_cnj: Mapped[str] = mapped_column(String(20), server_default="")
    categoria: Mapped[str] = mapped_column(String(60), server_default="")
    confianca: Mapped[str] = mapped_column(String(10), server_default="")


class FatoRow(Base):
    """The value of one variable, with the place it came from."""

    __tablename__ = "fato"

    geracao_id: Mapped[UUID] = mapped_column(ForeignKey("geracao.id"), primary_key=True)
    variavel: Mapped[str] = mapped_column(String(100), primary_key=True)
    estado: Mapped[str] = mapped_column(String(20))
    valor: Mapped[Any] = mapped_column(JSONB, nullable=True)
    documento_rotulo: Mapped[str] = mapped_column(String(200))
    id_documento: Mapped[str] = mapped_column(String(64))
    pagina: Mapped[int | None]
    trecho: Mapped[str] = mapped_column(Text)
    informado_por: Mapped[str] = mapped_column(String(200), server_default="")
    informado_em: Mapped[datetime | None]


class ModuloDecididoRow(CreatedMixin, Base):
    """What agent 2 decided on each module that it was offered, those left out too."""

    __tablename__ = "decisao_do_modulo"

    geracao_id: Mapped[UUID] = mapped_column(ForeignKey("geracao.id"), primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), primary_key=True)
    versao: Mapped[int]
    secao: Mapped[str] = mapped_column(String(50))
    titulo: Mapped[str]
    ordem: Mapped[int]
    origem: Mapped[str] = mapped_column(String(20))
    decisao: Mapped[str] = mapped_column(String(20))
    motivo: Mapped[str] = mapped_column(Text)
    variaveis: Mapped[list[str]] = mapped_column(JSONB)
    perguntas: Mapped[list[str]] = mapped_column(JSONB)
    politica: Mapped[str] = mapped_column(String(300), server_default="")
    indicado: Mapped[bool] = mapped_column(server_default=text("false"))
    indicacao: Mapped[str] = mapped_column(Text, server_default="")


class ModuloDaGeracaoRow(Base):
    """A module that entered, with the version used and the reason."""

    __tablename__ = "modulo_da_geracao"

    geracao_id: Mapped[UUID] = mapped_column(ForeignKey("geracao.id"), primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), primary_key=True)
    versao: Mapped[int]
    secao: Mapped[str] = mapped_column(String(40))
    titulo: Mapped[str]
    ordem: Mapped[int]
    origem: Mapped[str] = mapped_column(String(20))
    motivo: Mapped[str] = mapped_column(Text)


class ResumoRow(CreatedMixin, Base):
    """What the model answered about the text of a document. The same text is never paid for twice.

    ``sha256`` is of the content and of the pages that were sent (``core.pecas.resumos.hash_texto``). Rows whose key
    was the content alone, from before, may be of a partial reading and are found no more.
    """

    __tablename__ = "resumo"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    categoria: Mapped[str] = mapped_column(String(60), primary_key=True)
    categoria_versao: Mapped[int] = mapped_column(primary_key=True)
    modelo: Mapped[str] = mapped_column(String(60), primary_key=True)
    resposta: Mapped[dict[str, Any]] = mapped_column(JSONB)


class PecaRow(CreatedMixin, Base):
    __tablename__ = "peca"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    geracao_id: Mapped[UUID] = mapped_column(ForeignKey("geracao.id"), unique=True)
    numero_cnj: Mapped[str] = mapped_column(String(20), index=True)
    tipo_de_peca: Mapped[str] = mapped_column(String(40))
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"), index=True)
    versao_final: Mapped[int | None]
    """The version that a person made final; the text is not edited while it is set."""


class VersaoDaPecaRow(CreatedMixin, Base):
    __tablename__ = "versao_da_peca"
    __table_args__ = (UniqueConstraint("peca_id", "numero"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    peca_id: Mapped[UUID] = mapped_column(ForeignKey("peca.id"))
    numero: Mapped[int]
    origem: Mapped[str] = mapped_column(String(20))
    autor: Mapped[str]
    texto: Mapped[str] = mapped_column(Text)
