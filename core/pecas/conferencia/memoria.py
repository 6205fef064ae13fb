"""Prepared sources of the cases that this process checked last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from core.conferencia.caso import Caso
from core.conferencia.domain import Conferencia
from core.conferencia.minuta import check_minuta

_MAX_CHARS = 2_000_000
"""Characters of sources that are kept in all: three large cases of 300 pages, some 100 MB when prepared."""

_MAX_TEXTOS = 8
"""Results kept for each case: its last texts, which a page asks for again with each click."""


@dataclass
class _Guardado:
    """The case of one key as it was last; whoever holds ``turn`` loads it and checks against it."""

    turn: Lock = field(default_factory=Lock)
    visto: object = None
    caso: Caso | None = None
    textos: OrderedDict[str, Conferencia] = field(default_factory=OrderedDict)

    @property
    def size_chars(self) -> int:
        return 0 if self.caso is None else self.caso.fontes.size_chars


class Memoria:
    """Bounded by the size of what it holds, the least used first to go. One case is loaded and checked once at a time.

    It knows nothing of people: whoever asks it has looked whose case it is.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._casos: OrderedDict[str, _Guardado] = OrderedDict()

    def check(self, chave: str, visto: object, texto: str, load: Callable[[], Caso]) -> Conferencia:
        """The findings on the text. ``load`` is called where the case is not here, or not as it was ``visto`` now.

        ``visto`` is all that a case depends on; it is compared with what it was then.
        """
        with self._lock:
            guardado = self._casos.setdefault(chave, _Guardado())
            self._casos.move_to_end(chave)
        with guardado.turn:
            if guardado.caso is None or guardado.visto != visto:
                guardado.caso = None  # what load raises leaves nothing old behind
                guardado.textos.clear()
                guardado.caso, guardado.visto = load(), visto
            conferencia = guardado.textos.get(texto) or check_minuta(texto, guardado.caso)
            guardado.textos[texto] = conferencia
            while len(guardado.textos) > _MAX_TEXTOS:
                guardado.textos.popitem(last=False)
        self._make_room()
        return conferencia

    def _make_room(self) -> None:
        with self._lock:
            while len(self._casos) > 1 and sum(one.size_chars for one in self._casos.values()) > _MAX_CHARS:
                self._casos.popitem(last=False)
