"""Rows of lawsuits: the last header seen, contents by hash, readings by hash."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class ProcessoRow(Base):
    """The newest header of a case, as the court gave it."""

    __tablename__ = "processo"

    numero_cnj: Mapped[str] = mapped_column(String(20), primary_key=True)
    cabecalho: Mapped[dict[str, Any]] = mapped_column(JSONB)
    consultado_em: Mapped[datetime]


class ConteudoRow(CreatedMixin, Base):
    """The bytes of a document, kept once whatever the number of cases that have it."""

    __tablename__ = "conteudo"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size_bytes: Mapped[int]
    mimetype: Mapped[str] = mapped_column(String(100))
    conteudo: Mapped[bytes] = mapped_column(LargeBinary)


class DocumentoBaixadoRow(CreatedMixin, Base):
    """Which content a document of a case has; a known one is never downloaded again."""

    __tablename__ = "documento_baixado"

    numero_cnj: Mapped[str] = mapped_column(String(20), primary_key=True)
    id_documento: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("conteudo.sha256"))


class LeituraRow(CreatedMixin, Base):
    """The text of a content, page by page."""

    __tablename__ = "leitura"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    formato: Mapped[str] = mapped_column(String(20))
    motivo: Mapped[str]
    paginas: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
