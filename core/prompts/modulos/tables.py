"""Rows of imports: what came in, from whom, and what the portal had no place for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class ImportacaoRow(CreatedMixin, Base):
    """``extras`` keeps the keys that the portal does not know, as they came, by place in the file."""

    __tablename__ = "importacao_de_modulos"

    id: Mapped[int] = mapped_column(primary_key=True)
    autor: Mapped[str] = mapped_column(String(254))
    motivo: Mapped[str] = mapped_column(String(500))
    formato: Mapped[str] = mapped_column(String(30))
    sha256: Mapped[str] = mapped_column(String(64))
    gravados: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    extras: Mapped[dict[str, Any]] = mapped_column(JSONB)
