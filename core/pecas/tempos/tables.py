"""Rows of times."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base


class TempoDaGeracaoRow(Base):
    """Seconds of each stage over all attempts."""

    __tablename__ = "tempo_da_geracao"

    geracao_id: Mapped[UUID] = mapped_column(ForeignKey("geracao.id"), primary_key=True)
    tribunal_s: Mapped[float]
    leitura_s: Mapped[float]
    escolha_s: Mapped[float]
    redacao_s: Mapped[float]
    vez_s: Mapped[float]
