"""Answers of the model kept for a while: what is one question, and what is never kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import redis
from pydantic import SecretStr

from core.clients.gemini import SEM_AUTOS, Consumo, PedidoAoModelo, Procedencia, RespostaJson, Turno
from core.clients.respostas import Respostas
from core.errors import GeminiUnavailableError
from core.infra.cache import Cache
from core.infra.failopen import build_brief_redis
from core.infra.flight import Flights
from core.settings import RedisSettings

TURNO = Turno("pedido", SEM_AUTOS)
PEDIDO = PedidoAoModelo("modelo", "Escolha.", (TURNO,), 0.3)
SCHEMA: dict[str, Any] = {"type": "object"}


class FakeGemini:
    """Answers a new number each time, or fails."""

    def __init__(self) -> None:
        self.calls = 0
        self.is_away = False

    def generate_json(self, _pedido: PedidoAoModelo, _schema: dict[str, Any], *, operation: str) -> RespostaJson:
        self.calls += 1
        if self.is_away:
            raise GeminiUnavailableError(operation)
        return RespostaJson({"número": self.calls}, Consumo(10, 5))


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return build_brief_redis(RedisSettings(url=SecretStr(redis_url)))


def build_respostas(client: redis.Redis, gemini: Any) -> Respostas:
    cache = Cache(client, "respostas", max_entries=10, ttl_s=60)
    return Respostas(gemini, cache, Flights(client), max_temperatura=0.3)


def ask(respostas: Respostas, pedido: PedidoAoModelo = PEDIDO, schema: dict[str, Any] = SCHEMA) -> RespostaJson:
    return respostas.generate_json(pedido, schema, operation="detector")


def test_the_same_question_is_answered_from_the_cache_and_costs_nothing(client: redis.Redis) -> None:
    gemini = FakeGemini()
    assert ask(build_respostas(client, gemini)) == RespostaJson({"número": 1}, Consumo(10, 5))
    assert ask(build_respostas(client, gemini)) == RespostaJson({"número": 1}, Consumo(0, 0))
    assert gemini.calls == 1


@pytest.mark.parametrize(
    ("pedido", "schema"),
    [
        pytest.param(replace(PEDIDO, modelo="outro"), SCHEMA, id="model"),
        pytest.param(replace(PEDIDO, instrucao="Classifique."), SCHEMA, id="instruction"),
        pytest.param(replace(PEDIDO, turnos=(TURNO, TURNO, TURNO)), SCHEMA, id="turns"),
        pytest.param(replace(PEDIDO, temperatura=0.1), SCHEMA, id="temperature"),
        pytest.param(PEDIDO, {"type": "object", "required": []}, id="schema"),
    ],
)
def test_all_that_decides_the_answer_tells_questions_apart(
    client: redis.Redis, pedido: PedidoAoModelo, schema: dict[str, Any]
) -> None:
    respostas = build_respostas(client, FakeGemini())
    assert ask(respostas).valor != ask(respostas, pedido, schema).valor


def test_the_same_words_of_another_case_are_the_same_question(client: redis.Redis) -> None:
    respostas = build_respostas(client, FakeGemini())
    elsewhere = replace(PEDIDO, turnos=(Turno("pedido", frozenset({Procedencia("2")})),))
    assert ask(respostas).valor == ask(respostas, elsewhere).valor


def test_answers_at_a_higher_temperature_are_not_kept(client: redis.Redis) -> None:
    respostas, hot = build_respostas(client, FakeGemini()), replace(PEDIDO, temperatura=0.31)
    assert ask(respostas, hot).valor != ask(respostas, hot).valor


def test_a_failure_is_not_kept(client: redis.Redis) -> None:
    gemini = FakeGemini()
    gemini.is_away = True
    respostas = build_respostas(client, gemini)
    with pytest.raises(GeminiUnavailableError):
        ask(respostas)
    gemini.is_away = False
    assert ask(respostas).valor == {"número": 2}
