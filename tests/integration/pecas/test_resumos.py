"""Summaries: Redis in front of the permanent table in front of the model."""

from __future__ import annotations

import pytest
import redis
from pydantic import SecretStr
from sqlalchemy import text

from core.errors import GeminiUnavailableError
from core.infra.cache import Cache
from core.infra.db import SessionScope
from core.infra.failopen import build_brief_redis
from core.infra.flight import Flights
from core.pecas.domain import Resumo
from core.pecas.repository import GeracaoRepository
from core.pecas.resumos import Chave, Resumos
from core.settings import RedisSettings

CHAVE: Chave = ("f" * 64, "laudo", 3, "modelo")
RESUMO = Resumo("A autora pede o remédio.", {"laudo_cid": {"situacao": "respondida", "valor": "C50"}})


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return build_brief_redis(RedisSettings(url=SecretStr(redis_url)))


def build_resumos(scope: SessionScope, client: redis.Redis) -> Resumos:
    return Resumos(GeracaoRepository(scope), Cache(client, "resumos", max_entries=10), Flights(client))


def refuse() -> Resumo:
    raise AssertionError("paid for twice")


def test_the_model_is_asked_once(session_scope: SessionScope, client: redis.Redis) -> None:
    assert build_resumos(session_scope, client).obtain(CHAVE, lambda: RESUMO) == RESUMO
    assert build_resumos(session_scope, client).obtain(CHAVE, refuse) == RESUMO


def test_another_version_of_the_category_is_another_question(session_scope: SessionScope, client: redis.Redis) -> None:
    resumos, other = build_resumos(session_scope, client), Resumo("Outro.", {})
    resumos.obtain(CHAVE, lambda: RESUMO)
    assert resumos.obtain((CHAVE[0], CHAVE[1], 4, CHAVE[3]), lambda: other) == other


def test_an_emptied_cache_is_filled_from_the_table(session_scope: SessionScope, client: redis.Redis) -> None:
    resumos = build_resumos(session_scope, client)
    resumos.obtain(CHAVE, lambda: RESUMO)
    client.flushdb()
    assert resumos.obtain(CHAVE, refuse) == RESUMO
    with session_scope() as session:
        session.execute(text("TRUNCATE resumo"))
    assert resumos.obtain(CHAVE, refuse) == RESUMO


def test_what_another_version_of_the_portal_kept_is_not_used(session_scope: SessionScope, client: redis.Redis) -> None:
    Cache(client, "resumos", max_entries=10).save(":".join(map(str, CHAVE)), '{"texto": 1}')
    resumos = build_resumos(session_scope, client)
    assert resumos.obtain(CHAVE, lambda: RESUMO) == RESUMO
    assert resumos.obtain(CHAVE, refuse) == RESUMO


def test_a_failure_is_not_kept(session_scope: SessionScope, client: redis.Redis) -> None:
    resumos = build_resumos(session_scope, client)

    def fail() -> Resumo:
        raise GeminiUnavailableError

    with pytest.raises(GeminiUnavailableError):
        resumos.obtain(CHAVE, fail)
    assert resumos.obtain(CHAVE, lambda: RESUMO) == RESUMO


def test_an_answer_that_the_table_cannot_hold_is_cleaned(session_scope: SessionScope, client: redis.Redis) -> None:
    """NUL, half of a surrogate pair and numbers that JSON does not know are all within what a model may write."""
    resumos = build_resumos(session_scope, client)
    fact = {"valor": float("nan"), "trecho": "a\x00b", "divergencias": [{"valor": float("inf"), "\x00x": "\ud800"}]}
    clean = {"valor": None, "trecho": "ab", "divergencias": [{"valor": None, "x": ""}]}
    assert resumos.obtain(CHAVE, lambda: Resumo("te\x00xto", {"laudo_cid": fact})) == Resumo(
        "texto", {"laudo_cid": clean}
    )
    client.flushdb()
    assert resumos.obtain(CHAVE, refuse) == Resumo("texto", {"laudo_cid": clean})
