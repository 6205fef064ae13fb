"""Rows of closed dossiês: only ever added."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class DossieRow(CreatedMixin, Base):
    """The file as it was closed. ``numero`` is the act that made the peça final, ``cabeca`` the last hash of the chain.

    A trigger refuses changes and deletions.
    """

    __tablename__ = "dossie"

    peca_id: Mapped[UUID] = mapped_column(ForeignKey("peca.id"), primary_key=True)
    numero: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    versao: Mapped[int]
    cabeca: Mapped[str] = mapped_column(String(64))
    nome: Mapped[str] = mapped_column(String(200))
    conteudo: Mapped[bytes] = mapped_column(LargeBinary)
