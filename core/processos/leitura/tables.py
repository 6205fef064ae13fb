"""Rows of readings that are still going on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class PaginaLidaRow(CreatedMixin, Base):
    """A page that was read before its document was finished; ``total`` is the number of pages to read."""

    __tablename__ = "pagina_lida"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    numero: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[int]
    pagina: Mapped[dict[str, Any]] = mapped_column(JSONB)
    motivo: Mapped[str]
