"""The addresses of lots: files that come in are their person's only, answers leave for the people of the unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, BinaryIO
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.classificador.domain import FormatoDeExportacao, Lote
from core.errors import ArquivoRecusadoError, RateLimitError, RecordNotFoundError
from core.exportacao.domain import Arquivo
from core.infra.rate import Action
from core.settings import ClassificadorSettings
from core.usuarios.domain import Papel, Usuario
from pages.ui.runtime import install_services
from pages.ui.web import lotes
from pages.ui.web.connections import OpenConnections
from pages.ui.web.cookie import PortalCookie
from pages.ui.web.gate import Gate
from tests.pages.classificador import LOTE, build_lote
from tests.pages.fakes import FakeRates, FakeUsuarios, build_usuario

CHAVE = "envio-de-teste"
ADDRESS = f"/lotes/remessas/{CHAVE}"
OURS = {"sec-fetch-site": "same-origin"}


@dataclass
class FakeRemessas:
    """Files of the person 7 in memory."""

    arquivos: dict[str, bytes] = field(default_factory=dict)

    def receive(self, chave: str, usuario_id: int, nome: str, source: BinaryIO) -> None:
        if (chave, usuario_id) != (CHAVE, 7):
            raise RecordNotFoundError("files of another person")
        source.seek(0)
        content = source.read()
        if not content:
            raise ArquivoRecusadoError("empty", user_message=f"O arquivo “{nome}” está vazio.")
        self.arquivos[nome] = content


@dataclass
class Desk:
    remessas: FakeRemessas = field(default_factory=FakeRemessas)
    rates: FakeRates = field(default_factory=FakeRates)
    usuarios: FakeUsuarios = field(default_factory=FakeUsuarios)
    is_full: bool = False

    def get_lote(self, lote_id: UUID, usuario: Usuario) -> Lote:
        if lote_id != LOTE:
            raise RecordNotFoundError("another lot")
        return build_lote()

    def request(self, lote_id: UUID, usuario: Usuario, formato: FormatoDeExportacao) -> str:
        if self.is_full:
            raise RateLimitError("export", retry_after_s=6.2)
        return f"{formato} da pessoa {usuario.id}"

    def find_arquivo(self, chave: str) -> Arquivo:
        return Arquivo(chave, "lote.csv", "text/csv", chave.encode())

    def open_client(self, papel: Papel | None = Papel.DADOS, **changes: Any) -> TestClient:
        cookie = PortalCookie(is_https=False, max_age_s=60)
        connections = OpenConnections(lambda: self.usuarios)  # type: ignore[arg-type,return-value]  # the fake has what it uses
        parts: dict[str, Any] = {"usuarios": lambda: self.usuarios, "rates": lambda: self.rates}
        app = Gate(
            Starlette(routes=lotes.ROUTES), **parts, cookie=cookie, connections=connections, is_operator=lambda _: False
        )
        client = TestClient(app, headers=OURS)
        if papel is not None:
            client.cookies.set(cookie.name, self.usuarios.enter(build_usuario(papel, **changes)))
        return client


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    settings = SimpleNamespace(classificador=ClassificadorSettings(max_pacote_bytes=2_000))
    parts = {"remessas": desk.remessas, "rates": desk.rates, "lotes": desk, "downloads": desk}
    services: Any = SimpleNamespace(settings=settings, arquivos_de_lotes=desk, **parts)
    install_services(services)
    yield desk
    install_services(None)


def test_a_file_comes_in_whole_under_its_own_name(desk: Desk) -> None:
    nome = "petição nº 1.txt"
    answer = desk.open_client().post(ADDRESS, content=b"abc", headers={"x-nome": quote(nome)})
    assert (answer.status_code, answer.json()) == (200, {"recusas": []})
    assert desk.remessas.arquivos == {nome: b"abc"}
    assert desk.rates.counted == [(Action.UPLOAD, "7")]  # two thousand files use up nobody's pages


def test_who_sends_too_fast_is_told_how_long_to_wait(desk: Desk) -> None:
    desk.rates.full = {Action.UPLOAD}
    answer = desk.open_client().post(ADDRESS, content=b"abc", headers={"x-nome": "a.txt"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert desk.remessas.arquivos == {}


def test_a_refusal_is_told_in_words_and_not_sent_again(desk: Desk) -> None:
    answer = desk.open_client().post(ADDRESS, content=b"", headers={"x-nome": "nada.pdf"})
    assert (answer.status_code, answer.json()) == (200, {"recusas": ["O arquivo “nada.pdf” está vazio."]})


def test_what_is_larger_than_any_package_is_not_taken_in(desk: Desk) -> None:
    answer = desk.open_client().post(ADDRESS, content=b"x" * 2_001, headers={"x-nome": "enorme.zip"})
    assert "“enorme.zip”" in answer.json()["recusas"][0]
    assert desk.remessas.arquivos == {}


@pytest.mark.parametrize(
    ("papel", "changes", "headers", "status"),
    [
        pytest.param(None, {}, {}, 401, id="no-session"),
        pytest.param(Papel.GESTOR, {}, {}, 403, id="no-permission"),
        pytest.param(Papel.DADOS, {}, {"sec-fetch-site": "cross-site"}, 403, id="other-site"),
        pytest.param(Papel.DADOS, {"id": 8}, {}, 200, id="another-person"),
    ],
)
def test_nobody_else_puts_files_there(
    desk: Desk, papel: Papel | None, changes: dict[str, int], headers: dict[str, str], status: int
) -> None:
    answer = desk.open_client(papel, **changes).post(ADDRESS, content=b"abc", headers={"x-nome": "a.txt", **headers})
    assert (answer.status_code, desk.remessas.arquivos) == (status, {})


def test_a_lot_leaves_as_a_file_under_its_name(desk: Desk) -> None:
    answer = desk.open_client().get(f"/lotes/{LOTE}/exportar?formato=csv")
    assert (answer.status_code, answer.content) == (200, b"csv da pessoa 7")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "filename*=UTF-8''Iniciais%20de%20novembro.csv" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("papel", "address", "status"),
    [
        pytest.param(Papel.GESTOR, f"{LOTE}/exportar", 404, id="no-permission"),
        pytest.param(Papel.DADOS, "1/exportar", 404, id="no-id"),
        pytest.param(Papel.DADOS, f"{LOTE}/exportar?formato=exe", 404, id="unknown-format"),
        pytest.param(Papel.DADOS, f"{uuid4()}/exportar", 404, id="another-lot"),
    ],
)
def test_other_files_are_not_found(desk: Desk, papel: Papel, address: str, status: int) -> None:
    assert desk.open_client(papel).get(f"/lotes/{address}").status_code == status


def test_too_many_files_in_a_minute_are_refused_with_the_wait(desk: Desk) -> None:
    desk.is_full = True
    answer = desk.open_client().get(f"/lotes/{LOTE}/exportar")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
