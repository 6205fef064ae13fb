"""Rows of the reader: what was asked of the court, who saw which case, and what can be made again at any time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.infra.db import Base, CreatedMixin


class BuscaRow(Base):
    """The newest search at the court for a case: its header, one document or all of them (``alvo``)."""

    __tablename__ = "busca_nos_autos"

    numero_cnj: Mapped[str] = mapped_column(String(20), primary_key=True)
    alvo: Mapped[str] = mapped_column(String(64), primary_key=True)
    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"))
    etapa: Mapped[str] = mapped_column(String(20))
    feitos: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    espera: Mapped[str] = mapped_column(default="")
    erro_codigo: Mapped[str] = mapped_column(String(10), default="")
    erro_mensagem: Mapped[str] = mapped_column(default="")
    pedida_em: Mapped[datetime]
    mudou_em: Mapped[datetime]


class VisitaRow(Base):
    """When a person last opened a case.

    ``viu_ate`` is the instant of the newest answer of the court that was shown to the person, ``desde`` that of the
    newest one shown before this visit. ``registrada_em``: when the record of acts last told of it.
    """

    __tablename__ = "visita_aos_autos"

    usuario_id: Mapped[int] = mapped_column(ForeignKey("usuario.id"), primary_key=True)
    numero_cnj: Mapped[str] = mapped_column(String(20), primary_key=True)
    visto_em: Mapped[datetime]
    viu_ate: Mapped[datetime | None]
    desde: Mapped[datetime | None]
    registrada_em: Mapped[datetime | None]


class TextoDePesquisaRow(CreatedMixin, Base):
    """The text of a page without case, accents and line breaks; made from the reading when it is first searched."""

    __tablename__ = "texto_de_pesquisa"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    numero: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    texto: Mapped[str]


class ImagemDePaginaRow(CreatedMixin, Base):
    """The picture of a page; without a picture, ``motivo`` says why there is none."""

    __tablename__ = "imagem_de_pagina"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    numero: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    imagem: Mapped[bytes] = mapped_column(LargeBinary)
    motivo: Mapped[str] = mapped_column(default="")


class VolumeRow(CreatedMixin, Base):
    """One PDF of a whole case. ``chave`` names the contents it was made from; ``motivo`` says why it was not made."""

    __tablename__ = "volume_dos_autos"

    chave: Mapped[str] = mapped_column(String(64), primary_key=True)
    size_bytes: Mapped[int]
    motivo: Mapped[str] = mapped_column(default="")


class PedacoDeVolumeRow(Base):
    """One piece of the bytes of a volume."""

    __tablename__ = "pedaco_de_volume"

    chave: Mapped[str] = mapped_column(ForeignKey("volume_dos_autos.chave", ondelete="CASCADE"), primary_key=True)
    ordem: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    pedaco: Mapped[bytes] = mapped_column(LargeBinary)
