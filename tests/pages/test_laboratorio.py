"""The data team's screens over the real service and versions in memory: who follows a test, and what labels do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from streamlit.testing.v1 import AppTest

from core.classificador.estatistica import build_matriz
from core.errors import PromocaoBloqueadaError, RecordNotFoundError, VersionConflictError
from core.prompts.domain import Prompt, Subsistema
from core.prompts.instrucoes.domain import AtoDaInstrucao, RegistroDoRotulo, RotuloDaInstrucao, VersaoDaInstrucao
from core.prompts.instrucoes.service import InstrucaoService
from core.usuarios.domain import Papel
from pages.ui.laboratorio.matriz import format_diferenca, render_matriz
from pages.ui.runtime import install_services
from pages.ui.web import ensaio
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario
from tests.pages.test_feature_routes import open_client
from tests.pages.test_shell import SHELL

FIRST = Prompt("redator", 1, "Escreva a peça com {{modulos}}.", "Redator", Subsistema.GERADOR)
BLOCKED = "A versão 2 não foi promovida. Ela piora a categoria protegida."


@dataclass
class InMemory:
    """Versions, the newest last, and the labels."""

    versoes: list[Prompt] = field(default_factory=lambda: [FIRST])
    producao: int = 1
    candidata: int = 0
    registros: list[RegistroDoRotulo] = field(default_factory=list)

    def find(self, slug: str, versao: int | None = None) -> VersaoDaInstrucao | None:
        assert slug == "redator"
        return self._build(versao or self.producao)

    def find_candidata(self, slug: str) -> VersaoDaInstrucao | None:
        return self.find(slug, self.candidata) if self.candidata else None

    def list_versoes(self, _slug: str, *, limit: int) -> tuple[VersaoDaInstrucao, ...]:
        return tuple(self._build(prompt.versao) for prompt in reversed(self.versoes[-limit:]))

    def list_registros(self, _slug: str, *, limit: int) -> tuple[RegistroDoRotulo, ...]:
        return tuple(self.registros[::-1][:limit])

    def save_versao(self, prompt: Prompt, *, check: Any, **_signed: str) -> VersaoDaInstrucao:
        check(prompt, self.versoes[self.producao - 1])
        newest = self.versoes[-1].versao
        if prompt.versao != newest:
            raise VersionConflictError("conflict", viva=newest)
        self.versoes.append(replace(prompt, versao=newest + 1))
        return self._build(newest + 1)

    def set_candidata(self, _slug: str, versao: int | None, **_signed: str) -> VersaoDaInstrucao | None:
        self.candidata = versao or 0
        return self._build(versao) if versao else None

    def set_producao(
        self, slug: str, versao: int, *, viva: int, ato: AtoDaInstrucao, autor: str, motivo: str
    ) -> VersaoDaInstrucao:
        assert viva == self.producao
        self.registros.append(RegistroDoRotulo(ato, versao, self.producao, autor, motivo, datetime.now(UTC)))
        self.producao, self.candidata = versao, 0
        found = self.find(slug)
        assert found is not None
        return found

    def _build(self, versao: int) -> VersaoDaInstrucao:
        has = {
            RotuloDaInstrucao.PRODUCAO: versao == self.producao,
            RotuloDaInstrucao.CANDIDATA: versao == self.candidata,
        }
        rotulos = frozenset(rotulo for rotulo, is_on in has.items() if is_on)
        return VersaoDaInstrucao(self.versoes[versao - 1], "rui", "porque sim", datetime.now(UTC), rotulos)


@pytest.fixture
def repository() -> InMemory:
    return InMemory()


@pytest.fixture
def blocked() -> list[str]:
    """Reasons against a promotion."""
    return []


@pytest.fixture
def at(repository: InMemory, blocked: list[str]) -> Iterator[AppTest]:
    usuarios = FakeUsuarios()
    sessao = usuarios.sessoes[usuarios.enter(build_usuario(Papel.DADOS))]
    services = build_services(usuarios, FakePecas())
    store: Any = repository

    def require_promovivel(_slug: str, _versao: int) -> None:
        for reason in blocked:
            raise PromocaoBloqueadaError("blocked", user_message=reason)

    services.instrucoes = InstrucaoService(store, require_promovivel)
    install_services(services)
    at = AppTest.from_file(SHELL, default_timeout=20)
    at.user["login"] = sessao.usuario.login
    at.user["papeis"] = Papel.DADOS.value
    at.user["sessao"] = str(sessao.id)
    at.query_params.update({"aba": "instrucoes", "prompt": "redator", "ver": "editar"})
    yield at.run().switch_page("../prompts_e_modulos.py").run()
    install_services(None)


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.main.button if button.label == label).click().run()


def write(at: AppTest, texto: str, motivo: str = "fica mais claro") -> AppTest:
    next(area for area in at.main.text_area if area.label == "Texto do prompt").set_value(texto)
    next(area for area in at.main.text_input if area.label.startswith("Motivo da mudança")).set_value(motivo)
    return press(at, "Salvar nova versão")


def test_an_edit_becomes_the_candidate_is_promoted_and_taken_back(at: AppTest, repository: InMemory) -> None:
    write(at, "Escreva bem a peça com {{modulos}}.")
    assert (repository.producao, repository.candidata) == (1, 2)
    assert "Versão 2 marcada como candidata" in at.main.success[0].value
    press(at, "Promover a versão 2")
    assert repository.producao == 2
    press(at, "Voltar à versão 1")
    assert repository.producao == 1
    assert [one.ato for one in repository.registros] == [AtoDaInstrucao.PROMOVIDA, AtoDaInstrucao.REVERTIDA]


@pytest.mark.parametrize(
    ("texto", "motivo", "words"),
    [("Sem o lugar.", "porque sim", "modulos"), ("Tudo igual com {{modulos}}.", " ", "Falta o motivo")],
    ids=["a place is missing", "no reason"],
)
def test_what_cannot_be_stored_is_named_and_kept(
    at: AppTest, repository: InMemory, texto: str, motivo: str, words: str
) -> None:
    write(at, texto, motivo)
    assert words in at.main.error[0].value
    assert next(area for area in at.main.text_area if area.label == "Texto do prompt").value == texto
    assert repository.versoes == [FIRST]


def test_who_was_slower_sees_both_and_may_put_theirs_over(at: AppTest, repository: InMemory) -> None:
    repository.versoes.append(replace(FIRST, versao=2, texto="A outra escreveu {{modulos}}."))
    write(at, "Eu escrevi {{modulos}}.")
    assert "Outra pessoa salvou" in at.main.warning[0].value
    assert len(repository.versoes) == 2
    press(at, "Pôr a minha por cima")
    assert repository.versoes[-1].texto == "Eu escrevi {{modulos}}."


def test_a_blocked_promotion_says_why_and_changes_nothing(
    at: AppTest, repository: InMemory, blocked: list[str]
) -> None:
    write(at, "Escreva bem a peça com {{modulos}}.")
    blocked.append(BLOCKED)
    press(at, "Promover a versão 2")
    assert BLOCKED in at.main.error[0].value
    assert repository.producao == 1


@pytest.mark.parametrize("papel", list(Papel))
def test_only_who_edits_prompts_follows_a_test(papel: Papel) -> None:
    asked: list[UUID] = []

    def get(ensaio_id: UUID, _usuario_id: int) -> None:
        asked.append(ensaio_id)
        raise RecordNotFoundError("unknown")

    services: Any = SimpleNamespace(ensaios=SimpleNamespace(get=get))
    install_services(services)
    ensaio_id = uuid4()
    assert open_client(papel, ensaio.ROUTES).get(f"/ensaios/{ensaio_id}").status_code == 404
    install_services(None)
    assert asked == ([ensaio_id] if papel in (Papel.DADOS, Papel.CURADOR) else [])


def test_the_matrix_says_in_words_what_its_colours_say() -> None:
    matriz = build_matriz(["a", "a", "a", "b"], ["a", "a", "b", ""])
    html = render_matriz(matriz, {"a": "<Saúde>", "b": "Trânsito"}, "Versão 1")
    assert "67% acerto" in html
    assert "33% erro" in html
    assert "100% erro" in html
    assert "Sem resposta" in html
    assert "<Saúde>" not in html


@pytest.mark.parametrize(
    ("diferenca", "words"), [(0.032, "+3,2 pontos"), (-0.01, "−1,0 ponto"), (0.0001, "igual"), (-0.2, "−20,0 pontos")]
)
def test_a_difference_is_told_in_points(diferenca: float, words: str) -> None:
    assert format_diferenca(diferenca) == words
