"""The own account: which passwords are taken, and what a change of it ends."""

from __future__ import annotations

import pytest

from core.clients.passwords import Passwords
from core.errors import InvalidInputError, LoginLockedError, LoginRefusedError
from core.settings import WebSettings
from core.usuarios.domain import Papel, Usuario
from core.usuarios.senhas import judge_senha
from core.usuarios.service import UsuarioService
from tests.integration.usuarios.conftest import SENHA, Clock

NOVA = "capivara violeta na balsa"
ABOUT = ("rita.souza", "Rita Inventada Souza", "Procuradoria de Saúde")


@pytest.mark.parametrize(
    ("senha", "word"),
    [
        pytest.param("Xk4-mPq9-tL", "12 caracteres ou mais. Falta 1.", id="eleven"),
        pytest.param("Ab1!" * 32 + "x", "passa de 128", id="over-128"),
        pytest.param("123456789012", "comum", id="row"),
        pytest.param("passwordpassword", "comum", id="in-the-lists"),
        pytest.param("aaaaaaaaaaaaaaaa", "comum", id="one-letter"),
        pytest.param("portal-pge-2026", "palavras do portal", id="portal"),
        pytest.param("Ríta.Inventada.1", "palavras do portal", id="name"),
        pytest.param("RITA_souza_2026", "palavras do portal", id="login"),
        pytest.param("saúde-saúde-99!", "palavras do portal", id="unit"),
    ],
)
def test_password_is_refused_in_words(senha: str, word: str) -> None:
    juizo = judge_senha(senha, ABOUT, Passwords().estimate)
    assert not juizo.is_accepted
    assert word in juizo.motivo


@pytest.mark.parametrize(
    "senha",
    [
        pytest.param("capivaravioleta", id="letters-only"),
        pytest.param("739104628501", id="digits-only"),
        pytest.param("três araras à mesa", id="accents-and-spaces"),
        pytest.param("balsa" + "xk4mp9qt7wz" * 11 + "ab", id="128"),
    ],
)
def test_no_kind_of_character_is_asked_for(senha: str) -> None:
    assert judge_senha(senha, ABOUT, Passwords().estimate).is_accepted


def test_strength_has_a_word() -> None:
    estimate = Passwords().estimate
    assert [judge_senha(senha, ABOUT, estimate).forca for senha in ("curta", "123456789012", NOVA)] == [
        "curta",
        "fácil de adivinhar",
        "forte",
    ]


def test_own_change_asks_for_the_current_password_and_ends_every_other_session(
    service: UsuarioService, usuario: Usuario, clock: Clock
) -> None:
    here, there = (service.login(usuario.login, SENHA, address) for address in ("10.0.0.1", "10.0.0.2"))
    with pytest.raises(LoginRefusedError, match="current") as refused:
        service.change_senha(usuario, atual="errada", nova=NOVA, address="10.0.0.1")
    assert "senha atual não confere" in refused.value.user_message
    assert service.find_sessao(there)
    new = service.change_senha(usuario, atual=SENHA, nova=NOVA, address="10.0.0.1")
    assert new not in (here, there)
    assert [service.find_sessao(token) for token in (here, there)] == [None, None]
    assert service.find_sessao(new)
    with pytest.raises(LoginRefusedError):
        service.login(usuario.login, SENHA, "10.0.0.1")


def test_guesses_of_the_current_password_lock_the_account(service: UsuarioService, usuario: Usuario) -> None:
    for n in range(WebSettings().falhas_por_conta):
        with pytest.raises(LoginRefusedError):
            service.change_senha(usuario, atual="errada", nova=NOVA, address=f"10.0.0.{n}")
    with pytest.raises(LoginLockedError):
        service.change_senha(usuario, atual=SENHA, nova=NOVA, address="10.0.1.1")


@pytest.mark.parametrize("nova", [SENHA, "rita-inventada-1"], ids=["the-same", "of-the-name"])
def test_a_new_password_that_cannot_be_used_changes_nothing(
    service: UsuarioService, usuario: Usuario, nova: str
) -> None:
    token = service.login(usuario.login, SENHA, "10.0.0.1")
    with pytest.raises(InvalidInputError, match="senha"):
        service.change_senha(usuario, atual=SENHA, nova=nova, address="10.0.0.1")
    assert service.find_sessao(token)


def test_a_password_that_somebody_else_chose_is_provisional(service: UsuarioService, usuario: Usuario) -> None:
    def is_provisoria(senha: str) -> bool:
        sessao = service.find_sessao(service.login(usuario.login, senha, "10.0.0.1"))
        assert sessao is not None
        return sessao.is_provisoria

    assert not is_provisoria(SENHA)  # typed by the person when the portal's command asked for it
    given = service.cadastro.reset_senha(usuario.id, autor="admin")
    assert is_provisoria(given)
    service.change_senha(usuario, atual=given, nova=NOVA, address="10.0.0.1")
    assert not is_provisoria(NOVA)


def test_the_command_gives_a_lasting_password_to_the_first_person_only(
    service: UsuarioService, usuario: Usuario
) -> None:
    service.add_usuario("jose", "José Inventado", papel=Papel.GESTOR, unidade="", senha=SENHA)
    found = [service.find_sessao(service.login(login, SENHA, "10.0.0.3")) for login in (usuario.login, "jose")]
    assert [one.is_provisoria for one in found if one] == [False, True]


def test_what_stands_for_the_password_of_a_removed_person_is_nobodys() -> None:
    assert not Passwords().check("!", "!")


def test_leaving_everywhere_ends_every_session_of_the_person(
    service: UsuarioService, usuario: Usuario, clock: Clock
) -> None:
    service.add_usuario("jose", "José Inventado", papel=Papel.GESTOR, unidade="", senha=SENHA)
    other = service.login("jose", SENHA, "10.0.0.3")
    tokens = [service.login(usuario.login, SENHA, f"10.0.0.{n}") for n in range(2)]
    clock.pass_time(minutes=5)
    assert len(service.conta.list_sessoes(usuario)) == 2
    service.revoke_sessoes(usuario.id)
    assert service.conta.list_sessoes(usuario) == ()
    assert [service.find_sessao(token) for token in tokens] == [None, None]
    assert service.find_sessao(other)
