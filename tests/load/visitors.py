"""People of a chaos run: each asks for a peça, reads it as it is written, reloads now and then, and asks for the next.

They do what the page does: read the stream from the last position, from the start after a reload, and press Continuar
when a geração ended with an error or by Parar. What they end up with is compared with what was written for the same
case in calm.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from core.bootstrap import SERVERS_AWAY, Services
from core.errors import ForbiddenChangeError, LimitReachedError, ServiceUnavailableError
from core.events import Estado
from core.infra.channel import START
from core.pecas.andamento import Andamento, fold_events
from core.pecas.domain import Geracao, PedidoDeGeracao, TipoDePeca

T = TypeVar("T")

_LOOK_S = 0.4
_AGAIN_S = 0.3
_RELOAD_SHARE = 0.03
"""Share of the looks at which the person reloads the page or opens a second tab."""

_STOP_SHARE = 0.01
"""Share of the looks at which the person presses Parar, and Continuar right after it."""

PARAR = "Parar"
"""What stands in a story where its person stopped the work."""

_DONE = (Estado.PRONTO, Estado.PRONTO_COM_RESSALVAS)


@dataclass
class Story:
    """One geração as its person lived it. ``read`` is the text on the screen at the end."""

    geracao_id: UUID
    numero: str
    asked_t: float
    started_t: float | None = None
    ended_t: float | None = None
    read: str = ""
    written: str = ""
    versions: int = 0
    reloads: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        return self.ended_t is not None


class Visitor(threading.Thread):
    """One person at a screen until told to go; what is running then is still read to its end."""

    def __init__(self, services: Services, usuario_id: int, numeros: tuple[str, ...], seed: int) -> None:
        super().__init__(name=f"visitor-{usuario_id}", daemon=True)
        self.stories: list[Story] = []
        self.refusals = 0
        self._services, self._usuario_id, self._numeros = services, usuario_id, numeros
        self._random = random.Random(seed * 1000 + usuario_id)
        self._leaving, self._gone = threading.Event(), threading.Event()

    def leave(self) -> None:
        """Ask for nothing more."""
        self._leaving.set()

    def give_up(self) -> None:
        """Do not even wait for what was asked."""
        self._gone.set()

    def run(self) -> None:
        while not self._leaving.is_set():
            numero = self._random.choice(self._numeros)
            pedido = PedidoDeGeracao(numero, TipoDePeca.CONTESTACAO, "ps")
            geracao = self._insist(lambda asked=pedido: self._services.pecas.request_geracao(asked, self._usuario_id))
            if geracao is None:
                return
            story = Story(geracao.id, numero, time.time())
            self.stories.append(story)
            self._read(story)

    def _read(self, story: Story) -> None:
        """Follow to the end, whatever it takes."""
        position, view = START, Andamento()
        while not self._gone.is_set():
            if self._random.random() < _RELOAD_SHARE:
                position, view, story.reloads = START, Andamento(), story.reloads + 1
            geracao = self._insist(lambda: self._services.pecas.get_geracao(story.geracao_id, self._usuario_id))
            followed = self._insist(lambda at=position: self._services.machinery.channel.replay(story.geracao_id, at))
            if geracao is None or followed is None:
                return
            view = fold_events((item.event for item in followed), view)
            position = followed[-1].position if followed else position
            if story.started_t is None and geracao.iniciada_em is not None:
                story.started_t = geracao.iniciada_em.timestamp()
            if geracao.estado in _DONE and not followed:
                self._finish(story, geracao, view)
                return
            if geracao.estado in (Estado.COM_ERRO, Estado.CANCELADO):
                self._press_continuar(story, geracao)
            elif not geracao.estado.is_final and self._random.random() < _STOP_SHARE:
                self._insist(lambda: self._services.pecas.cancel_geracao(story.geracao_id, self._usuario_id))
            time.sleep(_LOOK_S)

    def _finish(self, story: Story, geracao: Geracao, view: Andamento) -> None:
        assert geracao.peca_id is not None
        peca = self._insist(lambda: self._services.pecas.get_peca(geracao.peca_id, self._usuario_id))
        versions = self._insist(lambda: self._services.pecas.list_versoes(geracao.peca_id))
        if peca is None or versions is None:
            return
        story.read, story.written, story.versions = view.texto, peca.versao.texto, len(versions)
        story.ended_t = time.time()

    def _press_continuar(self, story: Story, geracao: Geracao) -> None:
        story.errors.append(geracao.erro_codigo or PARAR)
        with suppress(ForbiddenChangeError):  # it was taken up again, only the answer was lost
            self._insist(lambda: self._services.pecas.resume_geracao(story.geracao_id, self._usuario_id))

    def _insist(self, act: Callable[[], T]) -> T | None:
        """What a person does whose page says that the portal is away: again, a moment later. None when gone."""
        while not self._gone.is_set():
            try:
                return act()
            except (*SERVERS_AWAY, ServiceUnavailableError, LimitReachedError):
                self.refusals += 1
                time.sleep(_AGAIN_S)
        return None
