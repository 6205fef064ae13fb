"""Pictures of pages, originals and the bound case, for who may see cases and none that is secret; and asking ahead."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO, TypeVar
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from core.errors import AccessDeniedError, InvalidInputError, LimitReachedError, NotFoundError, QueueUnavailableError
from core.infra.rate import Action
from core.processos.autos.domain import DocumentoDosAutos
from core.processos.autos.obras.desenho import MIMETYPE, Desenho
from core.processos.chave import is_envio
from core.processos.domain import FormatoDeArquivo
from core.processos.numero_cnj import format_numero_cnj, parse_numero_cnj
from pages.ui.runtime import installed_services
from pages.ui.web.login import is_same_origin
from pages.ui.web.render import respond_limit, respond_refusal

T = TypeVar("T")

_WAIT_S = 25.0
_POLL_S = 0.08
_PIECE_BYTES = 256 * 1024
_NO_STORE = {"cache-control": "private, no-store"}
_REFUSED = (NotFoundError, AccessDeniedError, InvalidInputError, ValueError)
_KINDS = {
    FormatoDeArquivo.PDF: ("pdf", "application/pdf"),
    FormatoDeArquivo.RTF: ("rtf", "application/rtf"),
    FormatoDeArquivo.TXT: ("txt", "text/plain"),
    FormatoDeArquivo.DOCX: ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
_UNKNOWN = ("bin", "application/octet-stream")
"""Also for HTML and pictures: nothing of a case may run or be drawn by the browser as a page of the portal."""

_NOT_FOUND = "Este documento não existe, não foi baixado ou é sigiloso. Volte à lista do processo."


async def show_imagem(request: Request) -> Response:
    """The picture of one page, drawn while the browser waits if nobody looked at it before."""
    current, usuario = installed_services(), request.scope["usuario"]
    if not usuario.has_permission("processos.ver"):
        return _refuse_file()
    try:
        await to_thread.run_sync(current.rates.require, Action.PICTURE, str(usuario.id))
        documento, pagina = await to_thread.run_sync(_find_documento, request), int(_read(request, "pagina"))
        desenho = await _wait_for(documento, pagina)
    except _REFUSED:
        return _refuse_file()
    except LimitReachedError as error:
        return respond_limit(error, is_page=False)
    except QueueUnavailableError as error:
        return PlainTextResponse(error.user_message, 503, _NO_STORE)
    if desenho is None:
        return PlainTextResponse("A imagem ainda está sendo preparada.", 503, {**_NO_STORE, "retry-after": "2"})
    if not desenho.imagem:
        return PlainTextResponse(desenho.motivo, 404, _NO_STORE)
    return Response(desenho.imagem, media_type=MIMETYPE, headers=_NO_STORE)


async def download_original(request: Request) -> Response:
    """One part of a document as the court delivered it; always a download, never a page."""
    if not request.scope["usuario"].has_permission("processos.ver"):
        return _refuse(request)
    try:
        documento, parte = await to_thread.run_sync(_find_documento, request), int(_read(request, "parte"))
        write = _bind_parte(documento, parte)
        file, formato = await to_thread.run_sync(_spool, write)
    except _REFUSED:
        return _refuse(request)
    suffix, mimetype = _KINDS.get(formato, _UNKNOWN)
    return _send(file, f"{_name_caso(request)} - {documento.lugar} - {documento.titulo}"[:150], suffix, mimetype)


async def download_volume(request: Request) -> Response:
    """The whole case as one PDF, once it was made."""
    current = installed_services()
    if not request.scope["usuario"].has_permission("processos.ver"):
        return _refuse(request)
    try:
        numero = parse_numero_cnj(_read(request, "processo"))
        autos = await to_thread.run_sync(current.autos.get, numero)
        file, _ = await to_thread.run_sync(_spool, lambda path: current.volumes.write(autos, path))
    except _REFUSED:
        return _refuse(request)
    return _send(file, f"Processo {format_numero_cnj(numero)}", "pdf", "application/pdf")


async def ask_ahead(request: Request) -> Response:
    """Have a case asked for while its number is being typed. Always the same answer: nobody waits for it."""
    current, usuario = installed_services(), request.scope["usuario"]
    is_allowed = usuario.has_permission("processos.ver") or usuario.has_permission("pecas.gerar")
    if not is_allowed or not is_same_origin(request):
        return _refuse_file()
    try:
        await to_thread.run_sync(current.rates.require, Action.COURT, str(usuario.id))
    except LimitReachedError:
        return Response(status_code=204, headers=_NO_STORE)
    await to_thread.run_sync(current.processos.request_prefetch, _read(request, "processo"))
    return Response(status_code=204, headers=_NO_STORE)


def _find_documento(request: Request) -> DocumentoDosAutos:
    """The document that the address names, of a case or of the person's own handed-in files; reading is on record."""
    current, usuario_id = installed_services(), request.scope["usuario"].id
    numero = _read(request, "processo")
    if is_envio(numero):
        current.envios.require(numero, usuario_id)
        return current.autos.require_documento(numero, _read(request, "documento"))
    numero = parse_numero_cnj(numero)
    documento = current.autos.require_documento(numero, _read(request, "documento"))
    current.autos.note_leitura(usuario_id, numero)
    return documento


def _name_caso(request: Request) -> str:
    """The case as people write it, or the key of handed-in files: the record of acts keeps the file's name."""
    numero = _read(request, "processo")
    return numero if is_envio(numero) else format_numero_cnj(parse_numero_cnj(numero))


async def _wait_for(documento: DocumentoDosAutos, pagina: int) -> Desenho | None:
    """The picture, or None when it takes too long. Raises NotFoundError for a page that is not there."""
    imagens = installed_services().imagens
    parte, local = documento.locate(pagina)
    if not parte.sha256:
        return Desenho(local, motivo=_NOT_FOUND)
    total = len(parte.estados)
    deadline = time.monotonic() + _WAIT_S
    desenho = await to_thread.run_sync(imagens.request, parte.sha256, local, total)
    while desenho is None and time.monotonic() < deadline:
        await asyncio.sleep(_POLL_S)
        desenho = await to_thread.run_sync(imagens.find, parte.sha256, local)
    return desenho


def _bind_parte(documento: DocumentoDosAutos, parte: int) -> Callable[[Path], FormatoDeArquivo]:
    return lambda path: installed_services().autos.write_parte(documento, parte, path)


def _spool(write: Callable[[Path], T]) -> tuple[BinaryIO, T]:
    """What ``write`` puts into a file, open and already without a name: however the answer ends, nothing stays."""
    with tempfile.TemporaryDirectory(prefix="portal-baixar-") as folder:
        path = Path(folder) / "arquivo"
        result = write(path)
        return path.open("rb"), result


def _send(file: BinaryIO, name: str, suffix: str, mimetype: str) -> Response:
    size = file.seek(0, 2)
    file.seek(0)
    clean = "".join(c if c.isalnum() or c in " .-–," else "-" for c in name).strip()
    headers = {
        "content-disposition": f"attachment; filename=\"documento.{suffix}\"; filename*=UTF-8''{quote(clean)}.{suffix}",
        "content-length": str(size),
        **_NO_STORE,
    }
    return StreamingResponse(_stream(file), media_type=mimetype, headers=headers)


async def _stream(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        while piece := await to_thread.run_sync(file.read, _PIECE_BYTES):
            yield piece


def _read(request: Request, name: str) -> str:
    return request.query_params.get(name, "")


def _refuse(request: Request) -> Response:
    return respond_refusal(request, 404, "Documento não encontrado", _NOT_FOUND)


def _refuse_file() -> Response:
    return PlainTextResponse(_NOT_FOUND, 404, _NO_STORE)


ROUTES = (
    Route("/autos/imagem", show_imagem, methods=["GET"]),
    Route("/autos/original", download_original, methods=["GET"]),
    Route("/autos/volume", download_volume, methods=["GET"]),
    Route("/autos/antecipar", ask_ahead, methods=["POST"]),
)
