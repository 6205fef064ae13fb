"""Asking again obeys the limits of asking, and what is refused for another reason uses up none of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from core.bootstrap import Services, build_services
from core.errors import ForbiddenChangeError, RateLimitError
from core.infra.rate import Action
from core.pecas.domain import PedidoDeGeracao, TipoDePeca
from core.settings import (
    DatabaseSettings,
    GeminiSettings,
    LimitsSettings,
    RedisSettings,
    Settings,
    TribunalSettings,
)
from tests.builders import build_numero_cnj

ASKED = PedidoDeGeracao(build_numero_cnj(), TipoDePeca.CONTESTACAO, "ps")


@pytest.fixture
def current(database_url: str, redis_url: str) -> Iterator[Services]:
    """The services of a web process where a person may ask twice a minute."""
    settings = Settings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url), requires_aof=False),
        gemini=GeminiSettings(api_key=SecretStr("x")),
        tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="x", senha=SecretStr("x")),
        limits=LimitsSettings(geracoes_por_minuto=2),
    )
    built = build_services(settings, process="web")
    yield built
    built.close()


def test_taking_up_again_counts_as_asking(current: Services, usuario_id: int) -> None:
    service = current.pecas
    geracao = service.request_geracao(ASKED, usuario_id)
    service.cancel_geracao(geracao.id, usuario_id)
    service.resume_geracao(geracao.id, usuario_id)
    service.cancel_geracao(geracao.id, usuario_id)
    with pytest.raises(RateLimitError, match="generation over 2/min"):
        service.resume_geracao(geracao.id, usuario_id)
    assert service.get_geracao(geracao.id, usuario_id).estado.is_final


def test_what_cannot_be_taken_up_again_is_not_counted(current: Services, usuario_id: int) -> None:
    service = current.pecas
    geracao = service.request_geracao(ASKED, usuario_id)
    for _ in range(3):
        with pytest.raises(ForbiddenChangeError):
            service.resume_geracao(geracao.id, usuario_id)
    current.rates.require(Action.GENERATION, str(usuario_id))
