"""The court's client against the simulated court: its cases, its moods, its failures, over real HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from core.clients.tribunal.tjms import TjmsClient
from core.errors import (
    PortalError,
    ProcessoNotFoundError,
    TribunalBusyError,
    TribunalCredentialsError,
    TribunalResponseError,
    TribunalUnavailableError,
)
from simulators.tribunal.casos import CasoSimulado, Formato, list_casos
from tests.integration.clients.courts import OpenGuard, build_settings, run_court
from tests.integration.infra.guarded import build_guarded


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with run_court() as address:
        yield address


@pytest.fixture
def spoil(address: str) -> Iterator[Callable[..., None]]:
    """Makes the court behave wrongly until the end of the test."""

    def change(**faults: object) -> None:
        httpx.post(f"{address}/_control", json=faults).raise_for_status()

    yield change
    httpx.post(f"{address}/_control/reset").raise_for_status()


def _build_client(address: str, senha: str = "demo") -> TjmsClient:
    return TjmsClient(build_settings(address, senha=SecretStr(senha)), OpenGuard())


@pytest.fixture
def client(address: str) -> Iterator[TjmsClient]:
    client = _build_client(address)
    yield client
    client.close()


def _first_with(formato: Formato) -> CasoSimulado:
    return next(caso for caso in list_casos(1) if any(d.formato is formato for d in caso.documentos))


@pytest.mark.parametrize("caso", list_casos(1), ids=lambda caso: caso.numero_cnj)
def test_case_is_read_as_the_court_holds_it(caso: CasoSimulado, client: TjmsClient):
    processo = client.fetch_processo(caso.numero_cnj)

    assert (processo.classe, processo.competencia) == (caso.classe, caso.competencia)
    assert processo.nivel_sigilo == caso.nivel_sigilo
    assert processo.valor_causa_centavos == caso.valor_centavos
    assert processo.ajuizado_em == caso.ajuizamento.date()
    assert {(p.polo, p.nome) for p in processo.partes} == {(p.polo, p.pessoa.nome) for p in caso.partes}
    assert [(v.numero_cnj, v.tipo) for v in processo.vinculados] == list(caso.vinculados)
    assert [m.codigo for m in processo.movimentos] == [m.codigo for m in caso.movimentos]
    listed = [ident for d in processo.documentos for ident in (d.partes or (d.id_documento,))]
    assert sorted(listed) == sorted({d.id_documento for d in caso.documentos})


def test_contents_arrive_and_empty_ones_have_no_bytes(client: TjmsClient, tmp_path: Path):
    caso = _first_with(Formato.VAZIO)
    documentos = {d.id_documento: d for d in caso.documentos}
    found = client.fetch_conteudos(caso.numero_cnj, tuple(documentos), tmp_path)
    assert [c.id_documento for c in found] == list(documentos)
    assert all(c.path.stat().st_size == c.size_bytes for c in found)
    empty = [c.id_documento for c in found if c.size_bytes == 0]
    assert empty == [ident for ident, d in documentos.items() if d.formato is Formato.VAZIO]


def test_unknown_case_is_not_found(client: TjmsClient):
    with pytest.raises(ProcessoNotFoundError):
        client.fetch_processo("00000014420248120001")


def test_wrong_password_is_named(address: str):
    client = _build_client(address, senha="errada")
    with pytest.raises(TribunalCredentialsError):
        client.fetch_processo(list_casos(1)[0].numero_cnj)
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
def test_wrong_answers_are_named(mode: str, error: type[PortalError], client: TjmsClient, spoil: Callable[..., None]):
    spoil(mode=mode)
    with pytest.raises(PortalError) as caught:
        client.fetch_processo(list_casos(1)[0].numero_cnj)
    assert type(caught.value) is error


def test_storm_may_be_tried_again(client: TjmsClient, spoil: Callable[..., None]):
    spoil(storm={"status": 503, "count": 1})
    numero = list_casos(1)[0].numero_cnj
    with pytest.raises(TribunalUnavailableError) as caught:
        client.fetch_processo(numero)
    assert caught.value.retryable
    assert client.fetch_processo(numero).documentos


@pytest.mark.parametrize(("status", "error"), [(503, TribunalUnavailableError), (429, TribunalBusyError)])
def test_the_instant_that_the_court_names_is_kept(
    status: int, error: type[PortalError], address: str, spoil: Callable[..., None], redis_url: str
) -> None:
    """By every process, in front of other questions too."""
    numero = list_casos(1)[0].numero_cnj
    spoil(storm={"status": status, "count": 1, "retry_after_s": 0.6})
    first, second = (TjmsClient(build_settings(address), build_guarded(redis_url, attempts=1).guard) for _ in range(2))
    with pytest.raises(error) as refused:
        first.fetch_processo(numero)
    began = time.monotonic()
    assert second.fetch_processo(numero).documentos
    assert refused.value.retry_after_s == 0.6
    assert 0.5 < time.monotonic() - began < 3
    first.close()
    second.close()


def test_no_more_connections_are_open_than_allowed(address: str, spoil: Callable[..., None]) -> None:
    numero = list_casos(1)[0].numero_cnj
    client = TjmsClient(build_settings(address, conexoes=2, consulta_timeout_s=5), OpenGuard())
    spoil(latency_s={"consulta": 0.3})
    began = time.monotonic()
    with ThreadPoolExecutor(5) as pool:
        assert [processo.numero_cnj for processo in pool.map(client.fetch_processo, [numero] * 5)] == [numero] * 5
    client.close()
    assert time.monotonic() - began > 0.9  # two, two and one


def test_malformed_dates_lose_the_date_and_nothing_else(client: TjmsClient, spoil: Callable[..., None]):
    caso = list_casos(1)[0]
    spoil(mode="malformed_dates")
    processo = client.fetch_processo(caso.numero_cnj)
    assert len(processo.movimentos) == len(caso.movimentos)
    assert {m.data_hora is None for m in processo.movimentos} == {True, False}


@pytest.mark.parametrize(
    ("mode", "delivered"),
    [("missing", slice(0, 1)), ("empty", slice(0, 2)), ("ignore_filters", slice(0, 2)), ("mtom", slice(0, 2))],
)
def test_download_takes_what_was_asked_for_and_came(
    mode: str, delivered: slice, client: TjmsClient, spoil: Callable[..., None], tmp_path: Path
):
    caso = list_casos(1)[0]
    ids = tuple(d.id_documento for d in caso.documentos[:2])
    spoil(mode=mode)
    found = client.fetch_conteudos(caso.numero_cnj, ids, tmp_path)
    assert tuple(c.id_documento for c in found) == ids[delivered]
    assert len(list(tmp_path.iterdir())) == len(found)
