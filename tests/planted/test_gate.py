"""Faults planted in the gate, the sessions, the lockout and the sign-in: the tests of each protection find its loss.

Each case names the test that proves the protection; with the protection taken out that very test must fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest

from core.clients import oidc
from core.errors import LoginRefusedError
from core.infra.db import SessionScope
from core.usuarios import repository, senhas
from core.usuarios.domain import Papel, Usuario
from core.usuarios.service import UsuarioService
from pages.ui.web import gate, headers
from tests.integration.clients import test_oidc
from tests.integration.usuarios import test_conta as accounts
from tests.integration.usuarios import test_login as logins
from tests.integration.usuarios import test_sessoes as sessoes
from tests.integration.usuarios.conftest import SENHA, Clock, CountingPasswords, build_service
from tests.pages import test_conta, test_headers, test_web
from tests.pages.test_web import Site, build_site

Plant = Callable[[pytest.MonkeyPatch], None]
NOTICED = (AssertionError, pytest.fail.Exception)


def set_value(place: object, name: str, value: object) -> Plant:
    return lambda patch: patch.setattr(place, name, value)


@pytest.fixture
def site() -> Iterator[Site]:
    built = build_site()
    with built.client:
        yield built


SITE_FAULTS = {
    "media-without-a-session": (
        set_value(gate, "_PUBLIC_PATHS", gate._PUBLIC_PATHS | {"/media/abc.pdf"}),
        lambda site: test_web.test_anonymous_call_is_refused(site, "GET", "/media/abc.pdf"),
    ),
    "files-without-a-session": (
        set_value(gate, "_PUBLIC_PATHS", gate._PUBLIC_PATHS | {"/app/static/portal.js"}),
        lambda site: test_web.test_other_files_come_with_a_session_and_are_not_counted(site, "/app/static/portal.js"),
    ),
    "identity-taken-from-the-browser": (
        set_value(gate, "_IDENTITY_PREFIX", b"x-other-"),
        test_web.test_spoofed_identity_is_stripped,
    ),
    "refused-socket-without-headers": (
        set_value(headers, "_STARTS", ("http.response.start", "websocket.accept")),
        test_headers.test_refusals_and_failures_carry_the_security_headers_too,
    ),
}


@pytest.mark.parametrize(("plant", "check"), SITE_FAULTS.values(), ids=SITE_FAULTS.keys())
def test_hole_in_the_gate_is_found(
    site: Site, monkeypatch: pytest.MonkeyPatch, plant: Plant, check: Callable[[Site], None]
) -> None:
    plant(monkeypatch)
    with pytest.raises(NOTICED):
        check(site)


class People:
    """A service, a person and a clock, as the tests of logins and sessions have them."""

    def __init__(self, scope: SessionScope) -> None:
        self.clock, self.passwords = Clock(), CountingPasswords()
        self.service, self.other = (build_service(scope, self.clock, self.passwords) for _ in range(2))
        self.usuario: Usuario = self.service.add_usuario(
            "rita", "Rita Inventada", papel=Papel.PROCURADOR, unidade="", senha=SENHA
        )

    def open_sessao(self) -> str:
        return self.service.login(self.usuario.login, SENHA, "10.0.0.1")


def _refuse_at_once(_service: UsuarioService, _login: str, _password: str, _address: str) -> NoReturn:
    """Without a look at any password."""
    raise LoginRefusedError("unknown")


PEOPLE_FAULTS = {
    "sessions-outlive-a-change-of-access": (
        set_value(repository, "_revoke", lambda *_: None),
        lambda p: sessoes.test_change_of_access_ends_open_sessions(
            p.service, p.usuario, p.open_sessao(), p.clock, Papel.GESTOR, True
        ),
    ),
    "sessions-outlive-a-new-password": (
        set_value(repository, "_revoke", lambda *_: None),
        lambda p: accounts.test_own_change_asks_for_the_current_password_and_ends_every_other_session(
            p.service, p.usuario, p.clock
        ),
    ),
    "no-lockout": (
        set_value(repository, "_locked_until", lambda *_: None),
        lambda p: logins.test_account_locks_for_every_process_and_heals_alone(p.service, p.other, p.usuario, p.clock),
    ),
    "unknown-people-answered-at-once": (
        set_value(UsuarioService, "_check_senha", _refuse_at_once),
        lambda p: logins.test_wrong_password_and_unknown_login_are_told_apart_by_nothing(
            p.service, p.usuario, p.passwords
        ),
    ),
    "words-of-the-person-allowed": (
        set_value(senhas, "_MIN_REST", 0),
        lambda p: accounts.test_password_is_refused_in_words("portal-pge-2026", "palavras do portal"),
    ),
}


@pytest.mark.parametrize(("plant", "check"), PEOPLE_FAULTS.values(), ids=PEOPLE_FAULTS.keys())
def test_hole_in_accounts_is_found(
    session_scope: SessionScope, monkeypatch: pytest.MonkeyPatch, plant: Plant, check: Callable[[People], None]
) -> None:
    people = People(session_scope)
    plant(monkeypatch)
    with pytest.raises(NOTICED):
        check(people)


def test_given_password_that_opens_the_portal_is_found(
    session_scope: SessionScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = build_service(session_scope, Clock(), CountingPasswords())
    service.add_usuario("rita", "Rita Inventada", papel=Papel.ADMIN, unidade="", senha=SENHA)
    monkeypatch.setattr(gate, "_PROVISIONAL_PATHS", gate._PROVISIONAL_PATHS | {"/acompanhar/1"})
    site = build_site(usuarios=service)
    with site.client, pytest.raises(NOTICED):
        test_conta.test_given_password_opens_nothing_until_it_is_changed(site, service)


@pytest.mark.parametrize(
    ("plant", "forged"),
    [
        pytest.param(set_value(oidc.hmac, "compare_digest", lambda *_: True), "other-nonce", id="nonce-not-compared"),
        pytest.param(
            set_value(oidc.jwt, "decode", lambda *_, **__: test_oidc.build_claims()), "other-key", id="not-verified"
        ),
    ],
)
def test_hole_in_the_sign_in_is_found(monkeypatch: pytest.MonkeyPatch, plant: Plant, forged: str) -> None:
    plant(monkeypatch)
    with pytest.raises(NOTICED):
        test_oidc.test_token_that_does_not_hold_is_refused(test_oidc.FORGED[forged])
