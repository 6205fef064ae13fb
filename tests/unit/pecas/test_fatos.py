"""From the model's answers to typed, anchored facts in four states."""

from __future__ import annotations

from typing import Any

import pytest

from core.pecas.domain import EstadoDoFato, Resumo
from core.pecas.fatos import Leitura, list_fatos, parse_valor, to_valores
from core.processos.domain import PecaDosAutos
from core.prompts.comparacao import SemValor
from core.prompts.domain import CategoriaDeDocumento, TipoDeVariavel
from tests.builders import build_categoria, build_peca, build_variavel

LAUDO = build_categoria(
    "laudo", 8369, variaveis=(build_variavel("laudo_a"), build_variavel("laudo_b", condicao="laudo_a"))
)


def answer(
    valor: Any = True, *, situacao: str = "respondida", pagina: int | None = 1, trecho: str = ""
) -> dict[str, Any]:
    return {"situacao": situacao, "valor": valor, "pagina": pagina, "trecho": trecho}


def read(
    *respostas: dict[str, dict[str, Any]] | None,
    peca: PecaDosAutos | None = None,
    categoria: CategoriaDeDocumento = LAUDO,
) -> dict[str, Any]:
    leituras = [
        Leitura(peca or build_peca("texto"), categoria, None if resposta is None else Resumo("", resposta))
        for resposta in respostas
    ]
    return {fato.variavel: fato for fato in list_fatos([categoria], leituras)}


def test_without_a_document_of_its_kind_a_variable_does_not_apply() -> None:
    assert read()["laudo_a"].estado is EstadoDoFato.NAO_SE_APLICA


@pytest.mark.parametrize(
    "resposta",
    [None, {}, {"laudo_a": answer(situacao="silente", valor=None)}, {"laudo_a": answer("sim")}],
    ids=["unread", "not answered", "silent", "wrong type"],
)
def test_what_cannot_be_trusted_is_unknown_and_never_false(resposta: dict[str, Any] | None) -> None:
    assert read(resposta)["laudo_a"].estado is EstadoDoFato.DESCONHECIDO


def test_no_is_an_answer() -> None:
    assert read({"laudo_a": answer(False)})["laudo_a"].estado is EstadoDoFato.FALSO


@pytest.mark.parametrize("newest", [{"laudo_a": answer(situacao="silente", valor=None)}, None])
def test_a_silent_newer_document_does_not_erase_an_answer(newest: dict[str, Any] | None) -> None:
    assert read({"laudo_a": answer(True)}, newest)["laudo_a"].valor is True


def test_the_newest_value_counts() -> None:
    assert read({"laudo_a": answer(True)}, {"laudo_a": answer(False)})["laudo_a"].valor is False


@pytest.mark.parametrize("valor", [True, False])
def test_a_newer_document_to_which_it_does_not_apply_does_not_erase_a_value(valor: bool) -> None:
    newest = {"laudo_a": answer(situacao="nao_se_aplica", valor=None)}
    assert read({"laudo_a": answer(valor)}, newest)["laudo_a"].valor is valor


def test_a_later_order_of_mere_procedure_does_not_undo_a_decision() -> None:
    decisao = build_categoria("decisao", 15, 6, variaveis=(build_variavel("decisao_liminar"),))
    granted, silent = {"decisao_liminar": answer(True)}, {"decisao_liminar": answer(False)}
    assert read(granted, silent, categoria=decisao)["decisao_liminar"].valor is True
    assert read(silent, silent, categoria=decisao)["decisao_liminar"].valor is False


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (answer(False), EstadoDoFato.NAO_SE_APLICA),
        (answer(situacao="nao_se_aplica", valor=None), EstadoDoFato.NAO_SE_APLICA),
        (answer(True), EstadoDoFato.VALORADO),
        (answer(situacao="silente", valor=None), EstadoDoFato.VALORADO),
    ],
    ids=["false", "not applicable", "true", "unknown"],
)
def test_a_condition_decides_whether_a_variable_applies(condition: dict[str, Any], expected: EstadoDoFato) -> None:
    assert read({"laudo_a": condition, "laudo_b": answer(True)})["laudo_b"].estado is expected


def test_a_cycle_of_conditions_ends() -> None:
    loop = build_categoria("c", variaveis=(build_variavel("x", condicao="y"), build_variavel("y", condicao="x")))
    fatos = read({"x": answer(True), "y": answer(True)}, categoria=loop)
    assert fatos["x"].valor is True


@pytest.mark.parametrize(
    ("named", "trecho", "expected"),
    [
        (2, "prova do\nfato", 2),
        (1, "prova do fato", 2),
        (None, "prova do fato", 2),
        (2, "prova do foto", None),
        (2, "", None),
    ],
    ids=["right page", "wrong page", "no page", "not literal", "no quotation"],
)
def test_the_page_is_where_the_quotation_really_stands(named: int | None, trecho: str, expected: int | None) -> None:
    peca = build_peca("capa", "aqui está a prova do   fato narrado")
    fato = read({"laudo_a": answer(True, pagina=named, trecho=trecho)}, peca=peca)["laudo_a"]
    assert fato.pagina == expected
    assert bool(fato.trecho) is (expected is not None)


@pytest.mark.parametrize(
    ("tipo", "raw", "expected"),
    [
        (TipoDeVariavel.NUMERO, 3, 3.0),
        (TipoDeVariavel.NUMERO, True, None),
        (TipoDeVariavel.NUMERO, "3", None),
        (TipoDeVariavel.MOEDA, 10.5, 10.5),
        (TipoDeVariavel.DATA, "2025-02-28", "2025-02-28"),
        (TipoDeVariavel.DATA, "2025-02-30", None),
        (TipoDeVariavel.DATA, "28/02/2025", None),
        (TipoDeVariavel.TEXTO, "  a  ", "a"),
        (TipoDeVariavel.TEXTO, " ", None),
        (TipoDeVariavel.BOOLEANO, 1, None),
        (TipoDeVariavel.ESCOLHA, "b", "b"),
        (TipoDeVariavel.ESCOLHA, "z", None),
        (TipoDeVariavel.LISTA, ["b", "a", "b"], ["b", "a"]),
        (TipoDeVariavel.LISTA, ["a", "z"], None),
        (TipoDeVariavel.LISTA, [], []),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(tipo: TipoDeVariavel, raw: Any, expected: Any) -> None:
    assert parse_valor(build_variavel("v", tipo, opcoes=("a", "b")), raw) == expected


def test_rules_see_the_states_apart() -> None:
    valores = to_valores(read({"laudo_a": answer(False)}).values())
    assert valores == {"laudo_a": False, "laudo_b": SemValor.NAO_SE_APLICA}
