"""Rows of the tables. A row is one immutable version; ``is_current`` marks the live one of its slug."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base
from core.prompts.tables import VersionMixin


class TabelaDeCalculoRow(VersionMixin, Base):
    """``corpo`` holds a whole series, the regimes of one kind of debt or the days of one scope."""

    __tablename__ = "tabela_de_calculo"
    __table_args__ = (
        UniqueConstraint("slug", "versao"),
        Index("uq_tabela_de_calculo_current", "slug", unique=True, postgresql_where=text("is_current")),
    )

    corpo: Mapped[dict[str, Any]] = mapped_column(JSONB)
