"""``/perguntas/<question>``: the answer as it is proven, over the loop of the gerações.

``estado`` carries the one line that says what happens; ``texto`` the statements so far; ``fim`` that the record has
all.
"""

from __future__ import annotations

import time
from uuid import UUID

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from core.assistencia.domain import Pergunta
from core.bootstrap import Services
from core.errors import NotFoundError
from core.events import AgenteFinished, Event, OperationStarted
from core.infra.channel import START, read_batch, read_time_s
from core.pecas.conversa.andamento import Escrita, fold_escrita
from pages.ui.runtime import installed_services
from pages.ui.web.acompanhar import HEADERS, NO_CONTACT, TextPainter, build_message, refuse, stream_events

_SILENCE_S = 1.0
_RECORD_S = 3.0
"""How often the record is looked at during a silence: an end that was never told."""

_NA_FILA = "A pergunta está na fila."
_PROCURANDO = "Procurando nos autos."


class _Resposta:
    """What is known of one question, from its events and its record."""

    def __init__(self, current: Services, pergunta: Pergunta) -> None:
        self._current = current
        self._position = START
        self._looked_at = time.monotonic()
        self._block_s = 0.0
        self._nota = ""
        self.pergunta = pergunta
        self.escrita = Escrita()

    @property
    def is_over(self) -> bool:
        return not self.pergunta.estado.is_at_work

    async def read(self) -> float | None:
        client = self._current.machinery.async_client
        batch = await read_batch(client, self.pergunta.id, self._position, block_s=self._block_s)
        if batch:
            self._take([item.event for item in batch])
            self._position = batch[-1].position
        if self.escrita.is_over or time.monotonic() - self._looked_at > _RECORD_S:
            find = self._current.assistencia.get_pergunta
            self.pergunta = await to_thread.run_sync(find, self.pergunta.id, self.pergunta.usuario_id)
            self._looked_at = time.monotonic()
        is_live, self._block_s = self._block_s > 0, _SILENCE_S
        return read_time_s(batch[0].position) if batch and is_live else None

    def describe(self) -> str:
        """Why nothing moves, or the last step that was told."""
        if self.escrita.espera:
            return self.escrita.espera
        if self._nota:
            return f"{self._nota}."
        return _PROCURANDO if self.escrita.has_started else _NA_FILA

    def _take(self, events: list[Event]) -> None:
        self.escrita = fold_escrita(events, self.escrita)
        for event in events:
            if isinstance(event, OperationStarted):
                self._nota = ""
            elif isinstance(event, AgenteFinished):
                self._nota = event.note


class _Pintura:
    """What one browser has already been sent."""

    def __init__(self, resposta: _Resposta) -> None:
        self._resposta = resposta
        self._linha = ""
        self._texto = TextPainter()

    def paint(self, *, is_in_contact: bool) -> str:
        """Everything that is new, or nothing."""
        linha = self._resposta.describe() if is_in_contact else NO_CONTACT
        state = "" if linha == self._linha else build_message("estado", {"linha": linha})
        self._linha = linha
        return state + self._texto.paint(self._resposta.escrita.texto)


async def follow_pergunta(request: Request) -> Response:
    """Only who asked follows; anything else is answered as not found."""
    current, usuario = installed_services(), request.scope["usuario"]
    if not usuario.has_permission("assistencia.usar"):
        return refuse()
    try:
        pergunta_id = UUID(request.path_params["pergunta_id"])
        pergunta = await to_thread.run_sync(current.assistencia.get_pergunta, pergunta_id, usuario.id)
    except (ValueError, NotFoundError):
        return refuse()
    resposta = _Resposta(current, pergunta)
    stream = stream_events(resposta, _Pintura(resposta).paint)
    return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS)


ROUTES = (Route("/perguntas/{pergunta_id}", follow_pergunta, methods=["GET"]),)
