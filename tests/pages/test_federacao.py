"""Sign-in with the institution's account, through the gate, at a real provider of OpenID Connect."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
import itsdangerous
import pytest
from pydantic import SecretStr
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from core.infra.db import SessionScope
from core.settings import OidcSettings
from core.usuarios.domain import Papel
from core.usuarios.federacao import PRAZO_S
from core.usuarios.service import UsuarioService
from ops.state import find_free_port
from tests.integration.usuarios.conftest import SENHA, Clock, CountingPasswords, build_service
from tests.pages.test_web import FORM, HTML, Site, build_site

EMAIL = "rita@pge.example"
RETURN = "http://localhost/entrar/oidc/retorno"
PEOPLE = [
    {"sub": sub, "email": email, "email_verified": True}
    for sub, email in (("1", EMAIL), ("2", EMAIL), ("3", "ninguem@pge.example"))
]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    port = find_free_port()
    people = [part for person in PEOPLE for part in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true", *people]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_until_answering(address)
            yield address
        finally:
            process.kill()


@retry(retry=retry_if_exception_type(httpx2.TransportError), stop=stop_after_delay(90), wait=wait_fixed(0.05))
def wait_until_answering(address: str) -> None:
    httpx2.get(f"{address}/.well-known/openid-configuration")


@pytest.fixture
def service(session_scope: SessionScope, provider: str) -> UsuarioService:
    oidc = OidcSettings(issuer=provider, client_id="portal", client_secret=SecretStr("segredo"), retorno=RETURN)
    built = build_service(session_scope, Clock(), CountingPasswords(), oidc)
    built.add_usuario(EMAIL, "Rita Inventada", papel=Papel.PROCURADOR, unidade="", senha=SENHA)
    return built


@pytest.fixture
def site(service: UsuarioService) -> Iterator[Site]:
    built = build_site(usuarios=service)
    with built.client:
        yield built


def sign_in(site: Site, sub: str, next_address: str = "/") -> str:
    """The address that the provider sends the browser back to."""
    begun = site.client.get("/entrar/oidc", params={"next": next_address})
    assert begun.status_code == 303, begun.text
    answer = httpx2.post(begun.headers["location"], data={"sub": sub})
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def test_known_person_enters_and_lands_where_asked(site: Site, service: UsuarioService) -> None:
    page = site.client.get("/ajuda?a=1", headers=HTML, follow_redirects=True).text
    assert "Entrar com conta institucional" in page
    answer = site.client.get(sign_in(site, "1", "/ajuda?a=1"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/ajuda?a=1")
    sessao = service.find_sessao(site.client.cookies[site.cookie])
    assert sessao is not None
    assert (sessao.usuario.login, sessao.is_provisoria) == (EMAIL, False)
    assert "portal-entrada" not in site.client.cookies
    assert site.client.get("/ajuda", headers=HTML).status_code == 200


def test_account_with_the_same_address_but_another_number_opens_nothing(site: Site, service: UsuarioService) -> None:
    site.client.get(sign_in(site, "1"))
    site.client.cookies.clear()
    assert site.client.get(sign_in(site, "2")).status_code == 401
    assert site.cookie not in site.client.cookies


def test_account_is_taken_off_a_person_and_the_next_one_opens(site: Site, service: UsuarioService) -> None:
    site.client.get(sign_in(site, "1"))
    (rita,) = service.list_usuarios()
    assert service.cadastro.has_conta(rita.id)
    assert service.cadastro.unlink_conta(rita.id, autor="admin")
    assert not service.cadastro.has_conta(rita.id)
    assert not service.cadastro.unlink_conta(rita.id, autor="admin")
    service._forget()  # what this process kept of sessions for two seconds
    assert site.client.get("/ajuda", headers=HTML).status_code == 303
    site.client.cookies.clear()
    assert site.client.get(sign_in(site, "2")).status_code == 303


def test_sign_in_ends_the_session_that_the_browser_had(site: Site, service: UsuarioService) -> None:
    site.client.get(sign_in(site, "1"))
    old = site.client.cookies[site.cookie]
    assert site.client.get(sign_in(site, "1")).status_code == 303
    assert site.client.cookies[site.cookie] != old
    assert service.find_sessao(old) is None


def test_after_leaving_the_provider_asks_again_who_is_there(site: Site) -> None:
    site.client.get(sign_in(site, "1"))
    assert "prompt=" not in site.client.get("/entrar/oidc").headers["location"]
    site.client.post("/sair", headers=FORM)
    assert "prompt=login" in site.client.get("/entrar/oidc").headers["location"]
    site.client.get(sign_in(site, "1"))
    assert "prompt=" not in site.client.get("/entrar/oidc").headers["location"]


def test_unknown_person_is_told_and_never_created(site: Site, service: UsuarioService) -> None:
    answer = site.client.get(sign_in(site, "3"))
    assert answer.status_code == 401
    assert "não abre este portal" in answer.text
    assert [usuario.login for usuario in service.list_usuarios()] == [EMAIL]


def test_person_without_access_stays_out(site: Site, service: UsuarioService) -> None:
    (rita,) = service.list_usuarios()
    service.change_acesso(rita.id, papel=rita.papel, is_active=False)
    assert site.client.get(sign_in(site, "1")).status_code == 401


def test_return_that_this_browser_did_not_begin_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    back = sign_in(site, "1")
    kept = site.client.cookies["portal-entrada"]
    site.client.cookies.clear()
    stranger = site.client.get(back)
    other = sign_in(site, "1")
    mixed = site.client.get(back)  # the state of one sign-in, the seal of another
    site.client.cookies.set("portal-entrada", kept + "x")
    broken = site.client.get(other)
    monkeypatch.setattr(itsdangerous.TimestampSigner, "get_timestamp", lambda _: 1_000)
    late = sign_in(site, "1")
    monkeypatch.setattr(itsdangerous.TimestampSigner, "get_timestamp", lambda _: 1_001 + PRAZO_S)
    answers = [stranger, mixed, broken, site.client.get(late)]
    assert [answer.status_code for answer in answers] == [401] * 4
    assert all("não terminou a tempo" in answer.text for answer in answers)
    assert site.cookie not in site.client.cookies


def test_cancelled_at_the_provider_is_told(site: Site) -> None:
    answer = site.client.get("/entrar/oidc/retorno?error=access_denied&error_description=<b>x")
    assert answer.status_code == 401
    assert "foi cancelada" in answer.text
    assert "<b>x" not in answer.text


def test_refused_sign_in_still_says_that_it_is_a_demonstration(service: UsuarioService) -> None:
    site = build_site(usuarios=service, is_demonstration=True)
    assert "Modo demonstração" in site.client.get("/entrar/oidc/retorno?error=access_denied").text


@pytest.mark.parametrize("path", ["/entrar/oidc", "/entrar/oidc/retorno?code=1&state=2"])
def test_without_a_provider_the_way_is_not_there(path: str) -> None:
    site = build_site()
    assert "conta institucional" not in site.client.get("/entrar").text
    assert (site.client.get(path).status_code, site.client.get(path).text) == (404, "não encontrado")
