"""The court's client over real HTTP, against a small server that answers what the test wrote."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pydantic import SecretStr
from structlog.testing import capture_logs

from core.clients.tribunal.domain import Alteracao
from core.clients.tribunal.tjms import TjmsClient
from core.clients.tribunal.troca import Pedido
from core.errors import TribunalResponseError, TribunalUnavailableError
from core.settings import TribunalSettings
from tests import mni, mni3
from tests.integration.clients.conftest import Court
from tests.integration.clients.courts import OpenGuard
from tests.integration.clients.flavours import SENHA

HASHES = "<hashCabecalho>a</hashCabecalho><hashMovimentacoes>b</hashMovimentacoes><hashDocumentos>c</hashDocumentos>"


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


def test_secret_case_is_a_header_with_its_level(court: Court, client: TjmsClient):
    header = mni.CABECALHO.replace('nivelSigilo="0"', 'nivelSigilo="3"')
    court.answer(mni.resposta(header, sucesso="false", mensagem="Processo em segredo de justiça"))
    assert client.fetch_processo(mni.NUMERO).nivel_sigilo == 3


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


def test_cut_package_leaves_no_file(court: Court, client: TjmsClient, tmp_path: Path):
    extra = f"<ns2:conteudo>{mni3.include('a@b')}</ns2:conteudo>"
    body, court.content_type = mni3.pack(mni.resposta(mni.documento("1", extra=extra)), [("a@b", b"x" * 5000)])
    court.answer(body[:-100])
    with pytest.raises(TribunalResponseError):
        client.fetch_conteudos(mni.NUMERO, ("1",), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        (mni.resposta().replace("</mensagem>", f"</mensagem>{HASHES}"), 200, Alteracao("a", "b", "c")),
        (mni.resposta(), 200, None),
        (mni.fault("Operação não oferecida"), 200, None),
        (mni.fault("Operação não oferecida"), 500, None),
        ("<html>não encontrado</html>", 200, None),
        ("<html>não encontrado</html>", 404, None),
        ("", 405, None),
        ("<html>erro interno</html>", 500, None),
        ("", 503, None),
    ],
)
def test_hashes_of_a_case_or_none_where_the_court_has_none(
    court: Court, client: TjmsClient, body: str, status: int, expected: Alteracao | None
):
    court.answer(body, status)
    assert client.fetch_alteracao(mni.NUMERO) == expected
    assert "consultarAlteracao" in court.requests[-1].decode()


def test_log_has_figures(court: Court, client: TjmsClient):
    court.answer(mni.resposta(mni.CABECALHO))
    with capture_logs() as logs:
        client.fetch_processo(mni.NUMERO)
    (line,) = logs
    assert (line["operation"], line["outcome"], line["size_bytes"]) == ("consultar_processo", "ok", len(court.body))


def test_request_does_not_show_its_password():
    assert SENHA not in repr(Pedido("consultar_processo", SENHA.encode()))
