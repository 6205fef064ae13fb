"""The court behind a proxy, over TLS: the proxy is asked for a tunnel and sees nothing of what goes through it."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.errors import TribunalUnavailableError
from tests import mni
from tests.integration.clients.flavours import SAJ, SENHA

HOST = "tribunal.invalid"
LOGIN = "proxy:chave"


@dataclass
class Proxy:
    """A proxy with the court behind it. ``asked`` is what came in the clear, ``tunnelled`` what came inside."""

    port: int = 0
    status: int = 200
    asked: list[str] = field(default_factory=list)
    tunnelled: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{LOGIN}@127.0.0.1:{self.port}"


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Key and certificate of the court, which this process trusts as those of a known authority."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    names = x509.SubjectAlternativeName([x509.DNSName(HOST)])
    dated = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    signed = dated.add_extension(names, critical=True)
    path = tmp_path / "tribunal.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    monkeypatch.setattr(certifi, "where", lambda: str(path))
    return path


@pytest.fixture
def proxy(certificate: Path) -> Iterator[Proxy]:
    state = Proxy()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_CONNECT(self) -> None:
            state.asked.append(f"{self.requestline}\n{self.headers}")
            self.send_response(state.status)
            self.end_headers()
            if state.status == 200:
                with suppress(OSError), tls.wrap_socket(self.connection, server_side=True) as inside:
                    self.rfile, self.wfile = inside.makefile("rb"), inside.makefile("wb")
                    self.handle_one_request()
            self.close_connection = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.tunnelled.append(f"{self.requestline}\n{self.headers}\n{body.decode()}")
            answer = mni.resposta(mni.CABECALHO).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    state.port = server.server_port
    yield state
    server.shutdown()
    server.server_close()


def test_the_case_comes_through_a_tunnel_that_the_proxy_cannot_read(proxy: Proxy) -> None:
    client = SAJ.build_client(f"https://{HOST}/mniws", proxy_url=proxy.url)
    assert client.fetch_processo(mni.NUMERO).classe == 7
    client.close()
    (asked,), (tunnelled,) = proxy.asked, proxy.tunnelled
    assert asked.startswith(f"CONNECT {HOST}:443 ")
    assert "Proxy-Authorization: Basic" in asked
    assert mni.NUMERO not in asked
    assert tunnelled.startswith("POST /mniws ")
    assert mni.NUMERO in tunnelled
    assert "Proxy-Authorization" not in tunnelled


@pytest.mark.parametrize("status", [407, 502, 503])
def test_a_proxy_that_gives_no_tunnel_is_a_court_that_is_away(proxy: Proxy, status: int) -> None:
    proxy.status = status
    client = SAJ.build_client(f"https://{HOST}/mniws", proxy_url=proxy.url)
    with pytest.raises(TribunalUnavailableError) as caught:
        client.fetch_processo(mni.NUMERO)
    client.close()
    assert not [secret for secret in (SENHA, LOGIN, "chave") if secret in str(caught.value)]
    assert proxy.tunnelled == []


def test_a_certificate_of_another_host_ends_the_call_before_the_password_leaves(proxy: Proxy) -> None:
    client = SAJ.build_client("https://outro.invalid/mniws", proxy_url=proxy.url)
    with pytest.raises(TribunalUnavailableError, match="connection"):
        client.fetch_processo(mni.NUMERO)
    client.close()
    assert proxy.tunnelled == []
