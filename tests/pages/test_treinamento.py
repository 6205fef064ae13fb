"""Treinamento BERT over datasets, runs and models in memory: what is shown of them, and what reaches the services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from core.bert.dados.domain import Amostra, Colunas
from core.bert.datasets.domain import Dataset, OrigemDoDataset
from core.bert.datasets.service import build_exame
from core.events import Estado
from core.settings import BertSettings
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services
from tests.pages.fakes import build_usuario

AGORA = datetime(2026, 11, 23, 12, tzinfo=UTC)
AMOSTRAS = tuple(
    Amostra(linha, f"Pedido <b>{linha}</b> {'deferido' if linha % 2 else 'negado'} nos autos {linha * 7}", rotulo)
    for linha, rotulo in enumerate(["provido", "improvido"] * 20, 1)
)
DATASET = Dataset(
    id=UUID(int=1),
    nome="Resultados <maio>.xlsx",
    origem=OrigemDoDataset.PLANILHA,
    referencia="",
    sha256="a" * 64,
    size_bytes=10,
    usuario_id=7,
    autor="Rita Inventada",
    estado=Estado.PRONTO,
    criado_em=AGORA,
    cabecalho=("texto", "resultado", "autos"),
    primeiras=(("Pedido <i>um</i>", "provido", "1"),),
    exame=build_exame(AMOSTRAS, Colunas(0, 1)),
)


class FakeDatasets:
    def __init__(self) -> None:
        self.dataset = DATASET
        self.amostras = AMOSTRAS
        self.asked: list[Any] = []

    def get(self, _dataset_id: UUID) -> Dataset:
        return self.dataset

    def list(self, *, is_arquivado: bool = False) -> tuple[Dataset, ...]:
        return () if is_arquivado else (self.dataset,)

    def list_disponiveis(self) -> tuple[()]:
        return ()

    def find_amostras(self, _dataset_id: UUID, linhas: Sequence[int]) -> list[Amostra]:
        return [one for one in self.amostras if one.linha in linhas]

    def upload(self, nome: str, conteudo: bytes, _usuario: object) -> Dataset:
        self.asked.append((nome, conteudo))
        return self.dataset

    def choose_colunas(self, _dataset_id: UUID, colunas: Colunas) -> Dataset:
        self.asked.append(colunas)
        return self.dataset


@pytest.fixture
def datasets() -> FakeDatasets:
    return FakeDatasets()


@pytest.fixture
def at(datasets: FakeDatasets) -> Iterator[AppTest]:
    settings = SimpleNamespace(bert=BertSettings())
    install_services(SimpleNamespace(datasets=datasets, settings=settings))  # type: ignore[arg-type]  # what is used
    yield AppTest.from_function(draw, default_timeout=20, args=(build_usuario(Papel.DADOS),))
    install_services(None)


def draw(usuario: object) -> None:
    import streamlit as st  # noqa: PLC0415 - a script of its own

    from pages.ui.treinamento.areas import AREAS  # noqa: PLC0415 - the same

    next(area for area in AREAS if area.slug == st.query_params["aba"]).show(usuario)


def open_at(at: AppTest, aba: str, **mais: str) -> AppTest:
    for name, value in {"aba": aba, **mais}.items():
        at.query_params[name] = value
    return at.run()


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def read_html(at: AppTest) -> str:
    return "".join(element.proto.body for element in at.get("html"))


def test_a_planilha_is_handed_in_and_its_report_opens(at: AppTest, datasets: FakeDatasets) -> None:
    open_at(at, "dados")
    assert "Resultados &lt;maio&gt;.xlsx" in read_html(at)
    at.file_uploader[0].upload("base.csv", b"texto;rotulo\na;b", "text/csv").run()
    press(at, "Examinar planilha")
    assert datasets.asked == [("base.csv", b"texto;rotulo\na;b")]
    assert at.query_params["dataset"] == str(DATASET.id)
    assert "40 de 40 textos servem" in read_html(at)
    assert not at.exception


def test_the_rows_of_a_finding_are_shown_as_text(at: AppTest, datasets: FakeDatasets) -> None:
    repetidas = (*AMOSTRAS, Amostra(41, AMOSTRAS[0].texto, "provido"))
    datasets.dataset = replace(DATASET, exame=build_exame(repetidas, Colunas(0, 1)))
    datasets.amostras = repetidas
    open_at(at, "dados", dataset=str(DATASET.id))
    [chosen] = [box for box in at.selectbox if box.label == "Ver textos de um achado"]
    chosen.select_index(0).run()
    assert "Pedido &lt;b&gt;1&lt;/b&gt;" in read_html(at)


def test_columns_that_nobody_recognised_are_asked_for(at: AppTest, datasets: FakeDatasets) -> None:
    datasets.dataset = replace(DATASET, exame=None, estado=Estado.AGUARDANDO_VOCE)
    open_at(at, "dados", dataset=str(DATASET.id))
    assert "não reconheceu as colunas" in at.warning[0].value
    press(at, "Ler com estas colunas")
    assert datasets.asked == []
    for label, place in (("Texto", 0), ("Rótulo", 1), ("Processo (opcional)", 2)):
        next(box for box in at.selectbox if box.label == label).select_index(place)
    press(at, "Ler com estas colunas")
    assert datasets.asked == [Colunas(0, 1, 2)]
