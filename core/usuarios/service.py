"""Logins, sessions and people."""

from __future__ import annotations

import hashlib
import math
import secrets
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import structlog

from core.clients.oidc import OidcClient
from core.clients.passwords import Passwords
from core.errors import InvalidInputError, LoginLockedError, LoginRefusedError
from core.settings import OidcSettings, WebSettings
from core.usuarios.cadastro import Cadastro, CadastroService
from core.usuarios.conta import ContaService
from core.usuarios.domain import (
    DEMONSTRATION,
    SISTEMA,
    Credencial,
    LoginDeDemonstracao,
    Papel,
    Sessao,
    Usuario,
)
from core.usuarios.federacao import FederacaoService
from core.usuarios.repository import UsuarioRepository

log = structlog.get_logger(__name__)

JANELA_DE_FALHAS = timedelta(minutes=15)
_TOKEN_BYTES = 32
_CACHE_AGE = timedelta(seconds=2)
_TOUCH_AGE = timedelta(seconds=60)
_CACHE_SIZE = 1_000
_RETENTION = timedelta(days=30)

_UNIDADES = {
    Papel.PROCURADOR: "Procuradoria de Saúde",
    Papel.CURADOR: "Procuradoria de Saúde",
    Papel.DADOS: "Coordenadoria de Dados",
    Papel.GESTOR: "Gabinete",
    Papel.ADMIN: "Tecnologia da Informação",
}


def _utc_now() -> datetime:
    return datetime.now(UTC)


class UsuarioService:
    """Use cases of login and access. All processes share the counters and sessions through the database."""

    def __init__(
        self,
        repository: UsuarioRepository,
        *,
        settings: WebSettings,
        passwords: Passwords,
        now: Callable[[], datetime] = _utc_now,
        oidc: OidcSettings | None = None,
    ) -> None:
        self._repository = repository
        self._passwords = passwords
        self._now = now
        self.cadastro = CadastroService(repository, passwords, now)
        self._length = timedelta(hours=settings.sessao_h)
        self._idle = timedelta(minutes=settings.sessao_ociosa_min)
        self.conta = ContaService(repository, passwords, now, idle=self._idle)
        self._falhas_por_conta = settings.falhas_por_conta
        self._falhas_por_endereco = settings.falhas_por_endereco
        self.federacao = (
            FederacaoService(repository, OidcClient(oidc), oidc, self._open_sessao) if oidc and oidc.issuer else None
        )
        self._cache: dict[str, tuple[Sessao, datetime]] = {}
        self._lock = threading.Lock()

    def preload(self) -> None:
        """Load what the first login needs now instead of while somebody waits. For the web process."""
        self._passwords.preload()

    def login(self, login: str, password: str, address: str, *, agent: str = "") -> str:
        """A new token for the cookie.

        Raises LoginLockedError after too many failures of the account or the address, and LoginRefusedError for
        a wrong password, an unknown login and an inactive person, which cannot be told apart by words or time.
        """
        credencial = self._check_senha(login.strip().lower(), password, address)
        return self._open_sessao(credencial.usuario, address, agent, is_provisoria=credencial.is_provisoria)

    def change_senha(self, usuario: Usuario, *, atual: str, nova: str, address: str, agent: str = "") -> str:
        """Replace the person's own password; every session ends, and the token of a new one is returned.

        Wrong guesses of the current password count as failed logins. Raises what ``login`` does, and
        InvalidInputError for a new password that cannot be used.
        """
        try:
            self._check_senha(usuario.login, atual, address)
        except LoginRefusedError as error:
            raise LoginRefusedError(
                "current password", user_message="A senha atual não confere. Nada foi mudado; digite-a de novo."
            ) from error
        self.conta.save_senha(usuario, atual=atual, nova=nova)
        self._forget()
        return self._open_sessao(usuario, address, agent)

    def _check_senha(self, login: str, password: str, address: str) -> Credencial:
        conta = _digest(f"conta:{login}")
        tentativa = self._repository.begin_tentativa(
            [(conta, self._falhas_por_conta), (_digest(f"endereco:{address}"), self._falhas_por_endereco)],
            now=self._now(),
            window=JANELA_DE_FALHAS,
        )
        if tentativa.locked_until is not None:
            log.warning("login_locked", address_sha256=_digest(address)[:12])
            self._repository.note_recusa(login, "muitas tentativas seguidas")
            raise self._locked(tentativa.locked_until)
        credencial = self._repository.find_credencial(login)
        senha_hash = credencial.senha_hash if credencial else self._passwords.dummy_hash
        is_right = self._passwords.check(password, senha_hash)
        if credencial is None or not is_right or not credencial.usuario.is_active:
            log.warning("login_refused", address_sha256=_digest(address)[:12])
            self._repository.note_recusa(login, "senha errada ou acesso encerrado")
            raise LoginRefusedError("wrong login or password")
        self._repository.clear_tentativa(tentativa, conta_sha256=conta)
        return credencial

    def find_sessao(self, token: str) -> Sessao | None:
        """The live session of a cookie, or None. A revocation by any process is seen within two seconds."""
        return self._find(_digest(token), lambda: self._repository.find_sessao(_digest(token)))

    def find_sessao_by_id(self, sessao_id: UUID) -> Sessao | None:
        """The same for scripts, which know the session's id and not the token."""
        return self._find(str(sessao_id), lambda: self._repository.find_sessao_by_id(sessao_id))

    def list_live(self, ids: Iterable[UUID]) -> frozenset[UUID]:
        """Those sessions that may still be used, straight from the database."""
        asked = list(ids)
        if not asked:
            return frozenset()
        now = self._now()
        return self._repository.list_live(asked, now=now, idle_since=now - self._idle)

    def touch(self, sessao: Sessao) -> None:
        """Note that the person is using the portal; written at most once a minute."""
        now = self._now()
        if now - sessao.last_seen_at >= _TOUCH_AGE:
            self._repository.touch_sessao(sessao.id, now)
            self._forget()

    def logout(self, token: str) -> None:
        """End the session on the server; unknown tokens are ignored."""
        self._repository.revoke_sessao(_digest(token), self._now())
        self._forget()

    def revoke_sessoes(self, usuario_id: int) -> None:
        """End every session of a person."""
        self._repository.revoke_sessoes(usuario_id, self._now())
        self._forget()

    def list_usuarios(self) -> tuple[Usuario, ...]:
        return self._repository.list()

    def list_nomes(self, logins: Collection[str]) -> dict[str, str]:
        """The names of those of them that exist, by login."""
        return self._repository.list_nomes(logins)

    def get_unidade(self, usuario_id: int) -> str:
        """The unit whose limits the work of a person counts for."""
        return self._repository.get_unidade(usuario_id)

    def add_usuario(self, login: str, nome: str, *, papel: Papel, unidade: str, senha: str) -> Usuario:
        """A person whom the portal's own command creates. Raises InvalidInputError naming the field to correct."""
        return self.cadastro.create(Cadastro(login, nome, papel, unidade), senha=senha, autor=SISTEMA)

    def change_acesso(self, usuario_id: int, *, papel: Papel, is_active: bool) -> Usuario:
        """Change profile or activity; open sessions of the person end, so the old permissions end with them."""
        usuario = replace(self._repository.get(usuario_id), papel=papel, is_active=is_active)
        changed = self._repository.save_pessoa(usuario, autor=SISTEMA, now=self._now())
        self._forget()
        return changed

    def reset_senha(self, login: str, senha: str) -> None:
        """Store a new password and end the sessions opened with the old one.

        Raises InvalidInputError for an unknown login or a password that cannot be used.
        """
        credencial = self._repository.find_credencial(login.strip().lower())
        if credencial is None:
            raise InvalidInputError("login", user_message="O portal não conhece este login. Confira como foi escrito.")
        self.cadastro.save_senha(credencial.usuario, senha, autor=SISTEMA)
        self._forget()

    def seed_demonstration(self) -> tuple[LoginDeDemonstracao, ...]:
        """One invented person per profile with a known password; safe to run again, and after a retirement."""
        for demo in DEMONSTRATION:
            if self._repository.find_credencial(demo.login) is None:
                usuario = Usuario(0, demo.login, demo.nome, demo.papel, _UNIDADES[demo.papel])
                self._repository.add(usuario, senha_hash=self._passwords.hash(demo.senha), autor=SISTEMA)
        for usuario in self._list_published():
            self.change_acesso(usuario.id, papel=usuario.papel, is_active=True)
        return DEMONSTRATION

    def retire_demonstration(self) -> int:
        """Close the logins whose password is published and end their sessions; returns how many were open.

        A real person who happens to have such a login has another password and is left alone.
        """
        active = [usuario for usuario in self._list_published() if usuario.is_active]
        for usuario in active:
            self.change_acesso(usuario.id, papel=usuario.papel, is_active=False)
        return len(active)

    def delete_old(self) -> int:
        """Forget sessions and failures older than thirty days; for the periodic work."""
        return self._repository.delete_old(self._now() - _RETENTION)

    def _list_published(self) -> list[Usuario]:
        """People who still have the login and the password of the demonstration."""
        stored = [(demo, self._repository.find_credencial(demo.login)) for demo in DEMONSTRATION]
        return [
            credencial.usuario
            for demo, credencial in stored
            if credencial and self._passwords.check(demo.senha, credencial.senha_hash)
        ]

    def _open_sessao(self, usuario: Usuario, address: str, agent: str, *, is_provisoria: bool = False) -> str:
        token, now = secrets.token_urlsafe(_TOKEN_BYTES), self._now()
        sessao = Sessao(uuid4(), usuario, now, now, now + self._length, is_provisoria)
        self._repository.add_sessao(
            sessao, token_sha256=_digest(token), address_sha256=_digest(address), agent_sha256=_digest(agent)
        )
        log.info("login_accepted", usuario_id=usuario.id, papel=usuario.papel.value)
        return token

    def _find(self, key: str, read: Callable[[], Sessao | None]) -> Sessao | None:
        now = self._now()
        with self._lock:
            cached = self._cache.get(key)
        sessao = cached[0] if cached and now - cached[1] < _CACHE_AGE else read()
        if sessao is None or now >= sessao.expires_at or now - sessao.last_seen_at >= self._idle:
            return None
        if cached is None or sessao is not cached[0]:
            with self._lock:
                if len(self._cache) >= _CACHE_SIZE:
                    self._cache.clear()
                self._cache[key] = (sessao, now)
        return sessao

    def _forget(self) -> None:
        with self._lock:
            self._cache.clear()

    def _locked(self, until: datetime) -> LoginLockedError:
        wait_s = max(1.0, (until - self._now()).total_seconds())
        minutes = math.ceil(wait_s / 60)
        words = "1 minuto" if minutes == 1 else f"{minutes} minutos"
        return LoginLockedError(
            "too many failures",
            user_message="Houve muitas tentativas de entrada seguidas. "
            f"O portal libera a entrada sozinho em {words}; até lá nenhuma senha é conferida.",
            retry_after_s=wait_s,
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
