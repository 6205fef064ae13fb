"""Rows of groups of people and of what is shared."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class GrupoDeUsuariosRow(CreatedMixin, Base):
    __tablename__ = "grupo_de_usuarios"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    nome: Mapped[str] = mapped_column(String(80), unique=True)
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    versao: Mapped[int] = mapped_column(server_default=text("1"))


class MembroDoGrupoRow(Base):
    __tablename__ = "membro_do_grupo"

    grupo_id: Mapped[UUID] = mapped_column(ForeignKey("grupo_de_usuarios.id", ondelete="CASCADE"), primary_key=True)
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id", ondelete="CASCADE"), primary_key=True, index=True)


class CompartilhamentoRow(CreatedMixin, Base):
    """One access. What was taken back is gone from here; the record of acts keeps both."""

    __tablename__ = "compartilhamento"
    __table_args__ = (
        CheckConstraint("(usuario_id IS NULL) <> (grupo_id IS NULL)", name="um_alvo"),
        Index(
            "uq_compartilhamento_alvo",
            "especie",
            "registro_id",
            "usuario_id",
            "grupo_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    especie: Mapped[str] = mapped_column(String(20))
    registro_id: Mapped[UUID]
    usuario_id: Mapped[int | None] = mapped_column(ForeignKey("usuario.id", ondelete="CASCADE"), index=True)
    grupo_id: Mapped[UUID | None] = mapped_column(ForeignKey("grupo_de_usuarios.id", ondelete="CASCADE"), index=True)
    autor_id: Mapped[int] = mapped_column(ForeignKey("usuario.id", ondelete="CASCADE"))
