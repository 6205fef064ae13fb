"""The newest known head of the record, kept in Redis: another server than the one that holds the record."""

from __future__ import annotations

import redis

from core.auditoria.domain import Ancora

_KEY = "auditoria:ancora"
"""Lives for ever: it holds a number and a code, nothing of anybody."""


class AncoraStore:
    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def find(self) -> Ancora | None:
        """None where it was never written, or was lost."""
        numero, code = self._client.hmget(_KEY, "numero", "hash")
        return Ancora(int(numero), str(code)) if numero and code else None

    def save(self, ancora: Ancora) -> None:
        self._client.hset(_KEY, mapping={"numero": ancora.numero, "hash": ancora.hash})
