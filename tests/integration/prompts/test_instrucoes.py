"""Instructions on real PostgreSQL: versions, labels, the way back, and what seeds leave alone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from core.errors import (
    ForbiddenChangeError,
    InvalidInputError,
    InvalidInstrucaoError,
    PromocaoBloqueadaError,
    RecordNotFoundError,
    SemCategoriasError,
    VersionConflictError,
)
from core.infra.db import SessionScope
from core.prompts.domain import CategoriaDeClassificacao, Prompt, Seeds, Subsistema
from core.prompts.instrucoes.domain import AtoDaInstrucao
from core.prompts.instrucoes.repository import InstrucaoRepository
from core.prompts.instrucoes.service import InstrucaoService
from core.prompts.repository import PromptRepository

WHO = {"autor": "dados", "motivo": "teste"}
COLETOR = Prompt("coletor", 1, "Leia.", "Coletor")
TRIAGEM = Prompt(
    "triagem",
    1,
    "Escolha: {{categorias}}",
    "Triagem",
    Subsistema.CLASSIFICADOR,
    (CategoriaDeClassificacao("a", "A", "isto"), CategoriaDeClassificacao("b", "B", "aquilo", ("x", "y"), True)),
)
BuildService = Callable[..., InstrucaoService]


@pytest.fixture
def prompts(session_scope: SessionScope) -> PromptRepository:
    repository = PromptRepository(session_scope)
    repository.save_seeds(Seeds((), (), (COLETOR, TRIAGEM)))
    return repository


@pytest.fixture
def service(session_scope: SessionScope, prompts: PromptRepository) -> InstrucaoService:
    return InstrucaoService(InstrucaoRepository(session_scope), lambda _slug, _versao: None)


def _save(service: InstrucaoService, texto: str = "Leia bem.") -> int:
    newest = service.list_versoes("coletor")[0].prompt
    return service.save_versao(replace(newest, texto=texto), **WHO).prompt.versao


def test_a_new_version_is_not_in_use_until_it_is_promoted(service: InstrucaoService, prompts: PromptRepository) -> None:
    assert _save(service) == 2
    assert prompts.get_prompt("coletor").versao == 1
    service.promote("coletor", 2, viva=1, **WHO)
    assert prompts.get_prompt("coletor") == replace(COLETOR, versao=2, texto="Leia bem.")


def test_who_noted_a_version_reads_it_on_whatever_is_promoted(
    service: InstrucaoService, prompts: PromptRepository
) -> None:
    service.promote("coletor", _save(service), viva=1, **WHO)
    assert prompts.get_prompt("coletor", 1).texto == "Leia."


def test_rollback_goes_back_to_what_was_in_use_before(service: InstrucaoService) -> None:
    _save(service, "dois")
    tres = _save(service, "três")
    service.promote("coletor", tres, viva=1, **WHO)
    assert service.rollback("coletor", viva=tres, **WHO).prompt.versao == 1
    atos = [(one.ato, one.versao, one.anterior) for one in service.list_registros("coletor")]
    assert atos == [(AtoDaInstrucao.REVERTIDA, 1, 3), (AtoDaInstrucao.PROMOVIDA, 3, 1)]


def test_what_was_never_promoted_has_no_way_back(service: InstrucaoService) -> None:
    with pytest.raises(ForbiddenChangeError, match="no version before"):
        service.rollback("coletor", viva=1, **WHO)


def test_a_version_made_from_an_old_one_is_a_conflict(service: InstrucaoService) -> None:
    _save(service)
    with pytest.raises(VersionConflictError) as refused:
        service.save_versao(replace(COLETOR, texto="outra"), **WHO)
    assert refused.value.viva == 2


def test_two_people_saving_at_once_make_one_version(service: InstrucaoService) -> None:
    def save(texto: str) -> bool:
        try:
            service.save_versao(replace(COLETOR, texto=texto), **WHO)
        except VersionConflictError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(save, ["um", "dois"])) == [False, True]
    assert len(service.list_versoes("coletor")) == 2


def test_a_promotion_over_somebody_elses_is_a_conflict(service: InstrucaoService) -> None:
    dois, tres = _save(service, "dois"), _save(service, "três")
    service.promote("coletor", dois, viva=1, **WHO)
    with pytest.raises(VersionConflictError) as refused:
        service.promote("coletor", tres, viva=1, **WHO)
    assert refused.value.viva == dois


def test_one_version_is_the_candidate_and_loses_the_label_when_promoted(service: InstrucaoService) -> None:
    dois, tres = _save(service, "dois"), _save(service, "três")
    service.mark_candidata("coletor", dois, **WHO)
    service.mark_candidata("coletor", tres, **WHO)
    assert [one.prompt.versao for one in service.list_versoes("coletor") if one.is_candidata] == [tres]
    assert next(one for one in service.list_instrucoes() if one.slug == "coletor").candidata == tres
    service.promote("coletor", tres, viva=1, **WHO)
    assert service.find_candidata("coletor") is None


def test_a_candidate_can_be_withdrawn(service: InstrucaoService) -> None:
    service.mark_candidata("coletor", _save(service), **WHO)
    service.withdraw_candidata("coletor", **WHO)
    assert service.find_candidata("coletor") is None
    assert service.list_registros("coletor")[0].ato is AtoDaInstrucao.RETIRADA


def test_a_blocked_promotion_changes_nothing(session_scope: SessionScope, prompts: PromptRepository) -> None:
    def refuse(slug: str, versao: int) -> None:
        raise PromocaoBloqueadaError(f"{slug} v{versao}")

    service = InstrucaoService(InstrucaoRepository(session_scope), refuse)
    versao = _save(service)
    with pytest.raises(PromocaoBloqueadaError):
        service.promote("coletor", versao, viva=1, **WHO)
    assert prompts.get_prompt("coletor").versao == 1
    assert service.list_registros("coletor") == ()


def test_the_classifiers_categories_belong_to_the_version(service: InstrucaoService, prompts: PromptRepository) -> None:
    more = (*TRIAGEM.categorias, CategoriaDeClassificacao("c", "C", "o resto"))
    changed = tuple(replace(one, descricao="isto mesmo") if one.slug == "a" else one for one in more)
    service.save_versao(replace(TRIAGEM, categorias=changed), **WHO)
    assert prompts.get_prompt("triagem", 1).categorias == TRIAGEM.categorias
    assert prompts.get_prompt("triagem", 2).categorias == changed
    _, diferenca = service.compare("triagem", 1, 2)
    assert (diferenca.entraram, diferenca.sairam, diferenca.mudaram) == (("C",), (), ("A",))


def test_a_classifier_without_categories_is_not_stored(service: InstrucaoService) -> None:
    with pytest.raises(SemCategoriasError):
        service.save_versao(replace(TRIAGEM, categorias=()), **WHO)


def test_every_problem_of_a_version_is_named_at_once(service: InstrucaoService) -> None:
    twice = (TRIAGEM.categorias[0], replace(TRIAGEM.categorias[0], nome="Outra"), TRIAGEM.categorias[1])
    with pytest.raises(InvalidInstrucaoError) as refused:
        service.save_versao(replace(TRIAGEM, texto="sem lugar {{outro}}", categorias=twice), **WHO)
    message = refused.value.user_message
    assert "Falta o lugar {{categorias}}" in message
    assert "{{outro}} não existe" in message
    assert "“Outra” aparece duas vezes" in message


def test_a_place_that_nothing_fills_is_refused_in_every_subsystem(service: InstrucaoService) -> None:
    with pytest.raises(InvalidInstrucaoError, match="refused"):
        service.save_versao(replace(COLETOR, texto="Leia {{tudo}}."), **WHO)


@pytest.mark.parametrize("motivo", ["", "  ", "x" * 501], ids=["none", "blank", "long"])
def test_a_version_needs_a_reason(service: InstrucaoService, motivo: str) -> None:
    with pytest.raises(InvalidInputError, match="reason"):
        service.save_versao(replace(COLETOR, texto="outra"), autor="dados", motivo=motivo)


def test_a_new_instruction_starts_in_production_and_its_name_is_taken(service: InstrucaoService) -> None:
    new = replace(TRIAGEM, slug="atos", nome="Atos")
    assert service.create(new, **WHO).is_producao
    with pytest.raises(VersionConflictError):
        service.create(new, **WHO)


def test_seeds_never_undo_what_a_person_put_into_production(
    service: InstrucaoService, prompts: PromptRepository
) -> None:
    service.promote("coletor", _save(service), viva=1, **WHO)
    service.rollback("coletor", viva=2, **WHO)
    assert prompts.save_seeds(Seeds((), (), (replace(COLETOR, texto="Do arquivo."),))) == 0
    assert prompts.get_prompt("coletor").versao == 1


def test_seeds_number_their_version_after_one_that_waits(service: InstrucaoService, prompts: PromptRepository) -> None:
    _save(service)
    assert prompts.save_seeds(Seeds((), (), (replace(COLETOR, texto="Do arquivo."),))) == 1
    assert prompts.get_prompt("coletor").versao == 3


def test_a_new_name_in_the_seeds_makes_no_version(prompts: PromptRepository) -> None:
    assert prompts.save_seeds(Seeds((), (), (replace(COLETOR, nome="Outro nome"),))) == 0


def test_an_unknown_version_is_not_found(service: InstrucaoService) -> None:
    with pytest.raises(RecordNotFoundError):
        service.get("coletor", 9)
