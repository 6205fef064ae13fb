"""Rows of dead letters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class TarefaMortaRow(CreatedMixin, Base):
    """One failure for good. The same work may die again after it was put back: then it is another row."""

    __tablename__ = "tarefa_morta"
    __table_args__ = (
        UniqueConstraint("chave", "falhou_em"),
        Index("ix_tarefa_morta_parada", "falhou_em", postgresql_where=text("retomada_em IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fila: Mapped[str] = mapped_column(String(40))
    chave: Mapped[str] = mapped_column(String(200))
    funcao: Mapped[str] = mapped_column(String(100))
    argumentos: Mapped[list[Any]] = mapped_column(JSONB)
    timeout_s: Mapped[int]
    pessoa: Mapped[str] = mapped_column(String(40), default="")
    motivo: Mapped[str] = mapped_column(Text)
    log: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    falhou_em: Mapped[datetime]
    retomada_em: Mapped[datetime | None]
    retomada_por: Mapped[int | None] = mapped_column(ForeignKey("usuario.id"))
