"""The dossiê's address and the question about a minuta, over services without a database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import ForbiddenChangeError, PortalError, QueueUnavailableError, RecordNotFoundError
from core.events import Estado
from core.feedback.domain import Feedback, Veredito
from core.feedback.service import FeedbackService
from core.pecas.dossie.domain import Dossie
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services
from pages.ui.web import dossie
from tests.pages.fakes import FakePecas, build_geracao
from tests.pages.test_feature_routes import open_client

PECA = UUID("0f6d5a0e-6b1f-4f0e-9a57-2f6ad2a4c001")
CONTEUDO = b'{"formato":"inventado"}\n'
FECHADO = Dossie(PECA, 4, 2, "ab12" * 16, "dossie-contestacao-1-v2.json", datetime(2026, 5, 4, 12, tzinfo=UTC), 2048)
SCRIPT = """
from pages.ui.feedback import show_feedback
from tests.pages.fakes import build_usuario
from tests.pages.test_dossie_e_feedback import GERACAO
show_feedback(build_usuario(), GERACAO)
"""
"""The question is drawn by itself, without the steps around it."""

GERACAO = build_geracao(Estado.PRONTO, peca_id=PECA)


class Closing:
    """A dossiê that is ready the second time somebody looks; ``refusal`` is raised instead."""

    def __init__(self, refusal: PortalError | None = None, *, is_ever_ready: bool = True) -> None:
        self.refusal, self.is_ever_ready, self.looks = refusal, is_ever_ready, 0

    def request(self, peca_id: UUID, usuario_id: int) -> None:
        if self.refusal is not None:
            raise self.refusal

    def is_closing(self, peca_id: UUID, usuario_id: int) -> bool:
        self.looks += 1
        return self.looks == 1 or not self.is_ever_ready

    def find(self, peca_id: UUID, usuario_id: int) -> Dossie | None:
        return FECHADO if self.is_ever_ready else None

    def read_conteudo(self, found: Dossie) -> bytes:
        return CONTEUDO


@pytest.fixture(autouse=True)
def _forget_services() -> Iterator[None]:
    yield
    install_services(None)


def download(closing: Closing, papel: Papel = Papel.PROCURADOR) -> Any:
    services: Any = SimpleNamespace(dossie=closing)
    install_services(services)
    return open_client(papel, dossie.ROUTES).get(f"/dossie/{PECA}", headers={"accept": "text/html"})


def test_the_file_comes_as_it_was_closed_once_it_is_ready() -> None:
    closing = Closing()
    answer = download(closing)
    assert (answer.status_code, answer.content, closing.looks) == (200, CONTEUDO, 2)
    assert answer.headers["content-disposition"] == f'attachment; filename="{FECHADO.nome}"'
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(RecordNotFoundError("x"), 404), (ForbiddenChangeError("x"), 409), (QueueUnavailableError("x"), 503)],
    ids=["another's", "not final", "no queue"],
)
def test_a_refusal_says_why(refusal: PortalError, status: int) -> None:
    answer = download(Closing(refusal))
    assert (answer.status_code, refusal.user_message in answer.text) == (status, True)


def test_who_does_not_write_pecas_gets_none_and_a_slow_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert download(Closing(), Papel.GESTOR).status_code == 404
    monkeypatch.setattr(dossie, "_WAIT_S", 0.3)
    answer = download(Closing(is_ever_ready=False))
    assert (answer.status_code, "em um minuto" in answer.text) == (503, True)


class Drawer:
    """Opinions in memory."""

    def __init__(self) -> None:
        self.kept: list[Feedback] = []

    def list_by_peca(self, _peca_id: UUID) -> tuple[Feedback, ...]:
        return tuple(self.kept)

    def find_fechamento(self, _peca_id: UUID) -> None:
        return None

    def add(self, feedback: Feedback) -> Feedback:
        self.kept.append(feedback)
        return feedback


def test_the_question_keeps_what_was_filled_in_then_thanks_and_can_be_changed() -> None:
    drawer: Any = Drawer()
    peca = SimpleNamespace(versao=SimpleNamespace(texto="# Contestação\n\n## Do mérito\n\nTexto.\n"))
    pecas = SimpleNamespace(list_fatos=FakePecas().list_fatos, get_peca=lambda *_: peca)
    feedback = FeedbackService(drawer, lambda *_: 1)
    services: Any = SimpleNamespace(feedback=feedback, pecas=pecas, prompts=SimpleNamespace(list_variaveis=dict))
    install_services(services)
    at = AppTest.from_string(SCRIPT, default_timeout=20).run()
    at.text_area[0].set_value("Faltou o laudo.")
    at.multiselect[0].set_value(["secao:Do mérito"])
    at.radio[0].set_value(4)
    at.button[0].click().run()
    assert "faltam as estrelas ou como a minuta estava" in at.error[0].value
    assert (at.text_area[0].value, drawer.kept) == ("Faltou o laudo.", [])
    at.radio[1].set_value(Veredito.PARCIAL)
    at.button[0].click().run()
    (given,) = drawer.kept
    assert (given.opiniao.estrelas, given.opiniao.campos_errados) == (4, ("secao:Do mérito",))
    assert "Obrigado" in at.caption[0].value
    assert not at.radio
    at.button[0].click().run()
    at.radio[0].set_value(2)
    at.button[0].click().run()
    assert [one.opiniao.estrelas for one in drawer.kept] == [4, 2]
    assert drawer.kept[1].opiniao.comentario == "Faltou o laudo."
