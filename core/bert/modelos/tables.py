"""Rows of trained models."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class ModeloTreinadoRow(CreatedMixin, Base):
    """A card. Of models with the same labels one at most is in use."""

    __tablename__ = "modelo_treinado"
    __table_args__ = (
        Index(
            "uq_modelo_treinado_promovido", "rotulos_sha256", unique=True, postgresql_where=text("estado = 'promovido'")
        ),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("treinamento.id"), primary_key=True)
    nome: Mapped[str] = mapped_column(String(120))
    dataset_id: Mapped[UUID] = mapped_column(ForeignKey("dataset.id"))
    dataset_nome: Mapped[str] = mapped_column(String(120))
    autor: Mapped[str] = mapped_column(String(200))
    configuracao: Mapped[dict[str, Any]] = mapped_column(JSONB)
    versao_do_codigo: Mapped[str] = mapped_column(String(64))
    resultado: Mapped[dict[str, Any]] = mapped_column(JSONB)
    rotulos_sha256: Mapped[str] = mapped_column(String(64))
    estado: Mapped[str] = mapped_column(String(20))
    promovido_em: Mapped[datetime | None]
    promovido_por: Mapped[str] = mapped_column(String(200), server_default="")
