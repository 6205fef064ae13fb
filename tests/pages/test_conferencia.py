"""The step Conferência over a review in memory: what its buttons do, what a refusal leaves, what is said of it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.conferencia.domain import Cor
from core.pecas.revisao.domain import EstadoDaPeca
from pages.ui.conferencia import gestos
from tests.builders import build_geracao
from tests.pages.fakes import build_usuario
from tests.unit.pecas.revisao.world import MOTIVO, PECA, RITA, World, build_item


class Fakes:
    def __init__(self, world: World) -> None:
        self.revisao = world.build_service()


def draw(usuario: object, geracao: object) -> None:
    from pages.ui.conferencia.tela import show_conferencia  # noqa: PLC0415 - a script of its own

    show_conferencia(usuario, geracao)


@pytest.fixture
def world() -> World:
    itens = (build_item("x", Cor.VERMELHO), build_item("y", Cor.VERDE))
    return World(texto="Um texto.", versoes=["Um texto."], itens={"Um texto.": itens})


@pytest.fixture
def at(world: World, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    fakes = Fakes(world)
    monkeypatch.setattr(gestos, "services", lambda: fakes)
    args = (build_usuario(), build_geracao(peca_id=PECA))
    built = AppTest.from_function(draw, default_timeout=20, args=args)
    built.query_params["item"] = "x"
    return built.run()


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def read_html(at: AppTest) -> str:
    return "".join(element.proto.body for element in at.get("html"))


def test_what_the_check_did_not_use_is_told_above_the_findings(at: AppTest, world: World) -> None:
    assert not any("não usou" in one.label for one in at.expander)
    world.avisos = ("fl. 3 – Laudo: não foi <lido>.",)
    at.run()
    (told,) = (one for one in at.expander if "não usou (1)" in one.label)
    assert told.proto.expanded
    html = read_html(at)
    assert html.index("Laudo: não foi &lt;lido&gt;.") < html.index(">Apontamentos<")


def test_a_refusal_says_what_is_missing_and_keeps_what_was_typed(at: AppTest, world: World) -> None:
    press(at, "Concluir conferência")
    assert "1 apontamento: 1 não confere" in at.error[0].value
    at.text_input[0].set_value("curto")
    press(at, "Aceitar com este motivo")
    assert "motivo" in at.error[0].value
    assert at.text_input[0].value == "curto"
    assert world.atos == []


def test_the_way_to_the_final_text_and_back(at: AppTest, world: World) -> None:
    at.text_input[0].set_value(MOTIVO)
    press(at, "Aceitar com este motivo")
    assert '<span class="conf-cor conf-cor-aceito">Aceito</span>' in read_html(at)
    press(press(at, "Concluir conferência"), "Aprovar")
    assert "declaração" in at.error[0].value
    at.checkbox[0].check()
    press(press(at, "Aprovar"), "Tornar final")
    assert not at.exception
    assert world.build_service().get(PECA, RITA.id).estado is EstadoDaPeca.FINAL
    assert 'aria-current="step"><span class="nome">Final</span>' in read_html(at)
    at.text_input(key="conferencia_motivo_reabrir").set_value(MOTIVO)
    press(at, "Reabrir para rascunho")
    assert MOTIVO in at.info[0].value
    assert world.versao_final is None
