"""Categories and constants on real PostgreSQL: renaming everywhere or nowhere, conflicts, refusals, history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.errors import ForbiddenChangeError, InvalidInputError, VersionConflictError
from core.infra.db import SessionScope
from core.prompts.categorias.domain import TipoDeUso
from core.prompts.categorias.repository import CategoriaRepository
from core.prompts.categorias.service import CategoriaService
from core.prompts.cenarios.domain import Cenario
from core.prompts.cenarios.repository import CenarioRepository
from core.prompts.cenarios.service import CenarioService
from core.prompts.constantes.domain import ValorDatado
from core.prompts.constantes.repository import ConstanteRepository
from core.prompts.constantes.service import ConstanteService
from core.prompts.domain import CategoriaDeDocumento, ModoDeAtivacao, Modulo, RegraDoTipo, Seeds, TipoDeModulo
from core.prompts.politicas.domain import (
    Alvo,
    Celula,
    Efeito,
    LinhaDaPolitica,
    ModoDaPolitica,
    Politica,
    TipoDeAlvo,
)
from core.prompts.politicas.repository import PoliticaRepository
from core.prompts.regras import Condicao, E, Nao, Operador
from core.prompts.repository import PromptRepository
from tests.builders import build_categoria, build_variavel

A = Condicao("nat_a", Operador.EQUALS, True)
MODULO = Modulo(
    slug="m",
    versao=1,
    tipo=TipoDeModulo.CONTEUDO,
    secao="Mérito",
    grupo="ps",
    subgrupo="",
    titulo="Do mérito",
    texto="Texto.",
    modo=ModoDeAtivacao.DETERMINISTICO,
    ordem=1,
    regra=E((Nao(A), A)),
    regras_por_tipo=(RegraDoTipo("apelacao", Nao(A)),),
    regra_secundaria=A,
)
NAT = build_categoria(
    "nat",
    207,
    variaveis=(build_variavel("nat_a"), build_variavel("nat_b", condicao="nat_a"), build_variavel("nat_livre")),
)
LAUDO = build_categoria("laudo", 8369, variaveis=(replace(build_variavel("laudo_a"), fonte_da_verdade="nat_a"),))
CENARIO = Cenario("", 0, "Um caso", "ps", "contestacao", {"nat_a": True})
LINHA = LinhaDaPolitica(
    {"nat_a": Celula(Operador.EQUALS, True)}, Efeito.VEDADO, (Alvo(TipoDeAlvo.MODULO, "m"),), "porque sim"
)
POLITICA = Politica("p", 0, "Uma política", "d", "f", ModoDaPolitica.TODAS, ("nat_a",), (LINHA,), ())


@pytest.fixture
def prompts(session_scope: SessionScope) -> PromptRepository:
    prompts = PromptRepository(session_scope)
    prompts.save_seeds(Seeds((MODULO, replace(MODULO, slug="outro", regra=None)), (NAT, LAUDO), ()))
    CenarioRepository(session_scope).add_cenario(replace(CENARIO, slug="um-caso"), autor="ana")
    PoliticaRepository(session_scope).save_politica(POLITICA, autor="ana", motivo="nova")
    return prompts


@pytest.fixture
def service(session_scope: SessionScope, prompts: PromptRepository) -> CategoriaService:
    return CategoriaService(CategoriaRepository(session_scope))


def read(service: CategoriaService, slug: str = "nat") -> CategoriaDeDocumento:
    return service.get_categoria(slug).categoria


def test_a_new_name_reaches_modules_conditions_sources_scenarios_and_policies(
    service: CategoriaService, prompts: PromptRepository, session_scope: SessionScope
) -> None:
    found = service.rename_variavel(read(service), "nat_a", "nat_indicacao", autor="ana", motivo="diz melhor")
    assert (found.categorias, found.modulos, found.politicas, found.cenarios) == (1, 2, 1, 1)
    assert service.list_usos("nat_a") == ()
    assert {uso.tipo for uso in service.list_usos("nat_indicacao")} == {
        TipoDeUso.MODULO,
        TipoDeUso.CONDICAO,
        TipoDeUso.FONTE,
        TipoDeUso.POLITICA,
        TipoDeUso.CENARIO,
    }
    assert "nat_a" not in repr(prompts.get_modulo("m"))
    assert prompts.get_modulo("m", 1) == MODULO
    (versao, first) = service.list_versoes("laudo")
    assert (versao.autor, versao.motivo) == ("ana", "nat_a passou a se chamar nat_indicacao: diz melhor")
    assert first.categoria == LAUDO
    assert CenarioRepository(session_scope).get_cenario("um-caso").valores == {"nat_indicacao": True}
    assert PoliticaRepository(session_scope).get_politica("p").colunas == ("nat_indicacao",)


def test_a_new_name_changes_no_decision_unless_a_place_is_forgotten(
    service: CategoriaService, prompts: PromptRepository, session_scope: SessionScope
) -> None:
    cenarios = CenarioService(CenarioRepository(session_scope), prompts, PoliticaRepository(session_scope))
    names = ("nat_a", "nat_indicacao")
    raio = cenarios.preview_renomeacao(lambda live: service.rename_na_biblioteca(live, *names), *names)
    assert (raio.afetados, raio.total) == (0, 1)
    assert cenarios.preview_renomeacao(lambda live: live, *names).afetados == 1


def test_modules_are_counted_once_however_often_they_name_a_variable(service: CategoriaService) -> None:
    assert service.count_modulos() == {"nat_a": 2}


def test_a_rename_that_fails_at_its_end_changes_nothing(
    service: CategoriaService, prompts: PromptRepository, session_scope: SessionScope
) -> None:
    """The scenarios are the last to be written."""
    usos = service.list_usos("nat_a")
    with session_scope() as session:
        session.execute(text("ALTER TABLE cenario ADD CONSTRAINT ck_cenario_frozen CHECK (versao < 2)"))
    with pytest.raises(IntegrityError):
        service.rename_variavel(read(service), "nat_a", "nat_indicacao", autor="ana", motivo="diz melhor")
    assert (read(service), read(service, "laudo"), prompts.get_modulo("m")) == (NAT, LAUDO, MODULO)
    assert service.list_usos("nat_a") == usos


@pytest.mark.parametrize(
    ("de", "para", "reason"),
    [
        ("nat_z", "nat_c", "não existe nesta categoria"),
        ("nat_a", "nat_b", "já existe nesta categoria"),
        ("nat_a", "laudo_x", "começar por nat_"),
        ("nat_a", "nat_Ação", "minúsculas"),
    ],
)
def test_a_name_that_cannot_be_is_refused(service: CategoriaService, de: str, para: str, reason: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        service.rename_variavel(read(service), de, para, autor="ana", motivo="x")
    assert reason in refused.value.user_message
    assert read(service) == NAT


def test_a_used_variable_cannot_be_taken_out_and_the_refusal_names_where(service: CategoriaService) -> None:
    without = replace(NAT, variaveis=tuple(v for v in NAT.variaveis if v.slug != "nat_a"))
    with pytest.raises(InvalidInputError) as refused:
        service.save_categoria(without, autor="ana", motivo="não serve")
    for place in ("Do mérito (regra)", "Do mérito (regra de apelação)", "Do mérito (regra secundária)", "nat_b"):
        assert place in refused.value.user_message
    assert read(service) == NAT


def test_an_unused_variable_can_be_taken_out_and_brought_back(service: CategoriaService) -> None:
    without = replace(NAT, variaveis=tuple(v for v in NAT.variaveis if v.slug != "nat_livre"))
    saved = service.save_categoria(without, autor="ana", motivo="ninguém usa")
    assert (saved.versao, read(service)) == (2, replace(without, versao=2))
    restored = service.restore_versao("nat", 1, viva=2, autor="rui")
    assert restored == replace(NAT, versao=3)
    assert [(v.categoria.versao, v.autor, v.is_viva) for v in service.list_versoes("nat")] == [
        (3, "rui", True),
        (2, "ana", False),
        (1, "sistema", False),
    ]


@pytest.mark.parametrize(
    "write",
    [
        lambda service, old: service.save_categoria(replace(old, nome="Outro"), autor="rui", motivo="x"),
        lambda service, old: service.rename_variavel(old, "nat_livre", "nat_solta", autor="rui", motivo="x"),
        lambda service, old: service.restore_versao("nat", 1, viva=old.versao, autor="rui"),
    ],
    ids=["save", "rename", "restore"],
)
def test_an_edit_of_an_old_version_is_a_conflict_and_loses_nothing(
    service: CategoriaService, write: Callable[[CategoriaService, CategoriaDeDocumento], object]
) -> None:
    old = read(service)
    saved = service.save_categoria(replace(old, nome="Parecer"), autor="ana", motivo="nome certo")
    with pytest.raises(VersionConflictError) as refused:
        write(service, old)
    assert refused.value.viva == 2
    assert read(service) == saved


def test_a_new_category_starts_at_version_one(service: CategoriaService) -> None:
    nova = replace(build_categoria("bula", 9001, variaveis=(build_variavel("bula_a"),)), versao=0)
    assert service.save_categoria(nova, autor="ana", motivo="nova").versao == 1
    assert "bula" in {categoria.slug for categoria in service.list_categorias()}


@pytest.mark.parametrize("motivo", [" ", "x" * 401])
def test_a_change_needs_a_reason(service: CategoriaService, motivo: str) -> None:
    with pytest.raises(InvalidInputError, match="reason"):
        service.save_categoria(replace(read(service), nome="Outro"), autor="ana", motivo=motivo)


def test_constants_are_edited_with_history_and_survive_the_seed_files(session_scope: SessionScope) -> None:
    service = ConstanteService(ConstanteRepository(session_scope))
    assert service.seed_constantes() == len(service.list_constantes())
    assert service.seed_constantes() == 0
    teto = service.load().by_slug["juizado_da_fazenda_teto"]
    novo = ValorDatado(date(2027, 1, 1), Decimal(80), "Lei inventada 1/2026")
    saved = service.save_constante(replace(teto, valores=(*teto.valores, novo)), autor="ana", motivo="lei nova")
    assert [valor.autor for valor in saved.valores] == ["sistema", "ana"]
    assert service.load().find_numero(teto.slug, date(2026, 12, 31)) == 60
    assert service.load().find_numero(teto.slug, date(2027, 1, 1)) == 80
    with pytest.raises(ForbiddenChangeError):
        service.save_constante(teto, autor="rui", motivo="atrasada")
    assert service.seed_constantes() == 0
    restored = service.restore_versao(saved, 1, autor="rui")
    assert (restored.versao, restored.valores) == (3, teto.valores)
    assert [(v.constante.versao, v.autor, v.is_viva) for v in service.list_versoes(teto.slug)] == [
        (3, "rui", True),
        (2, "ana", False),
        (1, "sistema", False),
    ]
