"""What an edit would change over saved scenarios, and values in four states."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.errors import InvalidInputError
from core.prompts.cenarios.domain import Biblioteca, Cenario, Previsao, Raio
from core.prompts.cenarios.previsao import compare, predict
from core.prompts.domain import CategoriaDeDocumento, ModoDeAtivacao, Modulo, TipoDeModulo, TipoDeVariavel, Variavel
from core.prompts.politicas.formato import parse_politica
from core.prompts.regras import SemValor, parse_regra
from core.prompts.valores import complete_valores, dump_valores, parse_valores, rename_in_valores

INICIAL = CategoriaDeDocumento(
    "inicial",
    1,
    "Inicial",
    (),
    "",
    (
        Variavel("saude", TipoDeVariavel.BOOLEANO, "É ação de saúde?"),
        Variavel("cirurgia", TipoDeVariavel.BOOLEANO, "Pede cirurgia?", condicao="saude"),
        Variavel("carater", TipoDeVariavel.TEXTO, "É eletiva?", condicao="cirurgia"),
    ),
)
LAUDO = CategoriaDeDocumento("laudo", 1, "Laudo", (), "", (Variavel("urgente", TipoDeVariavel.BOOLEANO, "Urgente?"),))


def _build_modulo(slug: str = "m", **changes: Any) -> Modulo:
    regra = parse_regra({"variavel": "cirurgia", "operador": "equals", "valor": True})
    modulo = Modulo(
        slug=slug,
        versao=1,
        tipo=TipoDeModulo.CONTEUDO,
        secao="Mérito",
        grupo="ps",
        subgrupo="",
        titulo="Da cirurgia",
        texto="",
        modo=ModoDeAtivacao.DETERMINISTICO,
        ordem=1,
        regra=regra,
    )
    return replace(modulo, **changes)


def _build_cenario(slug: str, *ausentes: str, tipo: str = "contestacao", grupo: str = "ps", **valores: Any) -> Cenario:
    return Cenario(slug, 1, slug, grupo, tipo, valores, ausentes)


CENARIOS = (
    _build_cenario("com", saude=True, cirurgia=True),
    _build_cenario("sem", saude=True, cirurgia=False),
    _build_cenario("calado", saude=True),
    _build_cenario("outra", grupo="tributario"),
)
ANTES = Biblioteca((_build_modulo(),), (INICIAL, LAUDO), ())


def _changes(raio: Raio) -> dict[str, tuple[Previsao, Previsao]]:
    return {mudanca.cenario.slug: (mudanca.antes, mudanca.depois) for mudanca in raio.mudancas}


def _compare(edited: Modulo) -> Raio:
    modulos = (*(modulo for modulo in ANTES.modulos if modulo.slug != edited.slug), edited)
    return compare(ANTES, replace(ANTES, modulos=modulos), CENARIOS)


def test_edited_rule_lists_each_scenario_whose_decision_changes() -> None:
    negated = parse_regra({"nao": {"variavel": "cirurgia", "operador": "equals", "valor": True}})
    raio = _compare(_build_modulo(regra=negated))
    assert _changes(raio) == {"com": (Previsao.SIM, Previsao.NAO), "sem": (Previsao.NAO, Previsao.SIM)}
    assert (raio.afetados, raio.total) == (2, 3)


def test_edit_of_the_text_changes_nothing() -> None:
    raio = _compare(_build_modulo(texto="outro"))
    assert (raio.mudancas, raio.total) == ((), 3)


@pytest.mark.parametrize("edited", [_build_modulo(is_active=False), _build_modulo(tipos_de_peca=("agravo",))])
def test_module_that_is_no_longer_offered_becomes_no(edited: Modulo) -> None:
    assert _changes(_compare(edited)) == {
        "com": (Previsao.SIM, Previsao.NAO),
        "calado": (Previsao.PERGUNTAR, Previsao.NAO),
    }


def test_new_module_counts_from_no() -> None:
    new = _build_modulo("novo", regra=None)
    raio = compare(replace(ANTES, modulos=()), replace(ANTES, modulos=(new,)), CENARIOS)
    assert set(_changes(raio).values()) == {(Previsao.NAO, Previsao.SIM)}
    assert raio.afetados == 3


def test_module_without_a_rule_is_for_the_model() -> None:
    raio = _compare(_build_modulo(regra=None, modo=ModoDeAtivacao.MODELO))
    assert {mudanca.depois for mudanca in raio.mudancas} == {Previsao.MODELO}


def test_edited_condition_of_a_variable_is_seen() -> None:
    free = replace(INICIAL, variaveis=tuple(replace(v, condicao="") for v in INICIAL.variaveis))
    cenario = _build_cenario("contradiz", saude=False, cirurgia=True)
    raio = compare(ANTES, replace(ANTES, categorias=(free, LAUDO)), (cenario,))
    assert _changes(raio) == {"contradiz": (Previsao.NAO, Previsao.SIM)}


def test_edited_policy_is_seen_with_its_row_as_the_reason() -> None:
    linha = {"se": {"saude": True}, "efeito": "vedado", "alvos": ["modulo:m"], "motivo": "não cabe"}
    body: dict[str, Any] = {"nome": "p", "modo": "todas", "colunas": ["saude"], "linhas": [linha], "casos": []}
    depois = replace(ANTES, politicas=(parse_politica(body, "p"),))
    assert set(_changes(compare(ANTES, depois, CENARIOS))) == {"com", "calado"}
    decisao = predict(depois, CENARIOS[0])[0].decisao
    assert decisao is not None
    assert decisao.aplicada is not None
    assert decisao.aplicada.linha.motivo == "não cabe"


def test_values_are_completed_to_four_states() -> None:
    valores = complete_valores({"saude": True, "cirurgia": False, "carater": "eletiva"}, ["laudo"], (INICIAL, LAUDO))
    assert valores == {
        "saude": True,
        "cirurgia": False,
        "carater": SemValor.NAO_SE_APLICA,
        "urgente": SemValor.NAO_SE_APLICA,
    }
    assert set(complete_valores({}, [], (INICIAL, LAUDO)).values()) == {SemValor.DESCONHECIDO}


def test_what_depends_on_something_unknown_is_unknown() -> None:
    assert complete_valores({"saude": True}, [], (INICIAL,))["carater"] is SemValor.DESCONHECIDO


def test_values_go_to_json_and_back() -> None:
    valores = {"a": True, "b": "x", "c": 1.5, "d": ("p", "q"), "e": SemValor.NAO_SE_APLICA}
    assert parse_valores(dump_valores(valores), "x") == valores
    assert dump_valores({"f": SemValor.DESCONHECIDO}) == {"valores": {}, "nao_se_aplica": []}
    renamed = rename_in_valores(dump_valores(valores), "a", "z")
    assert parse_valores(rename_in_valores(renamed, "e", "y"), "x").keys() == {"z", "b", "c", "d", "y"}


@pytest.mark.parametrize(
    "body", [{"valores": {"a": {}}}, {"valores": [1]}, {"valores": {"a": 1}, "nao_se_aplica": ["a"]}]
)
def test_values_in_another_form_are_refused(body: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError):
        parse_valores(body, "cenario")
