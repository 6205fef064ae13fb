"""A trained model asked by a person, and as the model of a lot, with the jobs that the workers run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from core.bert.domain import Arquitetura, Configuracao
from core.bert.modelos.domain import Modelo
from core.bert.modelos.repository import ModeloRepository
from core.bert.treinamentos.domain import PedidoDeTreino
from core.bootstrap import Services
from core.classificador.domain import (
    Confianca,
    Corte,
    EstadoDoLote,
    FonteDeTextos,
    ModoDoCorte,
    PedidoDeLote,
    TextoDoLote,
)
from core.errors import ForbiddenChangeError, InvalidInputError, LoteRecusadoError, ModeloDanificadoError
from core.events import Estado
from core.infra.queue import QueueName
from core.prompts.domain import CategoriaDeClassificacao, Prompt, Subsistema
from core.prompts.instrucoes.repository import InstrucaoRepository
from core.usuarios.domain import Papel, Usuario
from jobs import classify_local, examine_dataset, infer_textos, train_bert
from jobs.model_keeper import KEEPER
from jobs.modelo import load_modelo
from tests.integration.bert.test_treinamento import make_planilha, portal

__all__ = ["portal"]

_DADOS = Usuario(1, "dados", "Pessoa dos dados", Papel.DADOS, "PGE")
_PEQUENA = Configuracao(epocas=1, max_pecas=32, arquitetura=Arquitetura(2, 32, 2, 300))
_TEXTO = "palavra1 palavra2 aceito palavra3"


@pytest.fixture(scope="module", autouse=True)
def keeper() -> Iterator[None]:
    """One process with models for all tests here."""
    yield
    KEEPER.stop()


@pytest.fixture(autouse=True)
def models(portal: Services) -> None:
    """It stands beside the worker, which a test is here."""
    load_modelo.cache_clear()
    KEEPER.ensure()


def test_a_text_is_answered_with_probabilities_and_the_parts_that_decided(portal: Services) -> None:
    modelo = train(portal)
    with damaged(portal.modelos_treinados.find_pasta(modelo) / next(iter(modelo.arquivos))):
        refused = portal.inferencias.request(modelo.id, _TEXTO, _DADOS)
        infer_textos.run(str(refused.id))
        with pytest.raises(ModeloDanificadoError):
            load_modelo(modelo.id)
    answer = portal.inferencias.find(refused.id, _DADOS)
    assert answer is not None
    assert answer.resultado is not None
    assert (answer.resultado.erro_codigo, answer.resultado.rotulo) == (ModeloDanificadoError.code, "")

    pedido = portal.inferencias.request(modelo.id, _TEXTO, _DADOS)
    found = portal.inferencias.find(pedido.id, _DADOS)
    assert found is not None
    assert found.resultado is None
    infer_textos.run(str(pedido.id))
    found = portal.inferencias.find(pedido.id, _DADOS)
    assert found is not None
    assert found.resultado is not None
    assert found.resultado.estado is Estado.PRONTO
    shares = list(found.resultado.probabilidades.values())
    assert sorted(shares, reverse=True) == shares
    assert sum(shares) == pytest.approx(1)
    assert found.resultado.janelas[0].texto in _TEXTO
    assert portal.inferencias.find(pedido.id, replace(_DADOS, id=2)) is None

    arquivo = portal.inferencias.request_arquivo(modelo.id, "peca.txt", BytesIO(_TEXTO.encode()), _DADOS)
    infer_textos.run(str(arquivo.id))
    read = portal.inferencias.find(arquivo.id, _DADOS)
    assert read is not None
    assert read.resultado is not None
    assert read.nome == "peca.txt"
    assert read.resultado.probabilidades == pytest.approx(found.resultado.probabilidades)

    with pytest.raises(InvalidInputError):
        portal.inferencias.request(modelo.id, " \0 ", _DADOS)
    portal.modelos_treinados.archive(modelo.id)
    with pytest.raises(ForbiddenChangeError):
        portal.inferencias.request(modelo.id, _TEXTO, _DADOS)


@contextmanager
def damaged(path: Path) -> Iterator[None]:
    """Somebody changed a file of the model."""
    whole = path.read_bytes()
    path.write_bytes(b"changed")
    yield
    path.write_bytes(whole)


def train(portal: Services) -> Modelo:
    """A candidate that knows ``aceito`` and ``recusado``."""
    dataset = portal.datasets.upload("textos.csv", make_planilha(), _DADOS)
    examine_dataset.run(str(dataset.id))
    treino = portal.treinamentos.request(PedidoDeTreino(dataset.id, "Resultado", _PEQUENA), _DADOS)
    train_bert.run(str(treino.id))
    return portal.modelos_treinados.get(treino.id)


def test_a_lot_is_answered_by_the_model_in_use_without_gemini(portal: Services) -> None:
    modelo = train(portal)
    pedido = PedidoDeLote("Resultados", "resultado", 1, f"local:{modelo.id}", Corte(ModoDoCorte.PRIMEIROS, 5))
    textos = FonteDeTextos(tuple(TextoDoLote(f"doc-{n}.txt", f"{_TEXTO} {n}") for n in range(3)))
    names = ("Aceito", "Recusado", "Parcial")
    add_instrucao(portal, "resultado", names)
    add_instrucao(portal, "outra", names[1:])
    with pytest.raises(LoteRecusadoError):  # only what was promoted answers lots
        portal.lotes.create_lote(pedido, _DADOS, textos)
    ModeloRepository(portal._scope).promote(modelo.id, "Pessoa dos dados")
    with pytest.raises(LoteRecusadoError, match="labels"):
        portal.lotes.create_lote(replace(pedido, prompt_slug="outra"), _DADOS, textos)
    assert portal.lotes.list_locais(portal.prompts.get_prompt("outra")) == ()
    [local] = portal.lotes.list_locais(portal.prompts.get_prompt("resultado"))
    assert local.chave == pedido.modelo
    assert local.custo_por_mil_brl > 0

    lote = portal.lotes.create_lote(pedido, _DADOS, textos)
    assert portal.machinery.queue.list_waiting(QueueName.INFERENCIA) == (f"lote-{lote.id}",)
    assert lote.pedido.corte == Corte()
    classify_local.run(str(lote.id))
    ended = portal.lotes.inspect(lote.id)
    assert (ended.estado, ended.contagem.concluidos, ended.consumido.entrada) == (EstadoDoLote.CONCLUIDO, 3, 0)
    assert ended.consumido.segundos > 0
    [answer] = load_modelo(modelo.id).classify([f"{_TEXTO} 0"])
    first = next(iter(portal.itens.iterate(lote.id)))
    assert first.categoria == max(answer, key=lambda rotulo: answer[rotulo])
    assert first.resposta is not None
    assert first.resposta.confianca is Confianca.BAIXA  # after one epoch it is not sure of anything


def test_models_end_with_their_worker() -> None:
    assert KEEPER._process is not None
    assert KEEPER._control is not None
    KEEPER._control.close()  # as the end of the worker does
    KEEPER._process.wait(timeout=60)


def add_instrucao(portal: Services, slug: str, nomes: tuple[str, ...]) -> None:
    categorias = tuple(CategoriaDeClassificacao(nome.lower(), nome, "") for nome in nomes)
    prompt = Prompt(slug, 1, "Diga o resultado.", slug, Subsistema.CLASSIFICADOR, categorias)
    InstrucaoRepository(portal._scope).add(prompt, autor="teste", motivo="teste", check=lambda *_: None)
