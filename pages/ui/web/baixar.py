"""Downloads: the files of a peça, made when they are first asked for, for its owner only; samples of letterheads."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.errors import LimitReachedError, NotFoundError, QueueUnavailableError, RecordNotFoundError
from core.exportacao.domain import Arquivo, Formato
from core.pecas.downloads import describe_erro
from pages.ui.runtime import installed_services
from pages.ui.web.render import accepts_page, respond_limit, respond_refusal

_WAIT_S = 25.0
_POLL_S = 0.1


async def download_peca(request: Request) -> Response:
    """The text of now, or the final one, in Word or PDF (``?formato=``), while the person's profile allows it."""
    current, usuario = installed_services(), request.scope["usuario"]
    if not usuario.has_permission("pecas.gerar"):
        return _refuse(request)
    try:
        peca_id = UUID(request.path_params["peca_id"])
        formato = Formato(request.query_params.get("formato", Formato.DOCX))
        chave = await to_thread.run_sync(current.downloads.request, peca_id, usuario, formato)
    except (ValueError, NotFoundError):
        return _refuse(request)
    except LimitReachedError as error:
        return respond_limit(error, is_page=accepts_page(request))
    except QueueUnavailableError as error:
        return respond_refusal(request, 503, f"{formato.label} indisponível", error.user_message)
    arquivo = await wait_for_arquivo(chave)
    if arquivo is None:
        text = "O portal ainda está preparando o arquivo. Tente baixar de novo em um minuto; a minuta está guardada."
        return respond_refusal(request, 503, "Arquivo em preparação", text)
    if arquivo.erro_codigo:
        text = f"{describe_erro(arquivo.erro_codigo)} Código para o suporte: {arquivo.erro_codigo}."
        return respond_refusal(request, 503, f"{formato.label} indisponível", text)
    return send_arquivo(arquivo)


async def download_amostra(request: Request) -> Response:
    """The sample piece of a letterhead, for administrators."""
    if not request.scope["usuario"].has_permission("admin.ver"):
        return _refuse(request)
    find = installed_services().timbres.find_amostra
    arquivo = await to_thread.run_sync(find, request.path_params["timbre_id"])
    return _refuse(request) if arquivo is None else send_arquivo(arquivo)


def send_arquivo(arquivo: Arquivo) -> Response:
    """It is for one person, and for no store on the way."""
    headers = {
        "content-disposition": f'attachment; filename="{arquivo.nome}"',
        "cache-control": "private, no-store",
    }
    return Response(arquivo.conteudo, media_type=arquivo.mimetype, headers=headers)


def _refuse(request: Request) -> Response:
    return respond_refusal(request, 404, "Peça não encontrada", RecordNotFoundError.text)


async def wait_for_arquivo(chave: str) -> Arquivo | None:
    """The file that a worker is making, or None when it takes longer than a person would wait."""
    deadline = time.monotonic() + _WAIT_S
    while time.monotonic() < deadline:
        arquivo = await to_thread.run_sync(installed_services().downloads.find_arquivo, chave)
        if arquivo is not None:
            return arquivo
        await asyncio.sleep(_POLL_S)
    return None


OF_ADMINISTRATION = (Route("/baixar/timbre/{timbre_id:int}", download_amostra, methods=["GET"]),)
OF_PECAS = (Route("/baixar/{peca_id}", download_peca, methods=["GET"]),)
ROUTES = (*OF_ADMINISTRATION, *OF_PECAS)
