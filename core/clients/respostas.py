"""Structured answers of the model that were given a moment ago: the same question is asked once, whoever asks it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from core.clients.gemini import Consumo, GeminiClient, PedidoAoModelo, RespostaJson
from core.infra.cache import Cache
from core.infra.flight import Flights


class Respostas:
    """The model behind a cache, for questions whose answer hardly varies.

    Streams do not pass here, whatever their temperature: whoever generates again within minutes wants another text, and
    one that broke off goes on from what was kept. What costs most of them, the summaries, is cached by itself.
    """

    def __init__(self, gemini: GeminiClient, cache: Cache, flights: Flights, *, max_temperatura: float) -> None:
        self._gemini = gemini
        self._cache = cache
        self._flights = flights
        self._max_temperatura = max_temperatura

    def generate_json(self, pedido: PedidoAoModelo, schema: dict[str, Any], *, operation: str) -> RespostaJson:
        """As ``GeminiClient.generate_json``; a stored answer costs nothing, and a high temperature is never stored."""
        if pedido.temperatura > self._max_temperatura:
            return self._gemini.generate_json(pedido, schema, operation=operation)
        key = _hash(pedido, schema)

        def find() -> RespostaJson | None:
            text = self._cache.find(key)
            return None if text is None else RespostaJson(json.loads(text), Consumo())

        def make() -> RespostaJson:
            resposta = self._gemini.generate_json(pedido, schema, operation=operation)
            self._cache.save(key, json.dumps(resposta.valor))
            return resposta

        return self._flights.run(f"resposta:{key}", find, make)


def _hash(pedido: PedidoAoModelo, schema: dict[str, Any]) -> str:
    """Of all that decides the answer; the order of a schema's properties does, too."""
    textos = [turno.texto for turno in pedido.turnos]
    question = [pedido.modelo, pedido.instrucao, textos, pedido.temperatura, schema]
    return hashlib.sha256(json.dumps(question).encode()).hexdigest()
