"""Calls of the model over a real Redis and database: each one that left is kept once, with what it took."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError

from core.clients.gemini import SEM_AUTOS, GeminiClient, PedidoAoModelo, Turno
from core.consumo.repository import ConsumoRepository
from core.errors import PortalError, ProcessoSigilosoError
from core.infra.db import SessionScope
from core.infra.ledger import CallEnd, Ledger, ModelCall
from core.infra.slots import Caller
from core.infra.tariff import Spend
from core.settings import GeminiSettings
from tests.integration.infra.guarded import build_guarded

GERACAO = "0f6d5a0e-6b1f-4f0e-9a57-2f6ad2a4c001"
MODELO = "gemini-2.5-flash"
PEDIDO = PedidoAoModelo(MODELO, "instrucao", (Turno("pergunta", SEM_AUTOS),), temperatura=0.3)
USAGE = {"promptTokenCount": 700, "candidatesTokenCount": 200, "thoughtsTokenCount": 100}
ANSWER = {
    "candidates": [{"content": {"parts": [{"text": "{}"}]}, "finishReason": "STOP"}],
    "usageMetadata": USAGE,
}
SETTINGS = GeminiSettings(api_key=SecretStr("chave"), precos={MODELO: (2.0, 10.0)})

Answer = Callable[[httpx.Request], httpx.Response]


def respond(request: httpx.Request) -> httpx.Response:
    if "stream" in request.url.path:
        return httpx.Response(200, text=f"data: {json.dumps(ANSWER)}\n\n")
    return httpx.Response(200, json=ANSWER)


class Desk:
    """A client under a guard that writes to the database."""

    def __init__(self, redis_url: str, scope: SessionScope) -> None:
        self.repository = ConsumoRepository(scope)
        self.save = self.repository.add
        self.ledger = Ledger(self._store)
        guarded = build_guarded(redis_url, attempts=2, gemini={"precos": SETTINGS.precos, "retry_base_s": 0.01})
        self.guard = guarded.guard
        self.guard.ledger = self.ledger
        self.guard.caller = Caller("7", operacao=GERACAO)

    def _store(self, calls: Sequence[ModelCall]) -> None:
        self.save(calls)

    def ask(self, answer: Answer = respond, **refusing: Exception) -> None:
        def require_aberto(_: object) -> None:
            if refusing:
                raise refusing["error"]

        client = GeminiClient(SETTINGS, self.guard, require_aberto, httpx.MockTransport(answer))
        with suppress(PortalError):
            client.generate_json(PEDIDO, {"type": "object"}, operation="detector")

    def read(self) -> tuple[ModelCall, ...]:
        assert self.ledger.flush()
        return self.repository.list_by_operacao([GERACAO])


@pytest.fixture
def desk(redis_url: str, session_scope: SessionScope) -> Desk:
    return Desk(redis_url, session_scope)


def test_a_call_is_kept_with_all_that_it_took(desk: Desk) -> None:
    desk.ask()
    (call,) = desk.read()
    assert (call.operation, call.modelo, call.temperatura, call.resultado) == ("detector", MODELO, 0.3, "ok")
    assert (call.entrada, call.saida, call.pensamento) == (700, 300, 100)
    assert call.custo_brl == Decimal("0.004400")
    assert call.segundos >= 0


def test_each_attempt_that_left_is_kept_and_what_nobody_counted_has_no_number(desk: Desk) -> None:
    answers = iter([httpx.Response(200, text="<html>proxy</html>"), httpx.Response(200, json=ANSWER)])
    desk.ask(lambda _: next(answers))
    first, second = desk.read()
    assert (first.entrada, first.saida, first.pensamento, first.custo_brl) == (None,) * 4
    assert (first.resultado == "ok", second.resultado) == (False, "ok")


def test_what_never_left_leaves_no_row(desk: Desk) -> None:
    desk.ask(error=ProcessoSigilosoError("secret"))
    assert desk.read() == ()


def test_what_is_done_for_nobody_in_particular_is_kept_too(desk: Desk) -> None:
    desk.guard.caller = Caller("7", unit="Saúde")
    desk.ask()
    desk.guard.caller = Caller()
    desk.ask()
    assert desk.ledger.flush()
    kept = desk.repository.list_by_operacao([""])
    assert [(call.pessoa, call.unidade) for call in kept] == [("7", "Saúde"), ("", "")]


def test_a_database_that_was_away_gets_each_call_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first write went through and its answer was lost: the same calls come again."""
    monkeypatch.setattr("core.infra.ledger._AWAY_S", 0.01)
    store, tries = desk.repository.add, []

    def save(calls: Sequence[ModelCall]) -> None:
        store(calls)
        tries.append(len(calls))
        if len(tries) == 1:
            raise OperationalError("lost", None, Exception())

    desk.save = save
    desk.ask()
    desk.ask()
    assert len(desk.read()) == 2
    assert len(tries) > 1


def test_a_call_that_the_database_refuses_takes_no_other_with_it(desk: Desk) -> None:
    def save(calls: Sequence[ModelCall]) -> None:
        desk.repository.add([replace(call, operation="x" * 41 if call.resultado == "bad" else "y") for call in calls])

    desk.save = save
    spend = Spend(MODELO, 1, 1)
    for outcome in ("ok", "ok", "bad", "ok", "bad"):
        desk.ledger.note(CallEnd("y", outcome, 0.1, None), spend, desk.guard.caller)
    assert [call.resultado for call in desk.read()] == ["ok"] * 3
    desk.ledger.note(CallEnd("y", "later", 0.1, None), spend, desk.guard.caller)
    assert [call.resultado for call in desk.read()] == ["ok"] * 3 + ["later"]


def test_more_calls_than_one_statement_takes_are_all_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full ledger after an outage: 65,535 parameters are what PostgreSQL takes at once."""
    away = [True]

    def save(calls: Sequence[ModelCall]) -> None:
        if away:
            raise OperationalError("away", None, Exception())
        desk.repository.add(calls)

    monkeypatch.setattr("core.infra.ledger._AWAY_S", 0.01)
    desk.save = save
    for _ in range(5_600):
        desk.ledger.note(CallEnd("y", "ok", 0.1, None), Spend(MODELO, 1, 1), desk.guard.caller)
    away.clear()
    assert desk.ledger.flush(20)
    assert len(desk.read()) == 5_600
