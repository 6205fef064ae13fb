"""The registry of trained models over cards in memory: figures, mistakes with their texts, what may be promoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from uuid import UUID

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.bert.dados.domain import Amostra
from core.bert.domain import Ambiente, Configuracao, JanelaExplicada, PrevisaoDoTeste, ResultadoDoTreino
from core.bert.inferencia.domain import Inferencia, ResultadoDaInferencia
from core.bert.medidas import Medidas, PontoDaCurva, measure
from core.bert.modelos.domain import ComparacaoDeModelos, EstadoDoModelo, Modelo, compare_modelos
from core.events import Estado
from core.settings import ClassificadorSettings
from core.usuarios.domain import Papel, Usuario
from pages.ui.runtime import install_services
from tests.pages.fakes import build_usuario
from tests.pages.test_treinamento import AGORA, AMOSTRAS, draw, open_at, press, read_html

ROTULOS = ("improvido", "provido")
VERDADE = np.array([1, 0, 1, 0])


def measure_answers(*answers: int) -> Medidas:
    return measure(ROTULOS, VERDADE, np.eye(2)[list(answers)] * 0.8 + 0.1)


def build_modelo(number: int, medidas: Medidas) -> Modelo:
    previsoes = tuple(
        PrevisaoDoTeste(linha, ROTULOS[certo], ROTULOS[dito], 0.9, 2.0)
        for linha, certo, dito in ((1, 1, 1), (2, 0, 0), (3, 1, 1), (4, 0, 1))
    )
    resultado = ResultadoDoTreino(
        rotulos=ROTULOS,
        medidas=medidas,
        linear=measure_answers(0, 0, 1, 1),
        temperatura=1.0,
        curva=(PontoDaCurva(0.9, 0.75, 1.0),),
        automacao=PontoDaCurva(0.9, 0.75, 1.0),
        epocas=(),
        melhor_epoca=1,
        partes={"treino": 32, "validacao": 4, "teste": 4},
        truncadas=0.0,
        previsoes=previsoes,
        piores=(4,),
        lentos=(1,),
        suspeitos=(),
        parametros=1000,
        base_sha256="",
        dados_sha256="c" * 64,
        arquivos={},
        ambiente=Ambiente("cpu", "fp32", 2, {}, 10.0, 900.0),
        duracao_s=12.0,
    )
    nome, estado = f"Modelo <{number}>", EstadoDoModelo.CANDIDATO
    ids = (UUID(int=number), nome, UUID(int=9), "Base", "Rita Inventada", Configuracao(), "abc")
    return Modelo(*ids, resultado, {}, estado, AGORA)


class FakeModelos:
    """One better than the linear model, one as bad as it."""

    def __init__(self) -> None:
        both = (build_modelo(1, measure_answers(1, 0, 1, 1)), build_modelo(2, measure_answers(0, 0, 1, 1)))
        self.modelos = {modelo.id: modelo for modelo in both}

    def get(self, modelo_id: UUID) -> Modelo:
        return self.modelos[modelo_id]

    def list(self, *, is_arquivado: bool = False) -> tuple[Modelo, ...]:
        return () if is_arquivado else tuple(self.modelos.values())

    def compare(self, a: UUID, b: UUID) -> ComparacaoDeModelos:
        return compare_modelos(self.modelos[a], self.modelos[b])

    def promote(self, modelo_id: UUID, usuario: object) -> None:
        values = {"estado": EstadoDoModelo.PROMOVIDO, "promovido_em": AGORA, "promovido_por": usuario.nome}  # type: ignore[attr-defined]  # a person
        self.modelos[modelo_id] = replace(self.modelos[modelo_id], **values)


class FakeInferencias:
    """Answers at once."""

    def request(self, modelo_id: UUID, texto: str, usuario: Usuario) -> Inferencia:
        janela = JanelaExplicada(0, len(texto), texto, {"provido": 0.7})
        resultado = ResultadoDaInferencia(Estado.PRONTO, {"provido": 0.9, "improvido": 0.1}, (janela,))
        self.kept = Inferencia(UUID(int=5), usuario.id, modelo_id, AGORA, texto, resultado=resultado)
        return self.kept

    def find(self, inferencia_id: UUID, usuario: Usuario) -> Inferencia | None:
        return self.kept if (inferencia_id, usuario.id) == (self.kept.id, self.kept.usuario_id) else None


@pytest.fixture
def at() -> Iterator[AppTest]:
    def find_amostras(_dataset_id: UUID, linhas: Sequence[int]) -> list[Amostra]:
        return [one for one in AMOSTRAS if one.linha in linhas]

    fakes = SimpleNamespace(
        modelos_treinados=FakeModelos(),
        inferencias=FakeInferencias(),
        datasets=SimpleNamespace(find_amostras=find_amostras),
        settings=SimpleNamespace(classificador=ClassificadorSettings()),
    )
    install_services(fakes)  # type: ignore[arg-type]  # what the area uses
    yield AppTest.from_function(draw, default_timeout=20, args=(build_usuario(Papel.DADOS),))
    install_services(None)


def test_the_card_has_its_figures_beside_the_linear_ones(at: AppTest) -> None:
    open_at(at, "modelos")
    assert "Modelo &lt;1&gt;" in read_html(at)
    open_at(at, "modelos", modelo=str(UUID(int=1)))
    html = read_html(at)
    assert "<dd>0,733<small>" in html  # F1 of 2/3 and of 4/5
    assert "<dd>0,500<small>" in html  # the linear model, right in two of four
    assert "<dd>75,0%<small>dos textos, com acerto de pelo menos 95,0%" in html
    assert not at.exception


def test_a_cell_of_the_matrix_opens_its_texts(at: AppTest) -> None:
    open_at(at, "modelos", modelo=str(UUID(int=1)))
    [cells] = [box for box in at.selectbox if box.label.startswith("Ver os textos")]
    assert cells.options[0] == "improvido → provido (1)"
    cells.select_index(0).run()
    table = next(e.proto.body for e in at.get("html") if "Textos da casa escolhida" in e.proto.body)
    assert "Pedido &lt;b&gt;4&lt;/b&gt;" in table
    assert "Pedido &lt;b&gt;2&lt;/b&gt;" not in table


def test_a_cell_of_the_matrix_is_a_link_to_its_texts(at: AppTest) -> None:
    open_at(at, "modelos", modelo=str(UUID(int=1)))
    address = f"/treinamento_bert?aba=modelos&amp;modelo={UUID(int=1)}&amp;certo=1&amp;dito=2"
    assert f'<a href="{address}" target="_self" title="Ver os textos: improvido → provido">' in read_html(at)
    open_at(at, "modelos", modelo=str(UUID(int=1)), certo="1", dito="2")
    table = next(e.proto.body for e in at.get("html") if "Textos da casa escolhida" in e.proto.body)
    assert "Pedido &lt;b&gt;4&lt;/b&gt;" in table


@pytest.mark.parametrize(("certo", "dito"), [("9", "1"), ("0", "0"), ("x", "1")])
def test_an_address_of_no_cell_shows_none(at: AppTest, certo: str, dito: str) -> None:
    open_at(at, "modelos", modelo=str(UUID(int=1)), certo=certo, dito=dito)
    assert "Textos da casa escolhida" not in read_html(at)
    assert not at.exception


def test_a_better_model_is_promoted_and_says_by_whom(at: AppTest) -> None:
    open_at(at, "modelos", modelo=str(UUID(int=1)))
    press(at, "Promover modelo")
    assert "Em uso</span><span>desde" in read_html(at)
    assert "por Rita Inventada" in read_html(at)
    assert not [button for button in at.button if button.label in ("Promover modelo", "Arquivar")]


def test_one_that_does_not_beat_the_linear_model_says_why_it_stays_out(at: AppTest) -> None:
    open_at(at, "modelos", modelo=str(UUID(int=2)))
    assert "Não supera o modelo linear" in read_html(at)


def test_two_models_stand_side_by_side(at: AppTest) -> None:
    open_at(at, "modelos", modelo=str(UUID(int=1)), outro=str(UUID(int=2)))
    table = next(e.proto.body for e in at.get("html") if "nos dois modelos" in e.proto.body)
    assert "<td>0,733</td><td>0,500</td>" in table
    assert not at.warning


def test_a_tested_text_has_its_probabilities_and_the_part_that_decided(at: AppTest) -> None:
    open_at(at, "testar", modelo=str(UUID(int=2)))
    assert at.file_uploader[0].proto.max_upload_size_mb == 50
    at.text_area[0].set_value("Recurso <b>provido</b>.").run()
    press(at, "Testar")
    html = read_html(at)
    assert "Resposta: provido" in html
    assert "90,0%" in html
    assert "Recurso &lt;b&gt;provido&lt;/b&gt;." in html
    assert at.query_params["modelo"] == str(UUID(int=2))
    assert not at.exception
