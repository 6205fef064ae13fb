"""What the exporters receive."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

DOCX_MIMETYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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


class Formato(StrEnum):
    """What a piece may leave as. ``label`` is what people read."""

    DOCX = "docx"
    PDF = "pdf"
    PDFA = "pdfa"

    @property
    def label(self) -> str:
        return {Formato.DOCX: "Word", Formato.PDF: "PDF", Formato.PDFA: "PDF/A"}[self]

    @property
    def extension(self) -> str:
        return "docx" if self is Formato.DOCX else "pdf"

    @property
    def mimetype(self) -> str:
        return DOCX_MIMETYPE if self is Formato.DOCX else "application/pdf"


@dataclass(frozen=True)
class Arquivo:
    """A finished file for download, or, with ``erro_codigo``, one that could not be made."""

    chave: str
    nome: str
    mimetype: str
    conteudo: bytes = field(repr=False)
    erro_codigo: str = ""
