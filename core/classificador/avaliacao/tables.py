"""One row for each run over a golden set; its documents and answers are those of its lot."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class AvaliacaoRow(CreatedMixin, Base):
    """``parte`` is empty for a run over the whole golden set."""

    __tablename__ = "avaliacao"
    __table_args__ = (Index("ix_avaliacao_prompt", "prompt_slug", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    gabarito_slug: Mapped[str] = mapped_column(String(100))
    gabarito_versao: Mapped[int]
    gabarito_sha256: Mapped[str] = mapped_column(String(64))
    parte: Mapped[str] = mapped_column(String(20))
    prompt_slug: Mapped[str] = mapped_column(String(100))
    prompt_versao: Mapped[int]
    modelo: Mapped[str] = mapped_column(String(60))
    corte_modo: Mapped[str] = mapped_column(String(20))
    corte_tokens: Mapped[int]
    lote_id: Mapped[UUID] = mapped_column(ForeignKey("lote.id"))
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"))
    autor: Mapped[str] = mapped_column(String(254))
