"""Faults around secrecy, seen by the model: texts of secret cases and documents that leave all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from core.bootstrap import Services
from core.clients.gemini import GeminiClient
from core.errors import EmptyProcessoError, ProcessoSigilosoError
from core.pecas.coletor import Acervo, Coletor
from core.processos.domain import Processo
from core.processos.repository import ProcessoRepository
from tests.builders import build_documento, build_geracao, build_lido, build_processo
from tests.planted.conftest import Witness
from tests.unit.pecas.test_coletor import FakeProcessos

ABERTO = build_processo(build_documento("1", 500))
SIGILOSO = replace(ABERTO, nivel_sigilo=5)
COM_PECA_SIGILOSA = build_processo(build_documento("1", 500, sigilo=3))
SEM_PECAS = build_processo()
NO_LIMIT = 9

each_case = pytest.mark.parametrize(
    ("seen", "stored"),
    [
        pytest.param(SIGILOSO, SIGILOSO, id="case"),
        pytest.param(COM_PECA_SIGILOSA, COM_PECA_SIGILOSA, id="document"),
        pytest.param(ABERTO, SIGILOSO, id="case, meanwhile"),
        pytest.param(ABERTO, COM_PECA_SIGILOSA, id="document, meanwhile"),
        pytest.param(ABERTO, SEM_PECAS, id="document listed no more"),
    ],
)


@pytest.fixture
def fresh(portal: Services) -> Iterator[Services]:
    """The portal's own objects, with connections to the model that end with the test."""
    built = Services(portal.settings, portal.machinery)
    yield built
    built.gemini.close()


def collect_without_looking(fresh: Services, gemini: Witness, seen: Processo, stored: Processo) -> int:
    """Calls that reached the model, when the collection saw one answer of the court and never looks at its levels."""
    ProcessoRepository(fresh._scope).save_processo(stored)
    leitura = fresh.settings.leitura.model_copy(update={"max_nivel_sigilo": NO_LIMIT})
    settings = fresh.settings.model_copy(update={"leitura": leitura})
    nothing_stored: Any = SimpleNamespace(obtain=lambda _key, ask: ask(), save_assunto=lambda *_: None)
    court: Any = FakeProcessos(seen, lido=build_lido("O autor pede o remédio."))
    coletor = Coletor(
        nothing_stored, court, Acervo(fresh.prompts, fresh.constantes), fresh.gemini, nothing_stored, settings
    )
    with suppress(ProcessoSigilosoError, EmptyProcessoError):
        list(coletor.collect(build_geracao()))
    return len(gemini.list_calls())


@each_case
def test_nothing_leaves_when_the_first_check_is_forgotten(
    fresh: Services, gemini: Witness, seen: Processo, stored: Processo
) -> None:
    assert collect_without_looking(fresh, gemini, seen, stored) == 0


@each_case
def test_a_door_without_its_guard_is_found(
    fresh: Services, gemini: Witness, monkeypatch: pytest.MonkeyPatch, seen: Processo, stored: Processo
) -> None:
    monkeypatch.setattr(GeminiClient, "_let_out", lambda *_: None)
    assert collect_without_looking(fresh, gemini, seen, stored) == 1


def test_an_open_case_leaves(fresh: Services, gemini: Witness) -> None:
    assert collect_without_looking(fresh, gemini, ABERTO, ABERTO) == 1
