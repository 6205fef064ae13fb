"""The steps that read: what their tables show, narrow and sort, and what of it stands in the address."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.pecas.domain import Contradicao, DocumentoDaGeracao, EstadoDoFato, Fato
from core.processos.domain import EstadoDoDocumento
from core.prompts.domain import TipoDeVariavel, Variavel
from pages.ui.pecas import documentos, fatos
from tests.builders import build_geracao
from tests.pages.fakes import FakePecas
from tests.pages.test_shell import list_html

IDADE = Variavel("idade", "Qual a idade da parte autora?", TipoDeVariavel.NUMERO)
RENDA = Variavel("renda", "Qual a renda da família?", TipoDeVariavel.MOEDA)
CATEGORIA = SimpleNamespace(slug="laudo", nome="Laudo médico", variaveis=(IDADE, RENDA))

Show = Callable[..., AppTest]


def draw_documentos(geracao: object) -> None:
    from pages.ui.pecas.documentos import show_documentos  # noqa: PLC0415 - a script of its own

    show_documentos(None, geracao)


def draw_fatos(geracao: object) -> None:
    from pages.ui.pecas.fatos import show_fatos  # noqa: PLC0415 - a script of its own
    from tests.pages.fakes import build_usuario  # noqa: PLC0415 - the same

    show_fatos(build_usuario(), geracao)


@pytest.fixture
def pecas() -> FakePecas:
    return FakePecas()


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch, pecas: FakePecas) -> Show:
    """Draw a step under an address; ``contradicoes`` are those that agent 1 found."""

    def build(script: Callable[[Any], None], contradicoes: tuple[Contradicao, ...] = (), **address: str) -> AppTest:
        fakes = SimpleNamespace(
            pecas=pecas,
            prompts=SimpleNamespace(list_categorias=lambda: (CATEGORIA,), list_variaveis_do_processo=tuple),
            autos=SimpleNamespace(find=lambda _: None),
            curadoria=SimpleNamespace(list_contradicoes=lambda *_: contradicoes),
        )
        for module in (documentos, fatos):
            monkeypatch.setattr(module, "services", lambda: fakes)
        geracao = build_geracao()
        at = AppTest.from_function(script, default_timeout=20, args=(geracao,))
        for name, value in {"geracao": str(geracao.id), "etapa": "documentos", **address}.items():
            at.query_params[name] = value
        at.run()
        assert not at.exception
        return at

    return build


def build_documento(ordem: int, nome: str, estado: EstadoDoDocumento = EstadoDoDocumento.LIDO, **changes: Any) -> Any:
    return DocumentoDaGeracao(ordem, f"d{ordem}", nome, nome, None, estado, **changes)


def list_lines(at: AppTest) -> list[str]:
    """The words of each line of the table."""
    return [re.sub(r"<[^>]+>", " ", line) for line in re.findall(r"<tr role=\"row\"><td.*?</tr>", list_html(at))]


def test_documents_are_narrowed_and_sorted_as_the_address_says(show: Show, pecas: FakePecas) -> None:
    pecas.documentos = (
        build_documento(1, "Petição inicial", paginas=12),
        build_documento(2, "Laudo", EstadoDoDocumento.LIDO_EM_PARTE, paginas=3, motivo="Página 2 ilegível."),
        build_documento(3, "Orçamento", EstadoDoDocumento.SIGILOSO, categoria="laudo", confianca="baixa"),
    )
    assert [line.split()[2] for line in list_lines(show(draw_documentos))] == ["Petição", "Laudo", "Orçamento"]
    assert "Orçamento" in list_lines(show(draw_documentos, ordem="paginas"))[0]
    narrowed = list_lines(show(draw_documentos, filtro="problemas", busca="orcamento"))
    assert len(narrowed) == 1
    assert "Laudo médico" in narrowed[0]
    assert "confiança baixa" in narrowed[0]
    assert "ilegível" in list_lines(show(draw_documentos, filtro="problemas"))[0]


def test_secret_document_has_no_link(show: Show, pecas: FakePecas) -> None:
    pecas.documentos = (build_documento(1, "Aberto"), build_documento(2, "Fechado", EstadoDoDocumento.SIGILOSO))
    html = list_html(show(draw_documentos))
    assert "documento=d1" in html
    assert "documento=d2" not in html


def test_contradiction_shows_each_answer_with_its_own_page(show: Show, pecas: FakePecas) -> None:
    pecas.documentos = (build_documento(1, "Inicial"), build_documento(2, "Laudo"))
    main = Fato("idade", EstadoDoFato.VALORADO, 61, "Laudo", "d2", 4, "61 anos")
    other = Fato("idade", EstadoDoFato.VALORADO, 16, "Inicial", "d1", 1, "16 anos")
    pecas.fatos = (main, Fato("renda", EstadoDoFato.DESCONHECIDO, None))
    at = show(draw_fatos, (Contradicao("idade", (main, other)),), etapa="fatos")
    html = list_html(at)
    assert "documento=d2&amp;pagina=4" in html
    assert "documento=d1&amp;pagina=1" in html
    lines = list_lines(at)
    assert "divergem" in lines[0]
    assert "Não consta" in lines[1]
    assert len(list_lines(show(draw_fatos, etapa="fatos", filtro="sem_resposta"))) == 1
