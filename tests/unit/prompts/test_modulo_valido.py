"""What keeps a module out of the library, by place and reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.errors import InvalidInputError, InvalidModuloError
from core.prompts.domain import (
    GRUPOS,
    ModoDeAtivacao,
    Modulo,
    RegraDoTipo,
    TipoDeModulo,
    TipoDeVariavel,
    Variavel,
)
from core.prompts.modulos.domain import Vocabulario
from core.prompts.modulos.validacao import list_problemas, make_slug, require_valid
from core.prompts.regras import Condicao, E, Operador

SIM = Condicao("urgencia", Operador.EQUALS, True)
MODELO = {"modo": ModoDeAtivacao.MODELO, "regra": None, "ativacao": "Quando houver urgência."}
VOCABULARIO = Vocabulario(
    {"urgencia": Variavel("urgencia", TipoDeVariavel.BOOLEANO, "Há urgência?")},
    {grupo.slug: replace(grupo, is_active=grupo.slug != "detran") for grupo in GRUPOS},
    {"contestacao": "Contestação", "agravo": "Agravo de instrumento"},
)


def build(**changes: Any) -> Modulo:
    values: dict[str, Any] = {"slug": "a", "versao": 1, "tipo": TipoDeModulo.CONTEUDO, "secao": "Mérito", "grupo": "ps"}
    values |= {"subgrupo": "prova", "titulo": "Da urgência", "texto": "Um texto.", "ordem": 10, "regra": SIM}
    return Modulo(**(values | {"modo": ModoDeAtivacao.DETERMINISTICO, **changes}))


GOOD = [
    pytest.param({}, id="by-rule"),
    pytest.param({"regra": None}, id="always"),
    pytest.param(MODELO, id="by-the-model"),
    pytest.param({"tipo": TipoDeModulo.BASE, "secao": "", "grupo": "geral", "regra": None}, id="base"),
    pytest.param({"regras_por_tipo": (RegraDoTipo("agravo", SIM),)}, id="rule-of-a-piece-type"),
    pytest.param({"regra_secundaria": SIM, "usa_secundaria": True}, id="secondary-rule"),
]
WRONG = [
    pytest.param({"titulo": "  "}, "Título", "vazio", id="no-title"),
    pytest.param({"titulo": "x" * 301}, "Título", "300", id="long-title"),
    pytest.param({"texto": "\n"}, "Texto", "vazio", id="no-text"),
    pytest.param({"texto": "x" * 50_001}, "Texto", "50000", id="long-text"),
    pytest.param({"texto": "De {{ autor }} a {{réu}}."}, "Texto", "autor, réu", id="places"),
    pytest.param({"palavras_chave": ("a\x00",)}, "Texto", "caractere", id="nul"),
    pytest.param({"subgrupo": "x" * 51}, "Classificação", "longo demais", id="long-subgroup"),
    pytest.param({"ordem": -1}, "Ordem", "entre 0", id="order-below-zero"),
    pytest.param({"grupo": "marítimo"}, "Grupo", "não existe", id="no-such-group"),
    pytest.param({"grupo": "detran"}, "Grupo", "desativado", id="group-switched-off"),
    pytest.param({"secao": "Epílogo"}, "Seção", "não é uma seção", id="no-such-section"),
    pytest.param({"secao": ""}, "Seção", "não é uma seção", id="argument-without-section"),
    pytest.param({"tipo": TipoDeModulo.PECA}, "Seção", "só um argumento", id="section-of-a-structure"),
    pytest.param({**MODELO, "ativacao": " "}, "Ativação", "quando ele cabe", id="model-without-text"),
    pytest.param({**MODELO, "regra": SIM}, "Ativação", "decidido pela regra", id="model-with-a-rule"),
    pytest.param({**MODELO, "tipo": TipoDeModulo.BASE, "secao": ""}, "Ativação", "só um argumento", id="model-base"),
    pytest.param({"tipos_de_peca": ("habeas",)}, "Tipos de peça", "“habeas”", id="no-such-piece"),
    pytest.param(
        {"tipos_de_peca": ("contestacao",), "regras_por_tipo": (RegraDoTipo("agravo", SIM),)},
        "Regras por tipo de peça",
        "não serve",
        id="rule-of-a-piece-that-is-not-served",
    ),
    pytest.param({"regras_por_tipo": (RegraDoTipo("agravo", SIM),) * 2}, "Regras por tipo", "duas", id="two-rules"),
    pytest.param({"regra": Condicao("dose", Operador.EXISTS)}, "Regra", "“dose”", id="unknown-variable"),
    pytest.param(
        {"regra": E((SIM, Condicao("urgencia", Operador.GREATER_THAN, 3)))}, "Regra, Item 2", "", id="wrong-comparison"
    ),
    pytest.param(
        {"regras_por_tipo": (RegraDoTipo("agravo", Condicao("dose", Operador.EXISTS)),)},
        "Regra para Agravo de instrumento",
        "“dose”",
        id="unknown-variable-in-a-piece-type",
    ),
    pytest.param({"usa_secundaria": True}, "Regra secundária", "não foi escrita", id="secondary-on-but-absent"),
    pytest.param({"regra": None, "regra_secundaria": SIM}, "Regra secundária", "principal", id="secondary-alone"),
]


@pytest.mark.parametrize("changes", GOOD)
def test_a_whole_module_is_accepted(changes: dict[str, Any]) -> None:
    assert list_problemas(build(**changes), VOCABULARIO) == ()


@pytest.mark.parametrize(("changes", "lugar", "motivo"), WRONG)
def test_what_is_wrong_is_told_with_place_and_reason(changes: dict[str, Any], lugar: str, motivo: str) -> None:
    problemas = list_problemas(build(**changes), VOCABULARIO)
    assert [p for p in problemas if p.lugar.startswith(lugar) and motivo in p.motivo], problemas


def test_a_refusal_names_every_place_at_once() -> None:
    with pytest.raises(InvalidModuloError, match="2 problems") as refused:
        require_valid(build(titulo="", ordem=-1), VOCABULARIO)
    assert "Título: não pode ficar vazio; Ordem: precisa" in refused.value.user_message


def test_slugs_are_plain_and_bounded() -> None:
    assert make_slug(" Da ação, § 3º — e mais! ") == "da-acao-3o-e-mais"
    assert len(make_slug("palavra " * 40)) <= 90
    with pytest.raises(InvalidInputError):
        make_slug("—!?")
