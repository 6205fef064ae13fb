"""``/calculo/planilha/<pedido>``: the memória as a spreadsheet, for its owner only."""

from __future__ import annotations

from uuid import UUID

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.errors import ForbiddenChangeError, LimitReachedError, NotFoundError, RecordNotFoundError
from pages.ui.runtime import installed_services
from pages.ui.web.render import respond_refusal

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def download_planilha(request: Request) -> Response:
    """Made anew from the stored calculation, with the tables that it used."""
    current, usuario = installed_services(), request.scope["usuario"]
    if not usuario.has_permission("calculo.usar"):
        return _refuse(request)
    try:
        pedido_id = UUID(request.path_params["pedido_id"])
        pedido = await to_thread.run_sync(current.pedidos_de_calculo.get, pedido_id, usuario.id)
        conteudo = await to_thread.run_sync(current.pedidos_de_calculo.export_planilha, pedido_id, usuario.id)
    except (ValueError, NotFoundError):
        return _refuse(request)
    except ForbiddenChangeError as error:
        return respond_refusal(request, 409, "Ainda não há cálculo", error.user_message)
    except LimitReachedError as error:
        return respond_refusal(request, 429, "Planilhas demais por minuto", error.user_message)
    numero = pedido.resultado.numero if pedido.resultado else 0
    name = f"memoria-de-calculo-{pedido.numero_cnj}-n{numero}.xlsx"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "private, no-store"}
    return Response(conteudo, media_type=_XLSX, headers=headers)


def _refuse(request: Request) -> Response:
    return respond_refusal(request, 404, "Pedido não encontrado", RecordNotFoundError.text)


ROUTES = (Route("/calculo/planilha/{pedido_id}", download_planilha, methods=["GET"]),)
