"""People of a chaos run: each asks for a peça, reads it as it is written, reloads now and then, and asks for the next.

They do what the page does: read the stream from the last position, from the start after a reload, press Continuar when
a geração ended with an error or by Parar, and take the Word file. What they end up with is compared with what was
written for the same case in calm. Some read it over HTTP.
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
from core.exportacao.domain import DOCX_MIMETYPE
from core.infra.channel import START
from core.pecas.andamento import Andamento, fold_events
from core.pecas.domain import Geracao, PedidoDeGeracao, TipoDePeca
from tests.load.browsers import Browser, Screen

T = TypeVar("T")

_LOOK_S = 0.4
_AGAIN_S = 0.3
_RELOAD_SHARE = 0.03
"""Share of the looks at which the person reloads the page or opens a second tab."""

_STOP_SHARE = 0.01
"""Share of the looks at which the person presses Parar, and Continuar right after it."""

PARAR = "Parar"
"""What stands in a story where its person stopped the work."""

_WORD_SHARE = 0.4
"""Share of the finished peças that are taken as a Word file."""

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
    peca_id: UUID | None = None
    reloads: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        return self.ended_t is not None


class Visitor(threading.Thread):
    """One person at a screen until told to go; what is running then is still read to its end.

    ``pause_s`` are the bounds of the time between one peça and the next.
    """

    def __init__(
        self, services: Services, usuario_id: int, numeros: tuple[str, ...], seed: int, browser: Browser | None = None
    ) -> None:
        super().__init__(name=f"visitor-{usuario_id}", daemon=True)
        self.pause_s = (0.0, 0.0)
        self.stories: list[Story] = []
        self.browser = browser
        self.refusals = self.words = self.words_lost = 0
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
            if self.browser is not None and story.is_done and self._random.random() < _WORD_SHARE:
                self._take_word(story, self.browser)
            self._leaving.wait(self._random.uniform(*self.pause_s))

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
                self._finish(story, geracao, view.texto)
                return
            if geracao.estado in (Estado.COM_ERRO, Estado.CANCELADO):
                self._press_continuar(story, geracao)
            elif not geracao.estado.is_final and self._random.random() < _STOP_SHARE:
                self._insist(lambda: self._services.pecas.cancel_geracao(story.geracao_id, self._usuario_id))
            time.sleep(_LOOK_S)

    def _finish(self, story: Story, geracao: Geracao, texto: str) -> None:
        assert geracao.peca_id is not None
        peca = self._insist(lambda: self._services.pecas.get_peca(geracao.peca_id, self._usuario_id))
        versions = self._insist(lambda: self._services.pecas.list_versoes(geracao.peca_id))
        if peca is None or versions is None:
            return
        story.read, story.written, story.versions = texto, peca.versao.texto, len(versions)
        story.peca_id, story.ended_t = peca.id, time.time()

    def _take_word(self, story: Story, browser: Browser) -> None:
        self.words += 1
        self.words_lost += browser.get(f"/baixar/{story.peca_id}", DOCX_MIMETYPE) is None

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


class Follower(Visitor):
    """Somebody whose browser follows the stream of the web process, and comes back whenever that breaks."""

    def _read(self, story: Story) -> None:
        assert self.browser is not None
        screen, kind = Screen(), ""
        while not self._gone.is_set():
            for kind, message in self.browser.follow(story.geracao_id):
                if kind == "texto":
                    screen.paint(message)
                if self._random.random() < _RELOAD_SHARE:
                    break
            story.reloads += 1
            geracao = self._insist(lambda: self._services.pecas.get_geracao(story.geracao_id, self._usuario_id))
            if geracao is None:
                return
            if geracao.estado in _DONE and kind == "fim":
                self._finish(story, geracao, "")
                story.read = story.written if screen.html == Screen.expect(story.written) else screen.html
                return
            if geracao.estado in (Estado.COM_ERRO, Estado.CANCELADO):
                self._press_continuar(story, geracao)
            elif not geracao.estado.is_final and self._random.random() < _STOP_SHARE:
                self._insist(lambda: self._services.pecas.cancel_geracao(story.geracao_id, self._usuario_id))
