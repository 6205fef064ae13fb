"""A lot on the screen, over lots in memory: what a person sees of it, corrects, is told, and may do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.classificador.domain import (
    Confianca,
    Contagem,
    EstadoDoItem,
    EstadoDoLote,
    RespostaDaClassificacao,
)
from pages.ui.classificador.fontes import read_numeros
from pages.ui.classificador.lotes import render_lote
from pages.ui.runtime import install_services
from tests.pages.classificador import LOTE, FakeItens, FakeLotes, build_fakes, build_item, build_lote
from tests.pages.fakes import build_usuario


def draw(usuario: object, lote_id: object) -> None:
    from pages.ui.classificador.lote import show_lote  # noqa: PLC0415 - a script of its own

    show_lote(usuario, lote_id)


@pytest.fixture
def itens() -> FakeItens:
    return FakeItens({n: build_item(n) for n in (1, 2, 3)})


@pytest.fixture
def lotes() -> FakeLotes:
    return FakeLotes()


@pytest.fixture
def at(itens: FakeItens, lotes: FakeLotes) -> Iterator[AppTest]:
    install_services(build_fakes(itens, lotes))
    built = AppTest.from_function(draw, default_timeout=20, args=(build_usuario(), LOTE))
    built.query_params["item"] = "1"
    yield built.run()
    install_services(None)


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def read_html(at: AppTest) -> str:
    return "".join(element.proto.body for element in at.get("html"))


def test_the_document_stands_beside_its_answer_and_nothing_of_it_is_taken_for_html(at: AppTest) -> None:
    html = read_html(at)
    assert "Texto &lt;b&gt;1&lt;/b&gt;." in html
    assert "Pede &lt;remédio&gt;." in html
    assert "Confiança alta" in html
    assert at.radio[0].value == "saude"
    assert not at.exception


def test_a_correction_is_kept_and_the_next_document_opens(at: AppTest, itens: FakeItens) -> None:
    at.radio[0].set_value("tributario").run()
    press(at, "Corrigir e seguir")
    assert itens.itens[1].categoria == "tributario"
    assert at.query_params["item"] == "2"
    assert "peticao 2.txt" in next(e.proto.body for e in at.get("html") if "lote-topo" in e.proto.body)


def test_the_last_line_of_a_page_leads_to_the_next_page(at: AppTest) -> None:
    press(at, "Próximo")
    press(at, "Confirmar e seguir")
    assert (at.query_params["pagina"], at.query_params["item"]) == ("2", "3")
    press(at, "Anterior")
    assert (at.query_params["pagina"], at.query_params["item"]) == ("1", "2")


def test_what_a_person_confirms_leaves_the_review_and_none_of_the_others_is_skipped(
    at: AppTest, itens: FakeItens
) -> None:
    resposta = RespostaDaClassificacao("saude", "", Confianca.BAIXA, "Pede remédio.")
    itens.itens = {n: build_item(n, resposta=resposta) for n in range(1, 6)}
    at.query_params["situacao"], at.query_params["item"] = "a_revisar", "1"
    press(at.run(), "Próximo")
    for following in ("3", "4", "5"):
        press(at, "Confirmar e seguir")
        assert at.query_params["item"] == following
    assert [item.id for item in itens.itens.values() if item.needs_revisao] == [1, 5]


def test_a_colleague_who_was_faster_is_shown_and_what_was_chosen_stays(at: AppTest, itens: FakeItens) -> None:
    at.radio[0].set_value("outros").run()
    itens.correct_by(1, "tributario", "Bruno Inventado")
    press(at, "Corrigir e seguir")
    assert itens.itens[1].categoria == "tributario"
    told = at.warning[0].value
    assert "Bruno Inventado" in told
    assert "“Tributário”" in told
    assert at.radio[0].value == "outros"
    press(at, "Pôr a minha no lugar")
    assert (itens.itens[1].categoria, itens.itens[1].revisao) == ("outros", 2)


def test_the_name_of_a_category_is_no_markdown(at: AppTest, itens: FakeItens) -> None:
    assert "3 · Outros \\<assuntos\\>" in at.radio[0].options
    at.radio[0].set_value("tributario").run()
    itens.correct_by(1, "outros", "Bruno *Inventado*")
    at.run()
    assert "Bruno \\*Inventado\\* corrigiu este documento para “Outros \\<assuntos\\>”" in at.warning[0].value


def test_a_colleagues_correction_of_an_untouched_document_simply_appears(at: AppTest, itens: FakeItens) -> None:
    itens.correct_by(1, "tributario", "Bruno Inventado")
    at.run()
    assert at.radio[0].value == "tributario"
    assert not at.warning
    assert "Corrigido para Tributário" in read_html(at)


def test_a_document_that_the_model_could_not_classify_waits_for_a_person(at: AppTest, itens: FakeItens) -> None:
    itens.itens[1] = build_item(
        1, "", estado=EstadoDoItem.ERRO, erro_codigo="E604", erro_mensagem="O modelo respondeu fora das categorias."
    )
    at.run()
    assert "O modelo respondeu fora das categorias." in read_html(at)
    assert next(b for b in at.button if b.label == "Confirmar e seguir").disabled
    at.radio[0].set_value("outros").run()
    press(at, "Corrigir e seguir")
    assert itens.itens[1].categoria == "outros"


@pytest.mark.parametrize(
    ("estado", "contagem", "label", "asked"),
    [
        pytest.param(EstadoDoLote.EM_ANDAMENTO, Contagem(pendentes=2), "Pausar", "pause", id="running"),
        pytest.param(EstadoDoLote.PAUSADO, Contagem(pendentes=2), "Continuar", "resume", id="paused"),
        pytest.param(EstadoDoLote.NA_FILA, Contagem(pendentes=2), "Cancelar o lote", "cancel", id="waiting"),
        pytest.param(
            EstadoDoLote.COM_RESSALVAS, Contagem(erros=2), "Repetir 2 documentos com erro", "retry", id="ended"
        ),
        pytest.param(EstadoDoLote.COM_ERRO, Contagem(pendentes=2), "Retomar o que faltou", "retry", id="stopped"),
        pytest.param(EstadoDoLote.CONCLUIDO, Contagem(concluidos=2), "Arquivar", "archive", id="done"),
    ],
)
def test_each_state_offers_what_it_allows(
    at: AppTest, lotes: FakeLotes, estado: EstadoDoLote, contagem: Contagem, label: str, asked: str
) -> None:
    lotes.lote = build_lote(estado, contagem=contagem)
    at.run()
    press(at, label)
    assert lotes.asked == [asked]
    assert label not in [button.label for button in at.button]


def test_filters_of_the_address_reach_the_list(at: AppTest, itens: FakeItens) -> None:
    at.query_params["situacao"], at.query_params["busca"] = "a_revisar", "laudo"
    at.run()
    assert itens.filtros[-1].is_a_revisar
    assert itens.filtros[-1].texto == "laudo"


def test_a_lot_of_a_model_trained_here_names_it_in_place_of_how_much_is_sent() -> None:
    lote = build_lote()
    pedido = replace(lote.pedido, modelo="local:0c8d", nome_local="Petições <1>")
    assert "Texto inteiro" in render_lote(lote)
    told = render_lote(replace(lote, pedido=pedido))
    assert "Texto inteiro" not in told
    assert "“Petições &lt;1&gt;”, treinado no portal" in told


def test_pasted_numbers_are_told_apart_and_wrong_ones_named() -> None:
    numeros, errados = read_numeros("0801234-97.2025.8.12.0001, 08012349720258120001;\n\n123\n")
    assert numeros == ("08012349720258120001",)
    assert [numero for numero, _ in errados] == ["123"]
