"""The stand-in reads a document: values, denials, quotations, conditions."""

import json

import jsonschema
import pytest

from simulators.gemini.coletor import read_document
from simulators.gemini.tags import find_request
from tests.unit.simulators_gemini.pedidos import PEDIDOS, PETICAO, build_coletor, build_schema


def _read(*pages):
    return read_document(find_request(build_coletor(pages) if pages else build_coletor()))


@pytest.mark.parametrize(
    ("slug", "situacao", "valor", "pagina"),
    [
        pytest.param("pedido_medicamento", "respondida", True, 2, id="request-found"),
        pytest.param("pedido_danos_morais", "respondida", False, 2, id="request-absent-from-requests"),
        pytest.param("incorporado", "respondida", False, 1, id="denial-by-text"),
        pytest.param("custo_anual", "respondida", 14400.0, 1, id="yearly-not-monthly-value"),
        pytest.param("valor_causa", "respondida", 14400.0, 2, id="value-by-words"),
        pytest.param("data_laudo", "respondida", "2024-03-12", 1, id="date-iso"),
        pytest.param("prazo", "respondida", 10, 2, id="number"),
        pytest.param("cid", "respondida", "J45.0", 1, id="code"),
        pytest.param("outras", "respondida", [], 2, id="no-option-requested"),
        pytest.param("valor_dano", "nao_se_aplica", None, None, id="condition-false"),
        pytest.param("transporte", "silente", None, None, id="text-silent"),
    ],
)
def test_variavel_is_answered_from_the_text(slug, situacao, valor, pagina):
    fato = _read()["fatos"][slug]
    assert (fato["situacao"], fato["valor"], fato["pagina"]) == (situacao, valor, pagina)


def test_every_trecho_is_literal_on_its_page():
    pages = {1: PETICAO, 2: PEDIDOS}
    answered = [fato for fato in _read()["fatos"].values() if fato["situacao"] == "respondida"]
    assert all(fato["trecho"] and fato["trecho"] in pages[fato["pagina"]] for fato in answered)
    assert all(len(fato["trecho"]) <= 200 for fato in answered)


def test_answer_fits_the_schema_of_the_product():
    jsonschema.validate(json.loads(json.dumps(_read())), build_schema())


def test_resumo_holds_sentences_of_the_document():
    resumo = _read()["resumo"]
    assert resumo.startswith("Petição inicial (fls. 1-6)")
    assert "custo de R$ 1.200,00" in resumo


def test_empty_document_is_silent_on_all():
    answer = _read("", "\n")
    assert {fato["situacao"] for fato in answer["fatos"].values()} == {"silente"}
    assert answer["resumo"] == "Petição inicial sem texto legível."


@pytest.mark.parametrize(
    ("text", "valor"),
    [
        pytest.param("Ante o exposto, DEFIRO A TUTELA DE URGÊNCIA para que se forneça o remédio.", True, id="granted"),
        pytest.param("Ante o exposto, INDEFIRO A TUTELA DE URGÊNCIA, sem prejuízo de reexame.", False, id="refused"),
        pytest.param("Antes de apreciar o pedido de tutela de urgência, ouça-se o réu.", False, id="not-yet-ruled"),
    ],
)
def test_decisao_counts_only_what_it_rules(text, valor):
    prompt = (
        '<pedido agente="coletor"><categoria slug="decisao" nome="Decisão"><variavel slug="t" tipo="booleano">'
        "A decisão concedeu tutela de urgência ou liminar contra o poder público?</variavel></categoria>"
        f'<documento rotulo="fls. 9" descricao="Decisão"><pagina n="1">{text}</pagina></documento></pedido>'
    )
    assert read_document(find_request(prompt))["fatos"]["t"]["valor"] is valor
