"""Rows of people, sessions and failed logins."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.infra.db import Base, CreatedMixin


class UsuarioRow(CreatedMixin, Base):
    """One person. ``identidade`` is who the person is to the provider of identities: issuer and subject."""

    __tablename__ = "usuario"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(254), unique=True)
    nome: Mapped[str] = mapped_column(String(100))
    papel: Mapped[str] = mapped_column(String(20))
    unidade: Mapped[str] = mapped_column(String(100), default="")
    senha_hash: Mapped[str] = mapped_column(String(100))
    senha_provisoria: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    identidade: Mapped[str | None] = mapped_column(String(400), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    permissoes: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))


class SessaoRow(CreatedMixin, Base):
    """One login. Only the SHA-256 of the cookie's token is kept, so a copy of the table opens nothing."""

    __tablename__ = "sessao"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id", ondelete="CASCADE"), index=True)
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
    address_sha256: Mapped[str] = mapped_column(String(64), default="")
    agent_sha256: Mapped[str] = mapped_column(String(64), default="")
    is_provisoria: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    usuario: Mapped[UsuarioRow] = relationship(lazy="joined", innerjoin=True)


class FalhaDeLoginRow(CreatedMixin, Base):
    """One failed login, counted under the account and under the address. ``chave_sha256`` hides both."""

    __tablename__ = "falha_de_login"

    id: Mapped[int] = mapped_column(primary_key=True)
    chave_sha256: Mapped[str] = mapped_column(String(64), index=True)
