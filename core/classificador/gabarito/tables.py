"""Rows of the golden sets. A version is never changed; a text is kept once, whatever the versions it stands in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class GabaritoRow(CreatedMixin, Base):
    __tablename__ = "gabarito"
    __table_args__ = (UniqueConstraint("slug", "versao"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(100))
    versao: Mapped[int]
    nome: Mapped[str] = mapped_column(String(120))
    prompt_slug: Mapped[str] = mapped_column(String(100), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    autor: Mapped[str] = mapped_column(String(254))
    motivo: Mapped[str] = mapped_column(String(500))


class TextoDoGabaritoRow(Base):
    """``sha256`` is of the words, whatever the blanks between them."""

    __tablename__ = "texto_do_gabarito"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    texto: Mapped[str] = mapped_column(Text)


class CasoRow(Base):
    __tablename__ = "caso_do_gabarito"

    gabarito_id: Mapped[int] = mapped_column(ForeignKey("gabarito.id", ondelete="CASCADE"), primary_key=True)
    ordem: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("texto_do_gabarito.sha256"))
    nome: Mapped[str] = mapped_column(String(200))
    numero_cnj: Mapped[str] = mapped_column(String(20))
    id_documento: Mapped[str] = mapped_column(String(64))
    categoria: Mapped[str] = mapped_column(String(100))
    subcategoria: Mapped[str] = mapped_column(String(100))
    origem: Mapped[str] = mapped_column(String(20))
    autor: Mapped[str] = mapped_column(String(254))


class PropostaRow(CreatedMixin, Base):
    """One correction of one document, as it was brought. ``versao`` is that of the golden set it went into."""

    __tablename__ = "proposta_de_caso"
    __table_args__ = (UniqueConstraint("gabarito_slug", "item_id", "revisao"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gabarito_slug: Mapped[str] = mapped_column(String(100), index=True)
    item_id: Mapped[int] = mapped_column(BigInteger)
    revisao: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey("texto_do_gabarito.sha256"))
    nome: Mapped[str] = mapped_column(String(200))
    numero_cnj: Mapped[str] = mapped_column(String(20))
    id_documento: Mapped[str] = mapped_column(String(64))
    categoria: Mapped[str] = mapped_column(String(100))
    subcategoria: Mapped[str] = mapped_column(String(100))
    resposta: Mapped[str] = mapped_column(String(100))
    autor: Mapped[str] = mapped_column(String(254))
    estado: Mapped[str] = mapped_column(String(20))
    revisor: Mapped[str] = mapped_column(String(254), server_default="")
    motivo: Mapped[str] = mapped_column(String(500), server_default="")
    revisada_em: Mapped[datetime | None]
    versao: Mapped[int | None]
