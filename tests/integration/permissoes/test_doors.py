"""Every page and every address of data by every profile: who may not enter is refused before anything is asked."""

from __future__ import annotations

import pytest

from core.usuarios.domain import Usuario
from tests.load.doors import judge_pages, judge_routes


def test_pages_open_to_those_of_the_table_only() -> None:
    judged = judge_pages()
    assert judged.wrong == ()
    assert judged.cells >= 100


def test_addresses_of_data_ask_services_only_for_those_of_the_table() -> None:
    judged = judge_routes()
    assert judged.wrong == ()
    assert judged.cells >= 150


def test_a_profile_that_is_not_asked_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Usuario, "has_permission", lambda *_: True)
    assert len(judge_pages().wrong) > 40
    assert len(judge_routes().wrong) > 60
