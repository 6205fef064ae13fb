"""Rows of letterheads and of their use. Neither is ever changed but for the end of the exam."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column

from core.infra.db import Base, CreatedMixin


class TimbreRow(CreatedMixin, Base):
    __tablename__ = "timbre"
    __table_args__ = (UniqueConstraint("unidade", "numero"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unidade: Mapped[str] = mapped_column(String(200))
    numero: Mapped[int]
    estado: Mapped[str] = mapped_column(String(20))
    motivo: Mapped[str] = mapped_column(Text, server_default="")
    nome: Mapped[str] = mapped_column(String(200), server_default="")
    linhas: Mapped[list[str]] = mapped_column(JSONB)
    usa_estilos: Mapped[bool] = mapped_column(server_default=text("false"))
    has_modelo: Mapped[bool] = mapped_column(server_default=text("false"))
    imagem: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    modelo: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    autor: Mapped[str] = mapped_column(String(200))


class UsoDoTimbreRow(CreatedMixin, Base):
    """The newest row of a unit counts."""

    __tablename__ = "uso_do_timbre"

    id: Mapped[int] = mapped_column(primary_key=True)
    unidade: Mapped[str] = mapped_column(String(200), index=True)
    timbre_id: Mapped[int | None] = mapped_column(ForeignKey("timbre.id"))
    autor: Mapped[str] = mapped_column(String(200))
