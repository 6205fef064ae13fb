"""Rows of lawsuits: the last header seen and what was new in it, contents by hash, readings by hash."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class ProcessoRow(Base):
    """The newest header of a case, as the court gave it.

    ``alteracao`` are the court's hashes of that header or an older one; ``antecipado_em`` is set while the header was
    asked for ahead of the person and nobody used it yet.
    """

    __tablename__ = "processo"

    numero_cnj: Mapped[str] = mapped_column(String(20), primary_key=True)
    cabecalho: Mapped[dict[str, Any]] = mapped_column(JSONB)
    consultado_em: Mapped[datetime]
    alteracao: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    antecipado_em: Mapped[datetime | None]


class NovidadesRow(Base):
    """What an answer of the court had that the one before had not. Answers that bring nothing leave no row."""

    __tablename__ = "novidades_do_processo"

    numero_cnj: Mapped[str] = mapped_column(String(20), primary_key=True)
    consultado_em: Mapped[datetime] = mapped_column(primary_key=True)
    novidades: Mapped[dict[str, Any]] = mapped_column(JSONB)


class ConteudoRow(CreatedMixin, Base):
    """A content, kept once whatever the number of cases that have it; ``conteudo`` holds old ones in one piece."""

    __tablename__ = "conteudo"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size_bytes: Mapped[int]
    mimetype: Mapped[str] = mapped_column(String(100))
    conteudo: Mapped[bytes | None] = mapped_column(LargeBinary)


class PedacoRow(Base):
    """One piece of the bytes of a content, so that neither writing nor reading holds the whole in memory."""

    __tablename__ = "pedaco_de_conteudo"

    sha256: Mapped[str] = mapped_column(ForeignKey("conteudo.sha256", ondelete="CASCADE"), primary_key=True)
    ordem: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    pedaco: Mapped[bytes] = mapped_column(LargeBinary)


class DocumentoBaixadoRow(CreatedMixin, Base):
    """Which content a document of a case has; a known one is never downloaded again."""

    __tablename__ = "documento_baixado"

    numero_cnj: Mapped[str] = mapped_column(String(20), primary_key=True)
    id_documento: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("conteudo.sha256"), index=True)


class LeituraRow(CreatedMixin, Base):
    """The text of a content, page by page."""

    __tablename__ = "leitura"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    formato: Mapped[str] = mapped_column(String(20))
    motivo: Mapped[str]
    paginas: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
