"""Prepared sources of the cases that this process checked last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from core.conferencia.caso import Caso
from core.conferencia.domain import Conferencia
from core.conferencia.minuta import check_minuta

_MAX_CHARS = 2_000_000
"""Characters of sources that are kept in all: three large cases of 300 pages, some 100 MB when prepared."""

_MAX_TEXTOS = 8
"""Results kept for each case: its last texts, which a page asks for again with each click."""


class Memoria:
    """Bounded by the size of what it holds, the least used first to go. The key must say all that a case depends on.

    It knows nothing of people: whoever asks it has looked whose case it is.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._casos: OrderedDict[str, tuple[Caso, OrderedDict[str, Conferencia]]] = OrderedDict()

    def check(self, chave: str, texto: str, load: Callable[[], Caso]) -> Conferencia:
        """The findings on the text; ``load`` is called where the case is not here."""
        with self._lock:
            found = self._casos.get(chave)
            if found is not None:
                self._casos.move_to_end(chave)
                if texto in found[1]:
                    return found[1][texto]
        caso, textos = found or (load(), OrderedDict())
        conferencia = check_minuta(texto, caso)
        with self._lock:
            self._casos[chave] = (caso, textos)
            textos[texto] = conferencia
            while len(textos) > _MAX_TEXTOS:
                textos.popitem(last=False)
            while len(self._casos) > 1 and sum(c.fontes.size_chars for c, _ in self._casos.values()) > _MAX_CHARS:
                self._casos.popitem(last=False)
        return conferencia
