"""People as the administration keeps them: who they are, where they work and what they may do."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from core.clients.passwords import Passwords
from core.errors import ForbiddenChangeError, InvalidInputError
from core.usuarios.domain import ALL_PERMISSIONS, SISTEMA, Papel, Usuario
from core.usuarios.repository import UsuarioRepository
from core.usuarios.senhas import require_senha

MAX_UNIDADE = 100
_CLASSES = ("abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=@#%")
_LENGTH = 16


@dataclass(frozen=True)
class Cadastro:
    """What is asked of a new person. ``permissoes`` are given beside those of the profile."""

    login: str
    nome: str
    papel: Papel
    unidade: str
    permissoes: frozenset[str] = frozenset()


class CadastroService:
    """Each change names who makes it and is put on record with it."""

    def __init__(self, repository: UsuarioRepository, passwords: Passwords, now: Callable[[], datetime]) -> None:
        self._repository = repository
        self._passwords = passwords
        self._now = now

    def get(self, usuario_id: int) -> Usuario:
        """Raises RecordNotFoundError."""
        return self._repository.get(usuario_id)

    def create(self, cadastro: Cadastro, *, senha: str, autor: str) -> Usuario:
        """The password is the person's own only where the portal's command asks for that of the very first one; every
        other person has to change it.

        Raises InvalidInputError naming the field that cannot be used.
        """
        login = cadastro.login.strip().lower()
        if not self._passwords.is_valid_login(login):
            raise InvalidInputError(
                "login",
                user_message="O portal não aceita este login. Use letras sem acento, "
                "números, hífen ou sublinhado (até 20), ou um endereço de e-mail.",
            )
        fields = replace(cadastro, login=login)
        usuario = self._check(Usuario(0, login, fields.nome, fields.papel, fields.unidade, True, fields.permissoes))
        self._check_senha(senha, usuario)
        hashed, is_provisoria = self._passwords.hash(senha), autor != SISTEMA or self._repository.has_people()
        added = self._repository.add(usuario, senha_hash=hashed, autor=autor, is_provisoria=is_provisoria)
        if added is None:
            raise InvalidInputError(
                "login taken", user_message="Já existe no portal uma pessoa com este login. Escolha outro."
            )
        return added

    def change(self, usuario: Usuario, *, autor: Usuario, visto: Usuario | None = None) -> Usuario:
        """Store name, unit, profile, activity and permissions; with another access the person's open sessions end.

        ``visto`` is the person as the edit began. Raises InvalidInputError naming the field; VersionConflictError when
        somebody changed the person since; ForbiddenChangeError for one's own access, and when nobody would be
        left who may administer.
        """
        checked = self._check(usuario)
        stored = self._repository.get(usuario.id)
        if stored.id == autor.id and _access(checked) != _access(stored):
            raise ForbiddenChangeError(
                "own access",
                user_message="Ninguém muda o próprio acesso no portal. Peça a outra pessoa da administração.",
            )
        return self._repository.save_pessoa(checked, autor=autor.login, now=self._now(), visto=visto)

    def reset_senha(self, usuario_id: int, *, autor: str) -> str:
        """A new password, which is shown once; sessions opened with the old one end. Raises RecordNotFoundError."""
        senha = build_senha()
        self.save_senha(self._repository.get(usuario_id), senha, autor=autor)
        return senha

    def save_senha(self, usuario: Usuario, senha: str, *, autor: str) -> None:
        """A password that somebody else chose is changed at the next login before anything else.

        Raises InvalidInputError for one that cannot be used.
        """
        self._check_senha(senha, usuario)
        hashed = self._passwords.hash(senha)
        self._repository.save_senha(
            usuario, senha_hash=hashed, autor=autor, now=self._now(), is_provisoria=autor != usuario.login
        )

    def has_conta(self, usuario_id: int) -> bool:
        """Whether an account of the institution opens the portal for the person."""
        return self._repository.has_identidade(usuario_id)

    def unlink_conta(self, usuario_id: int, *, autor: str) -> bool:
        """Take the account of the institution off a person, whose sessions end; False where there was none.

        The next account with the person's login is taken for theirs. Raises RecordNotFoundError.
        """
        return self._repository.delete_identidade(self._repository.get(usuario_id), autor=autor, now=self._now())

    def _check(self, usuario: Usuario) -> Usuario:
        nome, unidade = " ".join(usuario.nome.split()), " ".join(usuario.unidade.split())
        if not self._passwords.is_valid_nome(nome):
            raise InvalidInputError("nome", user_message="O portal não aceita este nome. Use de 2 a 100 letras.")
        if len(unidade) > MAX_UNIDADE:
            raise InvalidInputError(
                "unidade", user_message=f"O nome da unidade passa de {MAX_UNIDADE} letras. Escreva um mais curto."
            )
        if not usuario.permissoes <= ALL_PERMISSIONS:
            raise ValueError(f"unknown permissions: {usuario.permissoes - ALL_PERMISSIONS}")
        return replace(usuario, nome=nome, unidade=unidade)

    def _check_senha(self, senha: str, usuario: Usuario) -> None:
        require_senha(senha, (usuario.login, usuario.nome, usuario.unidade), self._passwords.estimate)


def build_senha() -> str:
    """A random one that the portal accepts, without letters and digits that are read as others."""
    some = [secrets.choice(kind) for kind in _CLASSES]
    some += [secrets.choice("".join(_CLASSES[:3])) for _ in range(_LENGTH - len(some))]
    secrets.SystemRandom().shuffle(some)
    return "".join(some)


def _access(usuario: Usuario) -> tuple[Papel, bool, frozenset[str], str]:
    """The unit too: it opens the records of the people in it."""
    return usuario.papel, usuario.is_active, usuario.permissoes, usuario.unidade
