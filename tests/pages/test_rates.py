"""What a person meets who asks too fast: seconds to wait, on the page and on the portal's own addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.routing import Route
from streamlit.testing.v1 import AppTest

from core.infra.rate import Action
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services
from pages.ui.web import acompanhar, conversa, ensaio, perguntas
from tests.pages.fakes import FakePecas, FakeRates, FakeUsuarios, build_services, build_usuario
from tests.pages.test_shell import SHELL
from tests.pages.test_web import FORM, HTML, Site, build_site

OpenPage = Callable[[], AppTest]


@pytest.fixture
def rates() -> FakeRates:
    return FakeRates()


@pytest.fixture
def site(rates: FakeRates) -> Iterator[Site]:
    built = build_site(rates)
    with built.client:
        yield built


@pytest.fixture
def open_generator(rates: FakeRates) -> Iterator[OpenPage]:
    usuarios = FakeUsuarios()
    sessao = usuarios.sessoes[usuarios.enter(build_usuario())]

    def build() -> AppTest:
        install_services(build_services(usuarios, FakePecas(), rates=rates))
        at = AppTest.from_file(SHELL, default_timeout=20)
        at.user["login"] = sessao.usuario.login
        at.user["papeis"] = Papel.PROCURADOR.value
        at.user["sessao"] = str(sessao.id)
        return at.run().switch_page("../gerador_de_pecas.py").run()

    yield build
    install_services(None)


def test_each_run_of_a_page_counts_once_for_its_person(open_generator: OpenPage, rates: FakeRates) -> None:
    at = open_generator()
    rates.counted.clear()
    at.run()
    assert rates.counted == [(Action.PAGE, "7")]


def test_page_of_a_hurried_person_says_how_long_and_keeps_the_fields(
    open_generator: OpenPage, rates: FakeRates
) -> None:
    at = open_generator()
    at.main.text_area[0].set_value("com calma").run()
    rates.full.add(Action.PAGE)
    at.run()
    assert "Aguarde 7 segundos" in at.warning[0].value
    assert not at.main.text_area
    rates.full.clear()
    at.main.button[0].click().run()
    (field,) = at.main.text_area
    assert (field.value, field.proto.set_value) == ("com calma", True)  # a browser forgets what was not drawn
    at.run()
    assert not at.main.text_area[0].proto.set_value


@pytest.mark.parametrize(
    ("path", "headers", "kind"),
    [
        pytest.param("/", HTML, "text/html", id="page"),
        pytest.param("/baixar/1", {"accept": "*/*"}, "text/plain", id="download"),
    ],
)
def test_address_of_the_portal_is_refused_with_the_seconds(
    site: Site, rates: FakeRates, path: str, headers: dict[str, str], kind: str
) -> None:
    site.enter()
    assert site.client.get(path, headers=headers).status_code == 200
    rates.full.add(Action.PAGE)
    answer = site.client.get(path, headers=headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert answer.headers["content-type"].startswith(kind)
    assert "Aguarde 7 segundos" in answer.text


def test_what_the_browser_asks_by_itself_and_leaving_are_not_counted(site: Site, rates: FakeRates) -> None:
    site.enter()
    rates.full.add(Action.PAGE)
    for path in ("/_stcore/host-config", "/media/a", "/static/js/index.js", "/sessao", "/acompanhar/1"):
        assert site.client.get(path).status_code in (200, 204)
    assert site.client.post("/sair", headers=FORM).status_code == 303
    assert rates.counted == []


@pytest.mark.parametrize("routes", [acompanhar.ROUTES, conversa.ROUTES, ensaio.ROUTES, perguntas.ROUTES])
def test_no_stream_uses_up_the_pages_of_who_follows_it(site: Site, rates: FakeRates, routes: tuple[Route]) -> None:
    site.enter()
    rates.full.add(Action.PAGE)
    address = "/".join("1" if "{" in part else part for part in routes[0].path.split("/"))
    assert site.client.get(address).status_code != 429
    assert rates.counted == []


@pytest.mark.parametrize("action", [Action.LOGIN, Action.LOGIN_ADDRESS])
def test_hurried_logins_are_refused_before_the_password_is_looked_at(
    site: Site, rates: FakeRates, action: Action
) -> None:
    rates.full.add(action)
    answer = site.client.post("/entrar", data={"usuario": "procurador", "senha": "senha-certa"}, headers=FORM)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert "Aguarde 7 segundos" in answer.text
    assert site.usuarios.sessoes == {}
    assert rates.counted == []  # the others of the same office may still try


def test_logins_are_counted_by_account_and_by_address(site: Site, rates: FakeRates) -> None:
    for usuario in ("procurador", " PROCURADOR ", "outra"):
        site.client.post("/entrar", data={"usuario": usuario, "senha": "x"}, headers=FORM)
    accounts = [key for action, key in rates.counted if action is Action.LOGIN]
    assert accounts[0] == accounts[1] != accounts[2]
    assert "procurador" not in accounts[0]
    assert {key for action, key in rates.counted if action is Action.LOGIN_ADDRESS} == {"10.0.0.5"}
