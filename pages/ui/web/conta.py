"""``/conta``: the own password and where one is in; plain routes, so that a provisional password is changed first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from core.errors import LimitReachedError, PortalError
from core.usuarios.domain import Sessao
from core.usuarios.service import UsuarioService
from pages.ui.dates import format_when
from pages.ui.web.connections import OpenConnections
from pages.ui.web.cookie import PortalCookie
from pages.ui.web.gate import LOGIN_PATH
from pages.ui.web.login import is_same_origin, refuse_origin
from pages.ui.web.render import format_retry_after, render_conta, respond_error

CONTA_PATH = "/conta"
_MAX_FORM_BYTES = 10_000
_NO_STORE = {"cache-control": "no-store"}
_FIRST = "Esta senha foi escolhida por outra pessoa. Troque-a por uma que só você conheça para continuar."
_CHANGED = "Sua senha foi trocada. As outras sessões que estavam abertas terminaram."
_UNLIKE = "As duas senhas novas não são iguais. Nada foi mudado; digite-as de novo."


class ContaRoutes:
    """The endpoints; all state is in the service and the cookie."""

    def __init__(
        self,
        *,
        usuarios: Callable[[], UsuarioService],
        cookie: PortalCookie,
        saida: PortalCookie,
        connections: OpenConnections,
    ) -> None:
        self._usuarios = usuarios
        self._cookie = cookie
        self._saida = saida
        self._connections = connections

    def list_routes(self) -> Sequence[BaseRoute]:
        return (
            Route(CONTA_PATH, self.show, methods=["GET"]),
            Route(f"{CONTA_PATH}/senha", self.change_senha, methods=["POST"]),
            Route(f"{CONTA_PATH}/forca", self.judge_senha, methods=["POST"]),
            Route(f"{CONTA_PATH}/sair", self.leave_everywhere, methods=["POST"]),
        )

    async def show(self, request: Request) -> Response:
        sessao: Sessao = request.scope["sessao"]
        notice = _CHANGED if request.query_params.get("motivo") == "trocada" else ""
        return await self._show(sessao, aviso=_FIRST if sessao.is_provisoria else notice)

    async def change_senha(self, request: Request) -> Response:
        """The person goes on in a new session; every other one ends."""
        sessao: Sessao = request.scope["sessao"]
        if refusal := _refuse_form(request):
            return refusal
        form = await request.form(max_files=0, max_fields=5)
        atual, nova, again = (str(form.get(name, "")) for name in ("atual", "nova", "repetida"))
        if nova != again:
            return await self._show(sessao, aviso=_UNLIKE, status=400)
        address, agent = request.client.host if request.client else "", request.headers.get("user-agent", "")
        try:
            token = await to_thread.run_sync(
                lambda: self._usuarios().change_senha(
                    sessao.usuario, atual=atual, nova=nova, address=address, agent=agent
                )
            )
        except PortalError as error:
            status = 429 if isinstance(error, LimitReachedError) else 400
            response = await self._show(sessao, aviso=error.user_message, status=status)
            if isinstance(error, LimitReachedError):
                response.headers["retry-after"] = format_retry_after(error)
            return response
        self._connections.close(sessao.id)
        response = RedirectResponse("/" if sessao.is_provisoria else f"{CONTA_PATH}?motivo=trocada", 303, _NO_STORE)
        self._cookie.set(response, token)
        return response

    async def judge_senha(self, request: Request) -> Response:
        """How good a password would be, while it is typed; nothing of it is kept."""
        if refusal := _refuse_form(request):
            return refusal
        form = await request.form(max_files=0, max_fields=2)
        sessao: Sessao = request.scope["sessao"]
        juizo = await to_thread.run_sync(self._usuarios().conta.judge, str(form.get("nova", "")), sessao.usuario)
        return JSONResponse({"forca": juizo.forca, "nivel": juizo.nivel, "motivo": juizo.motivo}, headers=_NO_STORE)

    async def leave_everywhere(self, request: Request) -> Response:
        if not is_same_origin(request):
            return refuse_origin()
        sessao: Sessao = request.scope["sessao"]
        await to_thread.run_sync(self._usuarios().revoke_sessoes, sessao.usuario.id)
        self._connections.close(sessao.id)
        response = RedirectResponse(f"{LOGIN_PATH}?motivo=saiu_de_todos", 303, _NO_STORE)
        self._cookie.clear(response)
        self._saida.set(response, "1")
        return response

    async def _show(self, sessao: Sessao, *, aviso: str, status: int = 200) -> Response:
        sessoes = await to_thread.run_sync(self._usuarios().conta.list_sessoes, sessao.usuario)
        rows = [(format_when(one.created_at), format_when(one.last_seen_at), one.id == sessao.id) for one in sessoes]
        page = render_conta(
            usuario=sessao.usuario,
            aviso=aviso,
            is_error=status != 200,
            is_first=sessao.is_provisoria,
            sessoes=rows,
        )
        return HTMLResponse(page, status, _NO_STORE)


def _refuse_form(request: Request) -> Response | None:
    """The answer to a form that another page sent, or that is too long to be ours."""
    if not is_same_origin(request):
        return refuse_origin()
    if int(request.headers.get("content-length", _MAX_FORM_BYTES + 1)) > _MAX_FORM_BYTES:
        return respond_error(413, "Pedido grande demais", "O portal não aceita este envio. Volte e tente de novo.")
    return None
