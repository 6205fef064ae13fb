"""From the model's answers to typed, anchored facts in four states."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.pecas.domain import Contradicao, EstadoDoFato, Resumo
from core.pecas.fatos import Leitura, list_contradicoes, list_fatos, to_valores
from core.processos.chave import build_chave
from core.processos.domain import PecaDosAutos
from core.prompts.comparacao import SemValor
from core.prompts.domain import CategoriaDeDocumento, TipoDeVariavel
from tests.builders import build_categoria, build_numero_cnj, build_peca, build_variavel

NUMERO = TipoDeVariavel.NUMERO
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


NAO, NAO_CABE = answer(False), answer(None, situacao="nao_se_aplica")
SILENTE = answer(None, situacao="silente")


@pytest.mark.parametrize(
    ("slug", "respostas", "expected"),
    [
        pytest.param("decisao", [NAO, None], EstadoDoFato.DESCONHECIDO, id="one yes is enough: a newer one may say it"),
        pytest.param("decisao", [None, NAO], EstadoDoFato.DESCONHECIDO, id="and so may an older one"),
        pytest.param("decisao", [answer(True), None], EstadoDoFato.VALORADO, id="a yes needs no other"),
        pytest.param("decisao", [NAO, SILENTE], EstadoDoFato.FALSO, id="all decisions were read"),
        pytest.param("decisao", [NAO_CABE, None], EstadoDoFato.DESCONHECIDO, id="unread decision may make it apply"),
        pytest.param("laudo", [None, NAO], EstadoDoFato.FALSO, id="an older one undoes nothing"),
        pytest.param("laudo", [NAO, None], EstadoDoFato.DESCONHECIDO, id="a newer one may undo a no"),
        pytest.param("laudo", [answer(True), NAO, None], EstadoDoFato.DESCONHECIDO, id="an undone yes does not return"),
        pytest.param("laudo", [answer(True), None], EstadoDoFato.VALORADO, id="a yes stands with its place"),
        pytest.param("laudo", [NAO_CABE, None], EstadoDoFato.DESCONHECIDO, id="a newer one may make it apply"),
        pytest.param("laudo", [None, NAO_CABE], EstadoDoFato.DESCONHECIDO, id="so may an older one"),
        pytest.param("laudo", [NAO_CABE, SILENTE], EstadoDoFato.NAO_SE_APLICA, id="all were read"),
    ],
)
def test_an_unread_document_never_becomes_a_no(
    slug: str, respostas: list[dict[str, Any] | None], expected: EstadoDoFato
) -> None:
    categoria = build_categoria(slug, 15, variaveis=(build_variavel("questao"),))
    read_or_not = [None if resposta is None else {"questao": resposta} for resposta in respostas]
    assert read(*read_or_not, categoria=categoria)["questao"].estado is expected


GERAL = build_categoria("documento_geral", variaveis=(build_variavel("geral_a"),))
LIDO = Resumo("", {})


@pytest.mark.parametrize(
    ("numero", "resumo", "confianca", "expected"),
    [
        pytest.param(build_chave(), None, "", EstadoDoFato.DESCONHECIDO, id="handed in, nobody could read it"),
        pytest.param(build_chave(), LIDO, "baixa", EstadoDoFato.DESCONHECIDO, id="handed in, nobody knows what it is"),
        pytest.param(build_chave(), LIDO, "alta", EstadoDoFato.NAO_SE_APLICA, id="handed in, surely of no kind"),
        pytest.param(build_chave(), LIDO, "", EstadoDoFato.NAO_SE_APLICA, id="handed in, a person put it there"),
        pytest.param(build_numero_cnj(), None, "", EstadoDoFato.NAO_SE_APLICA, id="the court's code says what it is"),
    ],
)
def test_a_document_of_unknown_kind_may_be_the_one_that_a_question_is_about(
    numero: str, resumo: Resumo | None, confianca: str, expected: EstadoDoFato
) -> None:
    geral = Leitura(replace(build_peca("texto"), numero_cnj=numero), GERAL, resumo, confianca)
    fatos = {fato.variavel: fato.estado for fato in list_fatos([LAUDO, GERAL], [geral])}
    assert fatos == {"laudo_a": expected, "laudo_b": expected, "geral_a": EstadoDoFato.DESCONHECIDO}


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


def test_rules_see_the_states_apart() -> None:
    valores = to_valores(read({"laudo_a": answer(False)}).values())
    assert valores == {"laudo_a": False, "laudo_b": SemValor.NAO_SE_APLICA}


NAT = build_categoria("nat", 207, variaveis=(build_variavel("nat_urgencia"), build_variavel("nat_prazo", NUMERO)))
MEDICO = build_categoria(
    "medico",
    8369,
    variaveis=(
        replace(build_variavel("medico_urgencia"), fonte_da_verdade="nat_urgencia"),
        build_variavel("medico_prazo", NUMERO),
        build_variavel("medico_texto", TipoDeVariavel.TEXTO),
        build_variavel("medico_lista", TipoDeVariavel.LISTA, opcoes=("a", "b")),
    ),
)


def leitura(categoria: CategoriaDeDocumento, rotulo: str, **respostas: dict[str, Any]) -> Leitura:
    return Leitura(build_peca("há urgência", "sem urgência", rotulo=rotulo), categoria, Resumo("", respostas))


def contradict(*leituras: Leitura) -> dict[str, Contradicao]:
    return {contradicao.variavel: contradicao for contradicao in list_contradicoes([MEDICO, NAT], leituras)}


def test_the_source_of_truth_counts_before_the_newest() -> None:
    leituras = [
        leitura(NAT, "doc. 1", nat_urgencia=answer(False, trecho="sem urgência")),
        leitura(MEDICO, "doc. 2", medico_urgencia=answer(True, trecho="há urgência")),
    ]
    fato = next(fato for fato in list_fatos([MEDICO, NAT], leituras) if fato.variavel == "medico_urgencia")
    assert (fato.valor, fato.documento_rotulo, fato.pagina) == (False, "doc. 1", 2)


@pytest.mark.parametrize("parecer", [None, answer(None, situacao="silente"), answer(None, situacao="nao_se_aplica")])
def test_a_source_of_truth_without_a_value_decides_nothing(parecer: dict[str, Any] | None) -> None:
    das_fontes = [leitura(NAT, "doc. 1", nat_urgencia=parecer)] if parecer else []
    leituras = [*das_fontes, leitura(MEDICO, "doc. 2", medico_urgencia=answer(True))]
    fato = next(fato for fato in list_fatos([MEDICO, NAT], leituras) if fato.variavel == "medico_urgencia")
    assert (fato.valor, fato.documento_rotulo) == (True, "doc. 2")


def test_two_documents_that_differ_are_a_contradiction_with_both_places() -> None:
    found = contradict(
        leitura(NAT, "doc. 1", nat_urgencia=answer(False, trecho="sem urgência")),
        leitura(MEDICO, "doc. 2", medico_urgencia=answer(True, trecho="há urgência")),
    )
    places = [
        (fato.valor, fato.documento_rotulo, fato.pagina, fato.trecho) for fato in found["medico_urgencia"].respostas
    ]
    assert places == [(False, "doc. 1", 2, "sem urgência"), (True, "doc. 2", 1, "há urgência")]
    assert set(found) == {"medico_urgencia"}


def test_the_answer_that_counts_comes_first_and_all_are_kept() -> None:
    prazos = [leitura(MEDICO, f"doc. {n}", medico_prazo=answer(prazo)) for n, prazo in enumerate((10, 20, 10))]
    assert [fato.valor for fato in contradict(*prazos)["medico_prazo"].respostas] == [10, 20, 10]


def test_two_pages_of_one_document_that_differ_are_a_contradiction() -> None:
    other = {"valor": False, "pagina": 2, "trecho": "sem urgência"}
    found = contradict(
        leitura(MEDICO, "doc. 1", medico_urgencia=answer(True, trecho="há urgência") | {"divergencias": [other]})
    )
    assert [(fato.valor, fato.pagina) for fato in found["medico_urgencia"].respostas] == [(True, 1), (False, 2)]


@pytest.mark.parametrize(
    ("slug", "first", "second"),
    [
        ("medico_prazo", answer(10), answer("10")),
        ("medico_prazo", answer(10), answer(None, situacao="silente")),
        ("medico_texto", answer("dipirona"), answer("a dipirona sódica")),
        ("medico_lista", answer(["a", "b"]), answer(["b", "a"])),
    ],
    ids=["same value", "silent", "free text", "order of a list"],
)
def test_what_says_the_same_is_no_contradiction(slug: str, first: dict[str, Any], second: dict[str, Any]) -> None:
    assert contradict(leitura(MEDICO, "doc. 1", **{slug: first}), leitura(MEDICO, "doc. 2", **{slug: second})) == {}


def test_what_does_not_apply_is_no_contradiction() -> None:
    leituras = [
        Leitura(build_peca("x"), LAUDO, Resumo("", {"laudo_a": answer(False), "laudo_b": answer(valor)}))
        for valor in (True, False)
    ]
    assert list_contradicoes([LAUDO], leituras) == ()


def test_a_circle_of_sources_ends() -> None:
    loop = build_categoria(
        "c",
        variaveis=tuple(
            replace(build_variavel(slug), fonte_da_verdade=fonte) for slug, fonte in (("c_x", "c_y"), ("c_y", "c_x"))
        ),
    )
    assert read({"c_x": answer(True), "c_y": answer(True)}, categoria=loop)["c_x"].valor is True
