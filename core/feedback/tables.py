"""Rows of what people think of a minuta and of how much of it they changed: only ever added."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class FeedbackRow(CreatedMixin, Base):
    """One opinion; the one with the highest number counts. A trigger refuses changes and deletions."""

    __tablename__ = "feedback"
    __table_args__ = (CheckConstraint("estrelas BETWEEN 1 AND 5", name="estrelas"),)

    peca_id: Mapped[UUID] = mapped_column(ForeignKey("peca.id"), primary_key=True)
    numero: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"))
    versao: Mapped[int]
    estrelas: Mapped[int]
    veredito: Mapped[str] = mapped_column(String(20))
    campos_errados: Mapped[list[str]] = mapped_column(JSONB)
    comentario: Mapped[str] = mapped_column(Text)


class DistanciaRow(CreatedMixin, Base):
    """How far one topic of the final text is from the minuta. ``fechamento`` is the act that made the peça final."""

    __tablename__ = "distancia_de_edicao"

    peca_id: Mapped[UUID] = mapped_column(ForeignKey("peca.id"), primary_key=True)
    fechamento: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ordem: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    topico: Mapped[str]
    modulo: Mapped[str] = mapped_column(String(100))
    modulo_versao: Mapped[int | None]
    situacao: Mapped[str] = mapped_column(String(20))
    palavras_minuta: Mapped[int]
    palavras_final: Mapped[int]
    distancia: Mapped[int]
