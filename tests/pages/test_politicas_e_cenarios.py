"""The editors of scenarios and policies over versions in memory: what is offered, and a conflict that loses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import ForbiddenChangeError
from core.prompts.cenarios.domain import Cenario, Raio
from core.prompts.domain import GrupoDeModulos
from core.prompts.politicas.domain import VersaoDaPolitica, check_casos
from core.prompts.politicas.formato import parse_politica
from core.usuarios.domain import Papel, Usuario
from pages.ui import autores
from pages.ui.prompts import cenarios_editor, politicas_editor, raio
from pages.ui.prompts import politicas as politicas_leitura
from tests.unit.prompts.strategies import VARIAVEIS

USUARIO = Usuario(1, "ana", "Ana", Papel.DADOS, "PGE")
CENARIO = Cenario("um", 1, "Pedido simples", "ps", "apelacao", {"pede": True})


POLITICA = parse_politica(
    {
        "nome": "Sem pedido",
        "fonte": "CPC",
        "modo": "todas",
        "colunas": ["pede"],
        "linhas": [{"se": {"pede": False}, "efeito": "vedado", "alvos": ["tag:t"], "motivo": "Nada se pede."}],
        "casos": [
            {"nome": "nada", "tipo_de_peca": "apelacao", "valores": {"pede": False}, "espera": {"tag:t": "vedado"}}
        ],
    },
    "sem-pedido",
    1,
)


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


def draw_politica(usuario: object, slug: str) -> None:
    import streamlit as st  # noqa: PLC0415 # a script of its own

    from pages.ui.prompts.politicas_editor import edit_politica  # noqa: PLC0415 # a script of its own

    edit_politica(usuario, slug, lambda slug, notice: st.success(notice))


@pytest.fixture
def politicas() -> Versoes:
    return Versoes(POLITICA)


@pytest.fixture
def politica(politicas: Versoes, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    perguntas = {slug: variavel.pergunta for slug, variavel in VARIAVEIS.items()}
    fakes = SimpleNamespace(
        prompts=SimpleNamespace(list_variaveis=lambda: VARIAVEIS, list_perguntas=lambda: perguntas),
        politicas=SimpleNamespace(get_politica=politicas.get, save_politica=politicas.save, check_politica=check_casos),
        cenarios=SimpleNamespace(preview_politica=lambda _: Raio((), 9)),
    )
    for module in (politicas_editor, raio):
        monkeypatch.setattr(module, "services", lambda: fakes)
    return AppTest.from_function(draw_politica, default_timeout=20, args=(USUARIO, POLITICA.slug)).run()


def test_a_policy_saved_by_another_is_shown_and_what_was_typed_stays(politica: AppTest, politicas: Versoes) -> None:
    find(politica.text_input, "Fonte").set_value("Minha fonte").run()
    politicas.save(replace(POLITICA, nome="Nome dela", linhas=(replace(POLITICA.linhas[0], motivo="Outro."),)))
    press(politica, "Testar e ver o que muda")
    press(politica, "Salvar")
    assert "Outra pessoa salvou" in politica.warning[0].value
    assert "<dt>Linha 1</dt>" in list_differences(politica)
    assert find(politica.text_input, "Fonte").value == "Minha fonte"
    assert politicas.todas[-1].nome == "Nome dela"
    press(politica, "Pôr a minha por cima")
    saved = politicas.todas[-1]
    assert (saved.versao, saved.nome, saved.fonte, saved.linhas) == (3, "Sem pedido", "Minha fonte", POLITICA.linhas)


def test_a_policy_is_saved_only_after_what_it_changes_was_shown(politica: AppTest) -> None:
    assert "Salvar" not in [button.label for button in politica.button]
    press(politica, "Testar e ver o que muda")
    assert "**0 de 9** cenários" in politica.success[1].value
    assert "Salvar" in [button.label for button in politica.button]
    find(politica.text_input, "Fonte").set_value("Outra fonte").run()
    assert "Salvar" not in [button.label for button in politica.button]


def draw_versoes(usuario: object, politica: object) -> None:
    from pages.ui.prompts.politicas import _show_versoes  # noqa: PLC0415 # a script of its own

    _show_versoes(usuario, politica)


def test_what_an_old_policy_would_change_is_shown_before_it_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    versoes = tuple(VersaoDaPolitica(n, "rui", "porque sim", now, is_current=n == 2) for n in (2, 1))
    politicas = SimpleNamespace(list_versoes=lambda _: versoes, get_politica=lambda _, n: replace(POLITICA, versao=n))
    cenarios = SimpleNamespace(preview_politica=lambda politica: Raio((), 9 if politica.versao == 1 else 0))
    fakes = SimpleNamespace(politicas=politicas, cenarios=cenarios)
    monkeypatch.setattr(politicas_leitura, "services", lambda: fakes)
    fakes.usuarios = SimpleNamespace(list_nomes=lambda logins: dict.fromkeys(logins, "Rui Prado"))
    monkeypatch.setattr(autores, "services", lambda: fakes)
    at = AppTest.from_function(draw_versoes, default_timeout=20, args=(USUARIO, replace(POLITICA, versao=2)))
    at.session_state["prompts_e_modulos_politica_historico"] = True
    at.run()
    assert not at.exception
    assert "**0 de 9** cenários" in at.success[0].value
    assert "<td>Rui Prado</td>" in list_differences(at)
