"""Rows of the library. A row is one immutable version; ``is_current`` marks the live one of its slug."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class VersionMixin(CreatedMixin):
    """What every version has. ``seed_sha256`` is set on versions that came from the seed files, NULL on edits."""

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(100))
    versao: Mapped[int]
    is_current: Mapped[bool]
    autor: Mapped[str] = mapped_column(String(254))
    motivo: Mapped[str] = mapped_column(String(500))
    seed_sha256: Mapped[str | None] = mapped_column(String(64))


def _one_live_version(table: str) -> tuple[UniqueConstraint, Index]:
    """No two equal version numbers of a slug, and never two live versions."""
    return (
        UniqueConstraint("slug", "versao"),
        Index(f"uq_{table}_current", "slug", unique=True, postgresql_where=text("is_current")),
    )


class ModuloRow(VersionMixin, Base):
    __tablename__ = "modulo"
    __table_args__ = _one_live_version("modulo")

    tipo: Mapped[str] = mapped_column(String(20))
    secao: Mapped[str] = mapped_column(String(50))
    grupo: Mapped[str] = mapped_column(String(50))
    subgrupo: Mapped[str] = mapped_column(String(50))
    titulo: Mapped[str] = mapped_column(String(300))
    texto: Mapped[str] = mapped_column(Text)
    modo: Mapped[str] = mapped_column(String(20))
    ordem: Mapped[int]
    regra: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    ativacao: Mapped[str] = mapped_column(Text)
    tipos_de_peca: Mapped[list[str]] = mapped_column(JSONB)
    palavras_chave: Mapped[list[str]] = mapped_column(JSONB)
    is_active: Mapped[bool]
    assuntos: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    tags: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    regras_por_tipo: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    regra_secundaria: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    usa_secundaria: Mapped[bool] = mapped_column(server_default=text("false"))


class InstrucaoRow(VersionMixin, Base):
    """``is_current`` is the label produção; ``categorias`` are those of the classifier, with their fields by name."""

    __tablename__ = "instrucao"
    __table_args__ = (
        *_one_live_version("instrucao"),
        Index("uq_instrucao_candidata", "slug", unique=True, postgresql_where=text("is_candidata")),
    )

    texto: Mapped[str] = mapped_column(Text)
    nome: Mapped[str] = mapped_column(String(120), server_default="")
    subsistema: Mapped[str] = mapped_column(String(20), server_default="gerador")
    categorias: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    is_candidata: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class RotuloRow(CreatedMixin, Base):
    """One act on the labels of an instruction. Rows are only added."""

    __tablename__ = "rotulo_da_instrucao"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), index=True)
    ato: Mapped[str] = mapped_column(String(20))
    versao: Mapped[int]
    anterior: Mapped[int | None]
    autor: Mapped[str] = mapped_column(String(254))
    motivo: Mapped[str] = mapped_column(String(500))


class CategoriaRow(VersionMixin, Base):
    """``variaveis`` holds the variables in the order they are asked."""

    __tablename__ = "categoria_de_documento"
    __table_args__ = _one_live_version("categoria_de_documento")

    nome: Mapped[str] = mapped_column(String(100))
    origem: Mapped[str] = mapped_column(String(20))
    codigos: Mapped[list[int]] = mapped_column(JSONB)
    instrucao: Mapped[str] = mapped_column(Text)
    variaveis: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class GrupoRow(VersionMixin, Base):
    """``secoes`` in the order of a peça of the group."""

    __tablename__ = "grupo_de_modulos"
    __table_args__ = _one_live_version("grupo_de_modulos")

    nome: Mapped[str] = mapped_column(String(100))
    ordem: Mapped[int]
    secoes: Mapped[list[str]] = mapped_column(JSONB)
    subgrupos: Mapped[list[str]] = mapped_column(JSONB)
    assuntos: Mapped[list[str]] = mapped_column(JSONB)
    is_active: Mapped[bool]
