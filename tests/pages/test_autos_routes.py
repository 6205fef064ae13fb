"""Pictures, originals and volumes leave only for who may see cases, never stored by the browser, never drawn by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from core.errors import ProcessoSigilosoError, RecordNotFoundError
from core.infra.rate import Action
from core.processos.autos.domain import DocumentoDosAutos, Leituras, build_documentos
from core.processos.autos.obras.desenho import Desenho
from core.processos.chave import build_chave
from core.processos.domain import FormatoDeArquivo
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services
from pages.ui.web import autos
from tests.builders import build_documento, build_numero_cnj, build_processo
from tests.pages.fakes import FakeRates, build_usuario
from tests.pages.test_processos import TRES

NUMERO = build_numero_cnj()
ENVIO, OUTRO_ENVIO = build_chave(), build_chave()
ADDRESSES = (
    f"/autos/imagem?processo={NUMERO}&documento=1&pagina=2",
    f"/autos/original?processo={NUMERO}&documento=1&parte=1",
    f"/autos/volume?processo={NUMERO}",
)


@dataclass
class FakeAutos:
    formato: FormatoDeArquivo = FormatoDeArquivo.PDF
    refusal: Exception | None = None
    asked: list[str] = field(default_factory=list)
    noted: list[tuple[int, str]] = field(default_factory=list)

    def require_documento(self, numero_cnj: str, id_documento: str) -> DocumentoDosAutos:
        self.asked.append(id_documento)
        if self.refusal is not None:
            raise self.refusal
        processo = build_processo(build_documento("1", 500))
        [documento] = build_documentos(processo, {"1": "a" * 64}, Leituras({"a" * 64: TRES}), 0)
        return documento

    def note_leitura(self, usuario_id: int, numero_cnj: str) -> None:
        self.noted.append((usuario_id, numero_cnj))

    def get(self, numero_cnj: str) -> str:
        self.asked.append(numero_cnj)
        return "autos"

    def write_parte(self, documento: DocumentoDosAutos, parte: int, path: Path) -> FormatoDeArquivo:
        if parte != 1:
            raise RecordNotFoundError("part")
        path.write_bytes(b"original")
        return self.formato


class FakeImagens:
    def __init__(self) -> None:
        self.answers: list[Desenho | None] = [None, None, Desenho(2, b"\xff\xd8jpeg")]
        self.asked: list[tuple[str, int]] = []

    def request(self, sha256: str, numero: int, total: int) -> Desenho | None:
        self.asked.append((sha256, numero))
        return self.answers.pop(0)

    def find(self, sha256: str, numero: int) -> Desenho | None:
        return self.answers.pop(0)


@dataclass
class Desk:
    autos: FakeAutos = field(default_factory=FakeAutos)
    imagens: FakeImagens = field(default_factory=FakeImagens)
    rates: FakeRates = field(default_factory=FakeRates)
    ahead: list[str] = field(default_factory=list)

    def open(self, papel: Papel = Papel.PROCURADOR) -> TestClient:
        app = Starlette(routes=list(autos.ROUTES))

        async def enter(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "usuario": build_usuario(papel)}, receive, send)

        return TestClient(enter)


def require_owner(chave: str, usuario_id: int) -> None:
    """The files of this test belong to nobody who is here but person 7."""
    if (chave, usuario_id) != (ENVIO, 7):
        raise RecordNotFoundError("files of another person")


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    services: Any = SimpleNamespace(
        autos=desk.autos,
        imagens=desk.imagens,
        envios=SimpleNamespace(require=require_owner),
        rates=desk.rates,
        volumes=SimpleNamespace(write=lambda _autos, path: path.write_bytes(b"volume")),
        processos=SimpleNamespace(request_prefetch=desk.ahead.append),
    )
    install_services(services)
    yield desk
    install_services(None)


@pytest.mark.parametrize("papel", [Papel.DADOS, Papel.GESTOR, Papel.ADMIN])
@pytest.mark.parametrize("address", ADDRESSES)
def test_who_may_not_see_cases_gets_nothing(desk: Desk, papel: Papel, address: str) -> None:
    assert desk.open(papel).get(address).status_code == 404
    assert desk.autos.asked == []


@pytest.mark.parametrize("address", [address.replace(NUMERO, OUTRO_ENVIO) for address in ADDRESSES])
def test_files_of_another_person_are_not_found(desk: Desk, address: str) -> None:
    assert desk.open().get(address).status_code == 404
    assert desk.autos.asked == []


def test_the_persons_own_files_are_shown(desk: Desk) -> None:
    assert desk.open().get(ADDRESSES[1].replace(NUMERO, ENVIO)).content == b"original"


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_of_a_case_stays_in_the_browser(desk: Desk, address: str) -> None:
    answer = desk.open().get(address)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["cache-control"]


def test_picture_comes_as_soon_as_it_is_drawn(desk: Desk) -> None:
    answer = desk.open().get(ADDRESSES[0])
    assert (answer.content, answer.headers["content-type"]) == (b"\xff\xd8jpeg", "image/jpeg")
    assert desk.imagens.asked == [("a" * 64, 2)]


def test_page_without_a_picture_answers_with_the_reason(desk: Desk) -> None:
    desk.imagens.answers = [Desenho(2, motivo="só texto")]
    answer = desk.open().get(ADDRESSES[0])
    assert (answer.status_code, answer.text) == (404, "só texto")


@pytest.mark.parametrize("error", [ProcessoSigilosoError("level 2"), RecordNotFoundError("none")])
@pytest.mark.parametrize("address", ADDRESSES[:2])
def test_secret_and_unknown_documents_are_not_found(desk: Desk, error: Exception, address: str) -> None:
    desk.autos.refusal = error
    assert desk.open().get(address).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["", "processo=1", f"processo={NUMERO}&documento=1", f"processo={NUMERO}&documento=1&pagina=x&parte=x"]
    + [f"processo={NUMERO}&documento=1&pagina={n}&parte={n}" for n in ("0", "-1", "9", "9" * 5000)],
)
@pytest.mark.parametrize("path", ["imagem", "original"])
def test_wrong_address_is_not_found(desk: Desk, path: str, query: str) -> None:
    assert desk.open().get(f"/autos/{path}?{query}").status_code == 404


def test_pictures_have_a_limit_of_their_own(desk: Desk) -> None:
    desk.rates.full.add(Action.PICTURE)
    answer = desk.open().get(ADDRESSES[0])
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


@pytest.mark.parametrize(
    ("formato", "mimetype"),
    [
        (FormatoDeArquivo.PDF, "application/pdf"),
        (FormatoDeArquivo.HTML, "application/octet-stream"),
        (FormatoDeArquivo.IMAGEM, "application/octet-stream"),
        (FormatoDeArquivo.DESCONHECIDO, "application/octet-stream"),
    ],
)
def test_original_is_a_download_that_no_browser_draws(desk: Desk, formato: FormatoDeArquivo, mimetype: str) -> None:
    desk.autos.formato = formato
    answer = desk.open().get(ADDRESSES[1])
    assert answer.content == b"original"
    assert answer.headers["content-type"] == mimetype
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert int(answer.headers["content-length"]) == len(b"original")


def test_page_of_a_case_is_noted_and_a_file_says_whose_it_is(desk: Desk) -> None:
    desk.open().get(ADDRESSES[0])
    assert desk.autos.noted == [(7, NUMERO)]
    answer = desk.open().get(ADDRESSES[1])
    assert f"UTF-8''{NUMERO[:7]}-{NUMERO[7:9]}" in answer.headers["content-disposition"]
    own = desk.open().get(ADDRESSES[1].replace(NUMERO, ENVIO))
    assert f"UTF-8''{ENVIO}" in own.headers["content-disposition"]
    assert {numero for _, numero in desk.autos.noted} == {NUMERO}


def test_volume_is_named_after_the_case(desk: Desk) -> None:
    answer = desk.open().get(ADDRESSES[2])
    assert answer.content == b"volume"
    assert f"{NUMERO[:7]}-{NUMERO[7:9]}" in answer.headers["content-disposition"]


def test_number_being_typed_is_asked_for_ahead_from_our_own_pages_only(desk: Desk) -> None:
    client = desk.open()
    address = f"/autos/antecipar?processo={NUMERO}"
    assert client.post(address, headers={"sec-fetch-site": "cross-site"}).status_code == 404
    assert client.get(address).status_code == 405
    assert desk.ahead == []
    assert client.post(address, headers={"sec-fetch-site": "same-origin"}).status_code == 204
    desk.rates.full.add(Action.COURT)
    assert client.post(address, headers={"sec-fetch-site": "same-origin"}).status_code == 204
    assert desk.ahead == [NUMERO]


@pytest.mark.parametrize("papel", [Papel.DADOS, Papel.GESTOR, Papel.ADMIN])
def test_who_has_no_cases_asks_nothing_ahead(desk: Desk, papel: Papel) -> None:
    answer = desk.open(papel).post(f"/autos/antecipar?processo={NUMERO}", headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 404
    assert desk.ahead == []
