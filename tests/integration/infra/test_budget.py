"""The budget of retries over a real Redis."""

from __future__ import annotations

import time

import pytest
import redis

from core.infra.budget import BudgetRule, RetryBudget


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url, decode_responses=True)


def count_retries(budget: RetryBudget, requests: int) -> int:
    """Retries let through when every attempt of every request fails twice."""
    granted = 0
    for _ in range(requests):
        budget.deposit("gemini")
        granted += budget.withdraw("gemini") and 1 + budget.withdraw("gemini")
    return granted


def test_retries_are_a_tenth_of_the_requests_and_what_was_saved(client: redis.Redis) -> None:
    assert count_retries(RetryBudget(client, BudgetRule(share=0.1, cap=3)), 400) in (42, 43)


def test_all_processes_draw_on_one_balance(client: redis.Redis) -> None:
    rule = BudgetRule(cap=2)
    granted = [RetryBudget(client, rule).withdraw("gemini") for _ in range(3)]
    assert granted == [True, True, False]
    assert RetryBudget(client, rule).withdraw("tjms")


def test_what_is_saved_has_a_cap(client: redis.Redis) -> None:
    budget = RetryBudget(client, BudgetRule(share=0.5, cap=1.5))
    for _ in range(100):
        budget.deposit("gemini")
    assert [budget.withdraw("gemini") for _ in range(2)] == [True, False]


def test_an_empty_budget_fills_with_time(client: redis.Redis) -> None:
    budget = RetryBudget(client, BudgetRule(cap=1, refill_s=0.3))
    assert [budget.withdraw("gemini") for _ in range(2)] == [True, False]
    time.sleep(0.35)
    assert budget.withdraw("gemini")
