"""Sign-in with the institution's account: OpenID Connect, authorization code with PKCE.

Only the configured issuer and the addresses that its own document names are called, and no redirect is followed.
Sources: OpenID Connect Core 1.0 (3.1.3.7 for the token), RFC 7636 (PKCE), RFC 9700 (current practice).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import jwt
import structlog

from core.errors import IdentidadeUnavailableError, LoginRefusedError
from core.settings import OidcSettings

log = structlog.get_logger(__name__)

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
_REQUIRED = ("iss", "sub", "aud", "exp", "iat", "nonce")
_LEEWAY_S = 30
_TIMEOUT_S = 8.0
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_REFUSED = "O portal não conseguiu confirmar a sua conta institucional. Entre de novo por ela ou use o login do portal."


@dataclass(frozen=True)
class Partida:
    """What one sign-in began with; it stays with the browser, sealed, until the person comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identidade:
    """Who came back. ``chave`` never changes for a person; ``login`` is what the configured claim says."""

    chave: str
    login: str


class OidcClient:
    """One provider. ``transport`` replaces the network."""

    def __init__(self, settings: OidcSettings, *, transport: httpx.BaseTransport | None = None) -> None:
        self._settings = settings
        self._transport = transport
        self._document: Mapping[str, Any] = {}

    def begin(self, *, is_fresh: bool = False) -> tuple[str, Partida]:
        """The provider's address for one sign-in; ``is_fresh`` has it ask who the person is even where it knows.

        Raises IdentidadeUnavailableError.
        """
        partida = Partida(*(secrets.token_urlsafe(32) for _ in range(3)))
        digest = hashlib.sha256(partida.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._settings.retorno,
            "scope": self._settings.escopo,
            "state": partida.state,
            "nonce": partida.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **({"prompt": "login"} if is_fresh else {}),
        }
        address = self._find_document()["authorization_endpoint"]
        return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}", partida

    def fetch_identidade(self, code: str, partida: Partida) -> Identidade:
        """Exchange the code for who the person is.

        Raises LoginRefusedError for a code or token that does not hold, and IdentidadeUnavailableError.
        """
        tokens = self._fetch_tokens(code, partida)
        claims = self._read_token(str(tokens.get("id_token", "")), partida)
        login = str(claims.get(self._settings.claim) or "").strip().lower()
        if not login or not self._is_verified(claims):
            raise _refuse("claim")
        return Identidade(f"{claims['iss']}|{claims['sub']}", login)

    def _is_verified(self, claims: Mapping[str, Any]) -> bool:
        """Whether the login is the person's: an address that the provider never checked may be anybody's."""
        said = claims.get("email_verified")
        if self._settings.claim != "email" or said in (True, "true"):
            return True
        return said is None and self._settings.has_verified_emails

    def _fetch_tokens(self, code: str, partida: Partida) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._settings.retorno,
            "code_verifier": partida.verifier,
        }
        who = (self._settings.client_id, self._settings.client_secret.get_secret_value())
        address = self._find_document()["token_endpoint"]
        answer = self._ask("POST", address, data=form, auth=who)
        if answer.status_code in (400, 401, 403):
            raise _refuse("code")
        return _read_json(answer)

    def _read_token(self, token: str, partida: Partida) -> Mapping[str, Any]:
        keys = self._fetch_keys()
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = next((key for key in keys if kid in (None, key.key_id)), None)
            if key is None:
                raise _refuse("key")
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=_ALGORITHMS,
                audience=self._settings.client_id,
                issuer=self._settings.issuer,
                leeway=_LEEWAY_S,
                options={"require": list(_REQUIRED)},
            )
        except jwt.PyJWTError as error:
            raise _refuse("token") from error
        many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if many and claims.get("azp") != self._settings.client_id:
            raise _refuse("audience")
        if not hmac.compare_digest(str(claims["nonce"]).encode(), partida.nonce.encode()):
            raise _refuse("nonce")
        return claims

    def _fetch_keys(self) -> list[jwt.PyJWK]:
        found = _read_json(self._ask("GET", self._find_document()["jwks_uri"]))
        try:
            return jwt.PyJWKSet.from_dict(dict(found)).keys
        except jwt.PyJWTError as error:
            raise IdentidadeUnavailableError("no usable keys") from error

    def _find_document(self) -> Mapping[str, Any]:
        """What the issuer says of itself; asked once."""
        if not self._document:
            address = f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration"
            document = _read_json(self._ask("GET", address))
            scheme = urlsplit(self._settings.issuer).scheme
            named = [urlsplit(str(document.get(name, ""))) for name in _ENDPOINTS]
            if document.get("issuer") != self._settings.issuer or any(
                part.scheme != scheme or not part.hostname for part in named
            ):
                raise IdentidadeUnavailableError("the document is not the issuer's")
            self._document = document
        return self._document

    def _ask(self, method: str, address: str, **content: Any) -> httpx.Response:
        """One connection each: people sign in seldom, and nothing stays open meanwhile."""
        try:
            with httpx.Client(timeout=_TIMEOUT_S, trust_env=False, transport=self._transport) as http:
                answer = http.request(method, address, follow_redirects=False, **content)
        except httpx.HTTPError as error:
            raise IdentidadeUnavailableError(type(error).__name__) from error
        if answer.is_redirect or answer.is_server_error:
            raise IdentidadeUnavailableError(f"status {answer.status_code}")
        return answer


def _read_json(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        found = answer.json()
    except ValueError as error:
        raise IdentidadeUnavailableError("not JSON") from error
    if not isinstance(found, dict) or not answer.is_success:
        raise IdentidadeUnavailableError(f"status {answer.status_code}")
    return found


def _refuse(reason: str) -> LoginRefusedError:
    log.warning("identity_refused", reason=reason)
    return LoginRefusedError(reason, user_message=_REFUSED)
