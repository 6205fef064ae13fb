"""Values that people set: known to other processes in seconds, and never an older one over a newer."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
import redis
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError

from core.errors import LimitReachedError, RateLimitError
from core.infra import live as live_module
from core.infra.failopen import build_brief_redis
from core.infra.live import LONGEST_S, Live, Setting, State
from core.infra.quota import Meter
from core.infra.rate import Action, RateLimits
from core.infra.slots import Caller, Slots
from core.infra.tariff import PRICE, Spend, Tariff
from core.settings import GeminiSettings, LimitsSettings, RedisSettings
from ops.state import ROOT
from tests.integration.infra.guarded import build_guarded

CAP = "teto.pessoa"
GEMINI = GeminiSettings(api_key=SecretStr("chave"), precos={"m": (1.0, 2.0)})
CHILD = """
import sys
import time
from pydantic import SecretStr
from core.infra.failopen import build_brief_redis
from core.infra.live import Live, State
from core.infra.tariff import Tariff
from core.settings import GeminiSettings, RedisSettings

live = Live(build_brief_redis(RedisSettings(url=SecretStr(sys.argv[1]))), State)
tariff = Tariff(GeminiSettings(api_key=SecretStr("x")), live)
print(tariff.get_cap_brl("pessoa", "7"), flush=True)
while tariff.get_cap_brl("pessoa", "7") == 0:
    time.sleep(0.02)
print(tariff.get_cap_brl("pessoa", "7"), tariff.get_cap_brl("pessoa", "8"), flush=True)
"""


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with build_brief_redis(RedisSettings(url=SecretStr(redis_url))) as client:
        yield client


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question looks anew."""
    monkeypatch.setattr(live_module, "_AGE_S", 0)


def refuse_to_load() -> State:
    raise AssertionError("the database was asked although Redis had the state")


def test_another_process_learns_of_a_change_in_time(client: redis.Redis, redis_url: str) -> None:
    child = subprocess.Popen([sys.executable, "-c", CHILD, redis_url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "0.0\n"
        began = time.monotonic()
        assert Live(client, State).publish(State(1, (Setting(CAP, "7", 5.5), Setting(CAP, "", 3))))
        assert child.stdout.readline() == "5.5 3.0\n"
        assert time.monotonic() - began < LONGEST_S
    finally:
        child.kill()
        child.communicate()


def test_an_older_state_never_replaces_a_newer_one(client: redis.Redis, at_once: None) -> None:
    old, new = State(4, (Setting(CAP, "", 1),)), State(5, (Setting(CAP, "", 2),))
    first, second = Live(client, refuse_to_load), Live(client, refuse_to_load)
    assert first.publish(new)
    assert not second.publish(old)
    assert second.find(CAP) == first.find(CAP) == 2


def test_what_redis_lost_comes_back_from_the_database(client: redis.Redis, at_once: None) -> None:
    stored = State(7, (Setting(CAP, "", 9),))
    Live(client, refuse_to_load).publish(stored)
    client.flushdb()
    assert Live(client, lambda: stored).find(CAP) == 9
    assert Live(client, refuse_to_load).find(CAP) == 9


def test_without_redis_what_was_known_counts(client: redis.Redis, at_once: None) -> None:
    live = Live(client, refuse_to_load)
    live.publish(State(1, (Setting(CAP, "", 9),)))
    live._client = build_brief_redis(RedisSettings(url=SecretStr("redis://127.0.0.1:1/0")))
    assert live.find(CAP) == 9


def test_what_must_be_known_is_read_from_the_database_when_redis_is_away() -> None:
    """A process that has just begun and finds no Redis: "not known" is never "not set"."""
    away = build_brief_redis(RedisSettings(url=SecretStr("redis://127.0.0.1:1/0")))
    assert Live(away, lambda: State(3, (Setting("pseudonimos", "", True),))).find_surely("pseudonimos") is True

    def be_silent() -> State:
        raise OperationalError("SELECT", {}, Exception())

    live = Live(away, be_silent)
    assert live.find("pseudonimos") is None
    with pytest.raises(OperationalError):
        live.find_surely("pseudonimos")


def test_of_dated_values_the_one_that_began_last_counts(client: redis.Redis) -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    live = Live(client, refuse_to_load)
    prices = [Setting(PRICE, "m", [n, n], now + timedelta(days=n)) for n in (3, 1, 2)]
    live.publish(State(1, tuple(prices)))
    tariff = Tariff(GEMINI, live)
    days = [tariff.get_price("m", now + timedelta(days=n)) for n in (0, 1, 2.5, 9)]
    assert days == [(1, 2), (1, 1), (2, 2), (3, 3)]


def test_a_lower_limit_counts_at_once_for_every_process(client: redis.Redis) -> None:
    """Two processes were started with four; nobody gets in until fewer than the new two hold a permit."""
    ours, theirs = (Slots(client, LimitsSettings(gemini=4)) for _ in range(2))
    with ExitStack() as held:
        permits = [ExitStack() for _ in range(4)]
        for one in permits:
            one.enter_context(ours.hold("gemini", Caller("1"), timeout_s=1))
            held.enter_context(one)
        theirs.set_limit("gemini", 2, version=3)
        for one in permits[:3]:
            with pytest.raises(LimitReachedError), theirs.hold("gemini", Caller("2"), timeout_s=0.05):
                pass
            one.close()
        with theirs.hold("gemini", Caller("2"), timeout_s=1):
            assert ours.describe("gemini").in_use == ours.describe("gemini").limit == 2


def test_a_higher_limit_lets_in_who_waits_and_an_older_change_comes_too_late(client: redis.Redis) -> None:
    slots = Slots(client, LimitsSettings(gemini=1))

    def wait() -> int:
        with slots.hold("gemini", Caller("2"), timeout_s=20):
            return slots.count_in_use("gemini")

    with slots.hold("gemini", Caller("1"), timeout_s=1), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wait)
        slots.set_limit("gemini", 2, version=8)
        assert waiting.result(timeout=20) == 2
    slots.set_limit("gemini", 9, version=7)
    assert slots.describe("gemini").limit == 2
    slots.set_limit("gemini", None, version=9)
    assert slots.describe("gemini").limit == 1


def test_a_number_per_minute_that_changes_forgets_nothing(client: redis.Redis, redis_url: str, at_once: None) -> None:
    live = Live(client, State)
    rates = RateLimits(RedisSettings(url=SecretStr(redis_url)), LimitsSettings(ia_por_minuto=4), live)
    for _ in range(3):
        rates.require(Action.AI, "7")
    live.publish(State(1, (Setting("minuto.ai", "", 3),)))
    with pytest.raises(RateLimitError, match="over 3/min"):
        rates.require(Action.AI, "7")
    live.publish(State(2, (Setting("minuto.ai", "", 5),)))
    rates.require(Action.AI, "7")
    rates.require(Action.AI, "7")
    with pytest.raises(RateLimitError, match="over 5/min"):
        rates.require(Action.AI, "7")


def test_a_cap_counts_what_was_spent_before_it_was_set(client: redis.Redis, redis_url: str, at_once: None) -> None:
    live = Live(client, State)
    guarded = build_guarded(redis_url, gemini={"precos": GEMINI.precos})
    guarded.guard.caller = Caller("7", unit="PS")
    tariff = Tariff(GEMINI, live)
    spend = Spend("m", 100, 50)

    def attempt() -> None:
        spend.used = (100, 50)

    guarded.guard.run("gemini", "test", attempt, spend=spend)
    assert guarded.defences.quota.read_used(Meter("brl:pessoa:7", 1, 86_400)) == 100 * 1 + 50 * 2
    live.publish(State(1, (Setting(CAP, "7", 0.0002),)))
    refusal = guarded.defences.quota.check(tariff.list_charges(spend, Caller("7", unit="PS")))
    assert refusal is not None
    refused = tariff.refuse(refusal)
    assert refused is not None
    assert "por pessoa" in refused.user_message
    assert guarded.defences.quota.check(tariff.list_charges(spend, Caller("8", unit="PS"))) is None
