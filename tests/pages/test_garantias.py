"""The page of the promises: every one with the state of its tests, in words, whatever they showed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from core.garantias.domain import Garantia, GarantiaVerificada, Situacao, Tema
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario

SHELL = str(Path(__file__).parents[2] / "pages" / "ui" / "shell.py")
PASSED = datetime(2026, 3, 4, 18, 30, tzinfo=UTC)


def build_item(situacao: Situacao) -> GarantiaVerificada:
    promise = Garantia(Tema.DADOS, f"Promessa que está {situacao}.", (f"tests/a.py::test_{situacao}",))
    seen = situacao is not Situacao.SEM_VERIFICACAO
    return GarantiaVerificada(promise, situacao, PASSED if seen else None, "abc1234" if seen else "")


@pytest.fixture
def page() -> Iterator[AppTest]:
    usuarios = FakeUsuarios()
    services = build_services(usuarios, FakePecas())
    items = tuple(build_item(situacao) for situacao in Situacao)
    vars(services)["garantias"] = SimpleNamespace(list=lambda: items)
    install_services(services)
    sessao = usuarios.sessoes[usuarios.enter(build_usuario(Papel.GESTOR))]
    at = AppTest.from_file(SHELL, default_timeout=20)
    at.user["login"], at.user["papeis"], at.user["sessao"] = sessao.usuario.login, "gestor", str(sessao.id)
    yield at.run().switch_page("../garantias.py").run()
    install_services(None)


def test_each_promise_has_its_state_in_words_and_the_day_of_its_tests(page: AppTest) -> None:
    assert page.title[0].value == "Garantias"
    shown = [element.value for element in page.markdown]
    for situacao, words in (
        (Situacao.VERIFICADA, "Verificada 04/03/2026 às 14:30"),
        (Situacao.FALHOU, "Falhou 04/03/2026 às 14:30"),
        (Situacao.SEM_VERIFICACAO, "Ainda não verificada"),
    ):
        place = shown.index(f"Promessa que está {situacao}.")
        assert words in shown[place + 1]
    assert "1 de 3 promessas verificadas nesta instalação." in [element.value for element in page.caption]
    assert page.dataframe[0].value["Teste"].tolist() == [f"tests/a.py::test_{situacao}" for situacao in Situacao]
