"""Streams and downloads ask for the profile's permission as the pages do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from core.errors import PortalError, QueueUnavailableError, RateLimitError, RecordNotFoundError
from core.exportacao.domain import Arquivo, Formato
from core.usuarios.domain import Papel, Usuario
from pages.ui.runtime import install_services
from pages.ui.web import acompanhar, baixar, conversa, perguntas
from tests.pages.fakes import build_usuario

ROUTES = (*acompanhar.ROUTES, *conversa.ROUTES, *baixar.ROUTES, *perguntas.ROUTES)


class AskedPecas:
    """Knows no record, and remembers that it was asked."""

    def __init__(self) -> None:
        self.asked: list[UUID] = []

    def get_geracao(self, record_id: UUID, usuario_id: int) -> None:
        self.asked.append(record_id)
        raise RecordNotFoundError("unknown")

    get_pedido = get_pergunta = get_geracao

    def request(self, record_id: UUID, usuario: Usuario, formato: Formato) -> None:
        del formato
        self.get_geracao(record_id, usuario.id)


@pytest.fixture
def pecas() -> Iterator[AskedPecas]:
    asked = AskedPecas()
    services: Any = SimpleNamespace(pecas=asked, downloads=asked, conversa=asked, assistencia=asked)
    install_services(services)
    yield asked
    install_services(None)


def open_client(papel: Papel, routes: Sequence[BaseRoute] = ROUTES) -> TestClient:
    app = Starlette(routes=list(routes))

    async def enter(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "usuario": build_usuario(papel)}, receive, send)

    return TestClient(enter)


@pytest.mark.parametrize("papel", list(Papel))
@pytest.mark.parametrize("address", ["acompanhar", "conversas", "perguntas", "baixar"])
def test_only_who_generates_pecas_reaches_a_record(pecas: AskedPecas, papel: Papel, address: str) -> None:
    record_id = uuid4()
    assert open_client(papel).get(f"/{address}/{record_id}").status_code == 404
    assert pecas.asked == ([record_id] if papel in (Papel.PROCURADOR, Papel.CURADOR) else [])


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        pytest.param("text/html,*/*", "text/html", id="opened-as-page"),
        pytest.param("text/plain", "text/plain", id="fetched-by-a-page"),
    ],
)
@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        pytest.param(RecordNotFoundError("unknown"), 404, id="unknown"),
        pytest.param(RateLimitError("export", user_message="Aguarde 7 segundos.", retry_after_s=6.2), 429, id="limit"),
        pytest.param(QueueUnavailableError("no redis"), 503, id="no-queue"),
    ],
)
def test_refused_word_file_says_why(refusal: PortalError, status: int, accept: str, kind: str) -> None:
    def refuse(*_: object) -> str:
        raise refusal

    services: Any = SimpleNamespace(downloads=SimpleNamespace(request=refuse))
    install_services(services)
    answer = open_client(Papel.PROCURADOR).get(f"/baixar/{uuid4()}", headers={"accept": accept})
    install_services(None)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (status, kind)
    assert refusal.user_message in answer.text


@pytest.mark.parametrize(
    ("arquivo", "status", "words"),
    [
        pytest.param(Arquivo("c", "peca-pdfa.pdf", "application/pdf", b"%PDF-1.7"), 200, "%PDF-1.7", id="made"),
        pytest.param(Arquivo("c", "", "application/pdf", b"", "E510"), 503, "LibreOffice", id="no-office"),
    ],
)
def test_file_is_handed_out_or_its_failure_told(arquivo: Arquivo, status: int, words: str) -> None:
    asked: list[Formato] = []
    downloads = SimpleNamespace(request=lambda *given: asked.append(given[2]), find_arquivo=lambda _: arquivo)
    services: Any = SimpleNamespace(downloads=downloads)
    install_services(services)
    answer = open_client(Papel.PROCURADOR).get(f"/baixar/{uuid4()}?formato=pdfa", headers={"accept": "text/plain"})
    install_services(None)
    assert (answer.status_code, asked) == (status, [Formato.PDFA])
    assert words in answer.text


@pytest.mark.parametrize("papel", list(Papel))
def test_sample_of_a_letterhead_is_for_administrators(papel: Papel) -> None:
    amostra = Arquivo("timbre/3/docx", "amostra.docx", "application/zip", b"PK")
    services: Any = SimpleNamespace(
        timbres=SimpleNamespace(find_amostra=lambda number: amostra if number == 3 else None)
    )
    install_services(services)
    answers = [open_client(papel).get(f"/baixar/timbre/{number}").status_code for number in (3, 4)]
    install_services(None)
    assert answers == ([200, 404] if papel is Papel.ADMIN else [404, 404])
