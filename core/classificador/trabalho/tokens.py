"""How many tokens a text has for a model: asked once, kept for all processes."""

from __future__ import annotations

import hashlib

from core.clients.gemini import GeminiClient, Turno
from core.infra.cache import Cache


class Contador:
    """The model's own counter behind a cache; a hash of the text is all that is kept."""

    def __init__(self, gemini: GeminiClient, cache: Cache) -> None:
        self._gemini = gemini
        self._cache = cache

    def count(self, modelo: str, turno: Turno) -> int:
        """Raises the errors of the model, and ProcessoSigilosoError before anything is sent."""
        key = hashlib.sha256(f"{modelo}\0{turno.texto}".encode()).hexdigest()
        if found := self._cache.find(key):
            return int(found)
        tokens = self._gemini.count_tokens(modelo, turno, operation="contagem")
        self._cache.save(key, str(tokens))
        return tokens
