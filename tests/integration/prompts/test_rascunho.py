"""A draft from the model over HTTP, with the library of the seeds."""

from __future__ import annotations

from contextlib import closing

import pytest
from pydantic import SecretStr

from core.clients.gemini import GeminiClient
from core.errors import InvalidInputError, RateLimitError
from core.infra.db import SessionScope
from core.infra.modelos import Modelos
from core.infra.rate import RateLimits
from core.prompts.rascunho import RascunhoService
from core.prompts.regras import list_variaveis
from core.prompts.repository import PromptRepository
from core.prompts.service import PromptService
from core.settings import GeminiSettings, LimitsSettings, RedisSettings
from tests.integration.infra.guarded import build_guarded
from tests.integration.simulators_gemini.conftest import Simulator, simulator

__all__ = ["simulator"]


def test_a_description_becomes_a_rule_and_costs_the_person_one_request(
    session_scope: SessionScope, redis_url: str, simulator: Simulator
) -> None:
    prompts = PromptService(PromptRepository(session_scope))
    prompts.seed_library()
    rates = RateLimits(RedisSettings(url=SecretStr(redis_url)), LimitsSettings(ia_por_minuto=1))
    settings = GeminiSettings(api_key=SecretStr("demo-key"), base_url=simulator.url)
    gemini = GeminiClient(settings, build_guarded(redis_url, attempts=1).guard, lambda _: None)
    service = RascunhoService(prompts, gemini, rates, Modelos(settings))
    variaveis = prompts.list_variaveis()
    with closing(gemini):
        with pytest.raises(InvalidInputError):
            service.draft_regra("  curta  ", variaveis, 1)
        regra = service.draft_regra("Quando há pedido de cirurgia e a União está no polo passivo", variaveis, 1)
        with pytest.raises(RateLimitError):
            service.draft_regra("Quando há pedido de cirurgia", variaveis, 1)
    assert list_variaveis(regra) == ("peticao_inicial_pedido_cirurgia", "processo_uniao_no_polo_passivo")
    assert simulator.control.ledger.calls == 1
