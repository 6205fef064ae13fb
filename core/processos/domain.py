"""What the portal knows of a lawsuit's documents: pages, their states, and how a person cites them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.clients.tribunal.domain import (
    Alteracao,
    ConteudoBaixado,
    Documento,
    Movimento,
    Parte,
    Processo,
    ProcessoVinculado,
    Sistema,
    Tribunal,
)

__all__ = [
    "VAZIO_SHA256",
    "Alteracao",
    "ConteudoBaixado",
    "Documento",
    "DocumentoLido",
    "EstadoDaPagina",
    "EstadoDoDocumento",
    "FormatoDeArquivo",
    "Movimento",
    "NiveisDeSigilo",
    "Pagina",
    "Parte",
    "PecaDosAutos",
    "Processo",
    "ProcessoGuardado",
    "ProcessoVinculado",
    "Sistema",
    "Tribunal",
]


VAZIO_SHA256 = hashlib.sha256(b"").hexdigest()
"""Hash of a document that the court delivered without content."""


@dataclass(frozen=True)
class ProcessoGuardado:
    """The court's last answer for a case; ``alteracao`` are its hashes of that answer or an older one."""

    processo: Processo
    consultado_em: datetime
    alteracao: Alteracao | None = None


@dataclass(frozen=True)
class NiveisDeSigilo:
    """Secrecy levels of the court's last answer: of the case, and of each document by the id of each of its parts.

    Of handed-in files: what the person declared, and the case they belong to, if any.
    """

    processo: int
    documentos: Mapping[str, int]
    numero_informado: str = ""


class FormatoDeArquivo(StrEnum):
    """The real format, decided by content and never by name or announced type."""

    PDF = "pdf"
    RTF = "rtf"
    HTML = "html"
    TXT = "txt"
    DOCX = "docx"
    IMAGEM = "imagem"
    VAZIO = "vazio"
    DESCONHECIDO = "desconhecido"


class EstadoDaPagina(StrEnum):
    """Exactly one per page (domain.md 5)."""

    LIDA = "lida"
    OCR = "ocr"
    ILEGIVEL = "ilegivel"
    CORTADA = "cortada"
    SIGILOSA = "sigilosa"
    VAZIA = "vazia"


class EstadoDoDocumento(StrEnum):
    """Summary over the pages of one document, in the order a person should worry."""

    LIDO = "lido"
    LIDO_EM_PARTE = "lido_em_parte"
    ILEGIVEL = "ilegivel"
    VAZIO = "vazio"
    SIGILOSO = "sigiloso"
    NAO_ENTREGUE = "nao_entregue"


@dataclass(frozen=True)
class Pagina:
    """One page; ``numero`` starts at 1. ``suspeita`` holds hidden text that was kept away from the model.

    ``folha`` is the leaf of the case file that SAJ printed on the page.
    """

    numero: int
    estado: EstadoDaPagina
    texto: str
    suspeita: str = ""
    folha: int | None = None


@dataclass(frozen=True)
class TextoGuardado:
    """A text that is kept as a document of a case; the key is the SHA-256 of its bytes."""

    id_documento: str
    sha256: str
    data: bytes
    mimetype: str = FormatoDeArquivo.TXT.value


@dataclass(frozen=True)
class DocumentoLido:
    """The text of one content, whoever asked for it; the key is the SHA-256 of the bytes."""

    sha256: str
    formato: FormatoDeArquivo
    paginas: tuple[Pagina, ...]
    motivo: str = ""

    @property
    def estado(self) -> EstadoDoDocumento:
        legiveis = [p for p in self.paginas if p.estado in (EstadoDaPagina.LIDA, EstadoDaPagina.OCR)]
        nao_vazias = [p for p in self.paginas if p.estado is not EstadoDaPagina.VAZIA]
        if not nao_vazias:
            return EstadoDoDocumento.VAZIO
        if not legiveis:
            return EstadoDoDocumento.ILEGIVEL
        if len(legiveis) < len(nao_vazias):
            return EstadoDoDocumento.LIDO_EM_PARTE
        return EstadoDoDocumento.LIDO

    @property
    def texto(self) -> str:
        return "\n\n".join(p.texto for p in self.paginas if p.texto)

    @property
    def trechos_ocultos(self) -> tuple[tuple[int, str], ...]:
        """(page, text) of everything quarantined as hidden text."""
        return tuple((p.numero, p.suspeita) for p in self.paginas if p.suspeita)


@dataclass(frozen=True)
class PecaDosAutos:
    """One document of a case with its reading. ``ordem`` numbers the chosen documents from 1, in date order.

    ``numero_cnj`` is the case that holds it, which may be the origin of the one asked for; ``rotulo`` is how a person
    cites it.
    """

    numero_cnj: str
    documento: Documento
    ordem: int
    rotulo: str
    estado: EstadoDoDocumento
    lido: DocumentoLido | None = None
    motivo: str = ""
