"""The court's client over real HTTP, against a small server that answers what the test wrote."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import pytest
from lxml import etree
from pydantic import SecretStr
from structlog.testing import capture_logs

from core.clients.tribunal.domain import Alteracao
from core.clients.tribunal.tjms import TjmsClient
from core.clients.tribunal.troca import Pedido
from core.errors import (
    PortalError,
    ProcessoNotFoundError,
    ProcessoSigilosoError,
    TribunalCredentialsError,
    TribunalResponseError,
    TribunalUnavailableError,
)
from core.settings import TribunalSettings
from tests import mni, mni3

T = TypeVar("T")
SENHA = 's<e>"n&ha'
CANARY = b"TEOR-DO-LAUDO-7731"
HASHES = "<hashCabecalho>a</hashCabecalho><hashMovimentacoes>b</hashMovimentacoes><hashDocumentos>c</hashDocumentos>"


class OpenGuard:
    """Lets every call through, once."""

    def run(self, resource: str, operation: str, attempt: Callable[[], T]) -> T:
        assert resource == "tjms"
        return attempt()


@dataclass
class Court:
    """What the server answers next and what it was sent."""

    url: str = ""
    status: int = 200
    body: bytes = b""
    content_type: str = "text/xml"
    announced: int | None = None
    silence: threading.Event | None = None
    requests: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def answer(self, body: str | bytes, status: int = 200) -> None:
        self.body = body.encode() if isinstance(body, str) else body
        self.status = status


@pytest.fixture
def court() -> Iterator[Court]:
    state = Court()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            state.requests.append(self.rfile.read(int(self.headers["Content-Length"])))
            state.headers.append(dict(self.headers))
            state.paths.append(self.path)
            if state.silence is not None:
                state.silence.wait(10)
                return
            self.send_response(state.status)
            self.send_header("Content-Type", state.content_type)
            self.send_header("Content-Length", str(state.announced or len(state.body)))
            self.end_headers()
            self.wfile.write(state.body)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}/mniws"
    yield state
    if state.silence is not None:
        state.silence.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def build_client(court: Court) -> Iterator[Callable[..., TjmsClient]]:
    built: list[TjmsClient] = []

    def build(**settings: Any) -> TjmsClient:
        given = {"url": court.url, "usuario": "pge", "senha": SecretStr(SENHA)} | settings
        built.append(TjmsClient(TribunalSettings(**given), OpenGuard()))
        return built[-1]

    yield build
    for client in built:
        client.close()


@pytest.fixture
def client(build_client: Callable[..., TjmsClient]) -> TjmsClient:
    return build_client()


def _sent(court: Court) -> list[tuple[str, str]]:
    root = etree.fromstring(court.requests[-1])
    return [(etree.QName(e).localname, (e.text or "").strip()) for e in root.iter() if not len(e)]


def test_query_asks_for_the_whole_case_with_escaped_credentials(court: Court, client: TjmsClient):
    court.answer(mni.resposta(mni.CABECALHO))

    processo = client.fetch_processo(mni.NUMERO)

    assert processo.numero_cnj == mni.NUMERO
    assert _sent(court) == [
        ("idConsultante", "pge"),
        ("senhaConsultante", SENHA),
        ("numeroProcesso", mni.NUMERO),
        ("movimentos", "true"),
        ("incluirCabecalho", "true"),
        ("incluirDocumentos", "true"),
    ]
    assert court.headers[-1]["Content-Type"] == "text/xml; charset=utf-8"
    assert court.headers[-1]["SOAPAction"] == '""'


def test_download_goes_in_batches_and_leaves_out_what_did_not_come(court: Court, client: TjmsClient, tmp_path: Path):
    court.answer(mni.resposta("".join(mni.documento(str(i), b"%PDF" + bytes([i])) for i in (7, 3, 1))))

    found = client.fetch_conteudos(mni.NUMERO, ("1", "2", "3", "4", "5", "6", "7"), tmp_path)

    assert [c.id_documento for c in found] == ["1", "3", "7"]
    assert [len([1 for name, _ in _names(r) if name == "documento"]) for r in court.requests] == [5, 2]
    assert len(list(tmp_path.iterdir())) == len(found)


def _names(request: bytes) -> list[tuple[str, str]]:
    return [(etree.QName(e).localname, e.text or "") for e in etree.fromstring(request).iter()]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, mni.resposta(sucesso="false", mensagem="Processo não encontrado"), ProcessoNotFoundError),
        (200, mni.resposta(sucesso="false", mensagem="Senha inválida"), TribunalCredentialsError),
        (200, mni.fault("Processo inexistente"), ProcessoNotFoundError),
        (500, mni.fault("Usuário ou senha inválidos"), TribunalCredentialsError),
        (500, mni.fault("erro interno"), TribunalUnavailableError),
        (500, "<html>", TribunalUnavailableError),
        (401, "", TribunalCredentialsError),
        (403, "", TribunalCredentialsError),
        (502, "<html/>", TribunalUnavailableError),
        (503, "<html/>", TribunalUnavailableError),
        (504, "", TribunalUnavailableError),
        (429, "", TribunalUnavailableError),
        (404, "<html/>", TribunalResponseError),
        (302, "", TribunalResponseError),
        (200, "<html><body/></html>", TribunalResponseError),
        (200, mni.resposta(mni.CABECALHO)[:-30], TribunalResponseError),
        (200, mni.resposta(), TribunalResponseError),
    ],
)
def test_refusals_and_failures_are_named(
    court: Court, client: TjmsClient, status: int, body: str, error: type[PortalError]
):
    court.answer(body, status)
    with pytest.raises(error) as caught:
        client.fetch_processo(mni.NUMERO)
    assert type(caught.value) is error
    assert SENHA not in str(caught.value)


def test_secret_case_is_a_header_with_its_level(court: Court, client: TjmsClient):
    header = mni.CABECALHO.replace('nivelSigilo="0"', 'nivelSigilo="3"')
    court.answer(mni.resposta(header, sucesso="false", mensagem="Processo em segredo de justiça"))
    assert client.fetch_processo(mni.NUMERO).nivel_sigilo == 3


def test_secret_case_without_header_takes_the_highest_level(court: Court, client: TjmsClient, tmp_path: Path):
    court.answer(mni.resposta(sucesso="false", mensagem="Processo sigiloso"))
    assert client.fetch_processo(mni.NUMERO).nivel_sigilo == 5
    with pytest.raises(ProcessoSigilosoError):
        client.fetch_conteudos(mni.NUMERO, ("1",), tmp_path)


def test_cut_download_leaves_no_file(court: Court, client: TjmsClient, tmp_path: Path):
    whole = mni.resposta(mni.documento("1", b"a" * 5000) + mni.documento("2", b"b" * 5000))
    court.answer(whole[:-3000])
    with pytest.raises(TribunalResponseError):
        client.fetch_conteudos(mni.NUMERO, ("1", "2"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_connection_lost_in_the_body_may_be_tried_again(court: Court, client: TjmsClient):
    court.answer(mni.resposta(mni.CABECALHO)[:-30])
    court.announced = len(court.body) + 30
    with pytest.raises(TribunalUnavailableError):
        client.fetch_processo(mni.NUMERO)


def test_silence_is_a_timeout(court: Court, build_client: Callable[..., TjmsClient]):
    court.silence = threading.Event()
    with pytest.raises(TribunalUnavailableError, match="timeout"):
        build_client(consulta_timeout_s=0.2).fetch_processo(mni.NUMERO)


def test_refused_connection_is_unavailable(build_client: Callable[..., TjmsClient]):
    with pytest.raises(TribunalUnavailableError, match="connection"):
        build_client(url="http://127.0.0.1:9/").fetch_processo(mni.NUMERO)


def test_proxy_of_the_settings_is_used_and_no_other(
    court: Court, build_client: Callable[..., TjmsClient], monkeypatch: pytest.MonkeyPatch
):
    court.answer(mni.resposta(mni.CABECALHO))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    proxied = build_client(url="http://tribunal.invalid/mniws", proxy_url=court.url.removesuffix("/mniws"))
    for client in (proxied, build_client()):
        assert client.fetch_processo(mni.NUMERO).classe == 7
    assert court.paths == ["http://tribunal.invalid/mniws", "/mniws"]


def test_packed_reply_is_unpacked(court: Court, client: TjmsClient, tmp_path: Path):
    extra = f"<ns2:conteudo>{mni3.include('a@b')}</ns2:conteudo>"
    court.body, court.content_type = mni3.pack(mni.resposta(mni.documento("1", extra=extra)), [("a@b", b"%PDF-1")])
    (found,) = client.fetch_conteudos(mni.NUMERO, ("1",), tmp_path)
    assert found.path.read_bytes() == b"%PDF-1"


def test_cut_package_leaves_no_file(court: Court, client: TjmsClient, tmp_path: Path):
    extra = f"<ns2:conteudo>{mni3.include('a@b')}</ns2:conteudo>"
    body, court.content_type = mni3.pack(mni.resposta(mni.documento("1", extra=extra)), [("a@b", b"x" * 5000)])
    court.answer(body[:-100])
    with pytest.raises(TribunalResponseError):
        client.fetch_conteudos(mni.NUMERO, ("1",), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (mni.resposta().replace("</mensagem>", f"</mensagem>{HASHES}"), Alteracao("a", "b", "c")),
        (mni.resposta(), None),
        (mni.fault("Operação não oferecida"), None),
    ],
)
def test_hashes_of_a_case_or_none_where_the_court_has_none(
    court: Court, client: TjmsClient, body: str, expected: Alteracao | None
):
    court.answer(body)
    assert client.fetch_alteracao(mni.NUMERO) == expected
    assert "consultarAlteracao" in court.requests[-1].decode()


def test_log_has_figures(court: Court, client: TjmsClient):
    court.answer(mni.resposta(mni.CABECALHO))
    with capture_logs() as logs:
        client.fetch_processo(mni.NUMERO)
    (line,) = logs
    assert (line["operation"], line["outcome"], line["size_bytes"]) == ("consultar_processo", "ok", len(court.body))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(mni.resposta(mni.CABECALHO + mni.documento("1", CANARY)), 200, id="answer"),
        pytest.param(mni.resposta(sucesso="false", mensagem=f"Senha {SENHA} de Maria"), 200, id="refusal"),
        pytest.param(mni.fault(f"{CANARY.decode()} Maria"), 500, id="fault"),
        pytest.param(f"<html>{CANARY.decode()} Maria", 502, id="proxy page"),
        pytest.param(mni.resposta(mni.CABECALHO)[:-50], 200, id="cut"),
    ],
)
def test_password_and_content_are_in_no_log_at_any_level(
    court: Court,
    client: TjmsClient,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    body: str,
    status: int,
):
    court.answer(body, status)
    caplog.set_level(logging.DEBUG)
    written: list[str] = []
    with capture_logs() as logs:
        for call in (
            lambda: client.fetch_processo(mni.NUMERO),
            lambda: client.fetch_conteudos(mni.NUMERO, ("1",), tmp_path),
            lambda: client.fetch_alteracao(mni.NUMERO),
        ):
            try:
                call()
            except PortalError as error:
                written += [str(error), repr(error), error.detail]
    written += [record.getMessage() + str(record.args) for record in caplog.records] + [str(line) for line in logs]
    assert len(logs) == 3
    assert caplog.records
    for secret in (SENHA, SENHA.replace("&", "&amp;").replace("<", "&lt;"), CANARY.decode(), "Maria", mni.NUMERO):
        assert not [line for line in written if secret in line], secret


def test_request_does_not_show_its_password():
    assert SENHA not in repr(Pedido("consultar_processo", SENHA.encode()))
