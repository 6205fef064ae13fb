"""The library's screens over a real database: filters in the address, and a conflict that loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.infra.db import SessionScope
from core.prompts.cenarios.domain import Raio
from core.prompts.modulos.rascunhos import RascunhoDeModuloService
from core.prompts.modulos.repository import ModuloRepository
from core.prompts.modulos.service import ModuloService
from core.prompts.repository import PromptRepository
from core.prompts.service import PromptService
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario
from tests.pages.test_shell import SHELL

SLUG = "ps-merito-home-care"
OpenPage = Callable[..., AppTest]


@pytest.fixture
def modulos(session_scope: SessionScope) -> ModuloService:
    PromptService(PromptRepository(session_scope)).seed_library()
    return ModuloService(ModuloRepository(session_scope, {"contestacao": "Contestação"}))


@pytest.fixture
def open_page(modulos: ModuloService) -> Iterator[OpenPage]:
    usuarios = FakeUsuarios()
    sessao = usuarios.sessoes[usuarios.enter(build_usuario(Papel.CURADOR))]
    services: Any = build_services(usuarios, FakePecas())
    services.modulos, services.cenarios = modulos, SimpleNamespace(preview_modulo=lambda modulo: Raio((), 3))
    kept: Any = FakeCache()
    services.rascunhos_de_modulo = RascunhoDeModuloService(kept)
    install_services(services)

    def build(**address: str) -> AppTest:
        at = AppTest.from_file(SHELL, default_timeout=30)
        at.user["login"] = sessao.usuario.login
        at.user["papeis"] = Papel.CURADOR.value
        at.user["sessao"] = str(sessao.id)
        at.run().switch_page("../prompts_e_modulos.py")
        for name, value in address.items():
            at.query_params[name] = value
        return at.run()

    yield build
    install_services(None)


class FakeCache(dict[str, str]):
    find, save = dict.get, dict.__setitem__


def read_html(at: AppTest) -> str:
    return " ".join(item.proto.body for item in at.main.get("html"))


def find_key(at: AppTest, kind: str, ending: str) -> Any:
    return next(item for item in at.main.get(kind) if str(item.key).endswith(ending))


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def test_filters_come_from_the_address_and_go_back_into_it(open_page: OpenPage) -> None:
    at = open_page(grupo="detran", busca="BAFOMETRO")
    assert "recusa ao teste" in read_html(at)
    assert "home care" not in read_html(at)
    at.text_input(key="prompts_e_modulos_filtro_busca").set_value("").run()
    assert at.query_params == {"grupo": "detran"}


def test_a_conflict_shows_both_versions_and_keeps_what_was_typed(open_page: OpenPage, modulos: ModuloService) -> None:
    at = open_page(modulo=SLUG, ver="editar")
    find_key(at, "text_area", "_texto").set_value("A minha frase.")
    find_key(at, "text_input", "_motivo").set_value("ajuste").run()
    live = modulos.get_modulo(SLUG).modulo
    modulos.save(replace(live, titulo="Substituído"), autor="outra", motivo="antes")
    press(at, "Conferir a alteração")
    assert "outra publicou a versão 2" in at.warning[0].value
    assert "Substituído" in read_html(at)
    assert find_key(at, "text_area", "_texto").value == "A minha frase."
    press(at, "Pôr a minha por cima")
    press(at, "Publicar")
    published = modulos.get_modulo(SLUG)
    assert (published.modulo.versao, published.modulo.texto) == (3, "A minha frase.")
    assert (published.modulo.titulo, published.autor, published.motivo) == (live.titulo, Papel.CURADOR.value, "ajuste")


def test_what_was_not_published_is_there_after_a_reload_until_it_is_published(open_page: OpenPage) -> None:
    at = open_page(modulo=SLUG, ver="editar")
    find_key(at, "text_area", "_texto").set_value("A minha frase.")
    find_key(at, "text_input", "_motivo").set_value("ajuste").run()
    again = open_page(modulo=SLUG, ver="editar")
    assert "não publicou está nos campos abaixo" in again.info[0].value
    assert find_key(again, "text_area", "_texto").value == "A minha frase."
    assert find_key(again, "text_input", "_motivo").value == "ajuste"
    press(press(again, "Conferir a alteração"), "Publicar")
    assert len(open_page(modulo=SLUG, ver="editar").info) == 0


def test_what_is_missing_is_told_before_publishing(open_page: OpenPage, modulos: ModuloService) -> None:
    at = press(open_page(modulo=SLUG, ver="editar"), "Conferir a alteração")
    assert "Motivo da alteração: não pode ficar vazio" in at.error[0].value
    assert "Publicar" not in [button.label for button in at.button]
    assert len(modulos.list_versoes(SLUG)) == 1
