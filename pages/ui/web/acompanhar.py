"""The stream of a running geração: server-sent events with its steps and, as it is written, its text.

``estado`` carries the whole view when it changed. ``texto`` carries the finished blocks as safe HTML, once each, and
the unfinished tail as plain pieces. A browser that reconnects gets the text so far once and goes on.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from uuid import UUID

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from core.bootstrap import Services
from core.errors import NotFoundError
from core.exportacao.html import render_html, split_blocks
from core.infra.channel import START, follow_async, read_time_s
from core.infra.prometheus import PAINT_DELAY
from core.pecas.andamento import Andamento, fold_events, restore_andamento
from core.pecas.domain import Geracao
from pages.ui.runtime import installed_services
from pages.ui.web.drain import is_draining

_BATCH_S = 0.1
"""Pause between two paintings: the text moves several times a second and nothing is sent for single tokens."""

_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


class _Painter:
    """What one browser has already been sent."""

    def __init__(self) -> None:
        self._estado = ""
        self._length = 0
        self._start = 0

    def paint_state(self, andamento: Andamento, geracao: Geracao, lugar: int | None) -> str:
        """An ``estado`` message, or nothing when the browser already shows this."""
        view = {
            "estado": geracao.estado.value,
            "rotulo": geracao.estado.label,
            "lugar": lugar,
            "passos": [
                {"nome": passo.nome, "estado": passo.estado.value, "nota": passo.nota} for passo in andamento.passos
            ],
            "assunto": andamento.assunto,
            "feitos": andamento.feitos,
            "total": andamento.total,
            "espera": andamento.espera,
            "desde": andamento.iniciada_em or geracao.criada_em.isoformat(),
            "avisos": andamento.avisos,
        }
        estado = _message("estado", view)
        if estado == self._estado:
            return ""
        self._estado = estado
        return estado

    def paint_text(self, texto: str) -> str:
        """A ``texto`` message with what is new, or nothing."""
        if len(texto) <= self._length:
            return ""
        is_first = self._length == 0
        added = texto[self._length :]
        self._length = len(texto)
        blocks, tail = split_blocks(texto, self._start)
        if not blocks and not is_first:
            return _message("texto", {"mais": added})
        self._start = len(texto) - len(tail)
        html = [render_html(block) for block in blocks]
        return _message("texto", {"inicio": is_first, "blocos": html, "cauda": tail})


async def follow_geracao(request: Request) -> Response:
    """Only the owner follows, while the profile allows it; anything else is answered as not found."""
    current, usuario = installed_services(), request.scope["usuario"]
    if not usuario.has_permission("pecas.gerar"):
        return _refuse()
    try:
        geracao_id = UUID(request.path_params["geracao_id"])
        geracao = await to_thread.run_sync(current.pecas.get_geracao, geracao_id, usuario.id)
    except (ValueError, NotFoundError):
        return _refuse()
    return StreamingResponse(_stream(current, geracao), media_type="text/event-stream", headers=_HEADERS)


async def _stream(current: Services, geracao: Geracao) -> AsyncIterator[str]:
    painter = _Painter()
    followed = await to_thread.run_sync(current.machinery.channel.replay, geracao.id)
    position = followed[-1].position if followed else START
    andamento = restore_andamento(fold_events(item.event for item in followed), geracao)
    yield "retry: 1000\n\n"
    yield painter.paint_state(andamento, geracao, await _find_place(current, geracao))
    yield painter.paint_text(andamento.texto)
    if geracao.estado.is_final:
        yield _message("fim", {})
        return
    async for batch in follow_async(current.machinery.async_client, geracao.id, position):
        andamento = fold_events((item.event for item in batch), andamento)
        has_started = bool(batch) and geracao.iniciada_em is None
        if not batch or has_started or andamento.fim is not None:
            geracao = await to_thread.run_sync(current.pecas.get_geracao, geracao.id, geracao.usuario_id)
            andamento = restore_andamento(andamento, geracao)
        state = painter.paint_state(andamento, geracao, await _find_place(current, geracao))
        text = painter.paint_text(andamento.texto)
        if state or text:
            yield state + text
            if batch:
                PAINT_DELAY.observe(max(0.0, time.time() - read_time_s(batch[0].position)))
        elif not batch:
            yield ": vivo\n\n"  # lets a closed browser be noticed
        if geracao.estado.is_final:
            yield _message("fim", {})
            return
        if is_draining():
            return  # the portal is stopping; the browser comes back to the next one by itself
        await asyncio.sleep(_BATCH_S)


async def _find_place(current: Services, geracao: Geracao) -> int | None:
    """Place in the queue, asked only while it waits there."""
    if geracao.iniciada_em is not None:
        return None
    return await to_thread.run_sync(current.pecas.find_place, geracao.id)


def _refuse() -> Response:
    return PlainTextResponse("não encontrado", 404)


def _message(kind: str, body: object) -> str:
    return f"event: {kind}\ndata: {json.dumps(body, ensure_ascii=False, separators=(',', ':'))}\n\n"


ROUTES = (Route("/acompanhar/{geracao_id}", follow_geracao, methods=["GET"]),)
