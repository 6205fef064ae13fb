"""``/dossie/<peça>``: the record of how a peça was made, for its owner only."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.errors import ForbiddenChangeError, NotFoundError, QueueUnavailableError, RecordNotFoundError
from pages.ui.runtime import installed_services
from pages.ui.web.render import respond_refusal

_WAIT_S = 25.0
_POLL_S = 0.2
_TITULO = "Dossiê ainda não disponível"
_EM_PREPARO = "O portal ainda está fechando o dossiê desta peça. Tente de novo em um minuto; nada se perde."


async def download_dossie(request: Request) -> Response:
    """The file as it was closed; right after the peça became final, once a worker has made it."""
    current, usuario = installed_services(), request.scope["usuario"]
    if not usuario.has_permission("pecas.gerar"):
        return _refuse(request)
    try:
        peca_id = UUID(request.path_params["peca_id"])
        await to_thread.run_sync(current.dossie.request, peca_id, usuario.id)
        await _wait(peca_id, usuario.id)
        dossie = await to_thread.run_sync(current.dossie.find, peca_id, usuario.id)
    except (ValueError, NotFoundError):
        return _refuse(request)
    except ForbiddenChangeError as error:
        return respond_refusal(request, 409, _TITULO, error.user_message)
    except QueueUnavailableError as error:
        return respond_refusal(request, 503, _TITULO, error.user_message)
    if dossie is None:
        return respond_refusal(request, 503, _TITULO, _EM_PREPARO)
    conteudo = await to_thread.run_sync(current.dossie.read_conteudo, dossie)
    headers = {"content-disposition": f'attachment; filename="{dossie.nome}"', "cache-control": "private, no-store"}
    return Response(conteudo, media_type="application/json", headers=headers)


async def _wait(peca_id: UUID, usuario_id: int) -> None:
    """Until the newest closing is there, or for as long as a person would."""
    dossie = installed_services().dossie
    deadline = time.monotonic() + _WAIT_S
    while time.monotonic() < deadline and await to_thread.run_sync(dossie.is_closing, peca_id, usuario_id):
        await asyncio.sleep(_POLL_S)


def _refuse(request: Request) -> Response:
    return respond_refusal(request, 404, "Peça não encontrada", RecordNotFoundError.text)


ROUTES = (Route("/dossie/{peca_id}", download_dossie, methods=["GET"]),)
