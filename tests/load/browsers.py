"""People of a chaos run who use the portal over HTTP, as a browser does: pages, pictures, searches, Word, the stream.

A portal that is away, or asks for a moment, is asked again; how long that took is kept. Anything else that is not the
answer is kept as wrong.
"""

from __future__ import annotations

import hashlib
import json
import random
import secrets
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx

from core.bootstrap import SERVERS_AWAY, Services
from core.errors import LimitReachedError, ServiceUnavailableError
from core.exportacao.html import render_html, split_blocks
from core.infra.db import build_session_scope
from core.processos.autos.domain import CABECALHO
from core.usuarios.domain import Sessao
from core.usuarios.repository import UsuarioRepository

_AGAIN_S = 0.3
_TIMEOUT_S = 12.0
_PAUSE_S = (2.0, 8.0)
_PATIENCE_S = 60.0
"""A search at the court that takes longer is lost."""

_PICTURES, _SEARCHES = 0.2, 0.2
"""Shares of what a reader does; the rest are pages."""

_COME_BACK = frozenset({429, 502, 503})


class Browser:
    """One person's connection to the web process, with the cookie of a session of their own."""

    def __init__(self, address: str, token: str, gone: threading.Event) -> None:
        self._http = httpx.Client(base_url=address, cookies={"portal": token}, timeout=_TIMEOUT_S)
        self._gone = gone
        self.away_s: list[float] = []
        self.wrong: list[str] = []

    def get(self, path: str, kind: str) -> httpx.Response | None:
        """The answer, however often it takes to ask; None for a wrong one, and for a person who left."""
        began, tries = time.monotonic(), 0
        while not self._gone.is_set():
            tries += 1
            try:
                answer = self._http.get(path, headers={"accept": "text/html"})
            except httpx.TransportError:
                time.sleep(_AGAIN_S)
                continue
            if answer.status_code in _COME_BACK:
                time.sleep(_AGAIN_S)
                continue
            if tries > 1:
                self.away_s.append(time.monotonic() - began)
            if answer.headers.get("content-type", "").startswith(kind):
                return answer
            self.wrong.append(f"{answer.status_code} {path.partition('?')[0].split('/')[1]}")
            return None
        return None

    def follow(self, geracao_id: UUID) -> Iterator[tuple[str, dict[str, object]]]:
        """The messages of one connection to the stream, until it ends or breaks."""
        try:
            with self._http.stream("GET", f"/acompanhar/{geracao_id}") as answer:
                name = ""
                for line in answer.iter_lines():
                    if line.startswith("event: "):
                        name = line.removeprefix("event: ")
                    elif line.startswith("data: "):
                        yield name, json.loads(line.removeprefix("data: "))
        except httpx.TransportError:
            time.sleep(_AGAIN_S)

    def close(self) -> None:
        self._http.close()


class Screen:
    """The text as ``/acompanhar`` paints it: finished blocks once, and the tail that still grows."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._tail = ""

    def paint(self, message: dict[str, object]) -> None:
        """One ``texto`` message; see ``pages/ui/web/acompanhar.py``."""
        if "mais" in message:
            self._tail += str(message["mais"])
            return
        if message["inicio"]:
            self._blocks = []
        blocos = message["blocos"]
        assert isinstance(blocos, list)
        self._blocks += blocos
        self._tail = str(message["cauda"])

    @property
    def html(self) -> str:
        return "".join(self._blocks) + self._tail

    @staticmethod
    def expect(texto: str) -> str:
        """What a person must end up with who is shown this text."""
        blocks, tail = split_blocks(texto)
        return "".join(render_html(block) for block in blocks) + tail


class Reader(threading.Thread):
    """Somebody who looks at pages, pictures and cases, and asks the court for news, until told to go."""

    def __init__(self, services: Services, browser: Browser, usuario_id: int, numeros: tuple[str, ...], seed: int):
        super().__init__(name=f"reader-{usuario_id}", daemon=True)
        self.browser = browser
        self.answers = self.searches = self.searches_lost = 0
        self._services, self._usuario_id, self._numeros = services, usuario_id, numeros
        self._random = random.Random(seed * 1000 + usuario_id)
        self._leaving = threading.Event()

    def leave(self) -> None:
        self._leaving.set()

    def run(self) -> None:
        while not self._leaving.wait(self._random.uniform(*_PAUSE_S)):
            numero, drawn = self._random.choice(self._numeros), self._random.random()
            if drawn < _PICTURES:
                self._look_at_page(numero)
            elif drawn < _PICTURES + _SEARCHES:
                self._search(numero)
            else:
                self.answers += self.browser.get(self._random.choice(["/", "/processos"]), "text/html") is not None
        self.browser.close()

    def _look_at_page(self, numero: str) -> None:
        try:
            autos = self._services.autos.get(numero)
        except SERVERS_AWAY:
            return
        documento = self._random.choice([one for one in autos.abertos if one.is_lido and one.estados])
        pagina = self._random.randint(1, len(documento.estados))
        path = f"/autos/imagem?processo={numero}&documento={documento.id_documento}&pagina={pagina}"
        self.answers += self.browser.get(path, "image/") is not None

    def _search(self, numero: str) -> None:
        """Ask for the header anew and wait for it, looking now and then as the page does."""
        self.searches += 1
        is_asked, ends_at = False, time.monotonic() + _PATIENCE_S
        while time.monotonic() < ends_at:
            try:
                if not is_asked:
                    self._services.buscas.request(numero, CABECALHO, self._usuario_id)
                    is_asked = True
                busca = self._services.buscas.find(numero, CABECALHO)
                if busca is not None and busca.etapa.is_final:
                    return
            except (*SERVERS_AWAY, ServiceUnavailableError, LimitReachedError):
                pass
            time.sleep(_AGAIN_S)
        self.searches_lost += 1


def open_sessao(services: Services, usuario_id: int) -> str:
    """The token of a session, made without the price of checking a password."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    usuario = next(usuario for usuario in services.usuarios.list_usuarios() if usuario.id == usuario_id)
    sessao = Sessao(uuid4(), usuario, now, now, now + timedelta(hours=8))
    repository = UsuarioRepository(build_session_scope(services.machinery.engine))
    digest = hashlib.sha256(token.encode()).hexdigest()
    repository.add_sessao(sessao, token_sha256=digest, address_sha256="x", agent_sha256="x")
    return token
