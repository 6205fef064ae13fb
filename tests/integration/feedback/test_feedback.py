"""Opinions over a real database: whose, for how long, with their history, and what the reports read of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from core.errors import ForbiddenChangeError, InvalidInputError, RecordNotFoundError
from core.events import Estado
from core.feedback.distancia import Topico
from core.feedback.domain import MAX_COMENTARIO, Opiniao, Veredito
from core.feedback.repository import FeedbackRepository
from core.feedback.service import FeedbackService, build_opiniao
from core.infra.db import SessionScope
from core.pecas.domain import PedidoDeGeracao, TipoDePeca
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.repository import GeracaoRepository
from tests.builders import build_numero_cnj

BOA = Opiniao(4, Veredito.PARCIAL, ("fato:a", "secao:Do mérito"), "Faltou o laudo.")
RUIM = replace(BOA, estrelas=1, veredito=Veredito.ERRO_DA_IA)
PEDIDO = PedidoDeGeracao(build_numero_cnj(), TipoDePeca.PARECER, "ps")
OWNER = "owner"


@pytest.fixture
def people(engine: Engine) -> dict[str, int]:
    """One person in each of two units."""
    statement = text(
        "INSERT INTO usuario (login, nome, papel, unidade, senha_hash, is_active, created_at) "
        "VALUES (:login, :login, 'procurador', :unidade, '', true, now()) RETURNING id"
    )
    with engine.begin() as connection:
        asked = {"owner": "Saúde", "other": "Fiscal"}
        return {
            login: connection.execute(statement, {"login": login, "unidade": unidade}).scalar_one()
            for login, unidade in asked.items()
        }


def add_peca(scope: SessionScope, usuario_id: int) -> UUID:
    """A parecer that was generated."""
    geracoes = GeracaoRepository(scope)
    running = geracoes.begin_attempt(geracoes.add(PEDIDO, usuario_id).id)
    assert running is not None
    return MinutaRepository(scope).save_minuta(running, "texto", "Portal", estado=Estado.PRONTO)


@pytest.fixture
def service(session_scope: SessionScope, engine: Engine) -> FeedbackService:
    def get_versao(peca_id: UUID, usuario_id: int) -> int:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT usuario_id FROM peca WHERE id = :id"), {"id": peca_id}).scalar()
        if found != usuario_id:
            raise RecordNotFoundError("another person's")
        return 3

    return FeedbackService(FeedbackRepository(session_scope), get_versao)


def test_an_opinion_is_its_owners_and_keeps_what_was_said_before(
    service: FeedbackService, engine: Engine, session_scope: SessionScope, people: dict[str, int]
) -> None:
    owner = people[OWNER]
    peca_id = add_peca(session_scope, owner)
    assert service.get(peca_id, owner).vigente is None
    first = service.give(peca_id, owner, replace(BOA, comentario="  Faltou o laudo.\n"))
    assert (first.numero, first.versao, first.opiniao) == (1, 3, BOA)
    with ThreadPoolExecutor(4) as tabs:
        again = list(tabs.map(lambda _: service.give(peca_id, owner, BOA).numero, range(4)))
    assert again == [1, 1, 1, 1]  # a double click is one opinion
    service.give(peca_id, owner, RUIM)
    avaliacao = service.get(peca_id, owner)
    assert [one.opiniao for one in avaliacao.historico] == [BOA, RUIM]
    assert avaliacao.vigente is not None
    assert avaliacao.vigente.opiniao == RUIM
    for ask in (lambda: service.get(peca_id, people["other"]), lambda: service.give(peca_id, people["other"], BOA)):
        with pytest.raises(RecordNotFoundError):
            ask()
    for statement in ("UPDATE feedback SET estrelas = 5", "DELETE FROM feedback"):
        with pytest.raises(DBAPIError, match="RaiseException"), engine.begin() as connection:
            connection.execute(text(statement))


@pytest.mark.parametrize(("days", "can_change"), [(6.9, True), (7.1, False)], ids=["within the week", "after the week"])
def test_it_changes_until_a_week_after_the_peca_is_final(
    service: FeedbackService,
    engine: Engine,
    session_scope: SessionScope,
    people: dict[str, int],
    days: float,
    can_change: bool,
) -> None:
    peca_id, owner = add_peca(session_scope, people[OWNER]), people[OWNER]
    topicos = (Topico("a", "a b c"),)
    service.note_final(peca_id, 4, datetime.now(UTC) - timedelta(days=days), topicos, topicos)
    service.give(peca_id, owner, BOA)  # the first one is welcome at any time
    assert service.get(peca_id, owner).can_change(datetime.now(UTC)) is can_change
    if can_change:
        assert service.give(peca_id, owner, RUIM).numero == 2
    else:
        with pytest.raises(ForbiddenChangeError):
            service.give(peca_id, owner, RUIM)


def test_an_incomplete_opinion_is_refused_in_words(
    service: FeedbackService, engine: Engine, session_scope: SessionScope, people: dict[str, int]
) -> None:
    peca_id, owner = add_peca(session_scope, people[OWNER]), people[OWNER]
    for wrong in (replace(BOA, estrelas=0), replace(BOA, estrelas=6), replace(BOA, comentario="x" * 5000)):
        with pytest.raises(InvalidInputError):
            service.give(peca_id, owner, wrong)
    for estrelas, veredito in ((None, Veredito.CORRETO), (3, None)):
        with pytest.raises(InvalidInputError, match="missing"):
            build_opiniao(estrelas, veredito, (), "")
    assert service.give(peca_id, owner, replace(BOA, comentario="x" * MAX_COMENTARIO)).numero == 1


def test_the_reports_read_the_opinions_that_count_by_month_unit_and_type(
    service: FeedbackService, engine: Engine, session_scope: SessionScope, people: dict[str, int]
) -> None:
    for login, opinioes in (("owner", (BOA, RUIM)), ("owner", (BOA,)), ("other", (replace(BOA, estrelas=5),))):
        peca_id = add_peca(session_scope, people[login])
        for opiniao in opinioes:
            service.give(peca_id, people[login], opiniao)
    columns = "unidade, tipo_de_peca, avaliacoes, estrelas::float, corretas, parciais, incorretas, erros_da_ia"
    with engine.connect() as connection:
        rows = connection.execute(text(f"SELECT {columns} FROM relatorio_de_feedback ORDER BY unidade")).all()
    assert [tuple(row) for row in rows] == [
        ("Fiscal", "parecer", 1, 5.0, 0, 1, 0, 0),
        ("Saúde", "parecer", 2, 2.5, 0, 1, 0, 1),
    ]
