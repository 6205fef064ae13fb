"""Rows of the approved base."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class AutoridadeRow(CreatedMixin, Base):
    """``chave`` is the canonical key of ``core.prompts.autoridades.citacoes``, as in ``tema:stf:1234``."""

    __tablename__ = "autoridade"

    chave: Mapped[str] = mapped_column(String(120), primary_key=True)
    tipo: Mapped[str] = mapped_column(String(20))
    nome: Mapped[str] = mapped_column(String(300))
    resumo: Mapped[str] = mapped_column(Text)
    fonte: Mapped[str] = mapped_column(String(500))
    vigencia: Mapped[str] = mapped_column(String(200))
    is_vigente: Mapped[bool]
