"""A closed dossiê."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Dossie:
    """A file as it was closed. ``numero`` is the act that made the peça final, ``cabeca`` its last hash."""

    peca_id: UUID
    numero: int
    versao: int
    cabeca: str
    nome: str
    fechado_em: datetime
    size_bytes: int
