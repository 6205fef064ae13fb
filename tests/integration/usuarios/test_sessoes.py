"""The life of a session: expiry, idleness, revocation seen by other processes."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from core.errors import ForbiddenChangeError
from core.infra.db import SessionScope
from core.usuarios.domain import Papel, Usuario
from core.usuarios.service import UsuarioService
from core.usuarios.tables import SessaoRow
from tests.integration.usuarios.conftest import SENHA, Clock


@pytest.fixture
def token(service: UsuarioService, usuario: Usuario) -> str:
    return service.login(usuario.login, SENHA, "10.0.0.1", agent="navegador")


def test_database_holds_no_token_address_or_agent(token: str, session_scope: SessionScope) -> None:
    with session_scope() as session:
        row = session.scalars(select(SessaoRow)).one()
        stored = " ".join(str(getattr(row, column.key)) for column in SessaoRow.__table__.columns)
    assert not [secret for secret in (token, "10.0.0.1", "navegador") if secret in stored]


def test_session_in_use_ends_after_eight_hours(service: UsuarioService, token: str, clock: Clock) -> None:
    for _ in range(7):
        clock.pass_time(hours=1)
        sessao = service.find_sessao(token)
        assert sessao is not None
        service.touch(sessao)
    clock.pass_time(minutes=59)
    assert service.find_sessao(token)
    clock.pass_time(minutes=1)
    assert service.find_sessao(token) is None


def test_session_without_use_ends_at_the_idle_limit(service: UsuarioService, token: str, clock: Clock) -> None:
    clock.pass_time(minutes=119)
    assert service.find_sessao(token)
    clock.pass_time(minutes=1)
    assert service.find_sessao(token) is None


def test_logout_ends_the_session_at_once_here_and_soon_elsewhere(
    service: UsuarioService, other_process: UsuarioService, token: str, clock: Clock
) -> None:
    assert other_process.find_sessao(token)
    service.logout(token)
    assert service.find_sessao(token) is None
    clock.pass_time(seconds=5)
    assert other_process.find_sessao(token) is None


@pytest.mark.parametrize(
    ("papel", "is_active"),
    [pytest.param(Papel.GESTOR, True, id="role-change"), pytest.param(Papel.PROCURADOR, False, id="deactivation")],
)
def test_change_of_access_ends_open_sessions(
    service: UsuarioService, usuario: Usuario, token: str, clock: Clock, papel: Papel, is_active: bool
) -> None:
    assert service.change_acesso(usuario.id, papel=papel, is_active=is_active).papel is papel
    clock.pass_time(seconds=5)
    assert service.find_sessao(token) is None


def test_saving_the_same_access_keeps_sessions(service: UsuarioService, usuario: Usuario, token: str) -> None:
    service.change_acesso(usuario.id, papel=usuario.papel, is_active=True)
    assert service.find_sessao(token)


def test_revoking_a_person_leaves_the_others(service: UsuarioService, usuario: Usuario, token: str) -> None:
    service.add_usuario("jose", "José Inventado", papel=Papel.GESTOR, unidade="", senha=SENHA)
    other = service.login("jose", SENHA, "10.0.0.2")
    service.revoke_sessoes(usuario.id)
    assert service.find_sessao(token) is None
    assert service.find_sessao(other)


def test_list_live_tells_which_open_sockets_may_stay(service: UsuarioService, usuario: Usuario, token: str) -> None:
    other = service.login(usuario.login, SENHA, "10.0.0.2")
    sessoes = [sessao for item in (token, other) if (sessao := service.find_sessao(item))]
    service.logout(token)
    assert service.list_live(sessao.id for sessao in sessoes) == {sessoes[1].id}
    assert service.list_live([]) == frozenset()


def test_session_is_found_by_id_for_scripts(service: UsuarioService, token: str) -> None:
    sessao = service.find_sessao(token)
    assert sessao is not None
    assert service.find_sessao_by_id(sessao.id) == sessao
    service.logout(token)
    assert service.find_sessao_by_id(sessao.id) is None


def test_unknown_token_finds_nothing(service: UsuarioService) -> None:
    assert service.find_sessao("nunca emitido") is None


def test_old_sessions_are_forgotten(service: UsuarioService, token: str, clock: Clock) -> None:
    assert service.delete_old() == 0
    clock.pass_time(days=31)
    assert service.delete_old() == 1


def test_another_unit_is_another_access(service: UsuarioService, usuario: Usuario, token: str) -> None:
    """The unit opens the records of its people: nobody moves oneself there, and sessions end with the old one."""
    moved = replace(usuario, unidade="Fiscal")
    with pytest.raises(ForbiddenChangeError):
        service.cadastro.change(moved, autor=usuario)
    service.cadastro.change(replace(usuario, nome="Rita Outra"), autor=usuario)
    assert service.find_sessao_by_id(_find_id(service, token))
    service.cadastro.change(moved, autor=replace(usuario, id=usuario.id + 1))
    assert service.list_live([_find_id(service, token)]) == frozenset()


def _find_id(service: UsuarioService, token: str) -> UUID:
    sessao = service.find_sessao(token)
    assert sessao is not None
    return sessao.id
