"""Rows of datasets: what was handed in, what the exam said, and every sample."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class DatasetRow(CreatedMixin, Base):
    """``chave`` makes handing in idempotent: the file's SHA-256, with the columns where the same file is read anew."""

    __tablename__ = "dataset"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    chave: Mapped[str] = mapped_column(String(120), unique=True)
    nome: Mapped[str] = mapped_column(String(120))
    origem: Mapped[str] = mapped_column(String(20))
    referencia: Mapped[str] = mapped_column(String(120), server_default="")
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"))
    autor: Mapped[str] = mapped_column(String(200))
    estado: Mapped[str] = mapped_column(String(20), index=True)
    pedidas: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """The columns that a person chose; without them those that are suggested count."""

    cabecalho: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    primeiras: Mapped[list[list[str]]] = mapped_column(JSONB, server_default=text("'[]'"))
    exame: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    rodada: Mapped[int] = mapped_column(server_default=text("0"))
    erro_codigo: Mapped[str] = mapped_column(String(10), server_default="")
    erro_mensagem: Mapped[str] = mapped_column(Text, server_default="")
    is_usado: Mapped[bool] = mapped_column(server_default=text("false"))
    is_arquivado: Mapped[bool] = mapped_column(server_default=text("false"))


class ArquivoDoDatasetRow(Base):
    """A spreadsheet as it was handed in; its columns can be chosen anew."""

    __tablename__ = "arquivo_do_dataset"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    conteudo: Mapped[bytes] = mapped_column(LargeBinary)


class AmostraDoDatasetRow(Base):
    """Every filled row of the spreadsheet, also those that no training uses."""

    __tablename__ = "amostra_do_dataset"
    __table_args__ = (Index("ix_amostra_do_dataset_rotulo", "dataset_id", "rotulo"),)

    dataset_id: Mapped[UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True)
    linha: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    texto: Mapped[str] = mapped_column(Text)
    rotulo: Mapped[str] = mapped_column(String(200))
    grupo: Mapped[str] = mapped_column(String(200), server_default="")
    parte: Mapped[str] = mapped_column(String(10), server_default="")
