"""The working text of a peça between two versions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base


class EdicaoDaPecaRow(Base):
    """``mudou_em`` is when the text first left its version: None while they are equal."""

    __tablename__ = "edicao_da_peca"

    peca_id: Mapped[UUID] = mapped_column(ForeignKey("peca.id"), primary_key=True)
    texto: Mapped[str] = mapped_column(Text)
    revisao: Mapped[int]
    versao_base: Mapped[int]
    autor: Mapped[str] = mapped_column(String(200))
    mudou_em: Mapped[datetime | None]
    updated_at: Mapped[datetime]
