"""What stands beside a minuta that a person put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from core.pecas.curadoria.domain import Ato, TipoDeAto
from core.pecas.domain import ModoDeGeracao
from pages.ui import evidencias
from tests.builders import build_geracao
from tests.pages.fakes import FakePecas

QUANDO = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
ATO = Ato(1, TipoDeAto.MOVEU_SECAO, "<Mérito>", {"ordem": ["<Mérito>"]}, 1, "Rita Inventada", QUANDO)


def draw(geracao: object) -> None:
    from pages.ui.evidencias import show_evidencias  # noqa: PLC0415 - a script of its own

    show_evidencias(geracao)


@pytest.mark.parametrize("modo", ModoDeGeracao)
def test_the_result_tells_who_did_what_and_when(monkeypatch: pytest.MonkeyPatch, modo: ModoDeGeracao) -> None:
    geracao = build_geracao()
    geracao = replace(geracao, pedido=replace(geracao.pedido, modo=modo))
    fakes = SimpleNamespace(
        pecas=FakePecas(),
        prompts=SimpleNamespace(list_variaveis=dict),
        curadoria=SimpleNamespace(list_atos=lambda *_: (ATO,)),
    )
    monkeypatch.setattr(evidencias, "services", lambda: fakes)
    at = AppTest.from_function(draw, default_timeout=20, args=(geracao,)).run()
    assert not at.exception
    shown = [tab for tab in at.tabs if tab.label.startswith("Curadoria")]
    assert bool(shown) is (modo is ModoDeGeracao.CURADORIA)
    for tab in shown:
        body = "".join(element.proto.body for element in tab.get("html"))
        assert "Rita Inventada, 01/03/2026 às 22:30" in body  # in Campo Grande
        assert "Seção movida: &lt;Mérito&gt;" in body
