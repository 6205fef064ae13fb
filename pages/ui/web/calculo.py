"""``/calculo/planilha/<pedido>``: the memória as a spreadsheet, for its owner only."""

from __future__ import annotations

from uuid import UUID

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.errors import (
    ForbiddenChangeError,
    LimitReachedError,
    NotFoundError,
    QueueUnavailableError,
    RecordNotFoundError,
)
from pages.ui.runtime import installed_services
from pages.ui.web.baixar import send_arquivo, wait_for_arquivo
from pages.ui.web.render import respond_refusal

_EM_PREPARO = "O portal ainda está preparando a planilha. Tente baixar de novo em um minuto; o cálculo está guardado."


async def download_planilha(request: Request) -> Response:
    """That of the newest calculation, made by a worker when it is first asked for."""
    current, usuario = installed_services(), request.scope["usuario"]
    if not usuario.has_permission("calculo.usar"):
        return _refuse(request)
    try:
        pedido_id = UUID(request.path_params["pedido_id"])
        chave = await to_thread.run_sync(current.planilhas_de_calculo.request, pedido_id, usuario.id)
    except (ValueError, NotFoundError):
        return _refuse(request)
    except ForbiddenChangeError as error:
        return respond_refusal(request, 409, "Ainda não há cálculo", error.user_message)
    except LimitReachedError as error:
        return respond_refusal(request, 429, "Planilhas demais por minuto", error.user_message)
    except QueueUnavailableError as error:
        return respond_refusal(request, 503, "Planilha indisponível", error.user_message)
    arquivo = await wait_for_arquivo(chave)
    if arquivo is None:
        return respond_refusal(request, 503, "Planilha em preparação", _EM_PREPARO)
    return send_arquivo(arquivo)


def _refuse(request: Request) -> Response:
    return respond_refusal(request, 404, "Pedido não encontrado", RecordNotFoundError.text)


ROUTES = (Route("/calculo/planilha/{pedido_id}", download_planilha, methods=["GET"]),)
