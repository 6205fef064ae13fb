"""The editor of a question over real rules and a repository in memory: a conflict loses nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import VersionConflictError
from core.prompts.categorias.domain import Acervo, VersaoDaCategoria
from core.prompts.categorias.service import CategoriaService
from core.prompts.cenarios.domain import Cenario, Mudanca, Previsao, Raio
from core.prompts.domain import CategoriaDeDocumento
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services
from tests.builders import build_categoria, build_variavel
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario
from tests.pages.test_shell import SHELL, list_html

NAT = build_categoria("nat", 207, variaveis=(build_variavel("nat_a"), build_variavel("nat_b")))

CENARIO = Cenario("um", 1, "Um caso", "ps", "apelacao", {})
RAIO = Raio((Mudanca(CENARIO, "m", "Mérito", Previsao.SIM, Previsao.NAO),), total=9)


@dataclass
class InMemory:
    """Versions of one category, the newest last."""

    versoes: list[CategoriaDeDocumento] = field(default_factory=lambda: [NAT])

    def load_acervo(self) -> Acervo:
        return Acervo((self.versoes[-1],), (), (), ())

    def list_categorias(self) -> tuple[CategoriaDeDocumento, ...]:
        return (self.versoes[-1],)

    def count_modulos(self) -> Counter[str]:
        return Counter()

    def get_versao(self, slug: str, versao: int | None = None) -> VersaoDaCategoria:
        return self.list_versoes(slug)[0 if versao is None else -versao]

    def list_versoes(self, slug: str, *, limit: int = 9) -> tuple[VersaoDaCategoria, ...]:
        viva, now = self.versoes[-1], datetime.now(UTC)
        return tuple(VersaoDaCategoria(c, "rui", "porque sim", now, c is viva) for c in reversed(self.versoes))

    def save(self, categoria: CategoriaDeDocumento, **_signed: Any) -> CategoriaDeDocumento:
        viva = self.versoes[-1]
        if categoria.versao != viva.versao:
            raise VersionConflictError("conflict", viva=viva.versao)
        self.versoes.append(replace(categoria, versao=viva.versao + 1))
        return self.versoes[-1]


@pytest.fixture
def repository() -> InMemory:
    return InMemory()


@pytest.fixture
def at(repository: InMemory) -> Iterator[AppTest]:
    usuarios = FakeUsuarios()
    sessao = usuarios.sessoes[usuarios.enter(build_usuario(Papel.DADOS))]
    services = build_services(usuarios, FakePecas())
    store: Any = repository
    services.categorias = CategoriaService(store)
    services.cenarios = SimpleNamespace(preview_categoria=lambda _: RAIO)
    install_services(services)
    at = AppTest.from_file(SHELL, default_timeout=20)
    at.user["login"] = sessao.usuario.login
    at.user["papeis"] = Papel.DADOS.value
    at.user["sessao"] = str(sessao.id)
    at.query_params.update({"aba": "categorias", "categoria": "nat", "ver": "pergunta", "variavel": "nat_a"})
    yield at.run().switch_page("../prompts_e_modulos.py").run()
    install_services(None)


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.main.button if button.label == label).click().run()


def fill(at: AppTest, pergunta: str, motivo: str) -> AppTest:
    next(field for field in at.main.text_area if field.label == "Pergunta").set_value(pergunta)
    next(field for field in at.main.text_input if field.label.startswith("Motivo")).set_value(motivo)
    return press(at, "Conferir a alteração")


def test_an_edit_is_looked_through_and_published(at: AppTest, repository: InMemory) -> None:
    fill(at, "Nova pergunta?", "mais clara")
    assert "**1 de 9** cenários" in at.main.warning[0].value
    assert "Um caso" in list_html(at)
    press(at, "Publicar")
    assert repository.versoes[-1].variaveis[0].pergunta == "Nova pergunta?"
    assert "Versão 2 publicada" in at.main.success[0].value


@pytest.mark.parametrize(
    ("pergunta", "motivo", "place"), [("", "porque sim", "variável nat_a"), ("Nova?", " ", "motivo da alteração")]
)
def test_what_cannot_be_published_is_named_and_kept(
    at: AppTest, repository: InMemory, pergunta: str, motivo: str, place: str
) -> None:
    fill(at, pergunta, motivo)
    assert place in at.main.error[0].value
    assert "Publicar" not in [button.label for button in at.main.button]
    assert repository.versoes == [NAT]


def test_a_conflict_shows_the_other_edit_and_joins_both(at: AppTest, repository: InMemory) -> None:
    fill(at, "Minha pergunta?", "mais clara")
    dela = replace(NAT, versao=2, nome="Parecer", variaveis=(NAT.variaveis[0], build_variavel("nat_dela")))
    repository.versoes.append(dela)
    press(at, "Publicar")
    assert "rui publicou a versão 2" in at.main.warning[0].value
    assert "<dt>Nome</dt>" in list_html(at)
    press(at, "Publicar")
    joined = repository.versoes[-1]
    assert (joined.versao, joined.nome) == (3, "Parecer")
    assert [(v.slug, v.pergunta) for v in joined.variaveis] == [("nat_a", "Minha pergunta?"), ("nat_dela", "nat_dela?")]
