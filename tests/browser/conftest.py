"""One portal and one browser for the package; a fresh profile for each test.

The fixtures end with the package: the browser's event loop would otherwise run under every later test.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, StorageState, expect, sync_playwright

from core.usuarios.domain import DEMONSTRATION, Papel
from tests.browser.portal import Portal, run_portal
from tests.browser.visit import Visit

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_BROWSERS = ("chromium", "google-chrome", "chromium-browser")
_WIDE = {"width": 1366, "height": 768}

expect.set_options(timeout=20_000)

OpenVisit = Callable[..., Visit]


@pytest.fixture(scope="package")
def portal() -> Iterator[Portal]:
    with run_portal() as running:
        yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = next((found for found in map(shutil.which, _BROWSERS) if found), None)
    assert path is not None, "no Chromium: apt-get install -y chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def sessions(portal: Portal, chromium: Browser) -> dict[Papel, StorageState]:
    """A logged-in session of each profile, made through the login page."""
    stored = {}
    for demo in DEMONSTRATION:
        context = chromium.new_context()
        log_in(Visit(context.new_page(), portal.address), demo.papel)
        stored[demo.papel] = context.storage_state()
        context.close()
    return stored


@pytest.fixture(scope="package")
def finished(portal: Portal, chromium: Browser, sessions: dict[Papel, StorageState]) -> str:
    """The address of a geração of the attorney that ended well, for tests that only look at it."""
    context = chromium.new_context(storage_state=sessions[Papel.PROCURADOR])
    visit = Visit(context.new_page(), portal.address)
    visit.generate("0802350-90.2025.8.12.0017")
    visit.wait_end()
    path = visit.page.url.removeprefix(portal.address)
    context.close()
    return path


@pytest.fixture
def open_context(
    portal: Portal, chromium: Browser, sessions: dict[Papel, StorageState]
) -> Iterator[Callable[..., BrowserContext]]:
    """A browser profile of a person (None: nobody is logged in), as the office has them."""
    portal.change("gemini")
    portal.change("tribunal")
    opened: list[BrowserContext] = []

    def build(papel: Papel | None = Papel.PROCURADOR, **options: Any) -> BrowserContext:
        context = chromium.new_context(
            storage_state=sessions[papel] if papel else None,
            locale="pt-BR",
            timezone_id="America/Campo_Grande",
            **{"viewport": _WIDE, **options},
        )
        context.set_default_timeout(20_000)
        opened.append(context)
        return context

    yield build
    for context in opened:
        context.close()


@pytest.fixture
def open_visit(portal: Portal, open_context: Callable[..., BrowserContext]) -> Iterator[OpenVisit]:
    """A new tab; at the end no tab may have met a script error, refused content or a call to another host."""
    visits: list[Visit] = []

    def build(
        papel: Papel | None = Papel.PROCURADOR, *, context: BrowserContext | None = None, **options: Any
    ) -> Visit:
        visit = Visit((context or open_context(papel, **options)).new_page(), portal.address)
        visits.append(visit)
        return visit

    yield build
    assert [trouble for visit in visits for trouble in visit.troubles] == []


@pytest.fixture
def visit(open_visit: OpenVisit) -> Visit:
    """The attorney's tab."""
    return open_visit()


def log_in(visit: Visit, papel: Papel, path: str = "/") -> None:
    demo = next(demo for demo in DEMONSTRATION if demo.papel is papel)
    visit.open(path)
    visit.page.get_by_label("Usuário").fill(demo.login)
    visit.page.get_by_label("Senha").fill(demo.senha)
    visit.page.get_by_role("button", name="Entrar").click()
    expect(visit.page.get_by_role("button", name="Sair")).to_be_visible()
