"""Frame, menu and errors through the script that Streamlit runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import TribunalUnavailableError
from core.usuarios.domain import Papel
from pages.ui.menu import MENU, list_pages
from pages.ui.runtime import install_services
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario

ROOT = Path(__file__).parents[2]
SHELL = str(ROOT / "pages" / "ui" / "shell.py")


@pytest.fixture
def usuarios() -> FakeUsuarios:
    return FakeUsuarios()


@pytest.fixture
def pecas() -> FakePecas:
    return FakePecas()


@pytest.fixture
def open_as(usuarios: FakeUsuarios, pecas: FakePecas) -> Iterator[Callable[..., AppTest]]:
    """Open the portal as a profile; the services are the fakes."""

    def open_shell(papel: Papel, *, is_demonstration: bool = False) -> AppTest:
        install_services(build_services(usuarios, pecas, is_demonstration=is_demonstration))
        sessao = usuarios.sessoes[usuarios.enter(build_usuario(papel))]
        at = AppTest.from_file(SHELL, default_timeout=20)
        at.user["login"] = sessao.usuario.login
        at.user["papeis"] = papel.value
        at.user["sessao"] = str(sessao.id)
        return at.run()

    yield open_shell
    install_services(None)


def list_html(at: AppTest) -> str:
    return " ".join(element.proto.body for element in at.get("html"))


@pytest.mark.parametrize("papel", list(Papel))
def test_each_profile_sees_hoje_with_three_hints(open_as: Callable[..., AppTest], papel: Papel) -> None:
    at = open_as(papel)
    assert not at.exception
    assert "Rita" in at.title[0].value
    assert at.markdown[-1].value.count("\n") == 2


@pytest.mark.parametrize("papel", list(Papel))
def test_only_allowed_pages_are_registered(open_as: Callable[..., AppTest], papel: Papel) -> None:
    usuario = build_usuario(papel)
    for item in list_pages()[1:]:
        at = open_as(papel)
        target = str(item.path.relative_to(ROOT / "pages"))
        if usuario.has_permission(item.permission):
            at.switch_page(f"../{target}").run()
            assert not at.exception
        else:
            with pytest.raises(ValueError, match="Could not find a navigation page"):
                at.switch_page(f"../{target}")


def test_menu_has_the_order_of_the_product() -> None:
    assert [item.title for item in MENU][:2] == ["Hoje", "Gerador de Peças"]
    assert MENU[-1].title == "Ajuda"
    assert list_pages()[0].name == "hoje"


def test_frame_shows_person_unit_and_way_out(open_as: Callable[..., AppTest]) -> None:
    drawn = list_html(open_as(Papel.GESTOR))
    assert "Rita Inventada" in drawn
    assert "Saúde" in drawn
    assert 'method="post" action="/sair"' in drawn
    assert "Modo demonstração" not in drawn


def test_demonstration_is_visible(open_as: Callable[..., AppTest]) -> None:
    assert "Modo demonstração" in list_html(open_as(Papel.DADOS, is_demonstration=True))


def test_ended_session_leads_to_the_login(open_as: Callable[..., AppTest], usuarios: FakeUsuarios) -> None:
    at = open_as(Papel.PROCURADOR)
    usuarios.sessoes.clear()
    at.run()
    assert "Sua sessão no portal terminou" in at.error[0].value
    assert "E301-" in at.error[0].value
    assert "/entrar" in list_html(at)
    assert not at.title


def test_session_of_somebody_else_is_not_taken(open_as: Callable[..., AppTest]) -> None:
    at = open_as(Papel.GESTOR)
    at.user["login"] = "admin"
    at.run()
    assert "Sua sessão no portal terminou" in at.error[0].value


def test_expected_error_is_drawn_with_its_words_and_code(open_as: Callable[..., AppTest], pecas: FakePecas) -> None:
    pecas.error = TribunalUnavailableError("secret detail")
    at = open_as(Papel.PROCURADOR)
    assert TribunalUnavailableError.text in at.error[0].value
    assert "E501-" in at.error[0].value
    assert "secret" not in at.error[0].value


def test_bug_is_drawn_in_generic_words(open_as: Callable[..., AppTest], pecas: FakePecas) -> None:
    pecas.error = KeyError("secret detail")
    at = open_as(Papel.PROCURADOR)
    assert "P000-" in at.error[0].value
    assert "secret" not in at.error[0].value
    assert not at.exception


def test_ajuda_guides_the_profile_and_shows_the_keys(open_as: Callable[..., AppTest]) -> None:
    at = open_as(Papel.PROCURADOR).switch_page("../ajuda.py").run()
    assert at.title[0].value == "Ajuda"
    assert "Gerar uma peça" in [expander.label for expander in at.expander]
    assert "<kbd>Alt</kbd>" in list_html(at)
