"""The library on real PostgreSQL: seeding, versions, reading."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from core.errors import RecordNotFoundError
from core.infra.db import SessionScope
from core.prompts.domain import Modulo, Prompt, Seeds, TipoDeModulo
from core.prompts.modulos.repository import ModuloRepository
from core.prompts.repository import PromptRepository
from core.prompts.seeds import load_seeds
from core.prompts.service import PromptService

SLUG = "ps-merito-tema-6-requisitos"


@pytest.fixture
def repository(session_scope: SessionScope) -> PromptRepository:
    return PromptRepository(session_scope)


@pytest.fixture
def service(repository: PromptRepository) -> PromptService:
    service = PromptService(repository)
    service.seed_library()
    return service


def _seeds(seeds: Seeds, modulo: Modulo) -> Seeds:
    """``seeds`` with one module's file changed."""
    return replace(seeds, modulos=tuple(modulo if m.slug == modulo.slug else m for m in seeds.modulos))


def _publish(repository: PromptRepository, modulo: Modulo) -> Modulo:
    """A person's edit."""
    modulos = ModuloRepository(repository._scope, {})
    return modulos.save(modulo, autor="equipe", motivo="ajuste", check=lambda _modulo, _vocabulario: None)


def _count(seeds: Seeds) -> int:
    return len(seeds.modulos) + len(seeds.categorias) + len(seeds.prompts) + len(seeds.grupos)


def _modulo(seeds: Seeds) -> Modulo:
    return next(modulo for modulo in seeds.modulos if modulo.slug == SLUG)


def test_seed_library_twice_writes_nothing_the_second_time(repository: PromptRepository) -> None:
    service = PromptService(repository)
    seeds = load_seeds()
    assert service.seed_library() == _count(seeds)
    assert service.seed_library() == 0


def test_seeding_at_once_from_two_processes_writes_once(repository: PromptRepository) -> None:
    seeds = load_seeds()
    with ThreadPoolExecutor(2) as pool:
        written = list(pool.map(repository.save_seeds, [seeds, seeds]))
    assert sorted(written) == [0, _count(seeds)]


def test_every_seed_comes_back_as_it_was_written(service: PromptService, repository: PromptRepository) -> None:
    seeds = load_seeds()
    assert {repository.get_modulo(m.slug) for m in seeds.modulos} == set(seeds.modulos)
    assert {repository.get_prompt(p.slug) for p in seeds.prompts} == set(seeds.prompts)
    documentos = {c for c in seeds.categorias if c.slug != "processo"}
    assert set(service.list_categorias()) == documentos
    assert all(v.slug.startswith("processo_") for v in service.list_variaveis_do_processo())


def test_a_changed_seed_file_becomes_the_next_version(service: PromptService, repository: PromptRepository) -> None:
    seeds = load_seeds()
    before = _modulo(seeds)
    changed = replace(before, texto="Outro texto.")
    assert repository.save_seeds(_seeds(seeds, changed)) == 1
    assert service.get_modulo(SLUG) == replace(changed, versao=2)
    assert service.get_modulo(SLUG, 1) == before


def test_a_changed_seed_file_never_overwrites_a_persons_edit(
    service: PromptService, repository: PromptRepository
) -> None:
    edited = _publish(repository, replace(service.get_modulo(SLUG), texto="Texto da equipe."))
    seeds = load_seeds()
    assert edited.versao == 2
    assert repository.save_seeds(_seeds(seeds, replace(_modulo(seeds), texto="Outro texto."))) == 0
    assert service.get_modulo(SLUG) == edited


def test_list_modulos_serves_the_group_and_the_peca_in_order(service: PromptService) -> None:
    modulos = service.list_modulos("ps", "contestacao")
    assert {m.grupo for m in modulos} == {"ps", "geral"}
    assert all(not m.tipos_de_peca or "contestacao" in m.tipos_de_peca for m in modulos)
    secoes = list(dict.fromkeys(m.secao for m in modulos if m.tipo is TipoDeModulo.CONTEUDO))
    assert secoes == ["Preliminar", "Mérito", "Eventualidade", "Honorários", "Pedidos"]
    assert {m.slug for m in modulos if m.tipo is not TipoDeModulo.CONTEUDO} == {"base-estilo", "peca-contestacao"}


def test_list_modulos_leaves_out_what_was_switched_off(service: PromptService, repository: PromptRepository) -> None:
    _publish(repository, replace(service.get_modulo(SLUG), is_active=False))
    assert SLUG not in {m.slug for m in service.list_modulos("ps", "contestacao")}
    assert not service.get_modulo(SLUG).is_active


def test_list_grupos_follows_the_menu(service: PromptService) -> None:
    assert [grupo.slug for grupo in service.list_grupos()] == ["ps", "tributario", "detran"]


def test_list_grupos_is_empty_without_modules(repository: PromptRepository) -> None:
    assert PromptService(repository).list_grupos() == ()


def test_asking_for_what_does_not_exist_is_said_in_words(service: PromptService, repository: PromptRepository) -> None:
    assert repository.find_modulo("nenhum") is None
    with pytest.raises(RecordNotFoundError):
        service.get_modulo(SLUG, 9)
    with pytest.raises(RecordNotFoundError):
        service.get_prompt("nenhum")
    with pytest.raises(RecordNotFoundError):
        _publish(repository, replace(service.get_modulo(SLUG), slug="nenhum"))


def test_save_seeds_stores_the_text_of_an_instruction(repository: PromptRepository) -> None:
    assert repository.save_seeds(Seeds((), (), (Prompt("a", 1, "um"),))) == 1
    assert repository.save_seeds(Seeds((), (), (Prompt("a", 1, "dois"),))) == 1
    assert repository.get_prompt("a") == Prompt("a", 2, "dois")
    assert repository.get_prompt("a", 1) == Prompt("a", 1, "um")
