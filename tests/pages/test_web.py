"""The gate, the login and the headers, over the parts that the launcher hands to Streamlit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

import pytest
import redis
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from core.settings import WebSettings
from core.usuarios.domain import Papel
from pages.ui.web import drain
from pages.ui.web.audited import Audited, find_name
from pages.ui.web.connections import CLOSE_CODE
from pages.ui.web.gate import clean_next, is_use
from pages.ui.web.portal import Hooks, build_portal
from tests.pages.fakes import SENHA, FakeRates, FakeUsuarios, build_usuario

HTML = {"accept": "text/html"}
FORM = {"origin": "http://testserver"}


@dataclass
class Site:
    client: TestClient
    usuarios: FakeUsuarios

    def enter(self, papel: Papel = Papel.PROCURADOR) -> str:
        token = self.usuarios.enter(build_usuario(papel))
        self.client.cookies.set(self.cookie, token)
        return token

    cookie = "portal"


async def show_scope(request: Request) -> JSONResponse:
    usuario = request.scope["usuario"]
    seen = {name: value for name, value in request.headers.items() if name.startswith("x-portal")}
    return JSONResponse({"login": usuario and usuario.login, "headers": seen})


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    async for text in socket.iter_text():
        await socket.send_text(f"{socket.headers['x-portal-user']}: {text}")


async def fail(_: Request) -> PlainTextResponse:
    raise RuntimeError("a secret detail")


async def lose_redis(_: Request) -> PlainTextResponse:
    raise redis.ConnectionError("a secret detail")


def build_site(rates: FakeRates | None = None, *, usuarios: Any = None, **settings: Any) -> Site:
    usuarios, counting = usuarios or FakeUsuarios({"procurador": build_usuario()}), rates or FakeRates()
    hooks = Hooks(
        usuarios=lambda: usuarios,
        rates=lambda: counting,
        read_health=lambda: {"status": "ok", "database": True},
        read_metrics=lambda: b"portal_up 1\n",
        others=[Route("/acompanhar/{id}", show_scope)],
    )
    portal = build_portal(WebSettings(**settings), hooks)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> Any:
        async with portal.lifespan(app):
            yield

    streamlit = [
        WebSocketRoute("/_stcore/stream", echo),
        Route("/_stcore/falha", fail),
        Route("/falha/pagina", fail),
        Route("/falha/redis", lose_redis),
        Mount("/", Starlette(routes=[Route("/{path:path}", show_scope, methods=["GET", "PUT", "POST"])])),
    ]
    app = Starlette(
        routes=[*portal.routes, *streamlit],
        middleware=list(portal.middleware),
        lifespan=lifespan,
        exception_handlers=dict(portal.exception_handlers),
    )
    return Site(
        TestClient(app, follow_redirects=False, raise_server_exceptions=False, client=("10.0.0.5", 1)), usuarios
    )


@pytest.fixture
def site() -> Iterator[Site]:
    built = build_site()
    with built.client:
        yield built


@pytest.mark.parametrize(
    ("path", "login"),
    [
        pytest.param("/", "/entrar", id="first-page"),
        pytest.param("/ajuda", "/entrar?next=%2Fajuda", id="deep-link"),
        pytest.param("/ajuda?a=1&b=2", "/entrar?next=%2Fajuda%3Fa%3D1%26b%3D2", id="query-is-kept"),
        pytest.param("/baixar/abc", "/entrar?next=%2Fbaixar%2Fabc", id="download-opened-as-page"),
    ],
)
def test_anonymous_page_leads_to_the_login_and_back(site: Site, path: str, login: str) -> None:
    answer = site.client.get(path, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, login)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/media/abc.pdf"),
        ("PUT", "/_stcore/upload_file/s/f"),
        ("GET", "/_stcore/host-config"),
        ("GET", "/_stcore/bidi-components/portal.minuta/minuta.js"),
        ("GET", "/acompanhar/1"),
        ("POST", "/sair"),
        ("GET", "/sessao"),
    ],
)
def test_anonymous_call_is_refused(site: Site, method: str, path: str) -> None:
    headers = HTML if path.startswith(("/media", "/_stcore")) else {}
    assert site.client.request(method, path, headers=headers).status_code == 401


@pytest.mark.parametrize("path", ["/_stcore/agent/interact", "/_stcore/metrics"])
def test_addresses_for_programs_do_not_exist_even_after_login(site: Site, path: str) -> None:
    site.enter(Papel.ADMIN)
    assert site.client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/entrar", "/health/live", "/app/static/entrar.css", "/app/static/marca.svg"])
def test_login_page_and_its_files_are_open(site: Site, path: str) -> None:
    assert site.client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/static/js/index.js", "/app/static/portal.js"])
def test_other_files_come_with_a_session_and_are_not_counted(site: Site, path: str) -> None:
    assert site.client.get(path, headers=HTML).status_code == 401
    site.enter()
    assert site.client.get(path).status_code == 200
    assert site.usuarios.touched == []


def test_anonymous_socket_is_refused(site: Site) -> None:
    with pytest.raises(WebSocketDisconnect), site.client.websocket_connect("/_stcore/stream"):
        pass


def test_spoofed_identity_is_stripped(site: Site) -> None:
    spoofed = {"x-portal-user": "admin", "X-Portal-Roles": "admin", "x-portal-sessao": "1"}
    assert site.client.get("/media/a", headers=spoofed).status_code == 401
    assert site.client.get("/app/static/entrar.css", headers=spoofed).json()["headers"] == {}
    token = site.enter()
    seen = site.client.get("/acompanhar/1", headers=spoofed).json()
    sessao = site.usuarios.sessoes[token]
    assert seen["login"] == "procurador"
    assert seen["headers"] == {
        "x-portal-user": "procurador",
        "x-portal-roles": "procurador",
        "x-portal-sessao": str(sessao.id),
    }


def test_login_sets_a_cookie_that_scripts_cannot_read_and_goes_back(site: Site) -> None:
    form = {"usuario": "procurador", "senha": SENHA, "next": "/ajuda?a=1"}
    answer = site.client.post("/entrar", data=form, headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/ajuda?a=1")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("portal=token")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert site.client.get("/ajuda", headers=HTML).status_code == 200


def test_https_cookie_is_bound_to_the_host() -> None:
    site = build_site(is_https=True)
    answer = site.client.post("/entrar", data={"usuario": "procurador", "senha": SENHA}, headers=FORM)
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-portal=")
    assert "secure" in cookie
    assert "domain" not in cookie
    assert "max-age" in answer.headers["strict-transport-security"]


def test_wrong_password_keeps_the_login_and_escapes_it(site: Site) -> None:
    answer = site.client.post("/entrar", data={"usuario": '"><b>x', "senha": "errada"}, headers=FORM)
    assert answer.status_code == 401
    assert "Usuário ou senha não conferem" in answer.text
    assert "<b>x" not in answer.text
    assert "&lt;b&gt;x" in answer.text
    assert "set-cookie" not in answer.headers


def test_locked_login_says_when_to_come_back(site: Site) -> None:
    site.usuarios.is_locked = True
    answer = site.client.post("/entrar", data={"usuario": "procurador", "senha": SENHA}, headers=FORM)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "90")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"origin": "http://outro.example"}, id="other-origin"),
        pytest.param({}, id="no-origin"),
        pytest.param({"origin": "null"}, id="null-origin"),
        pytest.param({"origin": "http://testserver", "sec-fetch-site": "cross-site"}, id="browser-says-cross-site"),
    ],
)
@pytest.mark.parametrize("path", ["/entrar", "/sair"])
def test_form_from_elsewhere_is_refused(site: Site, headers: dict[str, str], path: str) -> None:
    token = site.enter()
    answer = site.client.post(path, data={"usuario": "procurador", "senha": SENHA}, headers=headers)
    assert answer.status_code == 403
    assert token in site.usuarios.sessoes


def test_huge_form_is_refused_unread(site: Site) -> None:
    answer = site.client.post("/entrar", data={"usuario": "x" * 20_000}, headers=FORM)
    assert answer.status_code == 413


def test_new_login_ends_the_session_that_the_browser_had(site: Site) -> None:
    old = site.enter()
    site.client.post("/entrar", data={"usuario": "procurador", "senha": SENHA}, headers=FORM)
    assert old not in site.usuarios.sessoes
    assert len(site.usuarios.sessoes) == 1


def test_logout_ends_the_session_on_the_server(site: Site) -> None:
    token = site.enter()
    answer = site.client.post("/sair", headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/entrar?motivo=saiu")
    assert token not in site.usuarios.sessoes
    site.client.cookies.set(site.cookie, token)
    assert site.client.get("/media/a").status_code == 401


def test_login_page_of_somebody_inside_goes_on(site: Site) -> None:
    site.enter()
    assert site.client.get("/entrar?next=/ajuda").headers["location"] == "/ajuda"


@pytest.mark.parametrize(
    ("address", "clean"),
    [
        ("/ajuda?a=1#b", "/ajuda?a=1#b"),
        ("", "/"),
        (None, "/"),
        ("//outro.example", "/"),
        ("/\\outro.example", "/"),
        ("\\\\outro.example", "/"),
        ("https://outro.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\tx", "/"),
        ("/entrar?next=/x", "/"),
        ("/sair", "/"),
        ("ajuda", "/"),
        ("/ajuda?a=" + "x" * 1_000, "/"),
    ],
)
def test_next_stays_in_the_portal(address: str | None, clean: str) -> None:
    assert clean_next(address) == clean


def test_socket_carries_the_identity_and_closes_when_the_session_is_revoked(site: Site) -> None:
    token = site.enter()
    with site.client.websocket_connect("/_stcore/stream") as socket:
        socket.send_text("oi")
        assert socket.receive_text() == "procurador: oi"
        started = time.monotonic()
        site.usuarios.logout(token)
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    assert closed.value.code == CLOSE_CODE
    assert time.monotonic() - started < 5


def test_logout_closes_the_other_tab_at_once(site: Site) -> None:
    site.enter()
    with site.client.websocket_connect("/_stcore/stream") as socket:
        site.client.post("/sair", headers=FORM)
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()


def test_page_opened_by_a_person_counts_as_use(site: Site) -> None:
    token = site.enter()
    site.client.get("/_stcore/host-config")
    assert site.usuarios.touched == []
    site.client.get("/ajuda", headers=HTML)
    assert site.usuarios.touched == [site.usuarios.sessoes[token].id]


@pytest.mark.parametrize(
    ("message", "is_person"),
    [
        pytest.param(BackMsg(rerun_script=ClientState(query_string="a=1")), True, id="click"),
        pytest.param(BackMsg(rerun_script=ClientState(is_auto_rerun=True)), False, id="page-refreshing-itself"),
    ],
)
def test_only_what_the_person_does_counts_as_use(message: BackMsg, is_person: bool) -> None:
    assert is_use({"type": "websocket.receive", "bytes": message.SerializeToString()}) is is_person
    assert not is_use({"type": "websocket.receive", "bytes": b"\xff not a message"})
    assert not is_use({"type": "websocket.receive", "text": "x"})
    assert not is_use({"type": "websocket.disconnect"})


def test_index_is_in_portuguese_and_has_no_address_for_programs(site: Site) -> None:
    site.enter()
    page = site.client.get("/", headers=HTML).text
    assert '<html lang="pt-BR">' in page
    assert "<title>Portal PGE-MS</title>" in page
    assert "/app/static/portal.js" in page
    assert "agent" not in page
    assert "enable JavaScript" not in page


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        pytest.param("/nao_existe", 404, "Página não encontrada", id="unknown"),
        pytest.param("/so_do_admin", 403, "perfil", id="not-for-this-profile"),
        pytest.param("/hoje", 303, "", id="first-page-has-one-address"),
    ],
)
def test_pages_that_are_not_shown_say_why(
    site: Site, monkeypatch: pytest.MonkeyPatch, path: str, status: int, word: str
) -> None:
    monkeypatch.setattr("pages.ui.web.index.list_addresses", lambda: {"so_do_admin": "admin.ver"})
    site.enter(Papel.GESTOR)
    answer = site.client.get(path, headers=HTML)
    assert answer.status_code == status
    assert word in answer.text


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        pytest.param({}, "127.0.0.1", 200, id="this-machine"),
        pytest.param({}, "10.0.0.5", 404, id="another-machine"),
        pytest.param({"x-forwarded-for": "127.0.0.1"}, "127.0.0.1", 404, id="through-a-proxy"),
        pytest.param({"authorization": "Bearer certo"}, "10.0.0.5", 200, id="with-the-token"),
        pytest.param({"authorization": "Bearer errado"}, "10.0.0.5", 404, id="with-a-wrong-token"),
    ],
)
def test_detailed_health_is_for_operators(headers: dict[str, str], address: str, status: int) -> None:
    site = build_site(health_token=SecretStr("certo"))
    client = TestClient(site.client.app, client=(address, 1))
    assert client.get("/health/detailed", headers=headers).status_code == status


@pytest.mark.parametrize("path", ["/health", "/health/detailed", "/health/ready", "/metrics"])
@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        pytest.param("", {}, 404, id="no-token-set"),
        pytest.param("", {"authorization": "Bearer "}, 404, id="an-empty-token"),
        pytest.param("certo", {}, 404, id="none-shown"),
        pytest.param("certo", {"authorization": "Bearer certo"}, 200, id="shown"),
    ],
)
def test_behind_a_proxy_this_machine_shows_the_token_too(
    path: str, token: str, headers: dict[str, str], status: int
) -> None:
    """A proxy on the same machine that passes nothing on about its callers looks like this machine itself."""
    site = build_site(is_https=True, health_token=SecretStr(token))
    client = TestClient(site.client.app, client=("127.0.0.1", 1))
    assert client.get(path, headers=headers).status_code == status


def test_health_says_when_the_portal_is_stopping(site: Site) -> None:
    drain._draining.set()
    try:
        operator = TestClient(site.client.app, client=("127.0.0.1", 1))
        assert operator.get("/health").status_code == 503
        assert operator.get("/health/ready").status_code == 503
        assert site.client.get("/health/live").status_code == 200
    finally:
        drain._draining.clear()


def test_what_fails_while_a_server_is_away_may_be_asked_again(site: Site) -> None:
    site.enter()
    page, picture = (site.client.get("/falha/redis", headers=headers) for headers in (HTML, {}))
    assert page.status_code == picture.status_code == 503
    assert int(page.headers["retry-after"]) == int(picture.headers["retry-after"]) > 0
    assert "A fila de trabalho do portal está fora do ar" in page.text
    assert picture.headers["content-type"].startswith("text/plain")
    assert "secret" not in page.text + picture.text


def test_database_away_before_any_route_may_be_asked_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(_token: str) -> NoReturn:
        raise OperationalError("SELECT secret", {}, ConnectionError())

    site.enter()
    monkeypatch.setattr(site.usuarios, "find_sessao", lose)
    answer = site.client.get("/baixar/1", headers={"accept": "*/*"})
    assert answer.status_code == 503
    assert "O banco de dados do portal está fora do ar" in answer.text
    assert "secret" not in answer.text


def test_failure_outside_a_page_is_told_in_words_without_detail(site: Site) -> None:
    site.enter()
    answer = site.client.get("/falha/pagina", headers=HTML)
    assert answer.status_code == 500
    assert "O portal não conseguiu responder" in answer.text
    assert "secret" not in answer.text
    assert "secret" not in site.client.get("/_stcore/falha").text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 404, id="stranger"),
        pytest.param({"authorization": "Bearer wrong"}, 404, id="wrong-token"),
        pytest.param({"authorization": "Bearer right"}, 200, id="operator"),
    ],
)
def test_only_operators_read_measures(headers: dict[str, str], status: int) -> None:
    answer = build_site(health_token="right").client.get("/metrics", headers=headers)
    assert answer.status_code == status
    assert ("portal_up 1" in answer.text) == (status == 200)


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        pytest.param('attachment; filename="peca.docx"', "peca.docx", id="plain"),
        pytest.param("attachment; filename=\"lote.csv\"; filename*=UTF-8''pe%C3%A7a.csv", "peça.csv", id="accents"),
        pytest.param("attachment", "arquivo", id="no-name"),
        pytest.param('inline; filename="x.pdf"', "", id="shown"),
        pytest.param("", "", id="page"),
    ],
)
def test_name_of_a_file_that_leaves(disposition: str, name: str) -> None:
    assert find_name(disposition) == name


def test_file_leaves_only_once_it_is_on_record() -> None:
    noted: list[tuple[str, str]] = []

    def note(login: str, name: str) -> None:
        if name == "broken.csv":
            raise RuntimeError("no record")
        noted.append((login, name))

    async def serve(request: Request) -> PlainTextResponse:
        name = request.path_params["name"]
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return PlainTextResponse("content", 404 if name == "gone.csv" else 200, headers)

    async def identify(scope: Any, receive: Any, send: Any) -> None:
        scope["usuario"] = build_usuario()
        await Audited(Starlette(routes=[Route("/{name}", serve)]), note=note)(scope, receive, send)

    client = TestClient(identify)
    assert client.get("/peca.docx").text == "content"
    client.get("/gone.csv")
    with pytest.raises(RuntimeError):
        client.get("/broken.csv")
    assert noted == [("procurador", "peca.docx")]
