"""Unit tests reach nothing outside their process; what needs a server belongs to ``tests/integration``."""

from __future__ import annotations

import socket
from typing import NoReturn

import pytest


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> NoReturn:
        raise AssertionError("a unit test opened a connection")

    for name in ("connect", "connect_ex", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)


@pytest.fixture(scope="session")
def services() -> NoReturn:
    """Stands before the servers of ``tests/conftest.py``."""
    raise AssertionError("a unit test asked for a server")
