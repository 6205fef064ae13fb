"""Requests, tokens and money of the model over a real Redis: reserved before, settled after."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.errors import GeminiUnavailableError, OperationCancelledError, QuotaError, SpendingCapError
from core.infra.behalf import calling_for
from core.infra.quota import Meter, Refusal, Reservation
from core.infra.slots import Caller, Place, ServiceClass, WaitReason
from core.infra.tariff import Spend
from tests.integration.infra.guarded import Guarded, build_guarded

PRECOS = {"caro": (10.0, 100.0), "barato": (1.0, 2.0)}
MAX_TOKENS = 1_000


def build(redis_url: str, *, caller: Caller | None = None, **gemini: object) -> Guarded:
    guarded = build_guarded(redis_url, gemini={"precos": PRECOS, **gemini})
    guarded.guard.caller = caller or Caller("7", unit="PS")
    return guarded


def ask(guarded: Guarded, *, used: tuple[int, int] | None = (100, 50), modelo: str = "caro") -> None:
    spend = Spend(modelo, 200, MAX_TOKENS)

    def attempt() -> None:
        spend.used = used

    guarded.guard.run("gemini", "test", attempt, spend=spend)


def reserve_one(guarded: Guarded) -> None:
    """Another process's call of this minute."""
    guarded.defences.quota.reserve(guarded.defences.tariff.list_charges(Spend("caro", 1, 1), Caller("8")))


def read_used(guarded: Guarded, name: str, window_s: float = 86_400) -> int:
    return guarded.defences.quota.read_used(Meter(name, 1, window_s))


def test_the_most_is_reserved_while_the_call_runs_and_settled_after_it(redis_url: str) -> None:
    guarded = build(redis_url, tokens_per_minute=10_000, gasto_total_dia_brl=1)
    spend = Spend("caro", 200, MAX_TOKENS)

    def attempt() -> tuple[int, int]:
        during = read_used(guarded, "tokens", 60), read_used(guarded, "brl:total")
        spend.used = (100, 50)
        return during

    during = guarded.guard.run("gemini", "test", attempt, spend=spend)
    assert during == (1_200, 200 * 10 + MAX_TOKENS * 100)
    assert read_used(guarded, "tokens", 60) == 150
    assert read_used(guarded, "brl:total") == 100 * 10 + 50 * 100
    assert guarded.count("tokens_in", modelo="caro") == 100
    assert guarded.count("tokens_out") == 50
    assert guarded.count("cost_brl") == pytest.approx(0.006)


def test_what_never_left_costs_nothing(redis_url: str) -> None:
    guarded = build(redis_url, gasto_total_dia_brl=1)
    spend = Spend("caro", 200, MAX_TOKENS)

    def attempt() -> None:
        spend.is_unsent = True
        raise GeminiUnavailableError

    with pytest.raises(GeminiUnavailableError):
        guarded.guard.run("gemini", "test", attempt, spend=spend)
    assert read_used(guarded, "brl:total") == read_used(guarded, "requests", 60) == 0


def test_what_was_never_counted_keeps_its_reservation(redis_url: str) -> None:
    guarded = build(redis_url, tokens_per_minute=10_000)
    ask(guarded, used=None)
    assert read_used(guarded, "tokens", 60) == 200 + MAX_TOKENS


@pytest.mark.parametrize(
    ("cap", "other", "words"),
    [
        ("gasto_pessoa_dia_brl", Caller("8", unit="PS"), "por pessoa"),
        ("gasto_unidade_dia_brl", Caller("8", unit="PP"), "por unidade"),
        ("gasto_total_dia_brl", None, "de toda a Procuradoria"),
    ],
)
def test_a_cap_on_money_is_named_with_its_amount_and_end(
    redis_url: str, cap: str, other: Caller | None, words: str
) -> None:
    guarded = build(redis_url, **{cap: 0.15})
    ask(guarded, used=(2_000, 400))
    with pytest.raises(SpendingCapError) as refused:
        ask(guarded)
    assert words in refused.value.user_message
    assert "R$ 0,15" in refused.value.user_message
    assert 86_000 < (refused.value.retry_after_s or 0) <= 86_400
    assert guarded.count("outside_calls_started") == 1
    if other is not None:
        ask(build(redis_url, caller=other, **{cap: 0.15}))


def test_one_call_larger_than_the_cap_is_told_that_no_wait_helps(redis_url: str) -> None:
    guarded = build(redis_url, gasto_pessoa_dia_brl=0.05)
    with pytest.raises(SpendingCapError) as refused:
        ask(guarded)
    assert "pode custar até R$ 0,10, mais do que o limite de gasto por pessoa, de R$ 0,05" in refused.value.user_message
    assert refused.value.retry_after_s is None


def test_people_at_once_never_spend_more_than_the_cap(redis_url: str) -> None:
    processes = [build(redis_url, gasto_total_dia_brl=0.5) for _ in range(4)]
    refused = threading.Semaphore(0)

    def spend(number: int) -> None:
        try:
            ask(processes[number % 4], used=(200, MAX_TOKENS))
        except SpendingCapError:
            refused.release()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(spend, range(12)))
    assert read_used(processes[0], "brl:total") == 4 * (200 * 10 + MAX_TOKENS * 100)
    assert all(refused.acquire(blocking=False) for _ in range(8))


def test_a_model_without_a_price_costs_as_much_as_the_dearest(redis_url: str) -> None:
    guarded = build(redis_url, gasto_total_dia_brl=1)
    ask(guarded, modelo="novo")
    assert read_used(guarded, "brl:total") == 100 * 10 + 50 * 100


@pytest.mark.parametrize(("limit", "of_lots"), [(10, 8), (4, 4), (1, 1)])
def test_a_lot_leaves_a_part_of_the_minute_to_others(redis_url: str, limit: int, of_lots: int) -> None:
    defences = build(redis_url, requests_per_minute=limit).defences

    def count_let_in(service_class: ServiceClass) -> int:
        """Until one is refused."""
        charges = defences.tariff.list_charges(Spend("caro", 1, 1), Caller("7", service_class))
        tries = range(limit + 1)
        return next(number for number in tries if isinstance(defences.quota.reserve(charges), Refusal))

    assert count_let_in(ServiceClass.BATCH) == of_lots
    assert count_let_in(ServiceClass.GENERATION) == limit - of_lots


def test_a_person_at_the_screen_is_told_when_the_minute_is_full(redis_url: str) -> None:
    guarded = build(redis_url, caller=Caller("7", ServiceClass.INTERACTIVE), requests_per_minute=1)
    ask(guarded)
    began = time.monotonic()
    with pytest.raises(QuotaError) as refused:
        ask(guarded)
    assert time.monotonic() - began < 1
    assert 55 < (refused.value.retry_after_s or 0) <= 60


def test_a_geracao_waits_for_the_minute_without_a_permit_and_says_so(redis_url: str) -> None:
    guarded = build(redis_url, tokens_per_minute=1_500)
    told: list[tuple[Place, int]] = []
    quota, first = guarded.defences.quota, threading.Event()

    def tell(_resource: str, place: Place) -> None:
        told.append((place, guarded.slots.count_in_use("gemini")))
        first.set()

    guarded.guard.caller = Caller("7", on_wait=tell)
    held = quota.reserve(guarded.defences.tariff.list_charges(Spend("caro", 200, MAX_TOKENS), Caller("8")))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask, guarded)
        assert first.wait(5)
        assert isinstance(held, Reservation)
        quota.settle(held, [0] * len(held.charges))
        waiting.result(timeout=5)
    place, in_use = told[0]
    assert place.reason is WaitReason.QUOTA
    assert 50 < (place.expected_s or 0) <= 60
    assert in_use == 0
    assert told[-1][0].position == 0


def test_who_waits_for_the_minute_takes_no_permit_from_others(redis_url: str) -> None:
    guarded = build(redis_url, requests_per_minute=1)
    waits = threading.Semaphore(0)
    guarded.guard.caller = Caller("7", on_wait=lambda *_: waits.release())
    ask(guarded)
    granted = guarded.slots.describe("gemini").granted
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask, guarded)
        assert all(waits.acquire(timeout=5) for _ in range(3))
        assert guarded.slots.describe("gemini").granted == granted
        guarded.slots.release_all()
        assert isinstance(waiting.exception(timeout=5), OperationCancelledError)


def test_a_refused_hold_teaches_the_forecast_nothing(redis_url: str) -> None:
    """The minute may fill up between the look and the permit."""
    guarded = build(redis_url, requests_per_minute=1, caller=Caller("7", ServiceClass.INTERACTIVE))
    guarded.defences.quota.check = lambda _charges: None  # type: ignore[method-assign]  # there was room a moment ago
    reserve_one(guarded)
    with pytest.raises(QuotaError):
        ask(guarded)
    report = guarded.slots.describe("gemini")
    assert report.granted == 1
    assert guarded.slots.estimate_s("gemini", 1) is None


def test_a_call_larger_than_a_minute_goes_when_the_minute_is_empty(redis_url: str) -> None:
    guarded = build(redis_url, tokens_per_minute=500)
    ask(guarded)
    assert read_used(guarded, "tokens", 60) == 150


def test_a_page_spends_for_its_person_in_its_own_thread_only(redis_url: str) -> None:
    """One process serves many people at once: what nobody named is of the process."""
    guarded = build(redis_url, caller=Caller(service_class=ServiceClass.INTERACTIVE))
    with calling_for(Caller("7", ServiceClass.INTERACTIVE, unit="PS")), ThreadPoolExecutor(1) as pool:
        ask(guarded)
        pool.submit(ask, guarded).result(timeout=5)
    ask(guarded)
    one = 100 * 10 + 50 * 100
    assert (read_used(guarded, "brl:pessoa:7"), read_used(guarded, "brl:unidade:PS")) == (one, one)
    assert read_used(guarded, "brl:total") == 3 * one


def test_work_of_nobody_in_particular_counts_for_all_together_only(redis_url: str) -> None:
    guarded = build(
        redis_url, caller=Caller(), gasto_pessoa_dia_brl=0.001, gasto_unidade_dia_brl=0.001, gasto_total_dia_brl=1
    )
    ask(guarded)
    ask(guarded)
    assert read_used(guarded, "brl:total") == 2 * (100 * 10 + 50 * 100)
