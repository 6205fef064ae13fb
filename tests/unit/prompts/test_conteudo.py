"""The first content as a whole: policies that pass their tests, scenarios that try every module both ways."""

from __future__ import annotations

from collections import defaultdict

import pytest

from core.prompts.cenarios.domain import Biblioteca, Previsao
from core.prompts.cenarios.formato import load_cenarios
from core.prompts.cenarios.previsao import predict
from core.prompts.domain import GRUPO_GERAL, GRUPOS, GRUPOS_PREPARADOS, TipoDeModulo
from core.prompts.politicas.domain import TipoDeAlvo
from core.prompts.politicas.formato import load_politicas
from core.prompts.politicas.service import list_alvos, require_valid
from core.prompts.seeds import load_seeds

SEEDS = load_seeds()
POLITICAS = load_politicas()
CENARIOS = load_cenarios()
BIBLIOTECA = Biblioteca(SEEDS.modulos, SEEDS.categorias, POLITICAS)
TIPOS = ("contestacao", "apelacao", "contrarrazoes", "agravo", "parecer", "alegacoes_finais")
VARIAVEIS = {v.slug: v for categoria in SEEDS.categorias for v in categoria.variaveis}
GRUPOS_DO_GERADOR = {grupo.slug for grupo in GRUPOS} - GRUPOS_PREPARADOS
CONTEUDO = [m for m in SEEDS.modulos if m.tipo is TipoDeModulo.CONTEUDO and m.grupo in GRUPOS_DO_GERADOR]
ASSUNTOS_DE_SAUDE = {assunto for modulo in SEEDS.modulos if modulo.grupo == "ps" for assunto in modulo.assuntos}


def test_library_is_as_large_as_promised() -> None:
    assert len([m for m in SEEDS.modulos if m.grupo == "ps"]) >= 60
    assert len(ASSUNTOS_DE_SAUDE) == 8
    assert (len(VARIAVEIS) >= 80, len(SEEDS.categorias), len(POLITICAS) >= 8) == (True, 12, True)
    assert len(CENARIOS) >= 200


@pytest.mark.parametrize("politica", POLITICAS, ids=lambda p: p.slug)
def test_policy_is_valid_and_passes_its_tests(politica) -> None:
    require_valid(politica, VARIAVEIS, list_alvos(politica))


def test_every_target_of_a_policy_is_about_some_module() -> None:
    known = {
        TipoDeAlvo.TAG: {tag for m in SEEDS.modulos for tag in m.tags} | {"em-validacao"},
        TipoDeAlvo.MODULO: {m.slug for m in SEEDS.modulos},
        TipoDeAlvo.ASSUNTO: {assunto for m in SEEDS.modulos for assunto in m.assuntos},
    }
    alvos = {alvo for politica in POLITICAS for linha in politica.linhas for alvo in linha.alvos}
    assert [alvo for alvo in alvos if alvo.valor not in known[alvo.tipo]] == []


def test_each_argument_has_its_subject() -> None:
    assert [m.slug for m in CONTEUDO if m.grupo != GRUPO_GERAL and not m.assuntos] == []


def test_scenarios_name_existing_things_once() -> None:
    assert len({c.slug for c in CENARIOS}) == len({c.nome for c in CENARIOS}) == len(CENARIOS)
    assert {c.grupo for c in CENARIOS} == GRUPOS_DO_GERADOR - {GRUPO_GERAL}
    assert {c.tipo_de_peca for c in CENARIOS} == set(TIPOS)
    assert {slug for c in CENARIOS for slug in c.valores} <= set(VARIAVEIS)
    assert {slug for c in CENARIOS for slug in c.ausentes} <= {c.slug for c in SEEDS.categorias}


def test_values_of_scenarios_are_possible_answers() -> None:
    for cenario in CENARIOS:
        for slug, valor in cenario.valores.items():
            opcoes = VARIAVEIS[slug].opcoes
            given = [valor] if isinstance(valor, str) else valor if isinstance(valor, tuple) else []
            assert not opcoes or set(given) <= set(opcoes), (cenario.slug, slug)
            assert (VARIAVEIS[slug].tipo.value == "booleano") is isinstance(valor, bool), (cenario.slug, slug)


def test_scenarios_try_every_module_in_each_way_it_can_go() -> None:
    """Each module with a rule is sim, não and perguntar somewhere; one that always enters is sim."""
    found: dict[str, set[Previsao]] = defaultdict(set)
    for cenario in CENARIOS:
        for item in predict(BIBLIOTECA, cenario):
            found[item.modulo.slug].add(item.previsao)
    with_rule = {m.slug for m in CONTEUDO if m.regra is not None}
    wanted = {Previsao.SIM, Previsao.NAO, Previsao.PERGUNTAR}
    assert {slug: wanted - found[slug] for slug in with_rule if not wanted <= found[slug]} == {}
    assert {m.slug for m in CONTEUDO} == set(found)
