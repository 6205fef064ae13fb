"""``/ensaios/<test>``: one side of a quick test as it is written, over the loop of the gerações.

``estado`` carries the one line that says what it does; ``texto`` the answer so far; ``fim`` that the result is kept.
"""

from __future__ import annotations

import time
from uuid import UUID

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from core.bootstrap import Services
from core.classificador.ensaio import Ensaio
from core.classificador.parcial import describe_parcial
from core.errors import NotFoundError
from core.infra.channel import START, read_batch, read_time_s
from core.pecas.conversa.andamento import Escrita, fold_escrita
from core.prompts.domain import CategoriaDeClassificacao
from pages.ui.runtime import installed_services
from pages.ui.web.acompanhar import HEADERS, NO_CONTACT, TextPainter, build_message, refuse, stream_events

_SILENCE_S = 1.0
_RECORD_S = 3.0
"""How often the record is looked at during a silence: an end that was never told."""

_NA_FILA = "O teste está na fila."
_LENDO = "O modelo está lendo o texto."
_ESCREVENDO = "O modelo está respondendo."


class _Teste:
    """What is known of one side, from its events and what was kept of it."""

    def __init__(self, current: Services, ensaio: Ensaio, categorias: tuple[CategoriaDeClassificacao, ...]) -> None:
        self._current = current
        self._ensaio = ensaio
        self._categorias = categorias
        self._position = START
        self._looked_at = time.monotonic()
        self._block_s = 0.0
        self.escrita = Escrita()
        self.is_over = False

    async def read(self) -> float | None:
        client = self._current.machinery.async_client
        batch = await read_batch(client, self._ensaio.id, self._position, block_s=self._block_s)
        if batch:
            self.escrita = fold_escrita([item.event for item in batch], self.escrita)
            self._position = batch[-1].position
        if self.escrita.is_over or time.monotonic() - self._looked_at > _RECORD_S:
            is_alive = await to_thread.run_sync(self._current.ensaios.is_at_work, self._ensaio.id)
            self.is_over = self.escrita.is_over or not is_alive
            self._looked_at = time.monotonic()
        is_live, self._block_s = self._block_s > 0, _SILENCE_S
        return read_time_s(batch[0].position) if batch and is_live else None

    def describe(self) -> str:
        if self.escrita.espera:
            return self.escrita.espera
        if self.escrita.texto:
            return _ESCREVENDO
        return _LENDO if self.escrita.has_started else _NA_FILA

    @property
    def texto(self) -> str:
        """As people read it: the parts of an answer that classifies, or the text itself."""
        escrito = self.escrita.texto
        return describe_parcial(escrito, self._categorias) if self._categorias else escrito


class _Pintura:
    """What one browser has already been sent."""

    def __init__(self, teste: _Teste) -> None:
        self._teste = teste
        self._linha = ""
        self._texto = TextPainter()

    def paint(self, *, is_in_contact: bool) -> str:
        """Everything that is new, or nothing."""
        linha = self._teste.describe() if is_in_contact else NO_CONTACT
        state = "" if linha == self._linha else build_message("estado", {"linha": linha})
        self._linha = linha
        return state + self._texto.paint(self._teste.texto)


async def follow_ensaio(request: Request) -> Response:
    """Only who asked follows; anything else is answered as not found."""
    current, usuario = installed_services(), request.scope["usuario"]
    if not usuario.has_permission("prompts.editar"):
        return refuse()
    try:
        ensaio_id = UUID(request.path_params["ensaio_id"])
        ensaio = await to_thread.run_sync(current.ensaios.get, ensaio_id, usuario.id)
        prompt = await to_thread.run_sync(current.ensaios.get_prompt, ensaio.lado)
    except (ValueError, NotFoundError):
        return refuse()
    teste = _Teste(current, ensaio, prompt.categorias)
    stream = stream_events(teste, _Pintura(teste).paint)
    return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS)


ROUTES = (Route("/ensaios/{ensaio_id}", follow_ensaio, methods=["GET"]),)
