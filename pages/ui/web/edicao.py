"""``/minuta/<peça>``: what the editor saves, while its person types. The page around it is not drawn anew.

A conflict is answered 409 with both texts and their difference; a final peça 423. Nothing is ever half saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from anyio import to_thread
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.errors import (
    ForbiddenChangeError,
    InvalidInputError,
    LimitReachedError,
    NotFoundError,
    PermissionDeniedError,
    SecaoConflictError,
)
from core.exportacao.markdown import remove_control_characters
from core.infra.rate import Action
from core.pecas.edicao.diferenca import compare_palavras, join_textos
from core.pecas.edicao.domain import Edicao
from core.pecas.edicao.secoes import hash_secao
from core.usuarios.domain import Usuario
from pages.ui.dates import CAMPO_GRANDE
from pages.ui.diferencas import render_diferenca
from pages.ui.runtime import installed_services
from pages.ui.web.login import is_same_origin
from pages.ui.web.render import format_retry_after

_MAX_BYTES = 2_000_000
"""Of one request: the text of a section, twice where an answer was lost."""

_NO_STORE = {"cache-control": "no-store"}
_GRANDE = "O texto desta seção é grande demais para o portal e não foi guardado. Divida a seção em duas."


class Envio(BaseModel):
    """One change. ``enviado`` is the text of a save whose answer never came: it may be what stands there now."""

    model_config = ConfigDict(extra="forbid")

    acao: Literal["salvar", "inserir", "remover", "mover"]
    secao: str = Field("", max_length=200)
    base: str = Field("", max_length=40)
    texto: str = ""
    enviado: str = ""
    passo: Literal[-1, 0, 1] = 0


async def save_minuta(request: Request) -> Response:
    usuario = request.scope["usuario"]
    if not usuario.has_permission("pecas.gerar") or not is_same_origin(request):
        return _respond(403, PermissionDeniedError.text)
    try:
        body = await _read_body(request)
    except ClientDisconnect:  # a page that went away in the middle sends what it had again, whole
        return Response(status_code=400)
    if body is None:
        return _respond(413, _GRANDE)
    try:
        peca_id, envio = UUID(request.path_params["peca_id"]), Envio.model_validate_json(body)
        await to_thread.run_sync(installed_services().rates.require, Action.SAVE, str(usuario.id))
        edicao = await to_thread.run_sync(_change, peca_id, usuario, envio)
    except SecaoConflictError as error:
        return await to_thread.run_sync(_respond_conflict, error)
    except (InvalidInputError, NotFoundError, LimitReachedError) as error:
        return _refuse(error)
    except ValueError:
        return _respond(422, InvalidInputError.text)
    return JSONResponse(_describe(edicao, envio), headers=_NO_STORE)


async def _read_body(request: Request) -> bytes | None:
    """None for more bytes than a section may have, before they are all in memory."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BYTES:
            return None
    return bytes(body)


def _refuse(error: InvalidInputError | NotFoundError | LimitReachedError) -> Response:
    if isinstance(error, LimitReachedError):
        return _respond(429, error.user_message, headers={"retry-after": format_retry_after(error)})
    if isinstance(error, NotFoundError):
        return _respond(404, error.user_message)
    return _respond(423 if isinstance(error, ForbiddenChangeError) else 422, error.user_message)


def _change(peca_id: UUID, usuario: Usuario, envio: Envio) -> Edicao:
    service = installed_services().edicao
    match envio.acao:
        case "inserir":
            return service.insert_secao(peca_id, usuario, depois_de=envio.secao, texto=envio.texto)
        case "remover":
            return service.remove_secao(peca_id, usuario, secao=envio.secao, base=envio.base)
        case "mover":
            return service.move_secao(peca_id, usuario, secao=envio.secao, passo=envio.passo)
    try:
        return service.save_secao(peca_id, usuario, secao=envio.secao, base=envio.base, texto=envio.texto)
    except SecaoConflictError:
        if not envio.enviado:
            raise
    base = hash_secao(remove_control_characters(envio.enviado))
    return service.save_secao(peca_id, usuario, secao=envio.secao, base=base, texto=envio.texto)


def _describe(edicao: Edicao, envio: Envio) -> dict[str, object]:
    """What the editor needs to go on: the name of the text that it saved, and where that stands now."""
    base = hash_secao(remove_control_characters(envio.texto))
    found = next((secao for secao in edicao.secoes if secao.base == base), None)
    return {
        "revisao": edicao.revisao,
        "base": base,
        "secao": found.chave if found else envio.secao,
        "hora": f"{datetime.now(CAMPO_GRANDE):%H:%M}",
    }


def _respond_conflict(error: SecaoConflictError) -> Response:
    trechos = compare_palavras(error.atual.rstrip(), error.minha.rstrip())
    return _respond(
        409,
        error.user_message,
        {
            "atual": error.atual,
            "minha": error.minha,
            "base": error.base,
            "diferenca": render_diferenca(trechos, is_whole=False),
            "juntos": join_textos(error.atual, error.minha),
        },
    )


def _respond(
    status: int,
    mensagem: str,
    mais: Mapping[str, Any] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> Response:
    return JSONResponse({"mensagem": mensagem, **(mais or {})}, status, {**_NO_STORE, **(headers or {})})


ROUTES = (Route("/minuta/{peca_id}", save_minuta, methods=["POST"]),)
