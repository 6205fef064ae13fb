"""The record of acts: rows are only ever added, and the database numbers and binds them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, FetchedValue, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base


class RegistroRow(Base):
    """``numero``, ``feito_em``, ``anterior`` and ``hash`` are the database's own, whatever is sent; see the migration.

    Triggers refuse changes, deletions and emptying.
    """

    __tablename__ = "auditoria"

    numero: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, server_default=FetchedValue()
    )
    feito_em: Mapped[datetime] = mapped_column(index=True, server_default=FetchedValue())
    autor: Mapped[str] = mapped_column(String(254), index=True)
    acao: Mapped[str] = mapped_column(String(40))
    objeto: Mapped[str] = mapped_column(String(300))
    detalhe: Mapped[str] = mapped_column(Text)
    anterior: Mapped[str] = mapped_column(String(64), server_default=FetchedValue())
    hash: Mapped[str] = mapped_column(String(64), server_default=FetchedValue())
