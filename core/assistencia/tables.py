"""Rows of the questions about cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class PerguntaRow(CreatedMixin, Base):
    """One question. A person has one at work for each case: a double click finds the one that is there."""

    __tablename__ = "pergunta_aos_autos"
    __table_args__ = (
        Index(
            "uq_pergunta_aos_autos_ativa",
            "usuario_id",
            "numero_cnj",
            unique=True,
            postgresql_where=text("estado IN ('na_fila', 'em_andamento')"),
        ),
        Index("ix_pergunta_aos_autos_usuario_id_numero_cnj", "usuario_id", "numero_cnj"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    numero_cnj: Mapped[str] = mapped_column(String(20))
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"))
    texto: Mapped[str] = mapped_column(Text)
    estado: Mapped[str] = mapped_column(String(20))
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    resposta: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    erro_codigo: Mapped[str] = mapped_column(String(10), server_default="")
    erro_mensagem: Mapped[str] = mapped_column(Text, server_default="")
    terminada_em: Mapped[datetime | None]
