"""What the exporters receive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
