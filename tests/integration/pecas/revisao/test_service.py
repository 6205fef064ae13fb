"""The review over a real database: two tabs at once, another person, rows that stay, and what lists show of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.conferencia.domain import Conferencia
from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.events import Estado
from core.infra.db import SessionScope
from core.pecas.domain import PedidoDeGeracao, TipoDePeca
from core.pecas.edicao.repository import EdicaoRepository
from core.pecas.edicao.service import EdicaoService
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.repository import GeracaoRepository
from core.pecas.revisao.domain import EstadoDaPeca, Revisao, TipoDeAto
from core.pecas.revisao.repository import RevisaoRepository
from core.pecas.revisao.service import RevisaoService
from core.usuarios.domain import Papel, Usuario
from core.usuarios.repository import UsuarioRepository
from tests.builders import build_numero_cnj
from tests.unit.pecas.revisao.world import MOTIVO, build_item

TEXTO = "# CONTESTAÇÃO\n\nO Estado contesta.\n\n## MÉRITO\n\nNão há direito ao pedido.\n"


@dataclass(frozen=True)
class Services:
    """The parts of the product that a review needs. Every text has one amber finding: the check is another's test."""

    edicao: EdicaoService
    revisao: RevisaoService
    scope: SessionScope


@pytest.fixture
def current(session_scope: SessionScope) -> Services:
    edicao = EdicaoService(EdicaoRepository(session_scope))
    conferencia: Any = SimpleNamespace(check=lambda *_: Conferencia((build_item("x"),)))
    return Services(edicao, RevisaoService(RevisaoRepository(session_scope), edicao, conferencia), session_scope)


@pytest.fixture
def rita(session_scope: SessionScope) -> Usuario:
    rita = Usuario(0, "rita", "Rita Inventada", Papel.PROCURADOR, "Saúde")
    added = UsuarioRepository(session_scope).add(rita, senha_hash="nenhuma", autor="teste")
    assert added is not None
    return added


@pytest.fixture
def geracao_id(repository: GeracaoRepository, rita: Usuario) -> UUID:
    return repository.add(PedidoDeGeracao(build_numero_cnj(), TipoDePeca.CONTESTACAO, "ps"), rita.id).id


@pytest.fixture
def peca_id(repository: GeracaoRepository, minutas: MinutaRepository, geracao_id: UUID) -> UUID:
    running = repository.begin_attempt(geracao_id)
    assert running is not None
    return minutas.save_minuta(running, TEXTO, "Redator", estado=Estado.PRONTO)


def edit(current: Services, peca_id: UUID, rita: Usuario, palavra: str) -> None:
    secao = current.edicao.get(peca_id, rita.id).secoes[-1]
    texto = f"## MÉRITO\n\n{palavra}.\n"
    current.edicao.save_secao(peca_id, rita, secao=secao.chave, base=secao.base, texto=texto)


def lead_to_final(current: Services, peca_id: UUID, rita: Usuario) -> Revisao:
    service = current.revisao
    seen = service.accept(service.get(peca_id, rita.id), rita, "x", MOTIVO)
    checked = service.finish_conferencia(seen, rita, tempo_s=1)
    return service.finalize(service.approve(checked, rita, declaracao=True), rita)


def find_estado(current: Services, geracao_id: UUID) -> EstadoDaPeca:
    """As lists show it."""
    return current.revisao.list_estados([geracao_id])[geracao_id]


def test_what_was_edited_becomes_the_final_version_and_stays(
    current: Services, minutas: MinutaRepository, geracao_id: UUID, peca_id: UUID, rita: Usuario
) -> None:
    edit(current, peca_id, rita, "Improcedente")
    final = lead_to_final(current, peca_id, rita)
    assert (final.estado, final.versao_final, find_estado(current, geracao_id)) == (
        EstadoDaPeca.FINAL,
        2,
        EstadoDaPeca.FINAL,
    )
    assert [ato.tipo for ato in current.revisao.get(peca_id, rita.id).atos] == [
        TipoDeAto.ACEITOU,
        TipoDeAto.CONFERIU,
        TipoDeAto.APROVOU,
        TipoDeAto.FINALIZOU,
    ]
    assert minutas.get(peca_id).versao.texto == final.texto
    with pytest.raises(ForbiddenChangeError, match="final"):
        edit(current, peca_id, rita, "Outra coisa")
    current.revisao.reopen(final, rita, MOTIVO)
    edit(current, peca_id, rita, "Outra coisa")
    assert find_estado(current, geracao_id) is EstadoDaPeca.RASCUNHO


def test_lists_show_a_draft_again_as_soon_as_the_text_changes(
    current: Services, geracao_id: UUID, peca_id: UUID, rita: Usuario
) -> None:
    service = current.revisao
    service.finish_conferencia(service.accept(service.get(peca_id, rita.id), rita, "x", MOTIVO), rita)
    assert find_estado(current, geracao_id) is EstadoDaPeca.CONFERIDA
    edit(current, peca_id, rita, "Mudei")
    assert find_estado(current, geracao_id) is EstadoDaPeca.RASCUNHO
    assert service.get(peca_id, rita.id).aceites.keys() == {"x"}  # the acceptance follows its finding


def test_of_two_tabs_that_accept_at_once_one_is_refused(current: Services, peca_id: UUID, rita: Usuario) -> None:
    seen, start, ends = current.revisao.get(peca_id, rita.id), threading.Barrier(2), []

    def accept() -> None:
        start.wait(timeout=10)
        try:
            current.revisao.accept(seen, rita, "x", MOTIVO)
            ends.append("done")
        except ForbiddenChangeError as error:
            ends.append("refused" if "outra aba" in error.user_message else error.user_message)

    tabs = [threading.Thread(target=accept) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join(timeout=20)
    assert sorted(ends) == ["done", "refused"]
    assert len(current.revisao.get(peca_id, rita.id).atos) == 1


def test_a_tab_that_shows_an_older_text_takes_no_step(current: Services, peca_id: UUID, rita: Usuario) -> None:
    service = current.revisao
    seen = service.accept(service.get(peca_id, rita.id), rita, "x", MOTIVO)
    edit(current, peca_id, rita, "De outra aba")
    with pytest.raises(ForbiddenChangeError) as refusal:
        service.finish_conferencia(seen, rita)
    assert "outra aba" in refusal.value.user_message
    assert service.get(peca_id, rita.id).estado is EstadoDaPeca.RASCUNHO


def test_nobody_but_the_owner_sees_or_acts(current: Services, peca_id: UUID, rita: Usuario) -> None:
    seen = current.revisao.get(peca_id, rita.id)
    other = Usuario(rita.id + 1, "bia", "Bia Inventada", Papel.PROCURADOR, "Saúde")
    with pytest.raises(RecordNotFoundError):
        current.revisao.get(peca_id, other.id)
    with pytest.raises(RecordNotFoundError):
        current.revisao.accept(seen, other, "x", MOTIVO)


def test_the_database_itself_refuses_to_change_or_delete_an_act(
    current: Services, peca_id: UUID, rita: Usuario
) -> None:
    current.revisao.accept(current.revisao.get(peca_id, rita.id), rita, "x", MOTIVO)
    for statement in ("UPDATE ato_da_revisao SET autor = 'Outra'", "DELETE FROM ato_da_revisao"):
        with pytest.raises(DBAPIError, match="P0001"), current.scope() as session:
            session.execute(text(statement))
