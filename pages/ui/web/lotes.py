"""``/lotes/...``: files on their way into a lot, one request each, and the files of a lot's answers."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import IO
from urllib.parse import quote, unquote
from uuid import UUID

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.classificador.domain import FormatoDeExportacao
from core.errors import (
    ArquivoRecusadoError,
    InvalidInputError,
    LimitReachedError,
    NotFoundError,
    PermissionDeniedError,
    QueueUnavailableError,
    RateLimitError,
    RecordNotFoundError,
)
from core.infra.rate import Action
from pages.ui.runtime import installed_services
from pages.ui.web.baixar import wait_for_arquivo
from pages.ui.web.login import is_same_origin
from pages.ui.web.render import accepts_page, respond_limit, respond_refusal

_IN_MEMORY_BYTES = 1_000_000
_MB = 1_000_000
_EM_PREPARO = "O portal ainda está preparando o arquivo. Tente baixar de novo em um minuto; o lote está guardado."
_NO_STORE = {"cache-control": "no-store"}


async def receive_arquivo(request: Request) -> Response:
    """Take one file in, as the body of the request; its name stands in ``x-nome``. Refusals come back in words.

    200 with ``recusas``, empty when all is well: what was refused once would be refused again, so it is not resent.
    429 with the seconds to wait, before anything is read, when the person sends too fast.
    """
    usuario = request.scope["usuario"]
    if not usuario.has_permission("classificador.usar") or not is_same_origin(request):
        return _respond([PermissionDeniedError.text], 403)
    try:
        await to_thread.run_sync(installed_services().rates.require, Action.UPLOAD, str(usuario.id))
    except RateLimitError as error:
        return respond_limit(error, is_page=False)
    remessas, chave = installed_services().remessas, request.path_params["chave"]
    nome = unquote(request.headers.get("x-nome", ""))
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as file:
        try:
            await _spool(request, file, nome)
            await to_thread.run_sync(remessas.receive, chave, usuario.id, nome, file)
        except ClientDisconnect:  # a page that went away in the middle sends the file again, whole
            return Response(status_code=400)
        except (InvalidInputError, NotFoundError) as error:
            return _respond([error.user_message])
    return _respond([])


async def _spool(request: Request, file: IO[bytes], nome: str) -> None:
    """Write the body, and go back to its start. Raises ArquivoRecusadoError for more than any file may have."""
    limit, size = installed_services().settings.classificador.max_pacote_bytes, 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            text = f"O arquivo “{nome}” passa de {limit // _MB} MB. O portal não o guardou. Divida-o em partes menores."
            raise ArquivoRecusadoError("larger than any package", user_message=text)
        if size > _IN_MEMORY_BYTES:
            await to_thread.run_sync(file.write, chunk)
        else:
            file.write(chunk)
    file.seek(0)


async def export_lote(request: Request) -> Response:
    """All documents of a lot with what counts of each (``?formato=``), for the people of its unit; a worker makes the
    file when it is first asked for."""
    current, usuario = installed_services(), request.scope["usuario"]
    if not usuario.has_permission("classificador.usar"):
        return _refuse(request)
    try:
        lote_id = UUID(request.path_params["lote_id"])
        formato = FormatoDeExportacao(request.query_params.get("formato", FormatoDeExportacao.XLSX))
        lote = await to_thread.run_sync(current.lotes.get_lote, lote_id, usuario)
        chave = await to_thread.run_sync(current.arquivos_de_lotes.request, lote_id, usuario, formato)
    except (ValueError, NotFoundError):
        return _refuse(request)
    except LimitReachedError as error:
        return respond_limit(error, is_page=accepts_page(request))
    except QueueUnavailableError as error:
        return respond_refusal(request, 503, "Arquivo indisponível", error.user_message)
    arquivo = await wait_for_arquivo(chave)
    if arquivo is None:
        return respond_refusal(request, 503, "Arquivo em preparação", _EM_PREPARO)
    name = "".join(c if c.isalnum() or c in " .-–," else "-" for c in lote.pedido.nome).strip()
    disposition = f"attachment; filename=\"lote.{formato}\"; filename*=UTF-8''{quote(name)}.{formato}"
    headers = {"content-disposition": disposition, "cache-control": "private, no-store"}
    return Response(arquivo.conteudo, media_type=arquivo.mimetype, headers=headers)


def _refuse(request: Request) -> Response:
    return respond_refusal(request, 404, "Lote não encontrado", RecordNotFoundError.text)


def _respond(recusas: Sequence[str], status: int = 200) -> Response:
    return JSONResponse({"recusas": recusas}, status, _NO_STORE)


ROUTES = (
    Route("/lotes/remessas/{chave}", receive_arquivo, methods=["POST"]),
    Route("/lotes/{lote_id}/exportar", export_lote, methods=["GET"]),
)
