"""Rows of the legal constants. A row is one immutable version of all the values of a constant."""

from __future__ import annotations

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base
from core.prompts.tables import VersionMixin


class ConstanteRow(VersionMixin, Base):
    """``valores``: objects with desde and, as texts, valor, fonte and autor."""

    __tablename__ = "constante_legal"
    __table_args__ = (
        UniqueConstraint("slug", "versao"),
        Index("uq_constante_legal_current", "slug", unique=True, postgresql_where=text("is_current")),
    )

    nome: Mapped[str] = mapped_column(String(200))
    unidade: Mapped[str] = mapped_column(String(20))
    valores: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
