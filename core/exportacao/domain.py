"""What the exporters receive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CorDaMarca(StrEnum):
    """From good to bad; also the last part of the mark's class."""

    VERDE = "verde"
    AMARELO = "amarelo"
    VERMELHO = "vermelho"


@dataclass(frozen=True)
class Marca:
    """Characters ``inicio`` to ``fim`` of a Markdown text that are to be lit.

    ``chave`` tells what was clicked; ``titulo`` says it in words, for those who do not see the colour.
    """

    inicio: int
    fim: int
    cor: CorDaMarca
    chave: str
    titulo: str = ""


@dataclass(frozen=True)
class PecaParaExportar:
    """A piece as it leaves the portal.

    ``texto`` is Markdown. ``numero_cnj`` may be empty (pieces made from an uploaded PDF). A minuta carries its
    warning on every page (domain.md 7).
    """

    titulo: str
    autor: str
    texto: str
    numero_cnj: str
    is_minuta: bool
    criada_em: datetime


@dataclass(frozen=True)
class Arquivo:
    """A finished file for download."""

    chave: str
    nome: str
    mimetype: str
    conteudo: bytes
