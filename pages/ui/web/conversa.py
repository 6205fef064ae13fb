"""``/conversas/<request>``: the answer of the writing assistant as it is written, over the loop of the gerações.

``estado`` carries the one line that says what it does; ``texto`` the proposed text; ``fim`` that the record has all.
"""

from __future__ import annotations

import time
from uuid import UUID

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from core.bootstrap import Services
from core.errors import NotFoundError
from core.events import Estado
from core.infra.channel import START, read_batch, read_time_s
from core.pecas.conversa.andamento import Escrita, fold_escrita
from core.pecas.conversa.domain import PedidoDeAjuste
from pages.ui.runtime import installed_services
from pages.ui.web.acompanhar import HEADERS, NO_CONTACT, TextPainter, build_message, refuse, stream_events

_SILENCE_S = 1.0
_RECORD_S = 3.0
"""How often the record is looked at during a silence: an end that was never told."""

_NA_FILA = "O pedido está na fila do assistente."
_LENDO = "O assistente está lendo a seção."
_ESCREVENDO = "O assistente está escrevendo."


class _Ajuste:
    """What is known of one request, from its events and its record."""

    def __init__(self, current: Services, pedido: PedidoDeAjuste) -> None:
        self._current = current
        self._position = START
        self._looked_at = time.monotonic()
        self._block_s = 0.0
        self.pedido = pedido
        self.escrita = Escrita()

    @property
    def is_over(self) -> bool:
        return not self.pedido.estado.is_at_work

    async def read(self) -> float | None:
        client = self._current.machinery.async_client
        batch = await read_batch(client, self.pedido.id, self._position, block_s=self._block_s)
        if batch:
            self.escrita = fold_escrita([item.event for item in batch], self.escrita)
            self._position = batch[-1].position
        if self.escrita.is_over or time.monotonic() - self._looked_at > _RECORD_S:
            find = self._current.conversa.get_pedido
            self.pedido = await to_thread.run_sync(find, self.pedido.id, self.pedido.usuario_id)
            self._looked_at = time.monotonic()
        is_live, self._block_s = self._block_s > 0, _SILENCE_S
        return read_time_s(batch[0].position) if batch and is_live else None

    def describe(self) -> str:
        if self.escrita.espera:
            return self.escrita.espera
        if self.escrita.texto:
            return _ESCREVENDO
        return _LENDO if self.escrita.has_started or self.pedido.estado is not Estado.NA_FILA else _NA_FILA


class _Pintura:
    """What one browser has already been sent."""

    def __init__(self, ajuste: _Ajuste) -> None:
        self._ajuste = ajuste
        self._linha = ""
        self._texto = TextPainter()

    def paint(self, *, is_in_contact: bool) -> str:
        """Everything that is new, or nothing."""
        linha = self._ajuste.describe() if is_in_contact else NO_CONTACT
        state = "" if linha == self._linha else build_message("estado", {"linha": linha})
        self._linha = linha
        return state + self._texto.paint(self._ajuste.escrita.texto)


async def follow_ajuste(request: Request) -> Response:
    """Only the owner of the peça follows; anything else is answered as not found."""
    current, usuario = installed_services(), request.scope["usuario"]
    if not usuario.has_permission("pecas.gerar"):
        return refuse()
    try:
        pedido_id = UUID(request.path_params["pedido_id"])
        pedido = await to_thread.run_sync(current.conversa.get_pedido, pedido_id, usuario.id)
    except (ValueError, NotFoundError):
        return refuse()
    ajuste = _Ajuste(current, pedido)
    stream = stream_events(ajuste, _Pintura(ajuste).paint)
    return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS)


ROUTES = (Route("/conversas/{pedido_id}", follow_ajuste, methods=["GET"]),)
