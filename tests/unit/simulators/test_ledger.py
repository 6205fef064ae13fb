"""What the ledger counts and keeps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulators.ledger import Ledger, identify_request


def test_ledger_counts_the_most_calls_in_flight() -> None:
    ledger = Ledger()
    with ledger.track("court", "consulta"), ledger.track("court", "download"):
        assert ledger.in_flight == 2
    with ledger.track("court", "consulta"):
        pass
    assert (ledger.in_flight, ledger.max_in_flight) == (0, 2)
    assert ledger.counts() == {"consulta:ok": 2, "download:ok": 1}


def test_ledger_names_the_exception_of_a_failed_call() -> None:
    ledger = Ledger()
    with pytest.raises(KeyError), ledger.track("court", "consulta"):
        raise KeyError("x")
    assert ledger.counts() == {"consulta:KeyError": 1}


def test_ledger_closes_a_call_once() -> None:
    ledger = Ledger()
    call = ledger.start("court", "consulta")
    ledger.end("court", "consulta", call, duration_s=0.1)
    ledger.end("court", "consulta", call, duration_s=0.2)
    assert [entry["phase"] for entry in ledger.entries] == ["start", "end"]


def test_ledger_file_has_a_line_as_soon_as_the_call_starts(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = Ledger(path)
    with ledger.track("court", "download", documentos=5) as call:
        call.outcome = "cut"
        started = json.loads(path.read_text())
    ended = json.loads(path.read_text().splitlines()[1])
    assert (started["phase"], started["documentos"], started["in_flight"]) == ("start", 5, 1)
    assert (ended["phase"], ended["outcome"], ended["id"]) == ("end", "cut", started["id"])


def test_ledger_reset_keeps_calls_in_flight() -> None:
    ledger = Ledger()
    with ledger.track("court", "consulta"):
        ledger.reset()
        assert (len(ledger.entries), ledger.max_in_flight) == (0, 1)
    assert ledger.in_flight == 0


def test_every_process_has_a_run_of_its_own() -> None:
    first, second = Ledger(), Ledger()
    for ledger in (first, second, first):
        with ledger.track("court", "consulta"):
            pass
    assert len({entry["run"] for entry in first.entries}) == 1
    assert first.entries[0]["run"] != second.entries[0]["run"]


def test_equal_bodies_are_one_request_and_an_id_is_kept() -> None:
    assert identify_request({}, b"a") == identify_request({}, b"a") != identify_request({}, b"b")
    assert identify_request({"x-request-id": "7"}, b"a")["request_id"] == "7"
