"""The library as its keepers change it, on real PostgreSQL: history, conflicts, groups, import."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from core.errors import InvalidInputError, InvalidModuloError, RecordNotFoundError, VersionConflictError
from core.infra.db import SessionScope
from core.pecas.domain import TIPOS_DE_PECA, TIPOS_PREPARADOS
from core.prompts.domain import GRUPO_GERAL, GRUPOS_PREPARADOS, GrupoDeModulos, ModoDeAtivacao, Modulo, TipoDeModulo
from core.prompts.modulos.domain import FiltroDeModulos
from core.prompts.modulos.importacao import Situacao
from core.prompts.modulos.repository import ModuloRepository
from core.prompts.modulos.service import ModuloService
from core.prompts.regras import Condicao, Operador
from core.prompts.repository import PromptRepository
from core.prompts.service import PromptService

SLUG = "ps-merito-home-care"
TIPOS = {tipo.value: tipo.label for tipo in (*TIPOS_DE_PECA, *TIPOS_PREPARADOS)}


@pytest.fixture
def modulos(session_scope: SessionScope) -> ModuloService:
    PromptService(PromptRepository(session_scope)).seed_library()
    return ModuloService(ModuloRepository(session_scope, TIPOS))


def build(**changes: Any) -> Modulo:
    values: dict[str, Any] = {"titulo": "Da água potável", "texto": "Um argumento.", "grupo": "ps", "secao": "Mérito"}
    values |= {"slug": "", "versao": 0, "tipo": TipoDeModulo.CONTEUDO, "subgrupo": "", "ordem": 5}
    return Modulo(**(values | {"modo": ModoDeAtivacao.DETERMINISTICO, **changes}))


def list_titulos(modulos: ModuloService, **filtro: Any) -> list[str]:
    return [item.modulo.slug for item in modulos.list_modulos(FiltroDeModulos(**filtro))]


def test_every_seed_is_valid_as_it_stands(modulos: ModuloService) -> None:
    found = {item.modulo.slug: modulos.list_problemas(item.modulo) for item in modulos.list_modulos(FiltroDeModulos())}
    assert len(found) == modulos.count_modulos() > 60
    assert {slug: problemas for slug, problemas in found.items() if problemas} == {}


def test_each_publication_is_a_version_with_author_and_reason_and_can_come_back(modulos: ModuloService) -> None:
    first = modulos.get_modulo(SLUG).modulo
    second = modulos.save(replace(first, texto="Outro texto."), autor="caio", motivo=" ajuste ")
    third = modulos.restore(SLUG, 1, viva=second.versao, autor="bia")
    assert third == replace(first, versao=3)
    versoes = modulos.list_versoes(SLUG)
    assert [(v.modulo.versao, v.autor, v.motivo, v.is_viva) for v in versoes] == [
        (3, "bia", "Restaurada a versão 1", True),
        (2, "caio", "ajuste", False),
        (1, "sistema", "Conteúdo inicial do portal", False),
    ]
    assert [campo.campo for campo in modulos.compare(SLUG, 1, 2)] == ["texto"]
    assert modulos.compare(SLUG, 1, 3) == ()
    with pytest.raises(RecordNotFoundError):
        modulos.compare(SLUG, 1, 9)


def test_of_two_edits_of_one_version_the_second_learns_which_version_counts(modulos: ModuloService) -> None:
    base = modulos.get_modulo(SLUG).modulo
    edits = [replace(base, texto=f"Edição {number}.") for number in range(2)]

    def publish(edit: Modulo) -> int | Modulo:
        try:
            return modulos.save(edit, autor="a", motivo="x")
        except VersionConflictError as error:
            return error.viva

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(publish, edits))
    assert [end for end in ends if isinstance(end, int)] == [2]
    winner = next(end for end in ends if isinstance(end, Modulo))
    assert modulos.get_modulo(SLUG).modulo == winner
    mine = next(edit for edit in edits if edit.texto != winner.texto)
    assert modulos.save(replace(mine, versao=2), autor="a", motivo="por cima").versao == 3


def test_an_edit_is_live_for_another_process_at_once(modulos: ModuloService, session_scope: SessionScope) -> None:
    elsewhere = PromptService(PromptRepository(session_scope))
    assert SLUG in {modulo.slug for modulo in elsewhere.list_modulos("ps", "contestacao")}
    modulos.set_active(SLUG, False, viva=1, autor="a", motivo="superado")
    assert SLUG not in {modulo.slug for modulo in elsewhere.list_modulos("ps", "contestacao")}
    modulos.set_active(SLUG, True, viva=2, autor="a", motivo="voltou")
    assert SLUG in {modulo.slug for modulo in elsewhere.list_modulos("ps", "contestacao")}


def test_a_new_module_gets_its_slug_from_the_title_and_never_one_that_is_taken(modulos: ModuloService) -> None:
    first, second = (modulos.create(build(), autor="a", motivo="x") for _ in range(2))
    assert (first.slug, second.slug) == ("da-agua-potavel", "da-agua-potavel-2")
    assert list_titulos(modulos, texto="AGUA potavel") == ["da-agua-potavel", "da-agua-potavel-2"]


def test_what_is_refused_leaves_nothing_behind(modulos: ModuloService) -> None:
    live = modulos.get_modulo(SLUG)
    wrong = replace(live.modulo, regra=Condicao("nao_existe", Operador.EXISTS), secao="Epílogo")
    with pytest.raises(InvalidModuloError, match="2 problems") as refused:
        modulos.save(wrong, autor="a", motivo="x")
    assert "Regra: a regra usa uma variável que não existe, “nao_existe”" in refused.value.user_message
    assert "“Epílogo” não é uma seção do grupo" in refused.value.user_message
    with pytest.raises(InvalidInputError, match="reason"):
        modulos.save(live.modulo, autor="a", motivo="  ")
    assert modulos.list_versoes(SLUG) == (live,)


@pytest.mark.parametrize(
    "filtro",
    [
        pytest.param({"grupo": "detran"}, id="group"),
        pytest.param({"secao": "Preliminar"}, id="section"),
        pytest.param({"tipo": TipoDeModulo.PECA}, id="kind"),
        pytest.param({"modo": ModoDeAtivacao.MODELO}, id="mode"),
        pytest.param({"subgrupo": "sucumbência"}, id="subgroup"),
    ],
)
def test_a_filter_keeps_exactly_what_matches(modulos: ModuloService, filtro: dict[str, Any]) -> None:
    name, value = next(iter(filtro.items()))
    everything = modulos.list_modulos(FiltroDeModulos())
    expected = {item.modulo.slug for item in everything if getattr(item.modulo, name) == value}
    assert expected
    assert set(list_titulos(modulos, **filtro)) == expected


def test_filters_of_lists_and_of_what_is_switched_off(modulos: ModuloService) -> None:
    modulos.create(build(assuntos=("Água",), tags=("rever",), is_active=False), autor="a", motivo="x")
    assert list_titulos(modulos, assunto="Água") == list_titulos(modulos, tag="rever") == ["da-agua-potavel"]
    assert list_titulos(modulos, is_active=False) == ["da-agua-potavel"]
    assert "da-agua-potavel" not in list_titulos(modulos, is_active=True)
    assert "Água" in modulos.list_rotulos().assuntos


def test_the_sections_of_a_group_order_its_pecas(modulos: ModuloService, session_scope: SessionScope) -> None:
    ps = next(grupo for grupo in modulos.list_grupos() if grupo.slug == "ps")
    saved = modulos.save_grupo(replace(ps, secoes=tuple(reversed(ps.secoes))), autor="a", motivo="nova ordem")
    assert saved.versao == 2
    prompts = PromptService(PromptRepository(session_scope))
    assert prompts.list_secoes("ps") == ("Pedidos", "Honorários", "Eventualidade", "Mérito", "Preliminar")
    conteudo = [m.secao for m in prompts.list_modulos("ps", "contestacao") if m.tipo is TipoDeModulo.CONTEUDO]
    assert list(dict.fromkeys(conteudo)) == list(saved.secoes)
    with pytest.raises(VersionConflictError):
        modulos.save_grupo(ps, autor="b", motivo="atrasada")


def test_a_group_keeps_a_place_for_each_of_its_modules(modulos: ModuloService) -> None:
    grupos = {grupo.slug: grupo for grupo in modulos.list_grupos()}
    with pytest.raises(InvalidInputError) as refused:
        modulos.save_grupo(replace(grupos["ps"], secoes=("Mérito",)), autor="a", motivo="x")
    assert "tem módulos ativos" in refused.value.user_message
    with pytest.raises(InvalidInputError):
        modulos.save_grupo(replace(grupos[GRUPO_GERAL], is_active=False), autor="a", motivo="x")
    for slug in GRUPOS_PREPARADOS:
        with pytest.raises(InvalidInputError) as refused:
            modulos.save_grupo(replace(grupos[slug], is_active=False), autor="a", motivo="x")
        assert "não pode ser desativado" in refused.value.user_message
    new = modulos.save_grupo(GrupoDeModulos("", " Pessoal ", 40, versao=0), autor="a", motivo="x")
    assert (new.slug, new.nome, new.versao) == ("pessoal", "Pessoal", 1)


def test_an_export_comes_back_without_changing_anything(modulos: ModuloService) -> None:
    plano = modulos.plan_importacao(modulos.export(FiltroDeModulos()), grupo="ps")
    assert plano.count(Situacao.IGUAL) == len(plano.itens) == modulos.count_modulos()
    assert not plano.is_aplicavel


def test_an_import_writes_all_it_showed_and_keeps_what_it_did_not_know(modulos: ModuloService) -> None:
    body = json.loads(modulos.export(FiltroDeModulos(grupo="detran")))
    changed, *_ = body["modulos"]
    changed |= {"titulo": "Outro título", "peso": 3}
    body["modulos"] = [changed, {**changed, "slug": "novo", "ordem": 7}]
    plano = modulos.plan_importacao(json.dumps(body).encode(), grupo="ps")
    assert [item.situacao for item in plano.itens] == [Situacao.ALTERADO, Situacao.NOVO]
    assert [campo.campo for campo in plano.itens[0].campos] == ["titulo"]
    assert modulos.apply_importacao(plano, autor="a", motivo="carga") == 2
    assert modulos.get_modulo("novo").modulo.ordem == 7
    [record] = modulos.list_importacoes()
    assert (record.gravados, record.motivo) == (2, "carga")
    assert list(record.extras.values()) == [{"peso": 3}, {"peso": 3}]


def test_an_import_with_one_wrong_item_or_an_old_preview_writes_nothing(modulos: ModuloService) -> None:
    body = json.loads(modulos.export(FiltroDeModulos(grupo="detran")))
    body["modulos"][0]["titulo"] = "Outro"
    good = modulos.plan_importacao(json.dumps(body).encode(), grupo="ps")
    body["modulos"][1]["regra"] = {"variavel": "nao_existe", "operador": "exists"}
    bad = modulos.plan_importacao(json.dumps(body).encode(), grupo="ps")
    [refused] = [item for item in bad.itens if item.situacao is Situacao.RECUSADO]
    assert [problema.motivo for problema in refused.problemas] == [
        "a regra usa uma variável que não existe, “nao_existe”"
    ]
    with pytest.raises(InvalidInputError):
        modulos.apply_importacao(bad, autor="a", motivo="x")
    last = body["modulos"][-1]["slug"]
    body["modulos"][1]["regra"] = None
    body["modulos"][-1]["titulo"] = "Também outro"
    both = modulos.plan_importacao(json.dumps(body).encode(), grupo="ps")
    modulos.save(replace(modulos.get_modulo(last).modulo, ordem=999), autor="b", motivo="no meio")
    with pytest.raises(VersionConflictError):
        modulos.apply_importacao(both, autor="a", motivo="x")
    assert modulos.list_importacoes() == ()
    assert modulos.get_modulo(body["modulos"][0]["slug"]).modulo.versao == 1
    assert modulos.apply_importacao(good, autor="a", motivo="x") == 1
