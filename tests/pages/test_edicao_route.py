"""The address that the editor saves to: only its person, from the portal's own page, and never half a text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.infra.rate import Action
from core.pecas.edicao.domain import Edicao
from core.pecas.edicao.secoes import hash_secao, split_secoes
from core.pecas.edicao.service import EdicaoService
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services
from pages.ui.web import edicao
from pages.ui.web.connections import OpenConnections
from pages.ui.web.cookie import PortalCookie
from pages.ui.web.gate import Gate
from tests.pages.fakes import FakeRates, FakeUsuarios, build_usuario

PECA = uuid4()
TEXTO = "# Dos fatos\n\nPede.\n\n# Do direito\n\nLei.\n"
BASE = hash_secao("# Dos fatos\n\nPede.")
SAVE = {"acao": "salvar", "secao": "dos-fatos", "base": BASE, "texto": "# Dos fatos\n\nNega."}
OURS = {"sec-fetch-site": "same-origin"}


@dataclass
class MemoryRepository:
    """One peça in memory, of the person 7."""

    texto: str = TEXTO
    is_final: bool = False
    revisao: int = 0

    def change(self, peca_id: UUID, usuario_id: int, autor: str, change: Callable[[str], str]) -> Edicao:
        if peca_id != PECA or usuario_id != 7:
            raise RecordNotFoundError("unknown")
        if self.is_final:
            raise ForbiddenChangeError("final", user_message="Já é final.")
        self.texto, self.revisao = change(self.texto), self.revisao + 1
        return Edicao(peca_id, self.texto, self.revisao, 1, split_secoes(self.texto), has_changes=True)

    def fix(self, *_: object) -> None:
        """Versions are the real repository's."""


@dataclass
class Desk:
    peca: MemoryRepository = field(default_factory=MemoryRepository)
    rates: FakeRates = field(default_factory=FakeRates)
    usuarios: FakeUsuarios = field(default_factory=FakeUsuarios)

    def open_client(self, papel: Papel | None = Papel.PROCURADOR, **changes: Any) -> TestClient:
        cookie = PortalCookie(is_https=False, max_age_s=60)
        connections = OpenConnections(lambda: self.usuarios)  # type: ignore[arg-type,return-value]  # the fake has what it uses
        parts: dict[str, Any] = {"usuarios": lambda: self.usuarios, "rates": lambda: self.rates}
        app = Gate(
            Starlette(routes=edicao.ROUTES),
            **parts,
            cookie=cookie,
            connections=connections,
            is_operator=lambda _: False,
        )
        client = TestClient(app, headers=OURS)
        if papel is not None:
            client.cookies.set(cookie.name, self.usuarios.enter(build_usuario(papel, **changes)))
        return client


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    service = EdicaoService(desk.peca)  # type: ignore[arg-type]  # the fake has what it uses
    services: Any = SimpleNamespace(edicao=service, rates=desk.rates)
    install_services(services)
    yield desk
    install_services(None)


def test_a_save_answers_what_the_editor_needs_for_the_next_one(desk: Desk) -> None:
    client = desk.open_client()
    first = client.post(f"/minuta/{PECA}", json=SAVE)
    assert (first.status_code, first.json()["secao"], first.headers["cache-control"]) == (200, "dos-fatos", "no-store")
    again = client.post(
        f"/minuta/{PECA}", json={**SAVE, "base": first.json()["base"], "texto": "# Fatos\n\nNega tudo."}
    )
    assert (again.status_code, again.json()["secao"]) == (200, "fatos")
    assert desk.peca.texto == "# Fatos\n\nNega tudo.\n\n# Do direito\n\nLei.\n"
    assert desk.rates.counted == [(Action.SAVE, "7")] * 2  # typing uses up nobody's pages


def test_a_conflict_carries_both_texts_their_difference_and_a_joined_text(desk: Desk) -> None:
    desk.peca.texto = TEXTO.replace("Pede.", "Pede <b>mais</b>.")
    answer = desk.open_client().post(f"/minuta/{PECA}", json=SAVE)
    told = answer.json()
    assert (answer.status_code, told["minha"]) == (409, SAVE["texto"])
    assert "Pede <b>mais</b>." in told["atual"]
    assert "<del>" in told["diferenca"]
    assert "<b>" not in told["diferenca"]
    assert {"Pede <b>mais</b>.", "Nega."} <= set(told["juntos"].split("\n"))
    chosen = desk.open_client().post(f"/minuta/{PECA}", json={**SAVE, "base": told["base"]})
    assert (chosen.status_code, "Nega." in desk.peca.texto) == (200, True)


def test_a_save_whose_answer_was_lost_is_no_conflict_with_itself(desk: Desk) -> None:
    client = desk.open_client()
    client.post(f"/minuta/{PECA}", json=SAVE)
    later = {**SAVE, "texto": "# Dos fatos\n\nNega ainda.", "enviado": SAVE["texto"]}
    assert client.post(f"/minuta/{PECA}", json=later).status_code == 200
    assert "Nega ainda." in desk.peca.texto


def test_sections_are_put_in_moved_and_taken_out(desk: Desk) -> None:
    client = desk.open_client()
    for envio in (
        {"acao": "inserir", "secao": "dos-fatos", "texto": "# Do pedido\n\nPede."},
        {"acao": "mover", "secao": "do-pedido", "passo": -1},
        {"acao": "remover", "secao": "dos-fatos", "base": BASE},
    ):
        assert client.post(f"/minuta/{PECA}", json=envio).status_code == 200
    assert [secao.chave for secao in split_secoes(desk.peca.texto)] == ["do-pedido", "do-direito"]


@pytest.mark.parametrize(
    ("papel", "headers", "address", "body", "status"),
    [
        pytest.param(None, {}, PECA, json.dumps(SAVE), 401, id="no-session"),
        pytest.param(Papel.DADOS, {}, PECA, json.dumps(SAVE), 403, id="no-permission"),
        pytest.param(Papel.PROCURADOR, {"sec-fetch-site": "cross-site"}, PECA, json.dumps(SAVE), 403, id="other-site"),
        pytest.param(Papel.PROCURADOR, {}, uuid4(), json.dumps(SAVE), 404, id="another-peca"),
        pytest.param(Papel.PROCURADOR, {}, PECA, b"x" * 2_000_001, 413, id="too-large"),
        pytest.param(Papel.PROCURADOR, {}, "1", json.dumps(SAVE), 422, id="no-id"),
        pytest.param(Papel.PROCURADOR, {}, PECA, "{", 422, id="no-json"),
        pytest.param(Papel.PROCURADOR, {}, PECA, json.dumps({**SAVE, "texto": " "}), 422, id="blank"),
    ],
)
def test_what_is_refused_changes_nothing(
    desk: Desk, papel: Papel | None, headers: dict[str, str], address: object, body: str | bytes, status: int
) -> None:
    answer = desk.open_client(papel).post(f"/minuta/{address}", content=body, headers=headers)
    assert (answer.status_code, desk.peca.texto) == (status, TEXTO)


def test_the_limit_and_a_final_peca_say_why(desk: Desk) -> None:
    client = desk.open_client()
    desk.peca.is_final = True
    final = client.post(f"/minuta/{PECA}", json=SAVE)
    assert (final.status_code, final.json()["mensagem"]) == (423, "Já é final.")
    desk.rates.full.add(Action.SAVE)
    full = client.post(f"/minuta/{PECA}", json=SAVE)
    assert (full.status_code, full.headers["retry-after"]) == (429, "7")
