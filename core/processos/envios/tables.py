"""Rows of handed-in files. Their bytes and readings lie with those of the court's documents, by hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class EnvioRow(CreatedMixin, Base):
    __tablename__ = "envio"

    chave: Mapped[str] = mapped_column(String(20), primary_key=True)
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"), index=True)
    numero_informado: Mapped[str] = mapped_column(String(20), server_default="")
    enviado_em: Mapped[datetime | None]


class ArquivoEnviadoRow(Base):
    __tablename__ = "arquivo_enviado"

    chave: Mapped[str] = mapped_column(ForeignKey("envio.chave", ondelete="CASCADE"), primary_key=True)
    id_documento: Mapped[str] = mapped_column(String(64), primary_key=True)
    ordem: Mapped[int]
    nome: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    formato: Mapped[str] = mapped_column(String(20))
    categoria: Mapped[str] = mapped_column(String(60), server_default="")
    confianca: Mapped[str] = mapped_column(String(10), server_default="")
    motivo: Mapped[str] = mapped_column(Text, server_default="")
    nivel_sigilo: Mapped[int] = mapped_column(server_default="0")
