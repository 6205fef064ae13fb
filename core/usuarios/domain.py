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

ALL_PERMISSIONS: frozenset[str] = frozenset({"lgpd.atender"}).union(*PERMISSIONS.values())
"""``lgpd.atender``, to look into all cases for a person who asks for their data, is in no profile: given by name."""


SISTEMA = "sistema"
"""Who acts when the portal's own command does."""

ADMINISTRAR = "admin.ver"
"""At least one active person keeps it."""

CONCEDIVEIS: Mapping[str, str] = MappingProxyType(
    {
        "processos.ver": "Ver processos e documentos",
        "pecas.gerar": "Gerar peças",
        "classificador.usar": "Classificar documentos",
        "calculo.ver": "Ver as tabelas de cálculo",
        "calculo.usar": "Fazer pedidos de cálculo",
        "assistencia.usar": "Perguntar aos autos",
        "prompts.editar": "Editar prompts e módulos",
        "bert.treinar": "Treinar modelos",
        "relatorios.ver": "Ver relatórios",
        "relatorios.pessoas": "Ver números de pessoas nos relatórios",
        ADMINISTRAR: "Administrar o portal",
        "lgpd.atender": "Atender pedidos de titulares de dados",
    }
)
"""What one person may be given beside the profile, in words; all but what everyone has."""


@dataclass(frozen=True)
class Usuario:
    """A person who may enter the portal."""

    id: int
    login: str
    nome: str
    papel: Papel
    unidade: str
    is_active: bool = True
    permissoes: frozenset[str] = frozenset()
    """Given to this person beside those of the profile."""

    def has_permission(self, permission: str) -> bool:
        """Whether it is the profile's or the person's. Raises ValueError for a name that nobody has (a mistake)."""
        if permission not in ALL_PERMISSIONS:
            raise ValueError(f"unknown permission: {permission}")
        return self.is_active and (permission in PERMISSIONS[self.papel] or permission in self.permissoes)


def describe_acesso(usuario: Usuario) -> str:
    """What the person may do, in words, as the record of acts keeps it."""
    more = sorted(CONCEDIVEIS.get(name, name) for name in usuario.permissoes)
    parts = (usuario.papel.label, "" if usuario.is_active else "sem acesso", ", ".join(more) and f"e {', '.join(more)}")
    return " · ".join(part for part in parts if part)


def describe_mudanca(before: Usuario, after: Usuario) -> str:
    """What is no longer as it was, in words."""
    pairs = (
        ("nome", before.nome, after.nome),
        ("unidade", before.unidade, after.unidade),
        ("acesso", describe_acesso(before), describe_acesso(after)),
    )
    return "; ".join(f"{name}: de {old or 'nada'} para {new or 'nada'}" for name, old, new in pairs if old != new)


@dataclass(frozen=True)
class Credencial:
    """A person with the stored hash of the password; it never leaves this package.

    ``is_provisoria``: somebody else chose the password, so the person has to change it before anything else.
    """

    usuario: Usuario
    senha_hash: str
    is_provisoria: bool = False


@dataclass(frozen=True)
class Sessao:
    """A login that is alive. ``id`` may be shown to scripts; the token stays in the cookie.

    ``is_provisoria``: it was opened with a password that has to be changed first; nothing else may be done with it.
    """

    id: UUID
    usuario: Usuario
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_provisoria: bool = False


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
