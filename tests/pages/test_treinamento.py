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
from core.bert.domain import BASES_DO_HUB, PRESETS, Configuracao, EpocaMedida, ModoLongo, PassoMedido, Preset
from core.bert.treinamentos.domain import LugarDoTreino, PedidoDeTreino, PrevisaoDoTreino, Treinamento
from core.errors import ForbiddenChangeError
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


TREINO = Treinamento(
    id=UUID(int=2),
    dataset_id=DATASET.id,
    dataset_nome=DATASET.nome,
    dados_sha256="b" * 64,
    usuario_id=7,
    autor="Rita Inventada",
    nome="Resultado <v1>",
    configuracao=Configuracao(),
    preset=None,
    estado=Estado.NA_FILA,
    attempt=0,
    criado_em=AGORA,
)


class FakeTreinamentos:
    def __init__(self) -> None:
        self.treino = TREINO
        self.asked: list[Any] = []

    def list_bases(self) -> tuple[str, ...]:
        return BASES_DO_HUB

    def preview(self, _dataset_id: UUID, configuracao: Configuracao) -> PrevisaoDoTreino:
        return PrevisaoDoTreino(0.25 if configuracao.max_pecas < 512 else 0.0, 90.0)

    def request(self, pedido: PedidoDeTreino, _usuario: object) -> Treinamento:
        self.asked.append(pedido)
        return self.treino

    def get(self, _treino_id: UUID) -> Treinamento:
        return self.treino

    def list(self) -> tuple[Treinamento, ...]:
        return (self.treino,)

    def find_lugar(self, _treino: Treinamento) -> LugarDoTreino:
        return LugarDoTreino(2, 125.0)

    def find_lugares(self, treinos: Sequence[Treinamento]) -> dict[UUID, LugarDoTreino]:
        return {treino.id: self.find_lugar(treino) for treino in treinos}

    def cancel(self, _treino_id: UUID) -> None:
        self.treino = replace(self.treino, estado=Estado.CANCELADO)

    def resume(self, _treino_id: UUID) -> None:
        raise ForbiddenChangeError("moved", user_message="O treino já mudou em outra aba.")


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

    def choose_colunas(self, _dataset_id: UUID, colunas: Colunas, _usuario: object) -> Dataset:
        self.asked.append(colunas)
        return self.dataset


@pytest.fixture
def datasets() -> FakeDatasets:
    return FakeDatasets()


@pytest.fixture
def treinos() -> FakeTreinamentos:
    return FakeTreinamentos()


@pytest.fixture
def at(datasets: FakeDatasets, treinos: FakeTreinamentos) -> Iterator[AppTest]:
    settings = SimpleNamespace(bert=BertSettings())
    fakes = SimpleNamespace(datasets=datasets, treinamentos=treinos, settings=settings)
    install_services(fakes)  # type: ignore[arg-type]  # what is used
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


def test_a_preset_is_queued_as_it_is(at: AppTest, treinos: FakeTreinamentos) -> None:
    open_at(at, "novo", dataset=str(DATASET.id))
    at.radio[0].set_value(Preset.RAPIDO).run()
    press(at, "Pôr na fila de treino")
    assert treinos.asked == [PedidoDeTreino(DATASET.id, DATASET.nome, PRESETS[Preset.RAPIDO], Preset.RAPIDO)]
    assert at.query_params["treino"] == str(TREINO.id)


def test_a_smaller_window_tells_what_it_cuts_and_is_no_preset_any_more(at: AppTest, treinos: FakeTreinamentos) -> None:
    open_at(at, "novo")
    assert not at.info
    next(one for one in at.number_input if one.label.startswith("Janela")).set_value(64).run()
    assert "25,0% dos textos" in at.info[0].value
    press(at, "Pôr na fila de treino")
    [pedido] = treinos.asked
    assert (pedido.configuracao.max_pecas, pedido.preset) == (64, None)


def test_a_base_of_the_hub_is_chosen_with_a_rate_and_windows(at: AppTest, treinos: FakeTreinamentos) -> None:
    open_at(at, "novo")
    for label, chosen in (
        ("Modelo de partida", "neuralmind/bert-base-portuguese-cased"),
        ("Textos maiores que a janela", ModoLongo.JANELAS),
    ):
        next(box for box in at.selectbox if box.label == label).set_value(chosen).run()
    for label, value in (("Janelas por texto", 3), ("Taxa de aprendizado", 0.00001)):
        next(one for one in at.number_input if one.label == label).set_value(value).run()
    press(at, "Pôr na fila de treino")
    asked = treinos.asked[0].configuracao
    assert (asked.base, asked.max_janelas, asked.taxa) == ("neuralmind/bert-base-portuguese-cased", 3, 0.00001)


def test_a_dataset_whose_texts_went_away_says_so_and_offers_nothing(at: AppTest, datasets: FakeDatasets) -> None:
    datasets.dataset = replace(DATASET, exame=None, primeiras=(), is_apagado=True, is_arquivado=True)
    open_at(at, "dados", dataset=str(DATASET.id))
    assert "foram apagados" in at.info[0].value
    assert not at.button


def test_why_a_run_failed_is_shown_as_text(at: AppTest, treinos: FakeTreinamentos) -> None:
    treinos.treino = replace(TREINO, estado=Estado.COM_ERRO, erro_mensagem="A base [um](http://mal) falhou.")
    open_at(at, "treinos", treino=str(TREINO.id))
    assert "[um](" not in at.error[0].value


def test_who_waits_is_told_the_place_in_the_list(at: AppTest) -> None:
    open_at(at, "treinos")
    assert "2º da fila" in read_html(at)


def test_who_waits_sees_the_place_and_may_leave(at: AppTest) -> None:
    open_at(at, "treinos", treino=str(TREINO.id))
    assert "2º da fila · começa em cerca de 2 min 5 s" in read_html(at)
    press(at, "Cancelar o treino")
    assert "Cancelado" in read_html(at)
    press(at, "Retomar")
    assert at.warning[0].value == "O treino já mudou em outra aba."


def test_a_run_shows_its_steps_its_curves_and_its_log(at: AppTest, treinos: FakeTreinamentos) -> None:
    andamento = TREINO.andamento.note(PassoMedido(0.7, 1, 30, 120, 40.0), AGORA)
    andamento = andamento.note(EpocaMedida(1, 0.7, 0.6, 0.8, 0.75, True, 3.0), AGORA)
    treinos.treino = replace(TREINO, estado=Estado.EM_ANDAMENTO, andamento=andamento.write("Aviso <b>.", AGORA))
    open_at(at, "treinos", treino=str(TREINO.id))
    html = read_html(at)
    assert "Aviso &lt;b&gt;." in html
    assert "75,0%" in html
    assert at.get("progress")[0].proto.value == 25
    assert not at.exception
