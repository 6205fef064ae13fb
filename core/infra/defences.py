"""What stands between the program and each outside service besides the permits, built from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import redis

from core.infra.breaker import Breaker, BreakerRule
from core.infra.budget import BudgetRule, RetryBudget
from core.infra.counters import Counters
from core.infra.live import Live
from core.infra.quota import Quota
from core.infra.tariff import Tariff
from core.settings import GeminiSettings, LimitsSettings, TribunalSettings


@dataclass(frozen=True)
class CallRule:
    """One resource. ``name`` is what people read; ``total_s`` bounds a call from its permit, unless it is streamed."""

    name: str
    total_s: float
    retry_base_s: float


@dataclass(frozen=True)
class Defences:
    """What all processes share, and the rule of each resource."""

    rules: Mapping[str, CallRule]
    breaker: Breaker
    budget: RetryBudget
    quota: Quota
    tariff: Tariff
    counters: Counters


def build_defences(
    client: redis.Redis,
    limits: LimitsSettings,
    gemini: GeminiSettings,
    tribunal: TribunalSettings,
    live: Live | None = None,
) -> Defences:
    """``client`` answers within a second or not at all, for a person may be waiting."""
    rules = {
        "gemini": CallRule("O Gemini", gemini.total_timeout_s, gemini.retry_base_s),
        "tjms": CallRule("O TJMS", tribunal.total_timeout_s, tribunal.retry_base_s),
    }
    thresholds = {
        "gemini": BreakerRule(gemini.breaker_failures, gemini.breaker_probe_s),
        "tjms_saj": BreakerRule(tribunal.breaker_failures, tribunal.breaker_probe_s),
        "tjms_eproc": BreakerRule(tribunal.breaker_failures, tribunal.breaker_probe_s),
    }
    return Defences(
        rules=rules,
        breaker=Breaker(client, thresholds),
        budget=RetryBudget(client, BudgetRule(limits.retry_share, limits.retry_cap, limits.retry_refill_s)),
        quota=Quota(client),
        tariff=Tariff(gemini, live),
        counters=Counters(client),
    )
