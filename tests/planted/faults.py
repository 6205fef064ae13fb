"""A pytest plugin that takes one protection away while the test that names it runs (``-p tests.planted.faults``).

Each fault is the smallest change after which the protection no longer protects; the test must fail then.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from core import settings
from core.auditoria import cadeia
from core.classificador.remessas import pacote
from core.exportacao import html, planilha
from core.infra.mascara import Mascara
from core.usuarios import service
from core.usuarios.acesso import Relacao
from core.usuarios.compartilhamento.service import CompartilhamentoService
from core.usuarios.domain import Tentativa
from core.usuarios.repository import UsuarioRepository
from pages.ui.web.gate import Gate
from pages.ui.web.headers import SecurityHeaders


async def let_everybody_in(gate: Gate, scope: Scope, receive: Receive, send: Send) -> None:
    scope["usuario"] = scope["sessao"] = None
    await gate._app(scope, receive, send)


async def say_nothing(headers: SecurityHeaders, scope: Scope, receive: Receive, send: Send) -> None:
    await headers._app(scope, receive, send)


def nothing(*_arguments: Any, **_options: Any) -> None:
    """Whatever was asked is not done, and nothing is found."""


def same(value: Any) -> Any:
    """What came in goes out."""
    return value


@dataclass(frozen=True)
class Fault:
    """``test`` is the id of the test that must see it; ``place`` is an object and the name of its attribute."""

    test: str
    place: tuple[object, str]
    instead: object


FAULTS = {
    "gate": Fault("tests/pages/test_web.py::test_anonymous_call_is_refused", (Gate, "__call__"), let_everybody_in),
    "headers": Fault(
        "tests/pages/test_headers.py::test_refusals_and_failures_carry_the_security_headers_too",
        (SecurityHeaders, "__call__"),
        say_nothing,
    ),
    "end of a session": Fault(
        "tests/integration/usuarios/test_sessoes.py::test_logout_ends_the_session_at_once_here_and_soon_elsewhere",
        (service, "_CACHE_AGE"),
        timedelta(hours=8),
    ),
    "wait after failed logins": Fault(
        "tests/integration/usuarios/test_login.py::test_account_locks_for_every_process_and_heals_alone",
        (UsuarioRepository, "begin_tentativa"),
        lambda *_arguments, **_options: Tentativa(()),
    ),
    "record of another person": Fault(
        "tests/integration/usuarios/test_compartilhamento.py::test_sharing_opens_and_taking_back_closes_at_once",
        (CompartilhamentoService, "find_relacao"),
        lambda *_arguments: Relacao.DONO,
    ),
    "chain of the record": Fault(
        "tests/unit/auditoria/test_cadeia.py::test_a_thousand_tamperings_are_all_found",
        (cadeia, "hash_fields"),
        lambda _fields: "0" * 64,
    ),
    "words of the model": Fault(
        "tests/unit/exportacao/test_html.py::test_attack_is_shown_as_text_or_not_at_all", (html, "escape"), same
    ),
    "formulas": Fault(
        "tests/unit/classificador/test_exportacao.py::test_no_cell_is_ever_a_formula", (planilha, "disarm"), same
    ),
    "bombs": Fault(
        "tests/unit/classificador/test_pacote.py::test_a_bomb_is_refused_by_its_directory_alone",
        (pacote, "_is_bomb"),
        nothing,
    ),
    "names of parties": Fault(
        "tests/unit/infra/test_mascara.py::test_what_names_a_party_is_hidden_and_put_back",
        (Mascara, "conceal"),
        lambda _mascara, text: text,
    ),
    "published secrets": Fault(
        "tests/unit/test_settings.py::test_portal_does_not_start_with_what_everybody_knows",
        (settings, "list_refusals"),
        lambda *_arguments, **_options: [],
    ),
}
BY_TEST = {fault.test: fault for fault in FAULTS.values()}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    fault = BY_TEST[item.nodeid.partition("[")[0]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*fault.place, fault.instead)
        return (yield)
