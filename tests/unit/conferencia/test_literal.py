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
    "força maior. A “guarda-\nchuva” serve à parte. Incidem juros de 0,1% ao mês."
)
FONTES = {"fls. 1-3": TextoNormal(FONTE)}


@pytest.mark.parametrize(
    ("citacao", "cor", "words"),
    [
        pytest.param("o medicamento pleiteado não integra a RELAÇÃO nacional", Cor.VERDE, "letra por letra", id="same"),
        pytest.param("A \"guarda-chuva\" serve à parte", Cor.VERDE, "letra por letra", id="quotes and hyphens"),
        pytest.param("integra a Relação Nacional", Cor.AMARELO, "antes há “não”", id="negation cut off before"),
        pytest.param("no valor de R$ 1.234,56", Cor.VERDE, "letra por letra", id="end of a sentence"),
        pytest.param("Estado forneceu alternativa em 12/03", Cor.VERMELHO, "“12/03/2025”", id="date cut short"),
        pytest.param("no valor de R$ 1", Cor.VERMELHO, "“1.234,56”", id="amount cut short"),
        pytest.param("234,56. Deve o fornecirnento", Cor.VERMELHO, "“1.234,56”", id="amount cut in front"),
        pytest.param("juros de 0,1", Cor.VERMELHO, "“0,1%”", id="percentage without its sign"),
        pytest.param("1% ao mês", Cor.VERMELHO, "“0,1%”", id="percentage cut in front"),
        pytest.param("juros de 0,1% ao mês", Cor.VERDE, "letra por letra", id="whole percentage"),
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
        pytest.param(
            "Decide-se:\n> Defiro o pedido hoje.\n\nE só.", ["Defiro o pedido hoje."], id="block in a paragraph"
        ),
        pytest.param(
            "> Defiro a “internação domiciliar” e a “prisão do secretário” em cinco dias.",
            ["Defiro a “internação domiciliar” e a “prisão do secretário” em cinco dias."],
            id="terms in a block",
        ),
        pytest.param("> “Defiro o pedido hoje” (fl. 8)", ["Defiro o pedido hoje"], id="marks and a place in a block"),
        pytest.param("> Defiro o pedido\nainda hoje.", ["Defiro o pedido\nainda hoje."], id="line without its mark"),
        pytest.param("> Defiro o pedido\n\nainda hoje.", ["Defiro o pedido"], id="paragraph after a block"),
        pytest.param("> Defiro o pedido\n## Do mérito de hoje", ["Defiro o pedido"], id="heading after a block"),
        pytest.param("1. > Defiro o pedido\n2. > Nego o recurso", ["Defiro o pedido", "Nego o recurso"], id="items"),
        pytest.param("- item\n  > Defiro o pedido", ["Defiro o pedido"], id="under an item"),
        pytest.param("```\n> Defiro o pedido\n```", ["Defiro o pedido"], id="in a fence"),
        pytest.param("> > Defiro o pedido", ["Defiro o pedido"], id="block in a block"),
        pytest.param("> (Defiro o pedido hoje)", ["(Defiro o pedido hoje)"], id="brackets are no note by themselves"),
        pytest.param("> — Defiro o pedido hoje", ["— Defiro o pedido hoje"], id="nor is a dash"),
        pytest.param("> Defiro o pedido\n>\n> — REsp 1.234.567/MS", ["Defiro o pedido"], id="note after a dash"),
        pytest.param("> Defiro o pedido (fl. 8) (grifei).", ["Defiro o pedido"], id="notes at the end of a block"),
        pytest.param(
            f"> (Lei n. 8.080/1990{' e mais' * 15})", [f"(Lei n. 8.080/1990{' e mais' * 15})"], id="long note"
        ),
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


DECISAO = "O paciente necessita de cirurgia no prazo de trinta dias. Publique-se. O Estado deve custear o ato (sic)."
RECURSO = f"O Estado [...] deve custear. O tratamento do paciente é devido. {'Nada mais. ' * 400}Fica negado o apelo."
AUTOS = {"decisão": TextoNormal(DECISAO), "recurso": TextoNormal(RECURSO)}


@pytest.mark.parametrize(
    ("citacao", "cor", "words"),
    [
        pytest.param("O paciente necessita (...) no prazo de trinta dias", Cor.VERDE, "letra", id="in order"),
        pytest.param("O paciente [...] prazo [sic] de trinta […] deve custear o ato", Cor.VERDE, "letra", id="three"),
        pytest.param("O Estado [...] deve custear", Cor.VERDE, "letra", id="the source has the gap"),
        pytest.param("O Estado deve custear [...] O paciente necessita", Cor.AMARELO, "nesta ordem", id="turned"),
        pytest.param("O paciente necessita [...] é devido", Cor.AMARELO, "mesma fonte", id="of two documents"),
        pytest.param("O tratamento [...] Fica negado o apelo", Cor.AMARELO, "perto", id="pages apart"),
        pytest.param("O paciente necessita [grave] de cirurgia", Cor.AMARELO, "[grave]", id="words put in"),
        pytest.param("[tudo do escritor]", Cor.VERMELHO, "Nenhuma fonte", id="only words put in"),
        pytest.param("O paciente [...] dispensa a cirurgia", Cor.VERMELHO, "", id="one part is bad"),
    ],
)
def test_parts_must_follow_each_other_in_one_source(citacao: str, cor: Cor, words: str) -> None:
    [aspas] = find_aspas(f"“{citacao}”")
    exame = check_aspas(aspas, AUTOS)
    assert exame.cor is cor
    assert words in exame.motivo


def test_quotations_of_the_library_are_in_the_library() -> None:
    for modulo in load_seeds().modulos:
        for aspas in find_aspas(modulo.texto):
            assert check_aspas(aspas, {"módulo": TextoNormal(modulo.texto)}).cor is Cor.VERDE
