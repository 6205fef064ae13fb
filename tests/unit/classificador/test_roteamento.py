"""Routes between a model trained here and Gemini."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.classificador.roteamento import (
    CasoDaRota,
    Destino,
    Rota,
    RotaDoLote,
    choose_rota,
    list_rotas,
)

CASOS = [
    CasoDaRota(0.99, is_acerto_local=True, is_acerto_gemini=True),
    CasoDaRota(0.95, is_acerto_local=True, is_acerto_gemini=False),
    CasoDaRota(0.60, is_acerto_local=False, is_acerto_gemini=True),
    CasoDaRota(0.40, is_acerto_local=False, is_acerto_gemini=True),
]
PRICES = {"local_por_mil_brl": Decimal("0.10"), "gemini_por_mil_brl": Decimal("4.00")}


@pytest.mark.parametrize(
    ("limiar", "destino"), [(0.7, Destino.LOCAL), (0.75, Destino.LOCAL), (0.8, Destino.GEMINI)], ids=str
)
def test_a_document_goes_on_when_the_local_model_is_not_sure_enough(limiar: float, destino: Destino) -> None:
    assert RotaDoLote("local:x", limiar).choose_destino(0.75) is destino


def test_each_threshold_has_its_share_accuracy_and_cost() -> None:
    tudo_aqui, misto, quase_tudo_la = list_rotas(CASOS, limiares=(0.0, 0.9, 0.97), **PRICES)
    assert (tudo_aqui.parcela_local, tudo_aqui.acuracia, tudo_aqui.custo_por_mil_brl) == (1.0, 0.5, Decimal("0.10"))
    assert (misto.parcela_local, misto.acuracia, misto.custo_por_mil_brl) == (0.5, 1.0, Decimal("2.10"))
    assert (quase_tudo_la.parcela_local, quase_tudo_la.acuracia) == (0.25, 0.75)


def test_the_cheapest_route_that_is_accurate_enough_is_chosen() -> None:
    rotas = list_rotas(CASOS, **PRICES)
    chosen = choose_rota(rotas, acuracia_minima=0.9)
    assert chosen is not None
    assert (chosen.acuracia, chosen.custo_por_mil_brl) == (1.0, Decimal("2.10"))
    assert choose_rota([Rota(0.5, 1.0, 0.6, Decimal(1))], acuracia_minima=0.9) is None


def test_no_route_without_documents() -> None:
    with pytest.raises(ValueError, match="no documents"):
        list_rotas([], **PRICES)
