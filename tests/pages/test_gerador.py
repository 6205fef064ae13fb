"""The generator's page over fake services: what its buttons do and how it draws what others wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import ForbiddenChangeError, QueueUnavailableError
from core.events import Estado
from core.pecas.domain import Geracao, PedidoDeGeracao, TipoDePeca
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services
from tests.builders import build_numero_cnj
from tests.pages.fakes import FakePecas, FakeUsuarios, build_geracao, build_services, build_usuario
from tests.pages.test_shell import SHELL, list_html

OpenGeracao = Callable[[Geracao], AppTest]


@pytest.fixture
def pecas() -> FakePecas:
    return FakePecas()


@pytest.fixture
def open_page(pecas: FakePecas) -> Iterator[Callable[[], AppTest]]:
    usuarios = FakeUsuarios()
    sessao = usuarios.sessoes[usuarios.enter(build_usuario())]

    def build() -> AppTest:
        install_services(build_services(usuarios, pecas))
        at = AppTest.from_file(SHELL, default_timeout=20)
        at.user["login"] = sessao.usuario.login
        at.user["papeis"] = Papel.PROCURADOR.value
        at.user["sessao"] = str(sessao.id)
        return at.run().switch_page("../gerador_de_pecas.py")

    yield build
    install_services(None)


@pytest.fixture
def open_geracao(open_page: Callable[[], AppTest], pecas: FakePecas) -> OpenGeracao:
    def build(geracao: Geracao) -> AppTest:
        pecas.geracao = geracao
        at = open_page()
        at.query_params["geracao"] = str(geracao.id)
        return at.run()

    return build


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.main.button if button.label == label).click().run()


def list_labels(at: AppTest) -> list[str]:
    return [button.label for button in at.main.button]


def test_stop_that_failed_is_said_and_may_be_tried_again(open_geracao: OpenGeracao, pecas: FakePecas) -> None:
    at = open_geracao(build_geracao(Estado.EM_ANDAMENTO))
    pecas.refusal = QueueUnavailableError("no redis")
    press(at, "Parar")
    assert QueueUnavailableError.code in at.error[0].value
    pecas.refusal = None
    press(at, "Parar")
    assert pecas.asked == ["cancel"]
    assert list_labels(at) == ["Parando…"]
    assert not at.error


def test_refused_resume_is_said_above_the_page(open_geracao: OpenGeracao, pecas: FakePecas) -> None:
    at = open_geracao(build_geracao(Estado.COM_ERRO, avisos=("um aviso",)))
    pecas.refusal = ForbiddenChangeError("estado")
    press(at, "Tentar de novo")
    assert ForbiddenChangeError.code in at.error[0].value
    assert "um aviso" in list_html(at)


def test_words_of_the_court_are_drawn_as_they_are(open_geracao: OpenGeracao) -> None:
    at = open_geracao(build_geracao(Estado.EM_ANDAMENTO, assunto="<b>Ana</b> [x](http://fora) :red[y]"))
    assert "&lt;b&gt;Ana&lt;/b&gt; [x](http://fora) :red[y]" in list_html(at)
    assert not [caption for caption in at.caption if "Ana" in caption.value]


@pytest.mark.parametrize(
    ("observacao", "is_said"), [pytest.param("com calma", False, id="same"), pytest.param("outra", True, id="other")]
)
def test_observation_that_a_running_geracao_does_not_take_is_said_once(
    open_page: Callable[[], AppTest], pecas: FakePecas, observacao: str, is_said: bool
) -> None:
    numero = build_numero_cnj()
    pecas.geracao = build_geracao(
        Estado.EM_ANDAMENTO, pedido=PedidoDeGeracao(numero, TipoDePeca.CONTESTACAO, "ps", "com calma")
    )
    at = open_page().run()
    at.main.text_input[0].set_value(numero)
    at.main.text_area[0].set_value(observacao)
    press(at, "Gerar minuta")
    assert [info.value.endswith("a nova observação não foi usada.") for info in at.info] == [True] * is_said
    at.run()
    assert not at.info
