"""Rows of files in the step Exportar, and the administration's letterheads over versions in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from core.exportacao.domain import Formato
from core.exportacao.timbre.domain import ConteudoDoTimbre, EstadoDoTimbre, Timbre, TipoDeTimbre, UsoDoTimbre
from core.pecas.downloads import Preparo, SituacaoDoArquivo
from core.usuarios.domain import Papel, Usuario
from pages.ui.exportar.arquivos import render_lista
from pages.ui.runtime import install_services
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario
from tests.pages.test_shell import SHELL, list_html

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
MODELO = Timbre(
    1, "", 1, TipoDeTimbre.MODELO, EstadoDoTimbre.PRONTO, "", "casa<b>.docx", (), False, "Ada Inventada", NOW
)
RECUSADO = replace(MODELO, id=2, numero=2, estado=EstadoDoTimbre.RECUSADO, motivo="O arquivo tem macros.")


@dataclass
class FakeTimbres:
    versoes: list[Timbre] = field(default_factory=list)
    usos: list[int | None] = field(default_factory=list)
    asked: list[ConteudoDoTimbre] = field(default_factory=list)

    def list_versoes(self, _unidade: str) -> tuple[Timbre, ...]:
        return tuple(self.versoes)

    def find_uso(self, _unidade: str) -> UsoDoTimbre | None:
        return UsoDoTimbre(self.usos[-1], "Ada Inventada", NOW) if self.usos else None

    def find_figura(self, _timbre_id: int) -> bytes | None:
        return None

    def use(self, _unidade: str, timbre_id: int | None, _usuario: Usuario) -> None:
        self.usos.append(timbre_id)

    def request(self, _unidade: str, conteudo: ConteudoDoTimbre, _nome: str, _usuario: Usuario) -> None:
        self.asked.append(conteudo)


@pytest.fixture
def timbres() -> FakeTimbres:
    return FakeTimbres()


@pytest.fixture
def open_timbres(timbres: FakeTimbres) -> Iterator[Callable[[], AppTest]]:
    usuarios = FakeUsuarios()
    sessao = usuarios.sessoes[usuarios.enter(build_usuario(Papel.ADMIN))]

    def build() -> AppTest:
        services = build_services(usuarios, FakePecas())
        services.timbres = timbres
        services.usuarios.list_usuarios = lambda: [SimpleNamespace(unidade="Saúde")]
        install_services(services)
        at = AppTest.from_file(SHELL, default_timeout=20)
        at.user["login"] = sessao.usuario.login
        at.user["papeis"] = Papel.ADMIN.value
        at.user["sessao"] = str(sessao.id)
        at.query_params["aba"] = "timbre"
        at.run()
        at.switch_page("../administracao.py").run()
        return at

    yield build
    install_services(None)


def test_version_that_is_ready_is_one_click_from_use_and_one_from_leaving_it(
    open_timbres: Callable[[], AppTest], timbres: FakeTimbres
) -> None:
    timbres.versoes = [RECUSADO, MODELO]
    at = open_timbres()
    assert not at.exception
    shown = list_html(at)
    assert "O arquivo tem macros." in shown
    assert "casa&lt;b&gt;.docx" in shown
    assert [button.label for button in at.button if button.label.startswith("Usar")] == ["Usar a versão 1"]
    next(button for button in at.button if button.label == "Usar a versão 1").click().run()
    assert timbres.usos == [1]
    next(button for button in at.button if button.label == "Voltar ao timbre padrão").click().run()
    assert timbres.usos == [1, None]


def test_lines_are_handed_in_as_they_were_typed(open_timbres: Callable[[], AppTest], timbres: FakeTimbres) -> None:
    at = open_timbres()
    at.segmented_control(key="administracao_timbre_tipo").set_value(TipoDeTimbre.LINHAS).run()
    at.text_area[0].set_value("UM\n\n  DOIS ")
    next(button for button in at.button if button.label == "Guardar versão").click().run()
    assert timbres.asked == [ConteudoDoTimbre(("UM", "DOIS"))]


@pytest.mark.parametrize(("is_final", "word"), [(True, "Word (final)"), (False, "Word (minuta)")])
def test_each_file_has_its_state_in_words_its_reason_and_its_link(is_final: bool, word: str) -> None:
    peca_id = uuid4()
    preparos = [
        Preparo(Formato.DOCX, SituacaoDoArquivo.PRONTO),
        Preparo(Formato.PDFA, SituacaoDoArquivo.COM_ERRO, "O LibreOffice <não> está."),
    ]
    html = render_lista(preparos, peca_id, is_final=is_final)
    assert word in html
    assert "Pronto" in html
    assert "O LibreOffice &lt;não&gt; está." in html
    assert f'href="/baixar/{peca_id}?formato=pdfa" download' in html
