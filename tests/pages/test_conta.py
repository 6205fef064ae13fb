"""The own account, over the gate and a real service: what a person changes, and what has to be changed first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import WebSocketDenialResponse

from core.infra.db import SessionScope
from core.usuarios.domain import Papel
from core.usuarios.service import UsuarioService
from tests.integration.usuarios.conftest import SENHA, Clock, CountingPasswords, build_service
from tests.pages.test_web import FORM, HTML, Site, build_site

NOVA = "capivara violeta na balsa"


@pytest.fixture
def service(session_scope: SessionScope) -> UsuarioService:
    built = build_service(session_scope, Clock(), CountingPasswords())
    built.add_usuario("rita", "Rita Inventada", papel=Papel.ADMIN, unidade="Saúde", senha=SENHA)
    return built


@pytest.fixture
def site(service: UsuarioService) -> Iterator[Site]:
    built = build_site(usuarios=service)
    with built.client:
        yield built


def log_in(site: Site, senha: str = SENHA) -> str:
    answer = site.client.post("/entrar", data={"usuario": "rita", "senha": senha}, headers=FORM)
    assert answer.status_code == 303, answer.text
    return str(site.client.cookies[site.cookie])


def change(site: Site, atual: str, nova: str, again: str = "") -> tuple[int, str]:
    form = {"atual": atual, "nova": nova, "repetida": again or nova}
    answer = site.client.post("/conta/senha", data=form, headers=FORM)
    return answer.status_code, answer.headers.get("location") or answer.text


def test_given_password_opens_nothing_until_it_is_changed(site: Site, service: UsuarioService) -> None:
    (rita,) = service.list_usuarios()
    given = service.cadastro.reset_senha(rita.id, autor="outra")
    log_in(site, given)
    assert site.client.get("/", headers=HTML).headers["location"] == "/conta"
    assert [site.client.get(path).status_code for path in ("/acompanhar/1", "/media/a", "/_stcore/host-config")] == [
        403,
        403,
        403,
    ]
    with pytest.raises(WebSocketDenialResponse), site.client.websocket_connect("/_stcore/stream"):
        pass
    page = site.client.get("/conta").text
    assert "escolhida por outra pessoa" in page
    assert "Sair de todos os lugares" not in page
    assert change(site, given, NOVA) == (303, "/")
    assert site.client.get("/acompanhar/1").status_code == 200


@pytest.mark.parametrize(
    ("form", "word"),
    [
        pytest.param(("errada", NOVA), "A senha atual não confere", id="wrong-current"),
        pytest.param((SENHA, "rita inventada 12"), "palavras do portal", id="of-the-name"),
        pytest.param((SENHA, SENHA), "igual à atual", id="the-same"),
        pytest.param((SENHA, NOVA, "capivara violeta na bolsa"), "não são iguais", id="mistyped"),
    ],
)
def test_refused_change_says_why_and_keeps_the_session(site: Site, form: tuple[str, ...], word: str) -> None:
    log_in(site)
    status, page = change(site, *form)
    assert (status, word in page) == (400, True)
    assert not [senha for senha in (SENHA, NOVA) if senha in page]
    assert site.client.get("/sessao").status_code == 204


def test_change_keeps_this_browser_in_with_a_new_token_and_ends_the_others(site: Site, service: UsuarioService) -> None:
    there = service.login("rita", SENHA, "10.0.0.9")
    old = log_in(site)
    assert change(site, SENHA, NOVA) == (303, "/conta?motivo=trocada")
    assert site.client.cookies[site.cookie] not in (old, there)
    assert [service.find_sessao(token) for token in (old, there)] == [None, None]
    assert "Sua senha foi trocada" in site.client.get("/conta?motivo=trocada").text


def test_leaving_everywhere_ends_all_and_leads_to_the_login(site: Site, service: UsuarioService) -> None:
    there = service.login("rita", SENHA, "10.0.0.9")
    here = log_in(site)
    page = site.client.get("/conta").text
    assert (page.count("<li>"), page.count("Este navegador")) == (2, 1)
    assert site.client.post("/conta/sair", headers=FORM).headers["location"] == "/entrar?motivo=saiu_de_todos"
    assert [service.find_sessao(token) for token in (here, there)] == [None, None]
    assert "em todos os lugares" in site.client.get("/entrar?motivo=saiu_de_todos").text


def test_strength_is_told_by_the_rule_itself(site: Site) -> None:
    log_in(site)
    told = [
        site.client.post("/conta/forca", data={"nova": senha}, headers=FORM).json()
        for senha in ("curta", "passwordpassword", NOVA)
    ]
    assert [one["forca"] for one in told] == ["curta", "fácil de adivinhar", "forte"]
    assert [bool(one["motivo"]) for one in told] == [True, True, False]


@pytest.mark.parametrize("path", ["/conta/senha", "/conta/forca", "/conta/sair"])
def test_form_of_another_site_does_nothing(site: Site, path: str) -> None:
    log_in(site)
    form = {"atual": SENHA, "nova": NOVA, "repetida": NOVA}
    assert site.client.post(path, data=form, headers={"origin": "http://outro.example"}).status_code == 403
    assert site.client.get("/sessao").status_code == 204
