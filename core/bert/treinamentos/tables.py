"""Rows of trainings."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin

AT_WORK = text("estado IN ('na_fila', 'em_andamento')")


class TreinamentoRow(CreatedMixin, Base):
    """One run. Of equal requests only one is at work; ``andamento`` is written about once a second."""

    __tablename__ = "treinamento"
    __table_args__ = (
        Index("uq_treinamento_ativo", "dataset_id", "configuracao_sha256", unique=True, postgresql_where=AT_WORK),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dataset_id: Mapped[UUID] = mapped_column(ForeignKey("dataset.id"))
    dataset_nome: Mapped[str] = mapped_column(String(120))
    dados_sha256: Mapped[str] = mapped_column(String(64))
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"))
    autor: Mapped[str] = mapped_column(String(200))
    nome: Mapped[str] = mapped_column(String(120))
    configuracao: Mapped[dict[str, Any]] = mapped_column(JSONB)
    configuracao_sha256: Mapped[str] = mapped_column(String(64))
    preset: Mapped[str] = mapped_column(String(20), server_default="")
    estado: Mapped[str] = mapped_column(String(20), index=True)
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    iniciado_em: Mapped[datetime | None]
    terminado_em: Mapped[datetime | None]
    andamento: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    erro_codigo: Mapped[str] = mapped_column(String(10), server_default="")
    erro_mensagem: Mapped[str] = mapped_column(Text, server_default="")
