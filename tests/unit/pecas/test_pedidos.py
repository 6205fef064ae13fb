"""The requests to the model carry the facts as a peça writes them."""

from __future__ import annotations

import pytest

from core.pecas.domain import EstadoDoFato, Fato
from core.pecas.pedidos import render_pedido_do_detector, render_pedido_do_redator
from core.prompts.domain import TipoDeVariavel
from tests.builders import build_geracao, build_processo, build_variavel


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
    assert f">{words}</fato>" in detector
    assert f">{words}</fato>" in redator


def test_the_value_of_the_case_is_money() -> None:
    processo = build_processo(valor_centavos=1_234_550)
    assert 'valor="R$ 12.345,50"' in render_pedido_do_redator(build_geracao(), processo, [], [], [], {})
