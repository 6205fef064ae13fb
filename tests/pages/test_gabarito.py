"""The screens of a golden set over planted documents: pages of them, and corrections on their way into it."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from core.classificador.domain import LoteCorrigido
from core.classificador.gabarito.domain import (
    EstadoDaProposta,
    Gabarito,
    LinhaDoGabarito,
    OrigemDoCaso,
    PaginaDoGabarito,
    PropostaDeCaso,
    Recebidas,
)
from core.prompts.domain import CategoriaDeClassificacao
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario
from tests.pages.test_shell import SHELL, list_html
from tests.unit.classificador.gabaritos import AGORA, build_casos

CASOS = build_casos(["citacao", "sentenca"])
CATEGORIAS = (
    CategoriaDeClassificacao("citacao", "Citação", "x"),
    CategoriaDeClassificacao("sentenca", "Sentença", "y"),
)
OURO = Gabarito("ouro", 2, "Ouro", "triagem", "0" * 64, (("citacao", 51),), 51, "rui", "teste", AGORA)
LOTE = LoteCorrigido(UUID(int=7), "Petições de maio", "Saúde", 3)
LINHAS = tuple(
    LinhaDoGabarito(caso.sha256, caso.nome, caso.categoria, "", caso.numero_cnj, OrigemDoCaso.ARQUIVO) for caso in CASOS
)


class InMemory:
    """One waiting correction, one that was accepted, and a golden set of two pages."""

    def __init__(self) -> None:
        pendente, aceita = EstadoDaProposta.PENDENTE, EstadoDaProposta.ACEITA
        self.estados = {1: pendente, 2: aceita}
        self.brought: list[UUID] = []

    def get(self, slug: str, _versao: int | None = None) -> Gabarito:
        assert slug == OURO.slug
        return OURO

    def list_categorias(self, _slug: str) -> tuple[CategoriaDeClassificacao, ...]:
        return CATEGORIAS

    def list_lotes_corrigidos(self, _slug: str) -> tuple[LoteCorrigido, ...]:
        return (LOTE,)

    def count_propostas(self, _slug: str) -> dict[EstadoDaProposta, int]:
        found = list(self.estados.values())
        return {estado: found.count(estado) for estado in found}

    def list_propostas(
        self, _slug: str, estado: EstadoDaProposta = EstadoDaProposta.PENDENTE
    ) -> tuple[PropostaDeCaso, ...]:
        return tuple(
            PropostaDeCaso(number, "ouro", number, CASOS[number - 1], "citacao", mine)
            for number, mine in self.estados.items()
            if mine is estado
        )

    def undo_review(self, proposta_id: int) -> None:
        self.estados[proposta_id] = EstadoDaProposta.PENDENTE

    def propose(self, _slug: str, lote_id: UUID) -> Recebidas:
        self.brought.append(lote_id)
        return Recebidas(1, 0, 0, longas=1, sem_categoria=2)

    def list_pagina(self, _gabarito: Gabarito, _categoria: str, pagina: int) -> PaginaDoGabarito:
        return PaginaDoGabarito(LINHAS[pagina - 1 : pagina], 2, pagina, 1)


@pytest.fixture
def gabaritos() -> InMemory:
    return InMemory()


@pytest.fixture
def at(gabaritos: InMemory) -> Iterator[AppTest]:
    usuarios = FakeUsuarios()
    sessao = usuarios.sessoes[usuarios.enter(build_usuario(Papel.DADOS))]
    services = build_services(usuarios, FakePecas())
    parts: dict[str, Any] = {"gabaritos": gabaritos, "lotes": SimpleNamespace(list_proprios=lambda _usuario: ())}
    for name, part in parts.items():
        setattr(services, name, part)
    install_services(services)
    at = AppTest.from_file(SHELL, default_timeout=20)
    at.user["login"] = sessao.usuario.login
    at.user["papeis"] = Papel.DADOS.value
    at.user["sessao"] = str(sessao.id)
    at.query_params.update({"aba": "gabarito", "gabarito": "ouro", "ver": "correcoes"})
    yield at.run().switch_page("../classificador.py").run()
    install_services(None)


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.main.button if button.label == label).click().run()


def test_corrections_come_from_other_units_and_say_what_stayed_out(at: AppTest, gabaritos: InMemory) -> None:
    assert at.main.selectbox[0].options == ["Petições de maio, Saúde (3)"]
    press(at, "Trazer as correções")
    assert gabaritos.brought == [LOTE.id]
    told = at.main.success[0].value
    assert told == ("Correções do lote: 1 nova, 1 com texto longo demais, 2 de categoria que não está em uso.")


def test_an_acceptance_is_taken_back(at: AppTest, gabaritos: InMemory) -> None:
    assert [one.value for one in at.main.subheader] == ["A revisar (1)"]
    press(at, "Desfazer")
    assert gabaritos.estados[2] is EstadoDaProposta.PENDENTE
    assert [one.value for one in at.main.subheader] == ["A revisar (2)"]
    assert "Publicar as aceitas" not in [button.label for button in at.main.button]


def test_documents_come_page_by_page(at: AppTest) -> None:
    at.query_params.update({"ver": "casos"})
    at.run()
    assert "caso-1.txt" in list_html(at)
    assert "caso-2.txt" not in list_html(at)
    press(at, "Próxima página")
    assert "caso-2.txt" in list_html(at)
