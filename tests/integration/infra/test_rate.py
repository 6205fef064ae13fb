"""How many events a minute are let in: exact over threads and processes, by person, and everybody without Redis."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from pydantic import SecretStr

from core.errors import RateLimitError
from core.infra.rate import Action, RateLimits
from core.settings import LimitsSettings, RedisSettings
from ops.state import find_free_port

THREADS = 50
LIMIT = 20
LIMITS = LimitsSettings(
    pedidos_por_minuto=LIMIT,
    entradas_por_minuto=2,
    entradas_por_minuto_por_endereco=3,
    ia_por_minuto=4,
    pesados_por_minuto=5,
    exportacoes_por_minuto=6,
    geracoes_por_minuto=7,
    geracoes_por_minuto_total=8,
)


def build_rates(url: str) -> RateLimits:
    return RateLimits(RedisSettings(url=SecretStr(url)), LIMITS)


def is_let_in(rates: RateLimits, action: Action, key: str) -> bool:
    try:
        rates.require(action, key)
    except RateLimitError:
        return False
    return True


@pytest.fixture
def rates(redis_url: str) -> RateLimits:
    return build_rates(redis_url)


@pytest.fixture
def frozen() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_fifty_threads_of_two_processes_get_exactly_the_limit(redis_url: str) -> None:
    processes = [build_rates(redis_url), build_rates(redis_url)]
    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = list(pool.map(lambda n: is_let_in(processes[n % 2], Action.PAGE, "7"), range(4 * THREADS)))
    assert outcomes.count(True) == LIMIT
    assert sum(process.refused[Action.PAGE] for process in processes) == 4 * THREADS - LIMIT


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Action.PAGE, LIMITS.pedidos_por_minuto),
        (Action.LOGIN, LIMITS.entradas_por_minuto),
        (Action.LOGIN_ADDRESS, LIMITS.entradas_por_minuto_por_endereco),
        (Action.AI, LIMITS.ia_por_minuto),
        (Action.HEAVY, LIMITS.pesados_por_minuto),
        (Action.EXPORT, LIMITS.exportacoes_por_minuto),
        (Action.GENERATION, LIMITS.geracoes_por_minuto),
        (Action.GENERATION_TOTAL, LIMITS.geracoes_por_minuto_total),
    ],
)
def test_each_action_has_the_number_of_its_setting(rates: RateLimits, action: Action, expected: int) -> None:
    assert [is_let_in(rates, action, "7") for _ in range(expected + 1)] == [True] * expected + [False]


def test_one_person_takes_nothing_from_another(rates: RateLimits) -> None:
    assert [is_let_in(rates, Action.LOGIN, "7") for _ in range(3)] == [True, True, False]
    assert is_let_in(rates, Action.LOGIN, "8")


def test_what_one_limit_refuses_uses_up_nothing_of_the_others(rates: RateLimits) -> None:
    for _ in range(LIMITS.geracoes_por_minuto_total):
        rates.require(Action.GENERATION_TOTAL, "todos")
    events = ((Action.AI, "7"), (Action.GENERATION_TOTAL, "todos"))
    for _ in range(2 * LIMITS.ia_por_minuto):
        with pytest.raises(RateLimitError, match="generation_total"):
            rates.require_all(*events)
    allowed = [is_let_in(rates, Action.AI, "7") for _ in range(LIMITS.ia_por_minuto + 1)]
    assert allowed == [True] * LIMITS.ia_por_minuto + [False]


def test_counting_together_counts_one_of_each(rates: RateLimits) -> None:
    rates.require_all((Action.LOGIN, "7"), (Action.AI, "7"))
    assert [is_let_in(rates, Action.LOGIN, "7") for _ in range(2)] == [True, False]
    assert [is_let_in(rates, Action.AI, "7") for _ in range(4)] == [True, True, True, False]


def test_the_window_slides(rates: RateLimits, monkeypatch: pytest.MonkeyPatch) -> None:
    """One event at 0 s and one at 40 s: at 61 s exactly one more is let in, which a fixed minute would not do."""
    begin, shift = time.time(), 0.0
    monkeypatch.setattr("limits.storage.redis.time.time", lambda: begin + shift)
    assert is_let_in(rates, Action.LOGIN, "7")
    shift = 40
    assert is_let_in(rates, Action.LOGIN, "7")
    assert not is_let_in(rates, Action.LOGIN, "7")
    shift = 61
    assert is_let_in(rates, Action.LOGIN, "7")
    assert not is_let_in(rates, Action.LOGIN, "7")


def test_the_message_says_how_many_and_how_long(rates: RateLimits) -> None:
    assert [is_let_in(rates, Action.EXPORT, "7") for _ in range(6)] == [True] * 6
    with pytest.raises(RateLimitError) as refused:
        rates.require(Action.EXPORT, "7")
    wait_s = refused.value.retry_after_s or 0
    assert 55 < wait_s <= 60
    assert "aceita 6 novos arquivos de cada pessoa por minuto" in refused.value.user_message
    assert f"Aguarde {wait_s} segundos" in refused.value.user_message


def test_without_redis_everybody_is_let_in_at_once_and_it_is_noted() -> None:
    rates = build_rates(f"redis://127.0.0.1:{find_free_port()}/0")
    started = time.monotonic()
    assert all(is_let_in(rates, Action.LOGIN, "7") for _ in range(10))
    assert time.monotonic() - started < 1
    assert rates.uncounted[Action.LOGIN] == 10
    rates.require_all((Action.LOGIN, "7"), (Action.AI, "7"))
    assert (rates.uncounted[Action.LOGIN], rates.uncounted[Action.AI]) == (11, 1)


def test_a_redis_that_stopped_answering_costs_less_than_a_second(frozen: str) -> None:
    rates = build_rates(frozen)
    started = time.monotonic()
    assert all(is_let_in(rates, Action.LOGIN, "7") for _ in range(10))
    assert time.monotonic() - started < 1


def test_counting_goes_on_when_redis_is_back(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.infra.failopen._PAUSE_S", 0)
    rates = build_rates(redis_url)
    with monkeypatch.context() as broken, redis.Redis.from_url(redis_url) as client:
        broken.setattr(rates._limiter, "get_window_stats", lambda *_: client.execute_command("NOT A COMMAND"))
        assert [is_let_in(rates, Action.LOGIN, "7") for _ in range(3)] == [True, True, True]
    assert not is_let_in(rates, Action.LOGIN, "7")
