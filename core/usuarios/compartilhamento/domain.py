"""Groups of people and what is shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.usuarios.acesso import Especie

MAX_NOME = 80
MAX_MEMBROS = 200


@dataclass(frozen=True)
class GrupoDeUsuarios:
    """People who are given access together. ``versao`` counts the changes; an inactive one gives access to nothing."""

    id: UUID
    nome: str
    membros: frozenset[int]
    is_active: bool = True
    versao: int = 1


@dataclass(frozen=True)
class Alvo:
    """With whom something is shared: a person or a group, never both. ``nome`` is what people read."""

    nome: str
    usuario_id: int | None = None
    grupo_id: UUID | None = None


@dataclass(frozen=True)
class Registro:
    """What is shared. ``titulo`` is what people read and what the record of acts keeps."""

    especie: Especie
    id: UUID
    dono_id: int
    titulo: str


@dataclass(frozen=True)
class Compartilhamento:
    """One access that an owner gave."""

    id: UUID
    alvo: Alvo
    criado_em: datetime


@dataclass(frozen=True)
class Recebido:
    """A record that others gave a person, by its id, the newest first."""

    registro_id: UUID
    criado_em: datetime
