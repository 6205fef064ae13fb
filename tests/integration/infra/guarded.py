"""A guard over a real Redis, with the product's own parts and times short enough for a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import redis

from core.infra.defences import Defences, build_defences
from core.infra.guard import Guard
from core.infra.slots import Slots
from core.settings import GeminiSettings, LimitsSettings, TribunalSettings

PROBE_S = 0.4


@dataclass(frozen=True)
class Guarded:
    """One process: its guard and what lies under it."""

    guard: Guard
    slots: Slots
    defences: Defences

    def count(self, name: str, **labels: str) -> float:
        """The total of a counter over all entries with these labels."""
        found = self.defences.counters.read()
        return sum(
            value
            for (counted, pairs), value in found.items()
            if counted == name and labels.items() <= dict(pairs).items()
        )


def build_guarded(
    redis_url: str,
    *,
    gemini: Mapping[str, object] | None = None,
    tribunal: Mapping[str, object] | None = None,
    client: redis.Redis | None = None,
    **limits: object,
) -> Guarded:
    """The settings named differ from those of the product, and so do the times of breaker and retries."""
    client = client or redis.Redis.from_url(redis_url, decode_responses=True, socket_timeout=10)
    settings = LimitsSettings.model_validate({"gemini": 2, "queue_timeout_s": 20, **limits})
    times = {"breaker_probe_s": PROBE_S, "retry_base_s": 0.02}
    address = {"url": "http://tribunal", "usuario": "u", "senha": "s"}
    defences = build_defences(
        client,
        settings,
        GeminiSettings.model_validate({"api_key": "chave", **times, **(gemini or {})}),
        TribunalSettings.model_validate({**address, **times, **(tribunal or {})}),
    )
    slots = Slots(client, settings)
    return Guarded(Guard(slots, settings, defences), slots, defences)
