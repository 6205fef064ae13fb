"""Rows of the pedidos de cálculo. Fields and results are only ever added: the newest revision counts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class PedidoDeCalculoRow(CreatedMixin, Base):
    """One at work for each person and case: a double click finds the one that is there."""

    __tablename__ = "pedido_de_calculo"
    __table_args__ = (
        Index(
            "uq_pedido_de_calculo_ativo",
            "usuario_id",
            "numero_cnj",
            unique=True,
            postgresql_where=text("estado IN ('na_fila', 'em_andamento')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    numero_cnj: Mapped[str] = mapped_column(String(20), index=True)
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"), index=True)
    estado: Mapped[str] = mapped_column(String(20))
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    terminado_em: Mapped[datetime | None]
    levantamento: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    fontes: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    erro_codigo: Mapped[str] = mapped_column(String(20), server_default="")
    erro_mensagem: Mapped[str] = mapped_column(Text, server_default="")
    folha_id: Mapped[UUID | None]


class CampoDoCalculoRow(CreatedMixin, Base):
    """One revision of one field. The key keeps two tabs from writing the same one."""

    __tablename__ = "campo_do_calculo"

    pedido_id: Mapped[UUID] = mapped_column(ForeignKey("pedido_de_calculo.id"), primary_key=True)
    nome: Mapped[str] = mapped_column(String(40), primary_key=True)
    revisao: Mapped[int] = mapped_column(primary_key=True)
    valor: Mapped[str] = mapped_column(Text)
    estado: Mapped[str] = mapped_column(String(20))
    extraido: Mapped[str] = mapped_column(Text)
    ancora: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    usuario_id: Mapped[int | None] = mapped_column(ForeignKey("usuario.id"))
    autor: Mapped[str] = mapped_column(String(200))


class ResultadoDoCalculoRow(CreatedMixin, Base):
    __tablename__ = "resultado_do_calculo"

    pedido_id: Mapped[UUID] = mapped_column(ForeignKey("pedido_de_calculo.id"), primary_key=True)
    numero: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[Decimal] = mapped_column(Numeric(18, 2))
    conteudo: Mapped[dict[str, Any]] = mapped_column(JSONB)
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"))
    autor: Mapped[str] = mapped_column(String(200))
