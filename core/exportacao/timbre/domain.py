"""What stands above and below every page of a piece, per unit or for all, in versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

TODAS = ""
"""The unit of a letterhead that is used by every unit without its own."""

PADRAO = 0
"""The id of the portal's own letterhead, which is no record."""

LINHAS_DO_ESTADO = ("ESTADO DE MATO GROSSO DO SUL", "PROCURADORIA-GERAL DO ESTADO")
MAX_LINHAS = 6
MAX_LINHA_CHARS = 120


class TipoDeTimbre(StrEnum):
    LINHAS = "linhas"
    MODELO = "modelo"

    @property
    def label(self) -> str:
        return "Linhas e imagem" if self is TipoDeTimbre.LINHAS else "Modelo de Word"


class EstadoDoTimbre(StrEnum):
    """A version is looked through by a worker before anybody may use it."""

    EM_EXAME = "em_exame"
    PRONTO = "pronto"
    RECUSADO = "recusado"


@dataclass(frozen=True)
class ConteudoDoTimbre:
    """``imagem`` (PNG or JPEG) stands above the ``linhas``; ``modelo`` is a .docx, and then both are empty.

    Of a ``modelo`` its headers, footers and margins are taken; its styles only where ``usa_estilos``.
    """

    linhas: tuple[str, ...] = LINHAS_DO_ESTADO
    imagem: bytes = field(default=b"", repr=False)
    modelo: bytes = field(default=b"", repr=False)
    usa_estilos: bool = False

    @property
    def tipo(self) -> TipoDeTimbre:
        return TipoDeTimbre.MODELO if self.modelo else TipoDeTimbre.LINHAS


@dataclass(frozen=True)
class Timbre:
    """One version, without its bytes. ``motivo`` says why it was refused. ``usado_em`` is of its last choice."""

    id: int
    unidade: str
    numero: int
    tipo: TipoDeTimbre
    estado: EstadoDoTimbre
    motivo: str
    nome: str
    linhas: tuple[str, ...]
    usa_estilos: bool
    autor: str
    criado_em: datetime


@dataclass(frozen=True)
class UsoDoTimbre:
    """A choice of a version for a unit; ``timbre_id`` None goes back to what all units use, or to the portal's own."""

    timbre_id: int | None
    autor: str
    feito_em: datetime
