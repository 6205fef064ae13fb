"""Rows of the saved scenarios."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class CenarioRow(CreatedMixin, Base):
    """``valores`` is the form of ``core.prompts.valores``; ``versao`` counts the edits.

    A deleted one stays as a row, so that the seed files do not bring it back.

    ``seed_sha256`` is set while the row is as the seed files have it, NULL once a person changed it.
    """

    __tablename__ = "cenario"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    versao: Mapped[int]
    nome: Mapped[str] = mapped_column(String(200))
    grupo: Mapped[str] = mapped_column(String(50))
    tipo_de_peca: Mapped[str] = mapped_column(String(50))
    valores: Mapped[dict[str, Any]] = mapped_column(JSONB)
    ausentes: Mapped[list[str]] = mapped_column(JSONB)
    nota: Mapped[str] = mapped_column(Text)
    autor: Mapped[str] = mapped_column(String(254))
    seed_sha256: Mapped[str | None] = mapped_column(String(64))
    is_deleted: Mapped[bool]
