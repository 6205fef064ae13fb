"""Faults in the calls to the model, seen by the model: too many, too early, or while everybody should stay away."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
import redis
from google import genai
from google.genai import types
from pydantic import SecretStr

from core.clients import gemini as client_module
from core.clients.gemini import SEM_AUTOS, GeminiClient, PedidoAoModelo, Turno
from core.errors import PortalError
from core.infra.breaker import Breaker, BreakerRule
from core.infra.guard import Guard
from core.infra.slots import Caller, ServiceClass
from core.settings import GeminiSettings
from tests.integration.infra.guarded import Guarded, build_guarded
from tests.load.checker import count_attempts
from tests.planted.conftest import Witness

ATTEMPTS = 3
RETRY_AFTER_S = 1.0
CLOCK_S = 0.1
"""The model takes note of an answer about when it is read."""

BREAKER = BreakerRule(failures=5, probe_s=60)
SCHEMA = {"type": "object", "properties": {"resumo": {"type": "string"}}}


def build_client(guard: Guard, url: str) -> GeminiClient:
    return GeminiClient(GeminiSettings(api_key=SecretStr("demo-key"), base_url=url), guard, lambda _: None)


def ask(client: GeminiClient, words: str = "Resuma a peça.") -> None:
    pedido = PedidoAoModelo("gemini-2.5-flash", "Responda em JSON.", (Turno(words, SEM_AUTOS),))
    with suppress(PortalError):
        client.generate_json(pedido, SCHEMA, operation="test")


# Retries inside and outside the client


def retry_inside(client: GeminiClient) -> None:
    retries = types.HttpRetryOptions(attempts=ATTEMPTS, initial_delay=0.01, max_delay=0.02, jitter=0)
    client._client = genai.Client(
        api_key="demo-key",
        http_options=types.HttpOptions(
            base_url=client._settings.base_url, httpx_client=client._http, retry_options=retries
        ),
    )


@pytest.mark.parametrize("is_faulty", [False, True], ids=["sound", "faulty"])
def test_retries_inside_and_outside_the_client_are_found(redis_url: str, gemini: Witness, is_faulty: bool) -> None:
    gemini.fail(storm={"status": 503, "count": -1})
    client = build_client(build_guarded(redis_url).guard, gemini.url)
    if is_faulty:
        retry_inside(client)
    ask(client)
    client.close()
    assert count_attempts(gemini.list_calls()).highest == (ATTEMPTS**2 if is_faulty else ATTEMPTS)


# The instant that the server names is ignored


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("is_faulty", [False, True], ids=["sound", "faulty"])
def test_an_attempt_before_the_instant_the_server_named_is_found(
    redis_url: str, gemini: Witness, monkeypatch: pytest.MonkeyPatch, is_faulty: bool, status: int
) -> None:
    gemini.fail(storm={"status": status, "count": 1, "retry_after_s": RETRY_AFTER_S})
    if is_faulty:
        monkeypatch.setattr(client_module, "_retry_delay_s", lambda _error: None)
    client = build_client(build_guarded(redis_url).guard, gemini.url)
    ask(client)
    client.close()
    refused, answered = gemini.list_calls()
    assert (answered.span.start_t - refused.span.end_t < RETRY_AFTER_S - CLOCK_S) is is_faulty


# Each process has a breaker of its own


def build_processes(redis_url: str, count: int) -> list[Guarded]:
    rule = {"breaker_failures": BREAKER.failures, "breaker_probe_s": BREAKER.probe_s}
    processes = [build_guarded(redis_url, gemini=rule, attempts=1) for _ in range(count)]
    for process in processes:
        process.guard.caller = Caller(service_class=ServiceClass.INTERACTIVE)
    return processes


def count_calls_of_an_outage(processes: list[Guarded], gemini: Witness) -> int:
    """Every process asks in turn, more often than its breaker allows."""
    gemini.fail(storm={"status": 503, "count": -1})
    clients = [build_client(process.guard, gemini.url) for process in processes]
    for _ in range(BREAKER.failures + 1):
        for client in clients:
            ask(client)
    for client in clients:
        client.close()
    return len(gemini.list_calls())


def test_one_breaker_over_all_processes_lets_five_calls_out(redis_url: str, gemini: Witness) -> None:
    assert count_calls_of_an_outage(build_processes(redis_url, 3), gemini) == BREAKER.failures


def test_a_breaker_per_process_is_found(redis_url: str, gemini: Witness) -> None:
    processes = build_processes(redis_url, 3)
    for number, process in enumerate(processes, start=4):
        own = redis.Redis.from_url(f"{redis_url.rpartition('/')[0]}/{number}", decode_responses=True)
        own.flushdb()
        process.guard._defences = replace(process.defences, breaker=Breaker(own, {"gemini": BREAKER}))
    assert count_calls_of_an_outage(processes, gemini) > BREAKER.failures
