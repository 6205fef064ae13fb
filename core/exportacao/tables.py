"""Rows of files that were made for download."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class ArquivoRow(CreatedMixin, Base):
    """A finished file, or why there is none. ``chave`` names what it was made from, version included: never stale."""

    __tablename__ = "arquivo"

    chave: Mapped[str] = mapped_column(String(200), primary_key=True)
    nome: Mapped[str] = mapped_column(String(200))
    mimetype: Mapped[str] = mapped_column(String(100))
    conteudo: Mapped[bytes] = mapped_column(LargeBinary)
    erro_codigo: Mapped[str] = mapped_column(String(10), server_default="")
