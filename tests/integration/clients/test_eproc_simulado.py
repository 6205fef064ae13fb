"""eproc's client and the router against the simulated court, where both systems live side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from core.clients.tribunal.domain import Processo, Sistema
from core.clients.tribunal.eproc import EprocClient
from core.clients.tribunal.roteador import RoteadorDeTribunal
from core.clients.tribunal.tjms import TjmsClient
from core.errors import (
    PortalError,
    ProcessoNotFoundError,
    TribunalCredentialsError,
    TribunalResponseError,
    TribunalUnavailableError,
)
from core.settings import FormaDaSenha
from simulators.tribunal.casos import EPROC, CasoSimulado, list_casos
from simulators.tribunal.resposta_eproc import list_eventos
from tests.integration.clients.courts import OpenGuard, build_settings, run_court

NO_EPROC = list_casos(1, EPROC)
NO_SAJ = list_casos(1)[0]
UNKNOWN = "00000014420268120001"

Route = Callable[..., RoteadorDeTribunal]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with run_court() as address:
        yield address


@pytest.fixture
def spoil(address: str) -> Iterator[Callable[..., None]]:
    """Makes the court behave wrongly until the end of the test."""

    def change(**faults: object) -> None:
        httpx.post(f"{address}/_control", json=faults).raise_for_status()

    httpx.post(f"{address}/_control/reset").raise_for_status()
    yield change
    httpx.post(f"{address}/_control/reset").raise_for_status()


@pytest.fixture
def client(address: str) -> Iterator[EprocClient]:
    client = EprocClient(build_settings(address), OpenGuard())
    yield client
    client.close()


@pytest.fixture
def saj(address: str) -> Iterator[TjmsClient]:
    client = TjmsClient(build_settings(address), OpenGuard())
    yield client
    client.close()


@pytest.mark.parametrize("caso", NO_EPROC, ids=lambda caso: caso.numero_cnj)
def test_case_is_read_as_the_court_holds_it(caso: CasoSimulado, client: EprocClient):
    processo = client.fetch_processo(caso.numero_cnj)

    assert (processo.sistema, processo.classe, processo.competencia) == (Sistema.EPROC, caso.classe, caso.competencia)
    assert (processo.valor_causa_centavos, processo.ajuizado_em) == (caso.valor_centavos, caso.ajuizamento.date())
    assert {(p.polo, p.nome, p.documento, p.has_justica_gratuita) for p in processo.partes} == {
        (p.polo, p.pessoa.nome, p.pessoa.documento, p.has_gratuidade) for p in caso.partes
    }
    assert [m.codigo for m in processo.movimentos] == [m.codigo for m in caso.movimentos]
    assert [(d.id_documento, d.tipo, d.nivel_sigilo) for d in processo.documentos] == [
        (d.id_documento, d.tipo, d.nivel_sigilo) for d in caso.documentos
    ]
    assert {d.id_documento: (d.evento, d.rotulo) for d in processo.documentos} == list_eventos(caso)


def test_contents_come_packed_and_whole(client: EprocClient, tmp_path: Path):
    ids = tuple(d.id_documento for d in NO_EPROC[0].documentos)
    found = client.fetch_conteudos(NO_EPROC[0].numero_cnj, ids, tmp_path)
    assert tuple(c.id_documento for c in found) == ids
    assert all(c.sha256 == hashlib.sha256(c.path.read_bytes()).hexdigest() for c in found)
    assert found[0].path.read_bytes().startswith(b"%PDF")
    assert len(list(tmp_path.iterdir())) == len(ids)


def test_hashes_stay_while_the_case_stays(client: EprocClient, saj: TjmsClient):
    numero = NO_EPROC[0].numero_cnj
    hashes = client.fetch_alteracao(numero)
    assert hashes is not None
    assert hashes == client.fetch_alteracao(numero)
    assert hashes != client.fetch_alteracao(NO_EPROC[1].numero_cnj)
    assert saj.fetch_alteracao(NO_SAJ.numero_cnj) is not None


@pytest.mark.parametrize("forma", [FormaDaSenha.TEXTO, FormaDaSenha.SHA256])
def test_password_in_a_form_that_the_court_does_not_take_is_refused(address: str, forma: FormaDaSenha):
    client = EprocClient(build_settings(address, eproc_forma_da_senha=forma), OpenGuard())
    with pytest.raises(TribunalCredentialsError):
        client.fetch_processo(NO_EPROC[0].numero_cnj)
    client.close()


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("fault_200", TribunalUnavailableError),
        ("fault_500", TribunalUnavailableError),
        ("html", TribunalResponseError),
        ("http_401", TribunalCredentialsError),
        ("refuse_login", TribunalCredentialsError),
        ("malformed", TribunalResponseError),
        ("cut", TribunalUnavailableError),
        ("silent", TribunalUnavailableError),
    ],
)
def test_wrong_answers_are_named(mode: str, error: type[PortalError], client: EprocClient, spoil: Callable[..., None]):
    spoil(mode=mode)
    with pytest.raises(PortalError) as caught:
        client.fetch_processo(NO_EPROC[0].numero_cnj)
    assert type(caught.value) is error


@pytest.mark.parametrize(("mode", "delivered"), [("missing", 1), ("empty", 2), ("mtom", 2)])
def test_download_takes_what_came(
    mode: str, delivered: int, client: EprocClient, spoil: Callable[..., None], tmp_path: Path
):
    ids = tuple(d.id_documento for d in NO_EPROC[0].documentos[:2])
    spoil(mode=mode)
    found = client.fetch_conteudos(NO_EPROC[0].numero_cnj, ids, tmp_path)
    assert tuple(c.id_documento for c in found) == ids[:delivered]


def test_malformed_dates_lose_the_date_and_nothing_else(client: EprocClient, spoil: Callable[..., None]):
    spoil(mode="malformed_dates")
    processo = client.fetch_processo(NO_EPROC[0].numero_cnj)
    assert {m.data_hora is None for m in processo.movimentos} == {True, False}


# The router


@pytest.fixture
def route(client: EprocClient, saj: TjmsClient) -> Callable[..., RoteadorDeTribunal]:
    """A router that recalls what the test says."""

    def build(recalled: Sistema | None = None) -> RoteadorDeTribunal:
        return RoteadorDeTribunal({Sistema.SAJ: saj, Sistema.EPROC: client}, lambda _numero: recalled)

    return build


def _count_calls(address: str) -> dict[str, int]:
    counts: dict[str, int] = httpx.get(f"{address}/_control/ledger").json()["counts"]
    return counts


@pytest.mark.parametrize("recalled", [None, Sistema.SAJ, Sistema.EPROC])
@pytest.mark.parametrize("caso", [NO_SAJ, NO_EPROC[0]], ids=["saj", "eproc"])
def test_case_is_found_wherever_it_is(caso: CasoSimulado, recalled: Sistema | None, route: Route):
    processo: Processo = route(recalled).fetch_processo(caso.numero_cnj)
    assert processo.sistema.value == caso.sistema
    assert processo.documentos


@pytest.mark.parametrize("caso", [NO_SAJ, NO_EPROC[0]], ids=["saj", "eproc"])
@pytest.mark.usefixtures("spoil")
def test_likely_system_answers_in_one_call(caso: CasoSimulado, route: Route, address: str):
    route().fetch_processo(caso.numero_cnj)
    assert _count_calls(address) == {"consulta:ok": 1}


def test_downloads_and_hashes_go_where_the_case_is(route: Route, tmp_path: Path):
    tribunal = route(Sistema.EPROC)
    ident = NO_EPROC[0].documentos[0].id_documento
    assert len(tribunal.fetch_conteudos(NO_EPROC[0].numero_cnj, (ident,), tmp_path)) == 1
    assert tribunal.fetch_alteracao(NO_EPROC[0].numero_cnj) is not None


@pytest.mark.usefixtures("spoil")
def test_unknown_case_is_unknown_to_all(route: Route, address: str):
    with pytest.raises(ProcessoNotFoundError):
        route().fetch_processo(UNKNOWN)
    assert _count_calls(address) == {"consulta:not_found": 2}


def test_system_that_fails_is_not_taken_for_one_that_has_no_such_case(route: Route, spoil: Callable[..., None]):
    spoil(mode="html", remaining=1)
    with pytest.raises(TribunalResponseError):
        route().fetch_processo(NO_EPROC[0].numero_cnj)


def test_second_system_that_fails_does_not_make_the_case_unknown(client: EprocClient, address: str):
    away = TjmsClient(build_settings(address, url="http://127.0.0.1:9/"), OpenGuard())
    with pytest.raises(TribunalUnavailableError):
        RoteadorDeTribunal({Sistema.EPROC: client, Sistema.SAJ: away}, lambda _numero: None).fetch_processo(UNKNOWN)
    away.close()
