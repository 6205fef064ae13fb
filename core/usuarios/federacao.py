"""Sign-in with the institution's account: it opens the portal for people that the portal already knows.

Nobody is created by it. The first time the configured claim finds the person by the login; from then on the account is
known by its own unchanging number, so that an address that passes to somebody else opens nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import asdict

import itsdangerous

from core.clients.oidc import OidcClient, Partida
from core.errors import LoginRefusedError
from core.settings import OidcSettings
from core.usuarios.domain import Usuario
from core.usuarios.repository import UsuarioRepository

PRAZO_S = 600
"""How long a person may take at the provider."""

_UNKNOWN = (
    "A sua conta institucional não abre este portal. Peça ao administrador da sua unidade que a cadastre ou "
    "libere o seu acesso."
)
_STALE = "A entrada pela conta institucional não terminou a tempo no portal. Comece de novo."


class FederacaoService:
    """``open_sessao`` takes person, address and browser, and returns the token of a new session."""

    def __init__(
        self,
        repository: UsuarioRepository,
        oidc: OidcClient,
        settings: OidcSettings,
        open_sessao: Callable[[Usuario, str, str], str],
    ) -> None:
        self._repository = repository
        self._oidc = oidc
        self._open_sessao = open_sessao
        self.nome = settings.nome
        secret = settings.client_secret.get_secret_value()
        self._seal = itsdangerous.URLSafeTimedSerializer(secret, salt="portal-oidc")

    def begin(self, next_address: str, *, is_fresh: bool = False) -> tuple[str, str]:
        """The provider's address and what the browser keeps meanwhile. Raises IdentidadeUnavailableError.

        ``is_fresh``: somebody left the portal in this browser, so the provider asks who is there now.
        """
        address, partida = self._oidc.begin(is_fresh=is_fresh)
        return address, self._seal.dumps({**asdict(partida), "next": next_address})

    def finish(self, sealed: str, *, state: str, code: str, address: str, agent: str) -> tuple[str, str]:
        """A new token for the cookie, and where the person wanted to go.

        Raises LoginRefusedError for a return that this browser did not begin or began too long ago, for a token that
        does not hold, and for a person that the portal does not know or lets in no more.
        """
        try:
            kept = self._seal.loads(sealed, max_age=PRAZO_S)
        except itsdangerous.BadData as error:
            raise LoginRefusedError("seal", user_message=_STALE) from error
        next_address = kept.pop("next")
        partida = Partida(**kept)
        if not code or not hmac.compare_digest(state.encode(), partida.state.encode()):
            raise LoginRefusedError("state", user_message=_STALE)
        identidade = self._oidc.fetch_identidade(code, partida)
        usuario = self._repository.find_federado(identidade.chave, identidade.login)
        if usuario is None:
            self._repository.note_recusa(identidade.login, "conta institucional sem acesso")
            raise LoginRefusedError("unknown person", user_message=_UNKNOWN)
        return self._open_sessao(usuario, address, agent), next_address
