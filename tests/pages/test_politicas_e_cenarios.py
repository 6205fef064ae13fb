"""The editors of scenarios and policies over versions in memory: what is offered, and a conflict that loses nothing."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import ForbiddenChangeError
from core.prompts.cenarios.domain import Cenario
from core.prompts.domain import GrupoDeModulos
from core.usuarios.domain import Papel, Usuario
from pages.ui.prompts import cenarios_editor
from tests.unit.prompts.strategies import VARIAVEIS

USUARIO = Usuario(1, "ana", "Ana", Papel.DADOS, "PGE")
CENARIO = Cenario("um", 1, "Pedido simples", "ps", "apelacao", {"pede": True})


class Versoes:
    """One record whose live version is the last one."""

    def __init__(self, first: Any) -> None:
        self.todas = [first]

    def get(self, slug: str) -> Any:
        assert slug == self.todas[0].slug
        return self.todas[-1]

    def save(self, record: Any, **_signed: Any) -> Any:
        if record.versao != self.todas[-1].versao:
            raise ForbiddenChangeError(f"{record.slug} is no longer v{record.versao}")
        self.todas.append(replace(record, versao=record.versao + 1))
        return self.todas[-1]


def draw_cenario(usuario: object, slug: str) -> None:
    import streamlit as st  # noqa: PLC0415 # a script of its own

    from pages.ui.prompts.cenarios_editor import edit_cenario  # noqa: PLC0415 # a script of its own

    edit_cenario(usuario, slug, lambda slug, notice: st.success(notice))


@pytest.fixture
def cenarios() -> Versoes:
    return Versoes(CENARIO)


@pytest.fixture
def cenario(cenarios: Versoes, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    prompts = SimpleNamespace(
        list_categorias=tuple,
        list_variaveis=lambda: VARIAVEIS,
        list_grupos=lambda: (GrupoDeModulos("ps", "Saúde"),),
    )
    fakes = SimpleNamespace(
        prompts=prompts, cenarios=SimpleNamespace(get_cenario=cenarios.get, save_cenario=cenarios.save)
    )
    monkeypatch.setattr(cenarios_editor, "services", lambda: fakes)
    return AppTest.from_function(draw_cenario, default_timeout=20, args=(USUARIO, CENARIO.slug)).run()


def find(elements: Any, label: str) -> Any:
    return next(element for element in elements if element.label == label)


def press(at: AppTest, label: str) -> AppTest:
    return find(at.button, label).click().run()


def list_differences(at: AppTest) -> str:
    assert not at.exception
    return " ".join(element.proto.body for element in at.get("html"))


def test_a_scenario_is_of_a_piece_that_is_known(cenario: AppTest) -> None:
    assert "A detectar" not in find(cenario.selectbox, "Tipo de peça").options


def test_a_scenario_saved_by_another_is_shown_and_what_was_typed_stays(cenario: AppTest, cenarios: Versoes) -> None:
    find(cenario.text_input, "Nota").set_value("minha nota").run()
    cenarios.save(replace(CENARIO, nome="Nome dela", nota="nota dela"))
    press(cenario, "Salvar")
    assert cenarios.todas[-1].nota == "nota dela"
    assert "Outra pessoa salvou" in cenario.warning[0].value
    assert "<dt>Nome</dt>" in list_differences(cenario)
    assert find(cenario.text_input, "Nota").value == "minha nota"
    press(cenario, "Salvar")
    assert cenarios.todas[-1].nota == "nota dela"
    press(cenario, "Pôr a minha por cima")
    assert (cenarios.todas[-1].versao, cenarios.todas[-1].nota) == (3, "minha nota")
    assert cenarios.todas[-1].nome == CENARIO.nome


def test_theirs_is_kept_by_choice(cenario: AppTest, cenarios: Versoes) -> None:
    cenario.query_params["ver"] = "editar"
    find(cenario.text_input, "Nota").set_value("minha nota").run()
    cenarios.save(replace(CENARIO, nota="nota dela"))
    press(cenario, "Salvar")
    press(cenario, "Ficar com a versão dela")
    assert "ver" not in cenario.query_params
    assert cenarios.todas[-1].nota == "nota dela"
