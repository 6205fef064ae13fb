"""Scenarios and policies in PostgreSQL: history, locking, seeds, and a rename that reaches them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import ForbiddenChangeError, InvalidInputError, RecordNotFoundError
from core.infra.db import SessionScope
from core.prompts.cenarios.domain import Cenario
from core.prompts.cenarios.repository import CenarioRepository, rename_variavel_em_cenarios
from core.prompts.cenarios.service import CenarioService
from core.prompts.politicas.domain import Politica
from core.prompts.politicas.formato import parse_politica
from core.prompts.politicas.repository import PoliticaRepository, rename_variavel_em_politicas
from core.prompts.politicas.service import PoliticaService
from core.prompts.regras import SemValor, ValorDoFato
from core.prompts.repository import PromptRepository
from core.prompts.service import PromptService

MEDICAMENTO = "peticao_inicial_pedido_medicamento"
VALORES: dict[str, ValorDoFato] = {MEDICAMENTO: False, "x": SemValor.NAO_SE_APLICA}
CENARIO = Cenario("", 0, "Cirurgia: sem medicamento", "ps", "contestacao", VALORES, ("laudo",))


def _build_politica(versao: int = 0) -> Politica:
    caso = {
        "nome": "c",
        "tipo_de_peca": "agravo",
        "valores": {MEDICAMENTO: False},
        "espera": {"tag:reforma-da-sentenca": "vedado"},
    }
    linha = {"se": {MEDICAMENTO: False}, "efeito": "vedado", "alvos": ["tag:reforma-da-sentenca"], "motivo": "m"}
    body = {"nome": "p", "modo": "todas", "colunas": [MEDICAMENTO], "linhas": [linha], "casos": [caso]}
    return parse_politica(body, "p", versao)


@pytest.fixture
def cenarios(session_scope: SessionScope) -> CenarioService:
    repositories = (PromptRepository(session_scope), PoliticaRepository(session_scope))
    return CenarioService(CenarioRepository(session_scope), *repositories)


@pytest.fixture
def politicas(session_scope: SessionScope) -> PoliticaService:
    PromptService(PromptRepository(session_scope)).seed_library()
    return PoliticaService(PoliticaRepository(session_scope), PromptRepository(session_scope))


def test_scenario_is_added_edited_deleted_and_restored(cenarios: CenarioService) -> None:
    added = cenarios.add_cenario(CENARIO, autor="ana")
    assert added == replace(CENARIO, slug="cirurgia-sem-medicamento", versao=1)
    edited = cenarios.save_cenario(replace(added, nota="n"), autor="bia")
    with pytest.raises(ForbiddenChangeError):
        cenarios.save_cenario(replace(added, nota="tarde"), autor="caio")
    assert cenarios.list_cenarios() == (edited,)
    cenarios.delete_cenario(edited, autor="bia")
    assert cenarios.list_cenarios() == ()
    with pytest.raises(RecordNotFoundError):
        cenarios.get_cenario(edited.slug)
    assert cenarios.restore_cenario(edited.slug, autor="ana").nota == "n"


def test_two_scenarios_of_one_name_and_one_without_a_name_are_refused(cenarios: CenarioService) -> None:
    cenarios.add_cenario(CENARIO, autor="ana")
    with pytest.raises(ForbiddenChangeError):
        cenarios.add_cenario(CENARIO, autor="ana")
    with pytest.raises(InvalidInputError):
        cenarios.add_cenario(replace(CENARIO, nome=" - "), autor="ana")


def test_seeds_leave_what_a_person_changed(session_scope: SessionScope) -> None:
    repository = CenarioRepository(session_scope)
    seeds = tuple(replace(CENARIO, slug=slug) for slug in ("a", "b", "c"))
    assert (repository.save_seeds(seeds), repository.save_seeds(seeds)) == (3, 0)
    repository.delete_cenario(repository.get_cenario("a"), autor="ana")
    repository.save_cenario(replace(repository.get_cenario("b"), nota="minha"), autor="ana")
    assert repository.save_seeds(tuple(replace(seed, nota="nova") for seed in seeds)) == 1
    assert {cenario.slug: cenario.nota for cenario in repository.list_cenarios()} == {"b": "minha", "c": "nova"}


def test_preview_of_a_live_module_over_the_stored_scenarios(
    cenarios: CenarioService, politicas: PoliticaService
) -> None:
    prompts = PromptRepository(politicas._prompts._scope)
    pmvg = prompts.get_modulo("ps-eventualidade-pmvg")
    for nome, valor in (("com", True), ("sem", False)):
        valores = {"peticao_inicial_acao_de_saude": True, MEDICAMENTO: valor}
        cenarios.add_cenario(replace(CENARIO, nome=nome, valores=valores), autor="ana")
    assert cenarios.preview_modulo(replace(pmvg, titulo="outro")).mudancas == ()
    off = cenarios.preview_modulo(replace(pmvg, is_active=False))
    assert [m.cenario.nome for m in off.mudancas] == ["com"]
    assert [m.cenario.nome for m in cenarios.preview_modulo(replace(pmvg, regra=None)).mudancas] == ["sem"]
    other = replace(pmvg, slug="outro", regra=None)
    both = cenarios.preview_modulos((replace(pmvg, is_active=False), other))
    assert sorted((m.cenario.nome, m.slug) for m in both.mudancas) == [
        ("com", "outro"),
        ("com", pmvg.slug),
        ("sem", "outro"),
    ]
    politica = replace(_build_politica(), linhas=(replace(_build_politica().linhas[0], celulas={}),))
    assert cenarios.preview_politica(politica).mudancas == ()


def test_policy_keeps_its_history_and_refuses_a_late_edit(politicas: PoliticaService) -> None:
    first = politicas.save_politica(_build_politica(), autor="ana", motivo="nova")
    second = politicas.save_politica(replace(first, nome="q"), autor="bia", motivo="nome")
    with pytest.raises(ForbiddenChangeError):
        politicas.save_politica(replace(first, nome="r"), autor="caio", motivo="tarde")
    restored = politicas.restore_politica("p", 1, autor="ana")
    assert (second.versao, restored.versao, restored.nome) == (2, 3, "p")
    assert [v.motivo for v in politicas.list_versoes("p")] == ["Restaura a versão 1", "nome", "nova"]


def test_policy_whose_test_fails_or_without_a_reason_is_not_saved(politicas: PoliticaService) -> None:
    politica = _build_politica()
    broken = replace(politica, linhas=(replace(politica.linhas[0], celulas={}, alvos=()),))
    for candidate, motivo in ((broken, "m"), (politica, "  ")):
        with pytest.raises(InvalidInputError):
            politicas.save_politica(candidate, autor="ana", motivo=motivo)
    with pytest.raises(RecordNotFoundError):
        politicas.get_politica("p")


def test_target_without_a_module_is_refused_unless_the_policy_had_it(politicas: PoliticaService) -> None:
    politicas.seed_politicas()
    waiting = next(p for p in politicas.list_politicas() if p.linhas[0].alvos[0].valor == "em-validacao")
    assert politicas.save_politica(replace(waiting, nome="q"), autor="ana", motivo="nome").nome == "q"
    with pytest.raises(InvalidInputError, match="refused"):
        politicas.save_politica(replace(waiting, slug="outra", versao=0), autor="ana", motivo="nova")
    with pytest.raises(RecordNotFoundError):
        politicas.get_politica("outra")


def test_rename_of_a_variable_reaches_scenarios_and_policies(
    session_scope: SessionScope, cenarios: CenarioService, politicas: PoliticaService
) -> None:
    added = cenarios.add_cenario(CENARIO, autor="ana")
    politicas.save_politica(_build_politica(), autor="ana", motivo="nova")
    with session_scope() as session:
        assert rename_variavel_em_cenarios(session, MEDICAMENTO, "pedido_remedio") == 1
        assert rename_variavel_em_politicas(session, MEDICAMENTO, "pedido_remedio", autor="ana", motivo="nome") == 1
    assert cenarios.get_cenario(added.slug).valores["pedido_remedio"] is False
    renamed = politicas.get_politica("p")
    assert (renamed.versao, renamed.colunas) == (2, ("pedido_remedio",))
