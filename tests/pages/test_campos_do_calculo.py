"""The fields of a pedido on the screen: what was typed and not stored stays where it was typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from core.calculo.pedido.campos import DEFINICOES, NomeDoCampo
from core.calculo.pedido.domain import Campo, EstadoDoCampo, PedidoDeCalculo
from core.errors import CampoConflictError
from core.events import Estado
from pages.ui.runtime import install_services
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario
from tests.unit.calculo.pedido.campos import build_campos

N = NomeDoCampo
TYPED = "31/01/2017; 512,40\n28/02/2017; 538,02\n31/03/2017; 538,02"


@dataclass
class FakePedidos:
    """One pedido in memory, with the rule of revisions."""

    pedido: PedidoDeCalculo
    written: list[tuple[NomeDoCampo, str]] = field(default_factory=list)

    def list_achados(self, _: PedidoDeCalculo) -> tuple[()]:
        return ()

    def list_opcoes(self, nome: NomeDoCampo) -> tuple[str, ...]:
        return DEFINICOES[nome].opcoes

    def list_revisoes(self, *_: object) -> tuple[Campo, ...]:
        return (self.pedido.campos[0],)

    def write(self, nome: NomeDoCampo, valor: str) -> None:
        campos = (replace(c, valor=valor, revisao=c.revisao + 1) if c.nome is nome else c for c in self.pedido.campos)
        self.pedido = replace(self.pedido, campos=tuple(campos))

    def correct_campo(
        self, _: UUID, usuario: object, nome: NomeDoCampo, valor: str, *, revisao: int, ancora: object
    ) -> None:
        atual = self.pedido.get_campo(nome)
        if revisao != atual.revisao:
            raise CampoConflictError("changed", rotulo=atual.rotulo, atual=atual.valor)
        self.written.append((nome, valor))
        self.write(nome, valor)


def draw(usuario: object, pedidos: object) -> None:
    from pages.ui.calculo.campos import show_campos  # noqa: PLC0415 - a script of its own

    show_campos(usuario, pedidos.pedido)  # type: ignore[attr-defined,arg-type] # a script of its own has no names


@pytest.fixture
def pedidos() -> FakePedidos:
    values = (UUID(int=7), "08050777020258120001", 7, Estado.AGUARDANDO_VOCE, 1, datetime(2026, 11, 1, tzinfo=UTC))
    return FakePedidos(PedidoDeCalculo(*values, campos=build_campos()))


@pytest.fixture
def at(pedidos: FakePedidos) -> Iterator[AppTest]:
    services: Any = build_services(FakeUsuarios(), FakePecas())
    services.pedidos_de_calculo = pedidos
    services.settings = SimpleNamespace()
    install_services(services)
    built = AppTest.from_function(draw, default_timeout=20, args=(build_usuario(), pedidos))
    yield open_campo(built, N.PARCELAS)
    install_services(None)


def open_campo(at: AppTest, nome: NomeDoCampo) -> AppTest:
    at.query_params["campo"] = nome.value
    return at.run()


def press_gravar(at: AppTest) -> AppTest:
    return next(button for button in at.button if button.label == "Gravar e seguir").click().run()


def read_html(at: AppTest) -> str:
    return "".join(element.proto.body for element in at.get("html"))


def test_what_was_typed_is_still_there_after_another_field_was_looked_at(at: AppTest, pedidos: FakePedidos) -> None:
    at.text_area[0].set_value(TYPED)
    open_campo(at, N.DATA_DA_CITACAO)
    open_campo(at, N.DATA_DA_SENTENCA)
    assert read_html(at).count("Digitado, não gravado") == 1
    open_campo(at, N.PARCELAS)
    assert at.text_area[0].value == TYPED
    press_gravar(at)
    assert pedidos.written == [(N.PARCELAS, TYPED)]
    assert "Digitado, não gravado" not in read_html(at)


def test_a_value_without_a_place_is_never_said_to_be_a_persons_before_one_stands_for_it(
    at: AppTest, pedidos: FakePedidos
) -> None:
    lidos = build_campos(estado=EstadoDoCampo.EXTRAIDO)
    pedidos.pedido = replace(pedidos.pedido, campos=lidos)
    open_campo(at, N.DATA_DA_CITACAO)
    assert any("O modelo não disse" in caption.value for caption in at.caption)
    pedidos.pedido = replace(pedidos.pedido, campos=build_campos())
    open_campo(at, N.DATA_DA_CITACAO)
    assert any("escrito por uma pessoa" in caption.value for caption in at.caption)


def test_a_choice_that_nobody_made_shows_what_counts(at: AppTest) -> None:
    open_campo(at, N.CONTAGEM)
    assert any(caption.value == "Padrão" for caption in at.caption)
    assert '<span class="vazio">meses inteiros</span>' in read_html(at)


def test_a_field_that_was_only_looked_at_opens_with_what_another_tab_stored(at: AppTest, pedidos: FakePedidos) -> None:
    open_campo(at, N.DATA_DA_CITACAO)
    pedidos.write(N.PARCELAS, "31/01/2017; 600,00")
    open_campo(at, N.PARCELAS)
    assert at.text_area[0].value == "31/01/2017; 600,00"
    assert "Digitado, não gravado" not in read_html(at)


def test_what_was_typed_is_not_stored_over_another_tab_unseen(at: AppTest, pedidos: FakePedidos) -> None:
    at.text_area[0].set_value(TYPED)
    open_campo(at, N.DATA_DA_CITACAO)
    pedidos.write(N.PARCELAS, "31/01/2017; 600,00")
    press_gravar(open_campo(at, N.PARCELAS))
    assert "600,00" in at.error[0].value
    assert (at.text_area[0].value, pedidos.written) == (TYPED, [])
    press_gravar(at)
    assert pedidos.written == [(N.PARCELAS, TYPED)]
