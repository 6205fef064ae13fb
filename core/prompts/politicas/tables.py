"""Rows of the policies: immutable versions with one live version per slug."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base
from core.prompts.tables import VersionMixin


class PoliticaRow(VersionMixin, Base):
    """``corpo`` is the policy in the form of ``core.prompts.politicas.formato``."""

    __tablename__ = "politica"
    __table_args__ = (
        UniqueConstraint("slug", "versao"),
        Index("uq_politica_current", "slug", unique=True, postgresql_where=text("is_current")),
    )

    corpo: Mapped[dict[str, Any]] = mapped_column(JSONB)
