"""A part of the portal that was switched off: its addresses, and what runs without the frame, answer in words."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import RecordNotFoundError, RecursoDesligadoError
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services
from pages.ui.web.recursos import ROUTES
from tests.pages.test_feature_routes import open_client


class Portal:
    """What is switched off, and what was asked of the features."""

    def __init__(self) -> None:
        self.off: set[str] = set()
        self.asked: list[str] = []

    def is_ligado(self, recurso: str) -> bool:
        return recurso not in self.off

    def get_geracao(self, *_: object) -> None:
        self.asked.append("geracao")
        raise RecordNotFoundError("unknown")


@pytest.fixture
def portal() -> Iterator[Portal]:
    found = Portal()
    services: Any = SimpleNamespace(ajustes=found, pecas=found)
    install_services(services)
    yield found
    install_services(None)


def test_an_address_is_closed_when_every_page_that_uses_it_is(portal: Portal) -> None:
    client, address = open_client(Papel.PROCURADOR, ROUTES), f"/acompanhar/{uuid4()}"
    portal.off = {"gerador_de_pecas"}
    assert client.get(address).status_code == 404  # a page of calculations shows texts too
    portal.off |= {"pedido_de_calculo", "processos", "assistencia"}
    refused = client.get(address, headers={"accept": "text/html"})
    assert (refused.status_code, portal.asked) == (403, ["geracao"])
    assert "desligou esta parte do portal" in refused.text


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_address_of_a_feature_can_be_closed_but_that_of_the_administration(portal: Portal, route: Any) -> None:
    portal.off = {"gerador_de_pecas", "pedido_de_calculo", "processos", "assistencia", "classificador"}
    portal.off |= {"prompts_e_modulos"}
    path = route.path.replace("{timbre_id:int}", "1").replace("{", "").replace("}", "")
    if "timbre" in path:
        with pytest.raises(AttributeError):  # it reaches a service that is not there
            open_client(Papel.ADMIN, ROUTES).get(path)
        return
    (method,) = set(route.methods) - {"HEAD"}
    assert open_client(Papel.ADMIN, ROUTES).request(method, path).status_code == 403


def screen() -> None:
    """A page with a part that runs alone."""
    import streamlit as st  # noqa: PLC0415 - the body is a script of its own

    from pages.ui.errors import report_errors  # noqa: PLC0415 - as above
    from pages.ui.runtime import enter_page, leave_page, services  # noqa: PLC0415 - as above

    leave_page()
    services()
    enter_page("classificador")

    @st.fragment
    def ask() -> None:
        if st.button("Pedir"):
            with report_errors():
                services().pecas.get_geracao()

    ask()


def test_a_click_in_a_part_of_a_closed_page_starts_nothing(portal: Portal) -> None:
    at = AppTest.from_function(screen).run()
    at.button[0].click().run()
    assert portal.asked == ["geracao"]
    portal.off = {"classificador"}
    at.button[0].click().run()
    assert portal.asked == ["geracao"]
    assert RecursoDesligadoError.text in at.error[0].value
