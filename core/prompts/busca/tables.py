"""Rows of the search by meaning. What the search by words needs are generated columns of ``modulo``."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class EmbeddingRow(CreatedMixin, Base):
    """The vector of a module's text by ``modelo``: 32-bit floats, least significant byte first, of length 1.

    Kept by the text and not by the version: an edit of a rule or the restoring of a former text costs nothing.
    """

    __tablename__ = "embedding_de_modulo"
    __table_args__ = (UniqueConstraint("conteudo_md5", "modelo"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conteudo_md5: Mapped[str] = mapped_column(String(32))
    modelo: Mapped[str] = mapped_column(String(120))
    vetor: Mapped[bytes]
