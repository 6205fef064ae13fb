"""Logins and the lockout that all processes share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.errors import InvalidInputError, LoginLockedError, LoginRefusedError, PortalError
from core.settings import WebSettings
from core.usuarios.domain import Papel, Usuario
from core.usuarios.service import UsuarioService
from tests.integration.usuarios.conftest import SENHA, Clock, CountingPasswords

FALHAS_POR_CONTA = WebSettings().falhas_por_conta
FALHAS_POR_ENDERECO = WebSettings().falhas_por_endereco


def fail(service: UsuarioService, login: str, address: str, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(LoginRefusedError):
            service.login(login, "errada", address)


def test_login_gives_a_new_session_each_time(service: UsuarioService, usuario: Usuario) -> None:
    first, second = service.login("rita", SENHA, "10.0.0.1"), service.login(" RITA ", SENHA, "10.0.0.1")
    assert first != second
    assert len(first) >= 32
    sessao = service.find_sessao(first)
    assert sessao is not None
    assert sessao.usuario == usuario


def test_wrong_password_and_unknown_login_are_told_apart_by_nothing(
    service: UsuarioService, usuario: Usuario, passwords: CountingPasswords
) -> None:
    with pytest.raises(LoginRefusedError) as wrong:
        service.login(usuario.login, "errada", "10.0.0.1")
    with pytest.raises(LoginRefusedError) as unknown:
        service.login("ninguem", "errada", "10.0.0.2")
    assert wrong.value.user_message == unknown.value.user_message
    assert len(passwords.checked) == 2


def test_inactive_person_is_refused(service: UsuarioService, usuario: Usuario) -> None:
    service.change_acesso(usuario.id, papel=usuario.papel, is_active=False)
    with pytest.raises(LoginRefusedError):
        service.login(usuario.login, SENHA, "10.0.0.1")


def test_account_locks_for_every_process_and_heals_alone(
    service: UsuarioService, other_process: UsuarioService, usuario: Usuario, clock: Clock
) -> None:
    for n in range(FALHAS_POR_CONTA):
        fail(service, usuario.login, f"10.0.0.{n}")
    with pytest.raises(LoginLockedError) as locked:
        other_process.login(usuario.login, SENHA, "10.0.1.1")
    assert "15 minutos" in locked.value.user_message
    clock.pass_time(minutes=14, seconds=30)
    with pytest.raises(LoginLockedError) as locked:
        other_process.login(usuario.login, SENHA, "10.0.1.1")
    assert "1 minuto;" in locked.value.user_message
    clock.pass_time(seconds=31)
    assert other_process.login(usuario.login, SENHA, "10.0.1.1")


def test_address_locks_whatever_the_account(service: UsuarioService, usuario: Usuario) -> None:
    for n in range(FALHAS_POR_ENDERECO):
        fail(service, f"pessoa{n}", "10.0.0.9")
    with pytest.raises(LoginLockedError):
        service.login(usuario.login, SENHA, "10.0.0.9")
    assert service.login(usuario.login, SENHA, "10.0.0.10")


def test_success_clears_the_account_but_not_the_address(service: UsuarioService, usuario: Usuario) -> None:
    fail(service, usuario.login, "10.0.0.1", times=4)
    service.login(usuario.login, SENHA, "10.0.0.1")
    fail(service, usuario.login, "10.0.0.2", times=4)
    for n in range(FALHAS_POR_ENDERECO - 4):
        fail(service, f"pessoa{n}", "10.0.0.1")
    with pytest.raises(LoginLockedError):
        service.login("outra", "errada", "10.0.0.1")


def test_attempts_at_the_same_instant_do_not_pass_the_limit_together(
    service: UsuarioService, usuario: Usuario, passwords: CountingPasswords
) -> None:
    def attempt(_: int) -> type[PortalError]:
        try:
            service.login(usuario.login, "errada", "10.0.0.1")
        except PortalError as error:
            return type(error)
        raise AssertionError("a wrong password entered")

    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(attempt, range(12)))
    assert outcomes.count(LoginRefusedError) == FALHAS_POR_CONTA
    assert outcomes.count(LoginLockedError) == 12 - FALHAS_POR_CONTA
    assert len(passwords.checked) == FALHAS_POR_CONTA


@pytest.mark.parametrize(
    ("login", "nome", "senha", "word"),
    [
        pytest.param("josé ", "Nome Bom", SENHA, "login", id="accent-in-login"),
        pytest.param("jose", "X", SENHA, "nome", id="short-name"),
        pytest.param("jose", "Nome Bom", "curta", "senha", id="weak-password"),
        pytest.param("rita", "Nome Bom", SENHA, "login", id="taken-login"),
    ],
)
def test_add_usuario_says_which_field_cannot_be_used(
    service: UsuarioService, usuario: Usuario, login: str, nome: str, senha: str, word: str
) -> None:
    with pytest.raises(InvalidInputError, match=word) as refused:
        service.add_usuario(login, nome, papel=Papel.GESTOR, unidade="", senha=senha)
    assert word in refused.value.user_message


def test_demonstration_people_enter_and_are_seeded_once(service: UsuarioService) -> None:
    logins = service.seed_demonstration()
    assert service.seed_demonstration() == logins
    assert {usuario.papel for usuario in service.list_usuarios()} == set(Papel)
    assert len(service.list_usuarios()) == len(logins)
    for demo in logins:
        sessao = service.find_sessao(service.login(demo.login, demo.senha, "127.0.0.1"))
        assert sessao is not None
        assert sessao.usuario.papel is demo.papel


def test_demonstration_people_end_with_the_demonstration_and_come_back_with_it(service: UsuarioService) -> None:
    demo, *others = service.seed_demonstration()
    token = service.login(demo.login, demo.senha, "127.0.0.1")
    assert service.retire_demonstration() == 1 + len(others)
    assert service.find_sessao(token) is None
    with pytest.raises(LoginRefusedError):
        service.login(demo.login, demo.senha, "127.0.0.1")
    assert service.retire_demonstration() == 0
    service.seed_demonstration()
    assert service.login(demo.login, demo.senha, "127.0.0.1")


def test_retirement_leaves_a_real_person_with_such_a_login_alone(service: UsuarioService) -> None:
    service.add_usuario("admin", "Ana Inventada", papel=Papel.ADMIN, unidade="", senha=SENHA)
    assert service.retire_demonstration() == 0
    assert service.login("admin", SENHA, "127.0.0.1")


def test_one_account_that_locks_leaves_its_office_in(service: UsuarioService, usuario: Usuario) -> None:
    """A whole office may come from one address."""
    fail(service, "outra", "10.0.0.1", times=FALHAS_POR_CONTA)
    with pytest.raises(LoginLockedError):
        service.login("outra", "errada", "10.0.0.1")
    assert service.login(usuario.login, SENHA, "10.0.0.1")


def test_new_password_replaces_the_old_one_and_ends_its_sessions(service: UsuarioService, usuario: Usuario) -> None:
    token = service.login(usuario.login, SENHA, "10.0.0.1")
    service.reset_senha(" RITA ", "Outra-senha-7")
    assert service.find_sessao(token) is None
    fail(service, usuario.login, "10.0.0.1")
    with pytest.raises(LoginRefusedError):
        service.login(usuario.login, SENHA, "10.0.0.1")
    assert service.login(usuario.login, "Outra-senha-7", "10.0.0.1")


@pytest.mark.parametrize(
    ("login", "senha", "word"),
    [pytest.param("ninguem", "Outra-senha-7", "login", id="unknown"), pytest.param("rita", "x", "senha", id="weak")],
)
def test_reset_says_what_cannot_be_used(
    service: UsuarioService, usuario: Usuario, login: str, senha: str, word: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        service.reset_senha(login, senha)
    assert word in refused.value.user_message


def test_the_unit_of_a_person_is_known_by_number(service: UsuarioService, usuario: Usuario) -> None:
    assert service.get_unidade(usuario.id) == "Saúde"
    assert service.get_unidade(usuario.id + 1) == ""


def test_names_of_people_are_found_by_their_logins(service: UsuarioService, usuario: Usuario) -> None:
    assert service.list_nomes({usuario.login, "ninguem"}) == {usuario.login: usuario.nome}
