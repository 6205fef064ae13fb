"""The one holder of services."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pages.ui.runtime import install_services, installed_services, services
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services


@pytest.fixture(autouse=True)
def holder() -> Iterator[None]:
    yield
    install_services(None)


def test_pages_and_routes_share_what_the_launcher_built() -> None:
    built = build_services(FakeUsuarios(), FakePecas())
    install_services(built)
    assert services() is built
    assert installed_services() is built


def test_a_restart_of_the_server_replaces_the_instance() -> None:
    install_services(build_services(FakeUsuarios(), FakePecas()))
    services()
    again = build_services(FakeUsuarios(), FakePecas())
    install_services(again)
    assert services() is again


def test_nothing_is_built_outside_the_launcher() -> None:
    install_services(None)
    with pytest.raises(RuntimeError, match="not installed"):
        services()
