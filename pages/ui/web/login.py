"""``/entrar``, ``/sair`` and ``/sessao``: plain routes, no script runs before the login."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from core.errors import LimitReachedError, PortalError, ServiceUnavailableError
from core.infra.rate import Action, RateLimits
from core.usuarios.service import UsuarioService
from pages.ui.web.connections import OpenConnections
from pages.ui.web.cookie import PortalCookie
from pages.ui.web.gate import LOGIN_PATH, clean_next
from pages.ui.web.render import format_retry_after, render_login, respond_error

_MAX_FORM_BYTES = 10_000
_NOTICES = {
    "sessao": "Sua sessão no portal terminou. Entre de novo para continuar; o que estava em andamento foi mantido.",
    "saiu": "Você saiu do portal.",
    "saiu_de_todos": "Você saiu do portal em todos os lugares.",
}
_NO_STORE = {"cache-control": "no-store"}


class LoginRoutes:
    """The endpoints; all state is in the service and the cookie."""

    def __init__(
        self,
        *,
        usuarios: Callable[[], UsuarioService],
        rates: Callable[[], RateLimits],
        cookie: PortalCookie,
        saida: PortalCookie,
        connections: OpenConnections,
        is_demonstration: bool,
    ) -> None:
        self._usuarios = usuarios
        self._rates = rates
        self._cookie = cookie
        self._saida = saida
        self._connections = connections
        self._is_demonstration = is_demonstration

    async def show_login(self, request: Request) -> Response:
        next_address = clean_next(request.query_params.get("next"))
        if request.scope["usuario"] is not None:
            return RedirectResponse(next_address, 303, _NO_STORE)
        notice = _NOTICES.get(request.query_params.get("motivo", ""), "")
        page = render_login(
            next_address=next_address,
            aviso=notice,
            is_demonstration=self._is_demonstration,
            conta_institucional=self._find_federation(),
        )
        return HTMLResponse(page, headers=_NO_STORE)

    async def login(self, request: Request) -> Response:
        if not is_same_origin(request):
            return refuse_origin()
        if int(request.headers.get("content-length", _MAX_FORM_BYTES + 1)) > _MAX_FORM_BYTES:
            return respond_error(413, "Pedido grande demais", "O portal não aceita este envio. Volte e tente de novo.")
        form = await request.form(max_files=0, max_fields=5)
        usuario, senha = str(form.get("usuario", "")), str(form.get("senha", ""))
        next_address = clean_next(str(form.get("next", "/")))
        address = request.client.host if request.client else ""
        agent = request.headers.get("user-agent", "")
        try:
            await to_thread.run_sync(self._require_pace, usuario, address)
            token = await to_thread.run_sync(lambda: self._usuarios().login(usuario, senha, address, agent=agent))
        except PortalError as error:
            return self.show_again(error, usuario=usuario, next_address=next_address)
        return await self.admit(request, token, next_address)

    async def admit(self, request: Request, token: str, next_address: str) -> Response:
        """Let a person in with the token of a new session; the one that the browser had ends."""
        await self._end_current(request)
        response = RedirectResponse(clean_next(next_address), 303, _NO_STORE)
        self._cookie.set(response, token)
        return response

    def _require_pace(self, usuario: str, address: str) -> None:
        """Before any password is checked: few attempts with one account, more from one address (a whole office).

        What is refused to one account uses up nothing of the office's.
        """
        account = hashlib.sha256(usuario.strip().lower().encode()).hexdigest()
        self._rates().require_all((Action.LOGIN_ADDRESS, address), (Action.LOGIN, account))

    async def logout(self, request: Request) -> Response:
        if not is_same_origin(request):
            return refuse_origin()
        await self._end_current(request)
        response = RedirectResponse(f"{LOGIN_PATH}?motivo=saiu", 303, _NO_STORE)
        self._cookie.clear(response)
        self._saida.set(response, "1")
        return response

    async def show_sessao(self, _request: Request) -> Response:
        """204 for a live session; the gate answers 401 otherwise. Asked by the page when its socket closes."""
        return Response(status_code=204, headers=_NO_STORE)

    async def _end_current(self, request: Request) -> None:
        token, sessao = self._cookie.find(request), request.scope["sessao"]
        if token and sessao is not None:
            await to_thread.run_sync(self._usuarios().logout, token)
            self._connections.close(sessao.id)

    def _find_federation(self) -> str:
        """What the institution's account is called; empty where it does not open the portal."""
        federacao = self._usuarios().federacao
        return federacao.nome if federacao else ""

    def show_again(self, error: PortalError, *, next_address: str, usuario: str = "") -> Response:
        """The form again, with what went wrong: 429 for too much, 503 for a service that is away."""
        page = render_login(
            next_address=next_address,
            usuario=usuario,
            aviso=error.user_message,
            is_error=True,
            is_demonstration=self._is_demonstration,
            conta_institucional=self._find_federation(),
        )
        if isinstance(error, LimitReachedError):
            return HTMLResponse(page, 429, {**_NO_STORE, "retry-after": format_retry_after(error)})
        return HTMLResponse(page, 503 if isinstance(error, ServiceUnavailableError) else 401, _NO_STORE)


def is_same_origin(request: Request) -> bool:
    """Whether a form was sent by a page of this portal; a request that does not say is refused."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host", "")


def refuse_origin() -> Response:
    """What a form gets that another page sent."""
    return respond_error(403, "Pedido recusado", "O pedido não veio de uma página do portal. Abra o portal de novo.")
