"""``/lotes/...``: files on their way into a lot, one request each, and the files of a lot's answers."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import IO
from urllib.parse import unquote

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.errors import (
    ArquivoRecusadoError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
)
from pages.ui.runtime import installed_services
from pages.ui.web.login import is_same_origin

_IN_MEMORY_BYTES = 1_000_000
_MB = 1_000_000
_NO_STORE = {"cache-control": "no-store"}


async def receive_arquivo(request: Request) -> Response:
    """Take one file in, as the body of the request; its name stands in ``x-nome``. Refusals come back in words.

    200 with ``recusas``, empty when all is well: what was refused once would be refused again, so it is not resent.
    """
    usuario = request.scope["usuario"]
    if not usuario.has_permission("classificador.usar") or not is_same_origin(request):
        return _respond([PermissionDeniedError.text], 403)
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


def _respond(recusas: Sequence[str], status: int = 200) -> Response:
    return JSONResponse({"recusas": recusas}, status, _NO_STORE)


ROUTES = (Route("/lotes/remessas/{chave}", receive_arquivo, methods=["POST"]),)
