"""``/entrar/oidc``: out to the provider of the institution's accounts, and back from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from core.errors import LoginRefusedError, PortalError
from core.infra.rate import Action, RateLimits
from core.usuarios.federacao import PRAZO_S
from core.usuarios.service import UsuarioService
from pages.ui.web.cookie import PortalCookie
from pages.ui.web.gate import FEDERATION_PATH, clean_next
from pages.ui.web.login import LoginRoutes

_NO_STORE = {"cache-control": "no-store"}
_DENIED = "A entrada pela conta institucional foi cancelada. Tente de novo ou use o login do portal."


class FederacaoRoutes:
    """The endpoints. They are as if absent where no provider is configured."""

    def __init__(
        self,
        *,
        usuarios: Callable[[], UsuarioService],
        rates: Callable[[], RateLimits],
        login: LoginRoutes,
        saida: PortalCookie,
        is_https: bool,
    ) -> None:
        self._usuarios = usuarios
        self._rates = rates
        self._login = login
        self._saida = saida
        self._seal = PortalCookie(is_https=is_https, max_age_s=PRAZO_S, name="portal-entrada")

    def list_routes(self) -> Sequence[BaseRoute]:
        return (
            Route(FEDERATION_PATH, self.leave, methods=["GET"]),
            Route(f"{FEDERATION_PATH}/retorno", self.come_back, methods=["GET"]),
        )

    async def leave(self, request: Request) -> Response:
        federacao = self._usuarios().federacao
        if federacao is None:
            return PlainTextResponse("não encontrado", 404)
        next_address = clean_next(request.query_params.get("next"))
        try:
            await to_thread.run_sync(self._rates().require, Action.LOGIN_ADDRESS, _find_address(request))
            is_fresh = self._saida.find(request) is not None
            begin = partial(federacao.begin, next_address, is_fresh=is_fresh)
            address, sealed = await to_thread.run_sync(begin)
        except PortalError as error:
            return self._login.show_again(error, next_address=next_address)
        response = RedirectResponse(address, 303, _NO_STORE)
        self._seal.set(response, sealed)
        return response

    async def come_back(self, request: Request) -> Response:
        federacao = self._usuarios().federacao
        if federacao is None:
            return PlainTextResponse("não encontrado", 404)
        query, agent = request.query_params, request.headers.get("user-agent", "")
        try:
            if "error" in query:
                raise LoginRefusedError("denied at the provider", user_message=_DENIED)
            await to_thread.run_sync(self._rates().require, Action.LOGIN_ADDRESS, _find_address(request))
            token, next_address = await to_thread.run_sync(
                lambda: federacao.finish(
                    self._seal.find(request) or "",
                    state=query.get("state", ""),
                    code=query.get("code", ""),
                    address=_find_address(request),
                    agent=agent,
                )
            )
        except PortalError as error:
            response = self._login.show_again(error, next_address="/")
        else:
            response = await self._login.admit(request, token, next_address)
            self._saida.clear(response)
        self._seal.clear(response)
        return response


def _find_address(request: Request) -> str:
    return request.client.host if request.client else ""
