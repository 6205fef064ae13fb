"""The cookies: a session's token, a sign-in that is under way elsewhere, and that somebody left the portal here."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

_SAIDA_S = 30 * 24 * 3600


class PortalCookie:
    """Reads, sets and clears the cookie; HttpOnly always, Secure and ``__Host-`` when people come by https."""

    def __init__(self, *, is_https: bool, max_age_s: int, name: str = "portal") -> None:
        self.name = f"__Host-{name}" if is_https else name
        self._is_https = is_https
        self._max_age_s = max_age_s

    @classmethod
    def build_saida(cls, *, is_https: bool) -> PortalCookie:
        """Says that somebody left in this browser: the institution's account is then asked for anew."""
        return cls(is_https=is_https, max_age_s=_SAIDA_S, name="portal-saida")

    def find(self, connection: HTTPConnection) -> str | None:
        return connection.cookies.get(self.name) or None

    def set(self, response: Response, token: str) -> None:
        response.set_cookie(
            self.name, token, max_age=self._max_age_s, path="/", httponly=True, secure=self._is_https, samesite="lax"
        )

    def clear(self, response: Response) -> None:
        response.delete_cookie(self.name, path="/", httponly=True, secure=self._is_https, samesite="lax")
