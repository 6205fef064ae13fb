"""Who reads a new lot: what can be chosen, and what is known of a choice before it is paid."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from core.classificador.avaliacao.domain import RotasMedidas
from core.classificador.domain import Corte, PedidoDeLote
from core.classificador.local import ModeloDisponivel
from core.classificador.roteamento import Rota, RotaDoLote
from pages.ui.classificador.leitura import Leitura, estimate_leitura
from pages.ui.classificador.rotulos import describe_gasto, describe_modelos
from pages.ui.runtime import install_services
from tests.pages.classificador import PROMPT, build_lote
from tests.pages.test_shell import list_html
from tests.unit.classificador.gabaritos import build_avaliacao

FLASH = "gemini-2.5-flash"
LOCAL = ModeloDisponivel("m", "Petições 1", ("Saúde",), 0.36, 10.0, ((0.95, True), (0.9, True), (0.8, False)))
"""One real for a thousand documents; two of its three test texts with at least 90%, both right."""


def draw(prompt: object) -> None:
    import streamlit as st  # noqa: PLC0415 - a script of its own

    from pages.ui.classificador.leitura import ask_leitura  # noqa: PLC0415 - a script of its own

    st.session_state["leitura"] = ask_leitura(prompt)


@pytest.fixture
def avaliacoes() -> Any:
    return SimpleNamespace(find_par=lambda *_: None)


@pytest.fixture
def at(avaliacoes: Any) -> Iterator[AppTest]:
    lotes = SimpleNamespace(list_locais=lambda _prompt: (LOCAL,), list_modelos=lambda: (FLASH,))
    built: Any = SimpleNamespace(lotes=lotes, tariff=SimpleNamespace(get_price=lambda _: (1, 2)), avaliacoes=avaliacoes)
    install_services(built)
    yield AppTest.from_function(draw, default_timeout=20, args=(PROMPT,)).run()
    install_services(None)


def choose(at: AppTest, label: str, value: object) -> AppTest:
    next(one for one in at.selectbox if one.label == label).set_value(value).run()
    return at


def read(at: AppTest) -> Leitura:
    assert not at.exception
    found: Leitura = at.session_state["leitura"]
    return found


def test_gemini_alone_reads_as_much_as_was_chosen(at: AppTest) -> None:
    assert read(at) == Leitura(FLASH)


def test_the_model_trained_here_alone_costs_what_its_seconds_cost(at: AppTest) -> None:
    leitura = read(choose(at, "Modelo", LOCAL.chave))
    assert (leitura.modelo, leitura.rota, leitura.parcela_gemini) == (LOCAL.chave, None, 0.0)
    assert "nada é enviado ao Gemini" in at.caption[0].value
    assert estimate_leitura(leitura, 500, Decimal(9)) == Decimal("0.5")


def test_a_route_tells_what_the_training_found_out_and_what_goes_on(at: AppTest) -> None:
    choose(at, "Modelo", LOCAL.chave)
    leitura = read(choose(at, "Em caso de dúvida", 0.9))
    assert (leitura.modelo, leitura.corte, leitura.rota) == (FLASH, Corte(), RotaDoLote(LOCAL.chave, 0.9))
    html = list_html(at)
    assert "<strong>33,3%</strong> iriam ao Gemini" in html
    assert "100% estavam certas" in html
    assert estimate_leitura(leitura, 1000, Decimal(30)).quantize(Decimal("0.01")) == Decimal("11.00")


def test_a_route_that_a_golden_set_knows_tells_accuracy_and_cost_of_both(at: AppTest, avaliacoes: Any) -> None:
    local, gemini = build_avaliacao(3, id=UUID(int=5)), build_avaliacao(3)
    rotas = (Rota(0.9, 0.75, 0.9, Decimal(2)),)
    medidas = RotasMedidas(local, gemini, 40, rotas, Rota(1.0, 0.0, 0.925, Decimal(8)), None)
    avaliacoes.find_par, avaliacoes.measure_rotas = lambda *_: (local, gemini), lambda *_: medidas
    choose(at, "Modelo", LOCAL.chave)
    leitura = read(choose(at, "Em caso de dúvida", 0.9))
    html = list_html(at)
    assert "Na avaliação com o gabarito (40 documentos), <strong>25%</strong> iriam ao Gemini" in html
    assert "90% de acerto ao todo e R$ 2,00 por 1.000 documentos" in html
    assert "92,5% de acerto e R$ 8,00 por 1.000." in html
    assert leitura.parcela_gemini == 0.25


def test_a_lot_says_who_answers_it_and_what_a_thousand_cost() -> None:
    pedido = PedidoDeLote("Lote", "triagem", 3, FLASH, rota=RotaDoLote(LOCAL.chave, 0.9), nome_local=LOCAL.nome)
    told = describe_modelos(pedido)
    assert told == "“Petições 1”, treinado no portal; com menos de 90% de certeza, Gemini 2.5 Flash"
    assert describe_gasto(build_lote()) == "R$ 0,42 (R$ 140,00 por 1.000)"
