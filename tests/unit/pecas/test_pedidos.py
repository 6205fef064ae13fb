"""The requests to the model carry the facts as a peça writes them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.clients.gemini import Procedencia
from core.pecas.domain import DocumentoDaGeracao, EstadoDoFato, Fato
from core.pecas.pedidos import (
    build_schema_do_coletor,
    render_pedido_do_coletor,
    render_pedido_do_detector,
    render_pedido_do_redator,
)
from core.processos.domain import EstadoDoDocumento
from core.prompts.domain import TipoDeVariavel
from tests.builders import (
    build_categoria,
    build_documento,
    build_geracao,
    build_numero_cnj,
    build_peca,
    build_processo,
    build_variavel,
)

ORIGEM = build_numero_cnj(77)
PARTES = ("1", "2")


@pytest.mark.parametrize(
    ("tipo", "valor", "words"),
    [
        pytest.param(TipoDeVariavel.DATA, "2025-03-09", "09/03/2025", id="date"),
        pytest.param(TipoDeVariavel.MOEDA, 1234.5, "R$ 1.234,50", id="money"),
        pytest.param(TipoDeVariavel.NUMERO, 10.0, "10", id="whole number"),
        pytest.param(TipoDeVariavel.BOOLEANO, False, "não", id="no"),
    ],
)
def test_facts_are_written_by_the_type_of_their_variable(tipo: TipoDeVariavel, valor: str | float, words: str) -> None:
    fatos = [Fato("v", EstadoDoFato.FALSO if valor is False else EstadoDoFato.VALORADO, valor)]
    variaveis = {"v": build_variavel("v", tipo)}
    detector = render_pedido_do_detector(build_geracao(), fatos, [], [], variaveis)
    redator = render_pedido_do_redator(build_geracao(), build_processo(), [], fatos, [], variaveis)
    assert f">{words}</fato>" in detector.texto
    assert f">{words}</fato>" in redator.texto


def test_the_value_of_the_case_is_money() -> None:
    processo = build_processo(valor_centavos=1_234_550)
    assert 'valor="R$ 12.345,50"' in render_pedido_do_redator(build_geracao(), processo, [], [], [], {}).texto


def test_a_document_is_sent_as_all_its_parts_in_the_case_that_holds_it() -> None:
    peca = replace(build_peca("texto"), numero_cnj=ORIGEM, documento=replace(build_documento("1", 207), partes=PARTES))
    turno = render_pedido_do_coletor(build_categoria("parecer_nat"), peca, [])
    assert turno.procedencias == {Procedencia(ORIGEM, "1"), Procedencia(ORIGEM, "2")}


def test_what_is_told_of_documents_names_each_in_the_case_that_holds_it() -> None:
    """One with a summary, one with a fact only, one of the origin; one that was held back is not told of."""
    geracao = build_geracao()
    numero = geracao.pedido.numero_cnj
    documentos = [
        build_documento_da_geracao("1", resumo="Pede o remédio."),
        build_documento_da_geracao("2"),
        build_documento_da_geracao("3", resumo="Parecer.", numero_cnj=ORIGEM),
        build_documento_da_geracao("4"),
    ]
    fatos = [Fato("v", EstadoDoFato.VALORADO, "x", id_documento="2"), Fato("w", EstadoDoFato.FALSO, False)]
    expected = {Procedencia(numero), Procedencia(numero, "1"), Procedencia(numero, "2"), Procedencia(ORIGEM, "3")}
    detector = render_pedido_do_detector(geracao, fatos, documentos, [], {})
    redator = render_pedido_do_redator(geracao, build_processo(), [], fatos, documentos, {})
    assert detector.procedencias == redator.procedencias == expected


def build_documento_da_geracao(ident: str, **fields: str) -> DocumentoDaGeracao:
    return DocumentoDaGeracao(1, ident, f"doc. {ident}", "Documento", 500, EstadoDoDocumento.LIDO, **fields)


@pytest.mark.parametrize(
    ("rotulo", "pagina", "citacao"),
    [
        pytest.param("fls. 37-42 – Laudo", 2, "fl. 38", id="a leaf of SAJ"),
        pytest.param("evento 12, LAUDO3", 2, "evento 12, LAUDO3, p. 2", id="a page in eproc"),
        pytest.param("doc. 3 – Laudo", 2, "doc. 3 – Laudo, p. 2", id="a page without leaves"),
        pytest.param("processo de origem, fls. 37-42 – Laudo", 2, "processo de origem, fl. 38", id="of the origin"),
        pytest.param("fls. 37-42 – Laudo", None, "fls. 37-42 – Laudo", id="no page"),
        pytest.param("dados do TJMS", None, "dados do TJMS", id="the court's own data"),
    ],
)
def test_each_fact_brings_its_place_ready_to_be_written(rotulo: str, pagina: int | None, citacao: str) -> None:
    """The model copies it; to count leaves is no work for it."""
    fatos = [Fato("v", EstadoDoFato.VALORADO, True, rotulo, "7", pagina, "é o que consta")]
    texto = render_pedido_do_redator(build_geracao(), build_processo(), [], fatos, [], {}).texto
    assert f'rotulo="{rotulo}" citacao="{citacao}" trecho="é o que consta"' in texto
    assert "pagina=" not in texto


@pytest.mark.parametrize(
    ("tipo", "schema"),
    [
        (TipoDeVariavel.TEXTO, {"type": ["string", "null"]}),
        (TipoDeVariavel.NUMERO, {"type": ["number", "null"]}),
        (TipoDeVariavel.MOEDA, {"type": ["number", "null"]}),
        (TipoDeVariavel.BOOLEANO, {"type": ["boolean", "null"]}),
        (TipoDeVariavel.DATA, {"type": ["string", "null"], "format": "date", "description": "AAAA-MM-DD"}),
        (TipoDeVariavel.ESCOLHA, {"anyOf": [{"type": "string", "enum": ["a", "b"]}, {"type": "null"}]}),
        (
            TipoDeVariavel.LISTA,
            {"anyOf": [{"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}, {"type": "null"}]},
        ),
    ],
)
def test_the_format_holds_each_value_to_its_type(tipo: TipoDeVariavel, schema: dict[str, object]) -> None:
    categoria = build_categoria("c", variaveis=(build_variavel("c_v", tipo, opcoes=("a", "b")),))
    fato = build_schema_do_coletor(categoria)["properties"]["fatos"]["properties"]["c_v"]["properties"]
    assert fato["valor"] == schema
    assert fato["divergencias"]["items"]["properties"]["valor"] == schema


def test_an_instruction_may_name_a_question_of_its_category() -> None:
    categoria = build_categoria("c", variaveis=(build_variavel("c_v"),))
    turno = render_pedido_do_coletor(
        replace(categoria, instrucao="Responda a {{c_v}} e a {{outra}}."), build_peca("x"), []
    )
    assert "Responda a “c_v?” e a {{outra}}." in turno.texto
