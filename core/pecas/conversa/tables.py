"""Rows of the conversation: the messages, never changed, and the work that each request gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class PedidoDeAjusteRow(CreatedMixin, Base):
    """What a worker does. One at a time for each peça: a double click finds the one that is at work."""

    __tablename__ = "pedido_de_ajuste"
    __table_args__ = (
        Index(
            "uq_pedido_de_ajuste_ativo",
            "peca_id",
            unique=True,
            postgresql_where=text("estado IN ('na_fila', 'em_andamento')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    peca_id: Mapped[UUID] = mapped_column(ForeignKey("peca.id"))
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"))
    secao: Mapped[str] = mapped_column(String(200))
    titulo: Mapped[str] = mapped_column(String(300))
    texto: Mapped[str] = mapped_column(Text)
    antes: Mapped[str] = mapped_column(Text)
    versao: Mapped[int]
    estado: Mapped[str] = mapped_column(String(20))
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    terminado_em: Mapped[datetime | None]


class MensagemDaConversaRow(CreatedMixin, Base):
    """The key keeps two tabs from writing the same line; a trigger refuses changes and deletions."""

    __tablename__ = "mensagem_da_conversa"

    peca_id: Mapped[UUID] = mapped_column(ForeignKey("peca.id"), primary_key=True)
    numero: Mapped[int] = mapped_column(primary_key=True)
    pedido_id: Mapped[UUID] = mapped_column(ForeignKey("pedido_de_ajuste.id"))
    tipo: Mapped[str] = mapped_column(String(20))
    secao: Mapped[str] = mapped_column(String(200))
    titulo: Mapped[str] = mapped_column(String(300))
    texto: Mapped[str] = mapped_column(Text)
    versao: Mapped[int]
    autor: Mapped[str] = mapped_column(String(200))
    usuario_id: Mapped[int | None] = mapped_column(ForeignKey("usuario.id"))
    conteudo: Mapped[dict[str, Any]] = mapped_column(JSONB)
