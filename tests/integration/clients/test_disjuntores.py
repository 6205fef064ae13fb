"""Both systems of the court under one limit, each with a breaker of its own."""

from __future__ import annotations

import pytest

from core.errors import OutOfServiceError, TribunalUnavailableError
from core.infra.slots import Caller, ServiceClass
from tests.integration.clients.conftest import Court
from tests.integration.clients.flavours import EPROC, SAJ, Flavour
from tests.integration.infra.guarded import build_guarded

NOBODY = "http://127.0.0.1:9/"


@pytest.mark.parametrize(("down", "up"), [(EPROC, SAJ), (SAJ, EPROC)], ids=["eproc down", "saj down"])
def test_a_system_out_of_service_leaves_the_other_in_service(
    court: Court, redis_url: str, down: Flavour, up: Flavour
) -> None:
    guarded = build_guarded(redis_url, tribunal={"breaker_probe_s": 30})
    guarded.guard.caller = Caller("1", ServiceClass.INTERACTIVE)
    silent, well = down.build_client(NOBODY, guard=guarded.guard), up.build_client(court.url, guard=guarded.guard)
    with pytest.raises(TribunalUnavailableError):
        silent.fetch_processo(down.numero)
    with pytest.raises(OutOfServiceError):
        silent.fetch_processo(down.numero)
    court.answer(up.write_processo(up.cabecalho))
    assert well.fetch_processo(up.numero).classe == 7
    assert guarded.count("outside_calls_started", resource="tjms") == 4
    for client in (silent, well):
        client.close()


def test_hashes_that_fail_are_asked_for_once_and_say_nothing_about_the_system(court: Court, redis_url: str) -> None:
    guarded = build_guarded(redis_url, tribunal={"breaker_failures": 1})
    client = SAJ.build_client(court.url, guard=guarded.guard)
    court.answer("", 504)
    assert client.fetch_alteracao(SAJ.numero) is None
    assert len(court.requests) == 1
    court.answer(SAJ.write_processo(SAJ.cabecalho))
    assert client.fetch_processo(SAJ.numero).classe == 7
    client.close()
