"""Vectors of texts: from the simulator over HTTP, and what the client makes of answers that are none."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx
import pytest
from pydantic import SecretStr

from core.clients.gemini import SEM_AUTOS, GeminiClient, Procedencia, TarefaDoEmbedding, Turno
from core.errors import GeminiResponseError, ProcessoSigilosoError
from core.infra.guard import Guard
from core.settings import GeminiSettings
from tests.integration.infra.guarded import build_guarded
from tests.integration.simulators_gemini.conftest import Simulator, simulator

__all__ = ["simulator"]

SETTINGS = GeminiSettings(api_key=SecretStr("demo-key"), dimensao_embedding=64)
CONSULTA = TarefaDoEmbedding.CONSULTA


def build_turnos(*textos: str) -> list[Turno]:
    return [Turno(texto, SEM_AUTOS) for texto in textos]


@pytest.fixture
def guard(redis_url: str) -> Guard:
    return build_guarded(redis_url, attempts=1).guard


def test_every_text_has_its_vector_however_many_they_are(guard: Guard, simulator: Simulator) -> None:
    settings = SETTINGS.model_copy(update={"base_url": simulator.url})
    client = GeminiClient(settings, guard, lambda _: None)
    textos = [f"argumento número {n}" for n in range(101)]
    vetores = client.embed_texts(build_turnos(*textos), TarefaDoEmbedding.DOCUMENTO, operation="test")
    (last,) = client.embed_texts(build_turnos(textos[100]), CONSULTA, operation="test")
    client.close()
    assert [len(vetor) for vetor in vetores] == [64] * 101
    assert vetores[100] == last != vetores[0]
    assert simulator.control.ledger.counts() == {"batchEmbedContents:ok": 3}


def test_google_is_told_the_size_the_task_and_one_text_per_request(guard: Guard) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"embeddings": [{"values": [0.5] * 64}] * 2})

    client = GeminiClient(SETTINGS, guard, lambda _: None, httpx.MockTransport(answer))
    client.embed_texts(build_turnos("um", "dois"), CONSULTA, operation="test")
    (request,) = seen
    assert request.url.path.endswith("models/gemini-embedding-001:batchEmbedContents")
    requests = json.loads(request.content)["requests"]
    assert [item["content"]["parts"] for item in requests] == [[{"text": "um"}], [{"text": "dois"}]]
    assert {(item["taskType"], item["outputDimensionality"]) for item in requests} == {("RETRIEVAL_QUERY", 64)}
    assert request.extensions["timeout"]["read"] == SETTINGS.embedding_timeout_s


@pytest.mark.parametrize(
    "body",
    [{}, {"embeddings": [{"values": [0.1] * 64}]}, {"embeddings": [{"values": [0.1] * 64}, {"values": [0.1] * 63}]}],
    ids=["none", "one missing", "one too short"],
)
def test_vectors_that_are_missing_or_of_another_size_are_no_answer(guard: Guard, body: dict[str, object]) -> None:
    client = GeminiClient(
        SETTINGS, guard, lambda _: None, httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    )
    with pytest.raises(GeminiResponseError):
        client.embed_texts(build_turnos("um", "dois"), CONSULTA, operation="test")


def test_a_text_of_a_secret_case_does_not_leave(guard: Guard) -> None:
    sent: list[httpx.Request] = []

    def refuse(procedencias: frozenset[Procedencia]) -> None:
        if procedencias != SEM_AUTOS:
            raise ProcessoSigilosoError("secret")

    client = GeminiClient(SETTINGS, guard, refuse, httpx.MockTransport(lambda request: sent.append(request) or None))
    aberto, secreto = build_turnos("um", "dois")
    with pytest.raises(ProcessoSigilosoError):
        client.embed_texts(
            [aberto, replace(secreto, procedencias=frozenset({Procedencia("1")}))], CONSULTA, operation="test"
        )
    assert sent == []
