"""What the model answered about a document: Redis, then the permanent table, then the model, asked once by all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from pydantic import TypeAdapter, ValidationError

from core.infra.cache import Cache
from core.infra.flight import Flights
from core.pecas.domain import Resumo
from core.pecas.repository import GeracaoRepository
from core.pecas.valores import drop_unstorable
from core.processos.domain import Pagina

_RESUMO = TypeAdapter(Resumo)


Chave = tuple[str, str, int, str]
"""Hash of the text (``hash_texto``), category, its version, model."""


class Resumos:
    """The same text of a document is never paid for twice."""

    def __init__(self, repository: GeracaoRepository, cache: Cache, flights: Flights) -> None:
        self._repository = repository
        self._cache = cache
        self._flights = flights

    def obtain(self, chave: Chave, ask: Callable[[], Resumo]) -> Resumo:
        """The stored answer, or the one that ``ask`` gets from the model now. Raises what ``ask`` raises."""

        def make() -> Resumo:
            asked = ask()
            resumo = Resumo(drop_unstorable(asked.texto), drop_unstorable(asked.respostas))
            self._repository.save_resumo(chave, resumo)
            self._keep(chave, resumo)
            return resumo

        return self._flights.run(f"resumo:{_name(chave)}", lambda: self._find(chave), make)

    def _find(self, chave: Chave) -> Resumo | None:
        text = self._cache.find(_name(chave))
        if text is not None:
            try:
                return _RESUMO.validate_json(text)
            except ValidationError:  # kept by another version of the portal
                pass
        stored = self._repository.find_resumo(chave)
        if stored is not None:
            self._keep(chave, stored)
        return stored

    def _keep(self, chave: Chave, resumo: Resumo) -> None:
        self._cache.save(_name(chave), _RESUMO.dump_json(resumo).decode())


def hash_texto(sha256: str, paginas: Iterable[Pagina]) -> str:
    """SHA-256 of a content and of the pages of it that are sent: another reading of it is another question."""
    digest = hashlib.sha256(sha256.encode())
    for pagina in paginas:
        digest.update(f"\0{pagina.numero}\0{pagina.texto}".encode())
    return digest.hexdigest()


def _name(chave: Chave) -> str:
    return ":".join(str(part) for part in chave)
