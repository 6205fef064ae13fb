"""People, profiles and permissions. A permission is a dotted name that pages ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID


class Papel(StrEnum):
    """A profile. ``label`` is what people read."""

    PROCURADOR = "procurador"
    CURADOR = "curador"
    DADOS = "dados"
    GESTOR = "gestor"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return _PAPEL_LABELS[self]


_PAPEL_LABELS = {
    Papel.PROCURADOR: "Procuradoria",
    Papel.CURADOR: "Curadoria de módulos",
    Papel.DADOS: "Equipe de dados",
    Papel.GESTOR: "Gestão",
    Papel.ADMIN: "Administração",
}

_EVERYONE = frozenset({"hoje.ver", "ajuda.ver"})
_PROCURADOR = _EVERYONE | {
    "pecas.gerar",
    "processos.ver",
    "classificador.usar",
    "calculo.ver",
    "calculo.usar",
    "assistencia.usar",
}

PERMISSIONS: Mapping[Papel, frozenset[str]] = MappingProxyType(
    {
        Papel.PROCURADOR: _PROCURADOR,
        Papel.CURADOR: _PROCURADOR | {"prompts.editar"},
        Papel.DADOS: _EVERYONE | {"classificador.usar", "calculo.ver", "bert.treinar", "prompts.editar"},
        Papel.GESTOR: _EVERYONE | {"relatorios.ver"},
        Papel.ADMIN: _EVERYONE | {"admin.ver", "relatorios.ver", "relatorios.pessoas"},
    }
)
"""What each profile may do. Case data is sensitive (LGPD): nobody gets a permission only for being senior.

``relatorios.pessoas`` shows numbers of people by name, ``relatorios.ver`` alone those of units and subjects.
``calculo.ver`` opens the tables of the calculations, ``calculo.usar`` the cases too.

An attorney who keeps the library is given the profile CURADOR, by name.
"""

ALL_PERMISSIONS: frozenset[str] = frozenset().union(*PERMISSIONS.values())


@dataclass(frozen=True)
class Usuario:
    """A person who may enter the portal."""

    id: int
    login: str
    nome: str
    papel: Papel
    unidade: str
    is_active: bool = True

    def has_permission(self, permission: str) -> bool:
        """Whether the profile allows it. Raises ValueError for a name that no profile has (a typing mistake)."""
        if permission not in ALL_PERMISSIONS:
            raise ValueError(f"unknown permission: {permission}")
        return self.is_active and permission in PERMISSIONS[self.papel]


@dataclass(frozen=True)
class Credencial:
    """A person with the stored hash of the password; it never leaves this package."""

    usuario: Usuario
    senha_hash: str


@dataclass(frozen=True)
class Sessao:
    """A login that is alive. ``id`` may be shown to scripts; the token stays in the cookie."""

    id: UUID
    usuario: Usuario
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Tentativa:
    """A login attempt already counted as a failure; ``locked_until`` is set when it may not go on."""

    ids: tuple[int, ...]
    locked_until: datetime | None = None


@dataclass(frozen=True)
class LoginDeDemonstracao:
    """What ``./portal run`` prints."""

    login: str
    senha: str
    papel: Papel
    nome: str


DEMONSTRATION = (
    LoginDeDemonstracao("procurador", "demo-procurador", Papel.PROCURADOR, "Helena Duarte Vilalba"),
    LoginDeDemonstracao("curador", "demo-curador", Papel.CURADOR, "Beatriz Amorim Sandoval"),
    LoginDeDemonstracao("dados", "demo-dados", Papel.DADOS, "Caio Brandão Nogueira"),
    LoginDeDemonstracao("gestor", "demo-gestor", Papel.GESTOR, "Marisa Teles Figueira"),
    LoginDeDemonstracao("admin", "demo-admin", Papel.ADMIN, "Otávio Prates Lemos"),
)
"""Invented people of the demonstration, one per profile."""
