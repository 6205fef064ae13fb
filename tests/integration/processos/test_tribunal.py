"""Lawsuits over a real database and the simulated court: what is asked of it, and what is not asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from core.clients.tribunal.eproc import EprocClient
from core.clients.tribunal.roteador import RoteadorDeTribunal
from core.clients.tribunal.tjms import TjmsClient
from core.errors import (
    ProcessoNotFoundError,
    ProcessoSigilosoError,
    QueueUnavailableError,
    TribunalCredentialsError,
    TribunalUnavailableError,
)
from core.infra.db import SessionScope
from core.infra.queue import QueueName, Work
from core.processos.domain import Sistema
from core.processos.repository import ProcessoRepository
from core.processos.service import ProcessoService
from core.settings import LeituraSettings, TribunalSettings
from simulators.tribunal.casos import EPROC, Formato, list_casos
from tests.builders import build_numero_cnj
from tests.fakes import FakeFlights
from tests.integration.clients.courts import OpenGuard, build_settings, run_court

NO_SAJ, NO_EPROC = list_casos(1)[0], list_casos(1, EPROC)[0]


class Queue:
    """Notes what was queued, each key once; or is away."""

    def __init__(self) -> None:
        self.works: dict[str, Work] = {}
        self.names: list[QueueName] = []
        self.is_away = False

    def enqueue(self, name: QueueName, work: Work) -> bool:
        if self.is_away:
            raise QueueUnavailableError("away")
        is_new = work.key not in self.works
        self.works.setdefault(work.key, work)
        self.names.append(name)
        return is_new


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with run_court() as address:
        yield address


@pytest.fixture
def court(address: str) -> Iterator[httpx.Client]:
    """The court's control addresses, with an empty ledger."""
    with httpx.Client(base_url=address) as client:
        client.post("/_control/reset").raise_for_status()
        yield client
        client.post("/_control/reset").raise_for_status()


def count_calls(court: httpx.Client) -> dict[str, int]:
    counts: dict[str, int] = court.get("/_control/ledger").json()["counts"]
    return counts


def list_downloads(court: httpx.Client) -> list[int]:
    """How many documents each download asked for, oldest first."""
    entries = court.get("/_control/ledger").json()["entries"]
    return [entry["documentos"] for entry in entries if (entry["call"], entry["phase"]) == ("download", "start")]


@pytest.fixture
def queue() -> Queue:
    return Queue()


@pytest.fixture
def build(address: str, session_scope: SessionScope, queue: Queue) -> Iterator[Callable[..., ProcessoService]]:
    """The service of one process after another, over the same database."""
    clients: list[Any] = []

    def make(settings: TribunalSettings | None = None) -> ProcessoService:
        settings = settings or build_settings(address)
        clients.extend([TjmsClient(settings, OpenGuard()), EprocClient(settings, OpenGuard())])
        repository = ProcessoRepository(session_scope)
        tribunal = RoteadorDeTribunal(
            dict(zip((Sistema.SAJ, Sistema.EPROC), clients[-2:], strict=True)), repository.find_sistema
        )
        given: Any = (repository, tribunal, queue, FakeFlights(), (settings, LeituraSettings()))
        return ProcessoService(*given)

    yield make
    for client in clients:
        client.close()


@pytest.mark.parametrize("caso", [NO_SAJ, NO_EPROC], ids=["saj", "eproc"])
def test_case_read_again_downloads_only_what_is_new(
    build: Callable[..., ProcessoService], court: httpx.Client, caso: Any
) -> None:
    documentos = build().fetch_processo(caso.numero_cnj).documentos
    first = build().download(caso.numero_cnj, documentos[:4])
    everything = build().download(caso.numero_cnj, documentos[:6])
    again = build().download(caso.numero_cnj, documentos[:6])
    assert (len(first), len(everything)) == (4, 6)
    assert again == everything
    assert count_calls(court)["download:ok"] == 2


def test_system_of_a_case_is_known_to_every_process(build: Callable[..., ProcessoService], court: httpx.Client) -> None:
    """A case of 2025 is looked for in SAJ first; once it was found in eproc, nobody asks SAJ again."""
    numero = list_casos(1, EPROC)[1].numero_cnj
    documentos = build().fetch_processo(numero).documentos
    build().download(numero, documentos[:1])
    build().fetch_processo(numero)
    assert count_calls(court) == {"consulta:not_found": 1, "consulta:ok": 2, "download:ok": 1}


def test_empty_document_is_not_asked_for_twice(build: Callable[..., ProcessoService], court: httpx.Client) -> None:
    caso = next(
        c for c in list_casos(1) if any(d.formato is Formato.VAZIO for d in c.documentos) and not c.nivel_sigilo
    )
    vazio = next(d.id_documento for d in caso.documentos if d.formato is Formato.VAZIO)
    documento = next(d for d in build().fetch_processo(caso.numero_cnj).documentos if d.id_documento == vazio)
    for _ in range(2):
        build().download(caso.numero_cnj, (documento,))
    assert count_calls(court)["download:ok"] == 1


def test_failed_batch_costs_only_the_document_that_fails(
    build: Callable[..., ProcessoService], court: httpx.Client
) -> None:
    documentos = build().fetch_processo(NO_SAJ.numero_cnj).documentos[:3]
    court.post("/_control", json={"mode": "malformed", "remaining": 2}).raise_for_status()
    assert len(build().download(NO_SAJ.numero_cnj, documentos)) == 2
    assert count_calls(court) == {"consulta:ok": 1, "download:malformed": 2, "download:ok": 2}


def test_court_that_is_away_is_not_asked_for_each_document(
    build: Callable[..., ProcessoService], court: httpx.Client
) -> None:
    documentos = build().fetch_processo(NO_SAJ.numero_cnj).documentos[:5]
    court.post("/_control", json={"storm": {"status": 503, "count": -1}}).raise_for_status()
    with pytest.raises(TribunalUnavailableError):
        build().download(NO_SAJ.numero_cnj, documentos)
    assert list_downloads(court) == [5, 1, 1]


@pytest.mark.parametrize("caso", [NO_SAJ, NO_EPROC], ids=["saj", "eproc"])
def test_id_that_the_court_does_not_know_costs_only_itself(
    build: Callable[..., ProcessoService], court: httpx.Client, caso: Any
) -> None:
    """A document taken out of the case after it was listed."""
    known = build().fetch_processo(caso.numero_cnj).documentos[:3]
    gone = replace(known[0], id_documento="999999999", partes=())
    court.post("/_control", json={"mode": "unknown_id"}).raise_for_status()
    found = build().download(caso.numero_cnj, (*known[:2], gone, *known[2:]))
    assert found.keys() == {ident for documento in known for ident in documento.ids_das_partes}


def test_refused_password_is_asked_once(
    build: Callable[..., ProcessoService], court: httpx.Client, address: str
) -> None:
    documentos = build().fetch_processo(NO_SAJ.numero_cnj).documentos[:3]
    court.post("/_control", json={"mode": "refuse_login"}).raise_for_status()
    with pytest.raises(TribunalCredentialsError):
        build().download(NO_SAJ.numero_cnj, documentos)
    assert count_calls(court)["download:refused"] == 1


def test_secret_case_stops_here(build: Callable[..., ProcessoService]) -> None:
    secret = next(caso for caso in list_casos(1) if caso.nivel_sigilo)
    with pytest.raises(ProcessoSigilosoError):
        build().fetch_processo(secret.numero_cnj)


# What changed


def change_at_court(court: httpx.Client, numero: str, **mudou: Any) -> None:
    """From now on the court has this of the case."""
    court.post("/_control", json={"options": {"mudou": {numero: mudou}}}).raise_for_status()


@pytest.mark.parametrize("caso", [NO_SAJ, NO_EPROC], ids=["saj", "eproc"])
def test_case_that_stayed_costs_no_query(build: Callable[..., ProcessoService], court: httpx.Client, caso: Any) -> None:
    """Its hashes are known from the first time on that they were asked for."""
    first, second, third = (build().fetch_novidades(caso.numero_cnj, datetime.now(UTC)) for _ in range(3))
    assert (first.desde, len(first.documentos) > 0) == (None, True)
    assert not second.has_news
    assert not third.has_news
    assert count_calls(court) == {"consulta:ok": 2, "consultarAlteracao:ok": 2}


@pytest.mark.parametrize("caso", [NO_SAJ, NO_EPROC], ids=["saj", "eproc"])
def test_case_that_changed_tells_what_is_new_and_only_that_is_downloaded(
    build: Callable[..., ProcessoService], court: httpx.Client, caso: Any
) -> None:
    numero = caso.numero_cnj
    documentos = build().fetch_processo(numero).documentos
    build().download(numero, documentos)
    build().fetch_novidades(numero, datetime.now(UTC))
    calls = count_calls(court)["download:ok"]
    change_at_court(court, numero, documentos=["despacho", "peticao"], movimentos=["Remessa ao MP"], valor=900.05)
    news = build().fetch_novidades(numero, datetime.now(UTC))
    assert [documento.descricao for documento in news.documentos] == ["Despacho", "Petição Intermediária"]
    assert [movimento.descricao for movimento in news.movimentos][-1] == "Remessa ao MP"
    assert len(news.movimentos) == 3
    assert [mudanca.entraram for mudanca in news.mudancas] == [("R$ 900,05",)]
    everything = build().fetch_processo(numero).documentos
    assert build().download(numero, everything).keys() == {i for d in everything for i in d.ids_das_partes}
    assert list_downloads(court)[calls:] == [2]


def test_change_that_a_peca_met_first_is_still_news_to_people(
    build: Callable[..., ProcessoService], court: httpx.Client
) -> None:
    """The court is asked for the case by whoever makes a peça: what it brought is told to those who saw the old one."""
    numero = NO_SAJ.numero_cnj
    build().fetch_processo(numero)
    seen = datetime.now(UTC)
    change_at_court(court, numero, documentos=["peticao"])
    build().fetch_processo(numero)
    assert not build().fetch_novidades(numero, datetime.now(UTC)).has_news
    assert [documento.tipo for documento in build().find_novidades(numero, seen).documentos] == [9511]
    assert not build().find_novidades(numero, datetime.now(UTC)).has_news


@pytest.mark.parametrize("status", [405, 500])
def test_case_is_asked_for_where_the_court_has_no_hashes(
    build: Callable[..., ProcessoService], court: httpx.Client, status: int
) -> None:
    build().fetch_processo(NO_SAJ.numero_cnj)
    faults = {"storm": {"status": status, "count": -1}, "options": {"only": "consultarAlteracao"}}
    court.post("/_control", json=faults).raise_for_status()
    assert build().fetch_novidades(NO_SAJ.numero_cnj, datetime.now(UTC)).desde is not None
    assert count_calls(court) == {"consulta:ok": 2, f"consultarAlteracao:http_{status}": 1}


# Asked for ahead


def test_case_asked_for_ahead_serves_the_one_who_asks(
    build: Callable[..., ProcessoService], court: httpx.Client, queue: Queue
) -> None:
    assert build().request_prefetch(NO_SAJ.numero_cnj)
    (work,) = queue.works.values()
    assert (work.function, work.is_optional) == ("jobs.prefetch_processo.run", True)
    assert queue.names == [QueueName.AUTOS], "readings must not wait for a court that is away"
    build().prefetch(str(work.args[0]))
    assert build().fetch_processo(NO_SAJ.numero_cnj).numero_cnj == NO_SAJ.numero_cnj
    assert count_calls(court) == {"consulta:ok": 1}
    build().fetch_processo(NO_SAJ.numero_cnj)
    assert count_calls(court) == {"consulta:ok": 2}


def test_case_just_asked_for_is_not_asked_for_ahead(build: Callable[..., ProcessoService], queue: Queue) -> None:
    build().fetch_processo(NO_SAJ.numero_cnj)
    assert not build().request_prefetch(NO_SAJ.numero_cnj)
    assert queue.works == {}


def test_case_is_asked_for_ahead_once_however_often_it_is_typed(
    build: Callable[..., ProcessoService], queue: Queue
) -> None:
    assert [build().request_prefetch(NO_SAJ.numero_cnj) for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize("text", ["", "0801234", "0801234-00.2025.8.12.0001", "x" * 300])
def test_number_that_is_not_one_yet_starts_nothing(
    build: Callable[..., ProcessoService], queue: Queue, text: str
) -> None:
    assert not build().request_prefetch(text)
    assert queue.works == {}


def test_queue_that_is_away_disturbs_nobody(build: Callable[..., ProcessoService], queue: Queue) -> None:
    queue.is_away = True
    assert not build().request_prefetch(NO_SAJ.numero_cnj)


def test_case_that_the_court_refuses_is_left_for_the_person_to_meet(build: Callable[..., ProcessoService]) -> None:
    numero = build_numero_cnj(4711)
    build().prefetch(numero)
    with pytest.raises(ProcessoNotFoundError):
        build().fetch_processo(numero)
