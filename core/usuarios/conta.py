"""What people do with their own account: change the password, see where they are in, leave everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from core.clients.passwords import Passwords
from core.errors import InvalidInputError
from core.usuarios.domain import Sessao, Usuario
from core.usuarios.repository import UsuarioRepository
from core.usuarios.senhas import Juizo, judge_senha, require_senha


class ContaService:
    """``idle`` is how long a session lives without use."""

    def __init__(
        self, repository: UsuarioRepository, passwords: Passwords, now: Callable[[], datetime], *, idle: timedelta
    ) -> None:
        self._repository = repository
        self._passwords = passwords
        self._now = now
        self._idle = idle

    def judge(self, senha: str, usuario: Usuario) -> Juizo:
        """How good a password would be for this person."""
        return judge_senha(senha, _about(usuario), self._passwords.estimate)

    def save_senha(self, usuario: Usuario, *, atual: str, nova: str) -> None:
        """Store the person's own new password and end every session of the person; ``atual`` was checked before.

        Raises InvalidInputError with the reason.
        """
        if atual == nova:
            raise InvalidInputError(
                "senha", user_message="O portal não aceita esta senha. Ela é igual à atual; escolha outra."
            )
        require_senha(nova, _about(usuario), self._passwords.estimate)
        hashed = self._passwords.hash(nova)
        self._repository.save_senha(usuario, senha_hash=hashed, autor=usuario.login, now=self._now())

    def list_sessoes(self, usuario: Usuario) -> tuple[Sessao, ...]:
        """Where the person is in now, the last used first."""
        now = self._now()
        return self._repository.list_sessoes(usuario.id, now=now, idle_since=now - self._idle)


def _about(usuario: Usuario) -> tuple[str, ...]:
    return usuario.login, usuario.nome, usuario.unidade
