"""Rows of lots: what was asked, where the documents come from, the documents, and what people corrected."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class RemessaRow(CreatedMixin, Base):
    """Files on their way into a lot. One that became a lot keeps ``lote_id``; the others are deleted after a day."""

    __tablename__ = "remessa"

    chave: Mapped[str] = mapped_column(String(20), primary_key=True)
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"))
    lote_id: Mapped[UUID | None]


class ArquivoDaRemessaRow(Base):
    __tablename__ = "arquivo_da_remessa"

    chave: Mapped[str] = mapped_column(ForeignKey("remessa.chave", ondelete="CASCADE"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    ordem: Mapped[int]
    nome: Mapped[str] = mapped_column(String(200))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    membros: Mapped[int]


class LoteRow(CreatedMixin, Base):
    """``attempt`` grows with each worker that takes the lot; what an older one brings afterwards is not kept."""

    __tablename__ = "lote"
    __table_args__ = (Index("ix_lote_unidade", "unidade", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"))
    unidade: Mapped[str] = mapped_column(String(200))
    autor: Mapped[str] = mapped_column(String(200))
    chave: Mapped[str] = mapped_column(String(20))
    nome: Mapped[str] = mapped_column(String(120))
    prompt_slug: Mapped[str] = mapped_column(String(100))
    prompt_versao: Mapped[int]
    modelo: Mapped[str] = mapped_column(String(60))
    corte_modo: Mapped[str] = mapped_column(String(20))
    corte_tokens: Mapped[int]
    finalidade: Mapped[str] = mapped_column(String(20))
    estado: Mapped[str] = mapped_column(String(20), index=True)
    is_arquivado: Mapped[bool] = mapped_column(server_default=text("false"))
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    iniciado_em: Mapped[datetime | None]
    terminado_em: Mapped[datetime | None]
    erro_codigo: Mapped[str] = mapped_column(String(10), server_default="")
    erro_mensagem: Mapped[str] = mapped_column(Text, server_default="")
    local_modelo: Mapped[str] = mapped_column(String(60), server_default="")
    local_limiar: Mapped[float] = mapped_column(server_default=text("0"))
    local_nome: Mapped[str] = mapped_column(String(200), server_default="")


class FonteDoLoteRow(Base):
    """A package to open or a case to ask for: its documents become items once, then ``is_aberta``."""

    __tablename__ = "fonte_do_lote"

    lote_id: Mapped[UUID] = mapped_column(ForeignKey("lote.id", ondelete="CASCADE"), primary_key=True)
    ordem: Mapped[int] = mapped_column(primary_key=True)
    nome: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    numero_cnj: Mapped[str] = mapped_column(String(20))
    codigos: Mapped[list[int]] = mapped_column(JSONB)
    desde: Mapped[date | None]
    ate: Mapped[date | None]
    is_aberta: Mapped[bool] = mapped_column(server_default=text("false"))


class ItemDoLoteRow(Base):
    """``attempt`` is the lot's when the item was taken. The answer's columns are empty until it is valid, ``destino``
    until a model trained here was asked."""

    __tablename__ = "item_do_lote"
    __table_args__ = (
        UniqueConstraint("lote_id", "ordem"),
        Index("ix_item_do_lote_estado", "lote_id", "estado"),
        Index("ix_item_do_lote_sha256", "lote_id", "sha256"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    lote_id: Mapped[UUID] = mapped_column(ForeignKey("lote.id", ondelete="CASCADE"))
    ordem: Mapped[int]
    nome: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), server_default="")
    numero_cnj: Mapped[str] = mapped_column(String(20), server_default="")
    id_documento: Mapped[str] = mapped_column(String(64), server_default="")
    estado: Mapped[str] = mapped_column(String(20))
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    categoria: Mapped[str] = mapped_column(String(100), server_default="")
    subcategoria: Mapped[str] = mapped_column(String(100), server_default="")
    confianca: Mapped[str] = mapped_column(String(10), server_default="")
    justificativa: Mapped[str] = mapped_column(Text, server_default="")
    numero_processo: Mapped[str] = mapped_column(String(20), server_default="")
    erro_codigo: Mapped[str] = mapped_column(String(10), server_default="")
    erro_mensagem: Mapped[str] = mapped_column(Text, server_default="")
    entrada: Mapped[int] = mapped_column(server_default=text("0"))
    saida: Mapped[int] = mapped_column(server_default=text("0"))
    segundos: Mapped[float] = mapped_column(server_default=text("0"))
    custo_brl: Mapped[Decimal] = mapped_column(Numeric(14, 6), server_default=text("0"))
    revisao: Mapped[int] = mapped_column(server_default=text("0"))
    destino: Mapped[str] = mapped_column(String(10), server_default="")
    probabilidade: Mapped[float] = mapped_column(server_default=text("0"))


class CorrecaoRow(CreatedMixin, Base):
    """Corrections are only added; the one with the highest number counts. The key keeps two people apart."""

    __tablename__ = "correcao_de_item"

    item_id: Mapped[int] = mapped_column(ForeignKey("item_do_lote.id", ondelete="CASCADE"), primary_key=True)
    revisao: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    categoria: Mapped[str] = mapped_column(String(100))
    subcategoria: Mapped[str] = mapped_column(String(100))
    numero_processo: Mapped[str] = mapped_column(String(20))
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"))
    autor: Mapped[str] = mapped_column(String(200))
