"""Rows of what people set. A row is one immutable version; rows are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class AjusteRow(CreatedMixin, Base):
    """``id`` orders all versions of all values; ``valor`` is NULL where the portal's own value counts again."""

    __tablename__ = "ajuste"
    __table_args__ = (UniqueConstraint("nome", "alvo", "versao"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nome: Mapped[str] = mapped_column(String(60))
    alvo: Mapped[str] = mapped_column(String(200))
    versao: Mapped[int]
    valor: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    desde: Mapped[datetime | None]
    autor: Mapped[str] = mapped_column(String(254))
    motivo: Mapped[str] = mapped_column(String(500))
