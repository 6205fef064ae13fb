"""A quotation is good only letter by letter; what turns its sense around is never good."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conferencia.aspas import check_aspas, find_aspas
from core.conferencia.domain import Cor
from core.conferencia.literal import check_citacao
from core.conferencia.texto_normal import TextoNormal
from core.prompts.seeds import load_seeds
from tests.load.quotations import CHANGED, GENUINE, build_corpus

FONTE = (
    "O medica-\nmento pleiteado não integra a Relação Nacional, razão pela qual o pedido é improcedente. O Estado "
    "forneceu alternativa em 12/03/2025, no valor de R$ 1.234,56. Deve o fornecirnento ocorrer em trinta dias, salvo "
    "força maior. A “guarda-\nchuva” serve à parte."
)
FONTES = {"fls. 1-3": TextoNormal(FONTE)}


@pytest.mark.parametrize(
    ("citacao", "cor", "words"),
    [
        pytest.param("o medicamento pleiteado não integra a RELAÇÃO nacional", Cor.VERDE, "letra por letra", id="same"),
        pytest.param("A \"guarda-chuva\" serve à parte", Cor.VERDE, "letra por letra", id="quotes and hyphens"),
        pytest.param("integra a Relação Nacional", Cor.AMARELO, "antes há “não”", id="negation cut off before"),
        pytest.param("no valor de R$ 1.234,56", Cor.VERDE, "letra por letra", id="end of a sentence"),
        pytest.param("ocorrer em trinta dias", Cor.AMARELO, "depois há “salvo”", id="exception cut off after"),
        pytest.param("deve o fornecimento ocorrer em trinta dias", Cor.AMARELO, "“fornecirnento” por", id="misread"),
        pytest.param("razão pela qual, o pedido é improcedente", Cor.AMARELO, "pontuação", id="comma more"),
        pytest.param("o pedido é procedente", Cor.VERMELHO, "improcedente", id="inside of a longer word"),
        pytest.param("O Estado não forneceu alternativa em 12/03/2025", Cor.VERMELHO, "“não”", id="negation more"),
        pytest.param("O medicamento pleiteado integra a Relação", Cor.VERMELHO, "Falta na citação “não”", id="less"),
        pytest.param("alternativa em 12/03/2024, no valor", Cor.VERMELHO, "12/03/2024", id="digit"),
        pytest.param("o réu confessou por inteiro a dívida", Cor.VERMELHO, "Nenhuma fonte", id="nowhere"),
        pytest.param("...", Cor.VERMELHO, "Nenhuma fonte", id="no word at all"),
    ],
)  # fmt: skip
def test_quotation_has_its_colour_and_reason(citacao: str, cor: Cor, words: str) -> None:
    exame = check_citacao(citacao, FONTES)
    assert exame.cor is cor
    assert words in exame.motivo


def test_place_is_the_passage_of_the_original() -> None:
    lugar = check_citacao("o medicamento pleiteado", FONTES).lugar
    assert lugar is not None
    assert FONTE[lugar.inicio : lugar.fim] == "O medica-\nmento pleiteado"


def test_passage_that_was_meant_is_shown_for_a_bad_quotation() -> None:
    lugar = check_citacao("O medicamento pleiteado integra a Relação Nacional", FONTES).lugar
    assert lugar is not None
    assert FONTE[lugar.inicio : lugar.fim].startswith("O medica-\nmento pleiteado não integra")


def test_best_source_counts() -> None:
    outra = TextoNormal("O medicamento pleiteado integra a Relação Nacional.")
    exame = check_citacao("O medicamento pleiteado integra a Relação Nacional", FONTES | {"doc. 2": outra})
    assert exame.cor is Cor.VERDE
    assert exame.lugar is not None
    assert exame.lugar.fonte == "doc. 2"


def test_corpus_of_changed_quotations_is_never_green_and_genuine_ones_are() -> None:
    corpus = build_corpus([modulo.texto for modulo in load_seeds().modulos], random.Random(3), 12)
    for citada in corpus:
        exame = check_citacao(citada.texto, {"fonte": TextoNormal(citada.fonte)})
        if citada.kind in GENUINE:
            assert exame.cor is Cor.VERDE
        if citada.kind in CHANGED:
            assert exame.cor is not Cor.VERDE


@given(st.text(max_size=60), st.text(max_size=60))
def test_every_place_of_the_normal_text_leads_back_into_the_original(before: str, after: str) -> None:
    original = f"{before} palavra {after}"
    normal = TextoNormal(original)
    place = normal.texto.find("palavra")
    inicio, fim = normal.find_original(place, place + len("palavra"))
    assert original[inicio:fim].casefold().replace("-", "") == "palavra"


@pytest.mark.parametrize(
    ("minuta", "found"),
    [
        pytest.param("Diz a “parte que não recebeu” o remédio.", ["parte que não recebeu"], id="curly"),
        pytest.param('Diz a "parte que não recebeu" o remédio.', ["parte que não recebeu"], id="straight"),
        pytest.param("O “home care” foi negado.", [], id="a term"),
        pytest.param(
            "Consta:\n\n> A primeira linha\n> da ementa citada\n>\n> (STF, RE 1, rel. X)\n\nE só.",
            ["A primeira linha\nda ementa citada"],
            id="block with its note",
        ),
        pytest.param(
            "> Disse: “não houve recusa\n> do Estado” e mais.", ["não houve recusa\n do Estado"], id="in a block"
        ),
        pytest.param("“aberta e nunca fechada\n\ne outro parágrafo”", [], id="never closed"),
    ],
)
def test_quotations_of_a_draft_are_found(minuta: str, found: list[str]) -> None:
    assert [aspas.texto for aspas in find_aspas(minuta)] == found


def test_parts_around_what_was_left_out_are_each_looked_for() -> None:
    minuta = "Diz: “O medicamento [...] integra a Relação Nacional [grifei], razão pela qual o pedido é improcedente”."
    [aspas] = find_aspas(minuta)
    assert minuta[aspas.inicio] == "“"
    assert check_aspas(aspas, FONTES).cor is Cor.AMARELO
    assert aspas.partes == ("O medicamento", "integra a Relação Nacional", ", razão pela qual o pedido é improcedente")
