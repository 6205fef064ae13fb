"""The generator's page over fake services: what its buttons do and how it draws what others wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import ForbiddenChangeError, QueueUnavailableError
from core.events import Estado
from core.pecas.domain import DocumentoDaGeracao, EstadoDoFato, Fato, Geracao, PedidoDeGeracao, TipoDePeca
from core.processos.domain import EstadoDoDocumento
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


def test_a_minuta_with_a_persons_work_does_not_offer_to_go_on(open_geracao: OpenGeracao, pecas: FakePecas) -> None:
    pecas.is_touched = True
    at = open_geracao(build_geracao(Estado.COM_ERRO, texto="# Dos fatos"))
    assert "Continuar a redação" not in [button.label for button in at.button]


def test_words_of_the_court_are_drawn_as_they_are(open_geracao: OpenGeracao) -> None:
    at = open_geracao(build_geracao(Estado.EM_ANDAMENTO, assunto="<b>Ana</b> [x](http://fora) :red[y]"))
    assert "&lt;b&gt;Ana&lt;/b&gt; [x](http://fora) :red[y]" in list_html(at)
    assert not [caption for caption in at.caption if "Ana" in caption.value]


@pytest.mark.parametrize(
    ("observacao", "is_said"), [pytest.param("com calma", False, id="same"), pytest.param("outra", True, id="other")]
)
def test_observation_that_a_running_geracao_does_not_take_is_said_while_it_works(
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
    for _ in range(2):
        assert [info.value.endswith("a nova observação não foi usada.") for info in at.info] == [True] * is_said
        at.run()
    pecas.geracao = replace(pecas.geracao, estado=Estado.CANCELADO)
    assert not [info for info in at.run().info if "não foi usada" in info.value]


# What a minuta stands on

NUMERO = "08000010220268120001"
ORIGEM = build_numero_cnj(77)


def build_documento(ident: str, estado: EstadoDoDocumento = EstadoDoDocumento.LIDO, **changes: Any) -> Any:
    return DocumentoDaGeracao(1, ident, f"fls. 1-9 – Laudo {ident}", "Laudo", 8369, estado, **changes)


def build_fato(variavel: str, ident: str, trecho: str = "", pagina: int | None = 3) -> Fato:
    return Fato(variavel, EstadoDoFato.VALORADO, True, f"fls. 1-9 – Laudo {ident}", ident, pagina, trecho)


def show_evidence(open_geracao: OpenGeracao, pecas: FakePecas, *fatos: Fato) -> str:
    pecas.fatos = fatos
    at = open_geracao(build_geracao(Estado.PRONTO, texto="# Minuta"))
    assert not at.exception
    return list_html(at)


def test_place_of_a_fact_opens_the_page_with_the_words_marked(open_geracao: OpenGeracao, pecas: FakePecas) -> None:
    pecas.documentos = (build_documento("7"), build_documento("9", numero_cnj=ORIGEM))
    html = show_evidence(open_geracao, pecas, build_fato("a", "7", "não há <vaga>"), build_fato("b", "9", pagina=None))
    here = f"/processos?processo={NUMERO}&amp;documento=7&amp;pagina=3&amp;busca=n%C3%A3o+h%C3%A1+%3Cvaga%3E"
    assert f'href="{here}" target="_blank" rel="noopener">fl. 3<' in html
    assert f'href="/processos?processo={ORIGEM}&amp;documento=9&amp;pagina=1"' in html


def test_long_quotation_is_looked_for_by_its_first_words(open_geracao: OpenGeracao, pecas: FakePecas) -> None:
    pecas.documentos = (build_documento("7"),)
    html = show_evidence(open_geracao, pecas, build_fato("a", "7", "palavra " * 30))
    assert f'busca={"+".join(["palavra"] * 12)}"' in html


@pytest.mark.parametrize("estado", [EstadoDoDocumento.SIGILOSO, EstadoDoDocumento.NAO_ENTREGUE])
def test_document_that_cannot_be_opened_is_named_without_a_link(
    open_geracao: OpenGeracao, pecas: FakePecas, estado: EstadoDoDocumento
) -> None:
    pecas.documentos = (build_documento("7", estado),)
    html = show_evidence(open_geracao, pecas, build_fato("a", "7"), build_fato("b", ""))
    assert "Laudo 7" in html
    assert "/processos?" not in html
