"""Rows of the review: what a person did on the way to the final text, one row after another, never changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class AtoDaRevisaoRow(CreatedMixin, Base):
    """The key keeps two tabs from writing the same act; a trigger refuses changes and deletions."""

    __tablename__ = "ato_da_revisao"

    peca_id: Mapped[UUID] = mapped_column(ForeignKey("peca.id"), primary_key=True)
    numero: Mapped[int] = mapped_column(primary_key=True)
    tipo: Mapped[str] = mapped_column(String(20))
    alvo: Mapped[str] = mapped_column(String(200))
    versao: Mapped[int]
    texto_sha256: Mapped[str] = mapped_column(String(64))
    valor: Mapped[dict[str, Any]] = mapped_column(JSONB)
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"))
    autor: Mapped[str] = mapped_column(String(200))
