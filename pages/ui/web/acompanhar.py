"""The stream of a running geração: server-sent events with its steps and, as it is written, its text.

The loop and the painting of text serve other streams too.

``estado`` carries the whole view when it changed. ``texto`` carries the finished blocks as safe HTML, once each, and
the unfinished tail as plain pieces. A browser that reconnects gets the text so far once and goes on.
While Redis or PostgreSQL is away the connection stays, says so, and goes on from where it was.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Protocol
from uuid import UUID

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from core.bootstrap import SERVERS_AWAY, Services
from core.errors import NotFoundError
from core.events import Event
from core.exportacao.html import render_html, split_blocks
from core.infra.channel import START, read_batch, read_time_s
from core.infra.prometheus import PAINT_DELAY
from core.pecas.andamento import RETOMADA, Andamento, fold_events, restore_andamento
from core.pecas.domain import Geracao
from core.pecas.espera import describe_lugar
from core.pecas.fila import Lugar
from pages.ui.runtime import installed_services
from pages.ui.web.drain import is_draining

_BATCH_S = 0.1
"""Pause between two paintings: the text moves several times a second and nothing is sent for single tokens."""

_SILENCE_S = 1.0
_QUEUED_S = 0.4
"""Longest wait for an event before the rest is looked at; shorter in the queue, whose places come without events."""

_RECORD_S = 5.0
"""How often the record is looked at during a silence: an end that was never told."""

_LARGE_BATCH = 200
NO_CONTACT = "Reconectando ao portal… Nada se perde."

HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


class Follower(Protocol):
    """What is known of one operation."""

    @property
    def is_over(self) -> bool: ...

    async def read(self) -> float | None:
        """Wait for something new, not for long; answers when it was appended. Raises what SERVERS_AWAY names."""
        ...


class TextPainter:
    """The text that one browser has already been sent. A text that began anew is sent anew."""

    def __init__(self) -> None:
        self._texto = ""
        self._start = 0

    def paint(self, texto: str) -> str:
        """A ``texto`` message with what is new, or nothing."""
        if self._texto.startswith(texto):
            return ""
        if not texto.startswith(self._texto):
            self._texto, self._start = "", 0
        is_first = not self._texto
        added = texto[len(self._texto) :]
        self._texto = texto
        blocks, tail = split_blocks(texto, self._start)
        if not blocks and not is_first:
            return build_message("texto", {"mais": added})
        self._start = len(texto) - len(tail)
        html = [render_html(block) for block in blocks]
        return build_message("texto", {"inicio": is_first, "blocos": html, "cauda": tail})


class _Follower:
    """What is known of one geração, from its events, its record and the queue."""

    def __init__(self, current: Services, geracao: Geracao) -> None:
        self._current = current
        self._position = START
        self._block_s = 0.0
        self._recorded_at = time.monotonic()
        self.geracao = geracao
        self.andamento = restore_andamento(Andamento(), geracao)
        self.lugar: Lugar | None = None
        self.told_at = time.time()

    @property
    def is_over(self) -> bool:
        return not self.geracao.estado.is_at_work

    async def read(self) -> float | None:
        """Wait for something new, not for long. Raises what SERVERS_AWAY names.

        Answers when the oldest new event was appended; None when nothing came, or only what was there before.
        """
        batch = await read_batch(
            self._current.machinery.async_client, self.geracao.id, self._position, block_s=self._block_s
        )
        if batch:
            await self._fold([item.event for item in batch])
            self._position = batch[-1].position
            self.told_at = read_time_s(batch[-1].position)
        await self._look_at_record(is_silent=not batch)
        is_waiting = self.geracao.iniciada_em is None or not batch
        is_live = self._block_s > 0
        self.lugar = await to_thread.run_sync(self._current.fila.find, self.geracao.id) if is_waiting else None
        self._block_s = _QUEUED_S if self.geracao.iniciada_em is None or self.lugar else _SILENCE_S
        return read_time_s(batch[0].position) if batch and is_live else None

    async def _fold(self, events: list[Event]) -> None:
        if len(events) < _LARGE_BATCH:
            self.andamento = fold_events(events, self.andamento)
        else:
            self.andamento = await to_thread.run_sync(fold_events, events, self.andamento)

    async def _look_at_record(self, *, is_silent: bool) -> None:
        has_started = not is_silent and self.geracao.iniciada_em is None
        is_old = is_silent and time.monotonic() - self._recorded_at > _RECORD_S
        if not (has_started or is_old or self.andamento.fim is not None):
            return
        geracao = await to_thread.run_sync(self._current.pecas.get_geracao, self.geracao.id, self.geracao.usuario_id)
        self._recorded_at = time.monotonic()
        self.geracao = geracao
        self.andamento = restore_andamento(self.andamento, geracao)


class _Painter:
    """What one browser has already been sent."""

    def __init__(self) -> None:
        self._view: dict[str, object] = {}
        self._text = TextPainter()

    def paint(self, follower: _Follower, *, is_in_contact: bool) -> str:
        """Everything that is new, or nothing."""
        espera = _describe_espera(follower) if is_in_contact else NO_CONTACT
        return self._paint_state(follower, espera) + self._text.paint(follower.andamento.texto)

    def _paint_state(self, follower: _Follower, espera: str) -> str:
        """An ``estado`` message, or nothing when the browser already shows this."""
        andamento, geracao = follower.andamento, follower.geracao
        view = {
            "estado": geracao.estado.value,
            "rotulo": geracao.estado.label,
            "passos": [
                {"nome": passo.nome, "estado": passo.estado.value, "nota": passo.nota} for passo in andamento.passos
            ],
            "assunto": andamento.assunto,
            "feitos": andamento.feitos,
            "total": andamento.total,
            "espera": espera,
            "atividade": andamento.atividade,
            "desde": andamento.iniciada_em or geracao.criada_em.isoformat(),
            "avisos": andamento.avisos,
        }
        if view == self._view:
            return ""
        self._view = view
        return build_message("estado", {**view, "silencio_s": round(max(0.0, time.time() - follower.told_at), 1)})


async def follow_geracao(request: Request) -> Response:
    """Only the owner follows, while the profile allows it; anything else is answered as not found."""
    current, usuario = installed_services(), request.scope["usuario"]
    if not usuario.has_permission("pecas.gerar"):
        return refuse()
    try:
        geracao_id = UUID(request.path_params["geracao_id"])
        geracao = await to_thread.run_sync(current.pecas.get_geracao, geracao_id, usuario.id)
    except (ValueError, NotFoundError):
        return refuse()
    follower, painter = _Follower(current, geracao), _Painter()

    def paint(*, is_in_contact: bool) -> str:
        return painter.paint(follower, is_in_contact=is_in_contact)

    return StreamingResponse(stream_events(follower, paint), media_type="text/event-stream", headers=HEADERS)


async def stream_events(follower: Follower, paint: Callable[..., str]) -> AsyncIterator[str]:
    """What ``paint`` (told ``is_in_contact``) makes of each reading, until it is over; then ``fim``."""
    yield "retry: 1000\n\n"
    while True:
        appended_at, is_in_contact = None, True
        try:
            appended_at = await follower.read()
        except SERVERS_AWAY:
            is_in_contact = False
        painted = paint(is_in_contact=is_in_contact)
        yield painted or ": vivo\n\n"  # the comment lets a closed browser be noticed
        if painted and appended_at is not None:
            PAINT_DELAY.observe(max(0.0, time.time() - appended_at))
        if follower.is_over:
            yield build_message("fim", {})
            return
        if is_draining():
            return  # the portal is stopping; the browser comes back to the next one by itself
        await asyncio.sleep(_BATCH_S if is_in_contact else _SILENCE_S)


def _describe_espera(follower: _Follower) -> str:
    """The one line that explains why nothing moves; empty while it does."""
    if follower.is_over:
        return ""
    if follower.lugar is None:
        return follower.andamento.espera
    lugar = describe_lugar(follower.lugar.posicao, follower.lugar.espera_s)
    return f"{RETOMADA}: {lugar}" if follower.geracao.iniciada_em else lugar


def refuse() -> Response:
    """What is another person's looks as if it were not there."""
    return PlainTextResponse("não encontrado", 404)


def build_message(kind: str, body: object) -> str:
    """One server-sent event."""
    return f"event: {kind}\ndata: {json.dumps(body, ensure_ascii=False, separators=(',', ':'))}\n\n"


ROUTES = (Route("/acompanhar/{geracao_id}", follow_geracao, methods=["GET"]),)
