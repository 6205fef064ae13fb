"""Rows of calls of the model."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class ConsumoRow(CreatedMixin, Base):
    """One call. ``operacao`` is the id of a geração or the key of what was sent; ``saida`` holds ``pensamento`` too.

    ``pessoa`` is an id and ``unidade`` the unit that she was in; both are empty for what is done for nobody.
    """

    __tablename__ = "consumo_do_modelo"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    operacao: Mapped[str] = mapped_column(String(64), index=True)
    operation: Mapped[str] = mapped_column(String(40))
    modelo: Mapped[str] = mapped_column(String(60))
    pessoa: Mapped[str] = mapped_column(String(40), server_default="")
    unidade: Mapped[str] = mapped_column(String(200), server_default="")
    temperatura: Mapped[float | None]
    entrada: Mapped[int | None]
    saida: Mapped[int | None]
    pensamento: Mapped[int | None]
    custo_brl: Mapped[Decimal | None] = mapped_column(Numeric(14, 6))
    segundos: Mapped[float]
    resultado: Mapped[str] = mapped_column(String(20))
    registro: Mapped[int | None] = mapped_column(BigInteger)
    """The entry of the record of acts that seals this call; NULL for calls from before there were seals."""
