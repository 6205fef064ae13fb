"""From a spreadsheet to a card in the registry, with the jobs that the workers run."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from core.bert.domain import Arquitetura, Configuracao
from core.bert.inference import load_classificador
from core.bert.modelos.domain import EstadoDoModelo
from core.bert.treinamentos.domain import PedidoDeTreino
from core.bootstrap import Services
from core.errors import ForbiddenChangeError
from core.events import Estado
from core.infra.slots import Caller
from core.settings import load_settings
from core.usuarios.domain import Papel, Usuario
from jobs import examine_dataset, runtime, train_bert

_DADOS = Usuario(1, "dados", "Pessoa dos dados", Papel.DADOS, "PGE")
_PEQUENA = Configuracao(epocas=1, max_pecas=32, arquitetura=Arquitetura(2, 32, 2, 300))


@pytest.fixture
def portal(database_url: str, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    values = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "BERT_PASTA": str(tmp_path)}
    others = ("GEMINI_API_KEY", "TRIBUNAL_URL", "TRIBUNAL_USUARIO", "TRIBUNAL_SENHA")
    for name, value in {**values, **dict.fromkeys(others, "http://nowhere")}.items():
        monkeypatch.setenv(name, value)
    load_settings.cache_clear()
    runtime.services.cache_clear()
    built = runtime.services()
    person = "INSERT INTO usuario (login, nome, papel, unidade, senha_hash, is_active, created_at) VALUES "
    with built.machinery.engine.begin() as connection:
        connection.execute(text(person + "('dados', 'Pessoa dos dados', 'dados', 'PGE', 'x', true, now())"))
    yield built
    built.close()
    runtime.services.cache_clear()
    load_settings.cache_clear()


def test_a_spreadsheet_becomes_a_model_whose_files_answer(portal: Services) -> None:
    planilha = divide(make_planilha())
    dataset = portal.datasets.upload("textos.csv", planilha, _DADOS)
    assert portal.datasets.upload("de novo.csv", planilha, _DADOS).id == dataset.id
    examine_dataset.run(str(dataset.id))
    treino = portal.treinamentos.request(PedidoDeTreino(dataset.id, "Resultado", _PEQUENA), _DADOS)
    assert portal.treinamentos.request(PedidoDeTreino(dataset.id, "Outro", _PEQUENA), _DADOS).id == treino.id
    train_bert.run(str(treino.id))
    treino = portal.treinamentos.get(treino.id)
    assert (treino.estado, len(treino.andamento.epocas)) == (Estado.PRONTO, 1)
    modelo = portal.modelos_treinados.get(treino.id)
    [answer] = load_classificador(portal.modelos_treinados.find_pasta(modelo), modelo.arquivos).classify(["palavra1"])
    assert set(answer) == {"aceito", "recusado"}
    assert modelo.resultado.dados_sha256
    assert modelo.resultado.partes == {"treino": 56, "validacao": 8, "teste": 16}
    with pytest.raises(ForbiddenChangeError):  # one epoch of a tiny network is worse than the linear model
        portal.modelos_treinados.promote(modelo.id, _DADOS)
    assert portal.modelos_treinados.get(modelo.id).estado is EstadoDoModelo.CANDIDATO


def test_a_cancelled_training_goes_on_when_it_is_resumed(portal: Services) -> None:
    dataset = portal.datasets.upload("textos.csv", make_planilha(), _DADOS)
    examine_dataset.run(str(dataset.id))
    treino = portal.treinamentos.request(PedidoDeTreino(dataset.id, "", _PEQUENA), _DADOS)
    assert portal.treinamentos.cancel(treino.id).estado is Estado.CANCELADO
    train_bert.run(str(treino.id))
    assert portal.treinamentos.get(treino.id).attempt == 0
    portal.treinamentos.resume(treino.id)
    train_bert.run(str(treino.id))
    assert portal.treinamentos.get(treino.id).estado is Estado.PRONTO


def test_a_training_that_waits_for_another_machine_hears_the_cancellation(portal: Services) -> None:
    dataset = portal.datasets.upload("textos.csv", make_planilha(), _DADOS)
    examine_dataset.run(str(dataset.id))
    treino = portal.treinamentos.request(PedidoDeTreino(dataset.id, "", _PEQUENA), _DADOS)
    slots = portal.machinery.slots
    with slots.hold("bert", Caller(), timeout_s=1):
        waiting = threading.Thread(target=train_bert.run, args=(str(treino.id),), daemon=True)
        waiting.start()
        portal.treinamentos.cancel(treino.id)
        waiting.join(timeout=20)
        assert not waiting.is_alive()
        assert slots.count_waiting("bert") == 0
    assert portal.treinamentos.get(treino.id).attempt == 0


def test_files_that_nothing_needs_go_when_their_time_is_over(portal: Services) -> None:
    modelo_id = train(portal)
    pasta = portal.settings.bert.pasta
    modelo, largada = pasta / "modelos" / str(modelo_id), pasta / "treinos" / str(UUID(int=1))
    largada.mkdir()
    for folder in (modelo, largada):
        make_old(folder)
    assert (portal.modelos_treinados.delete_old(), portal.treinamentos.delete_old()) == (0, 1)
    assert modelo.is_dir()
    portal.modelos_treinados.archive(modelo_id)
    assert portal.modelos_treinados.delete_old() == 0  # its time in the archive begins today
    make_old(modelo)
    assert portal.modelos_treinados.delete_old() == 1
    with pytest.raises(ForbiddenChangeError, match="files deleted"):
        portal.modelos_treinados.archive(modelo_id, is_arquivado=False)


def test_what_a_cancelled_run_kept_stays_for_its_time(portal: Services) -> None:
    dataset = portal.datasets.upload("textos.csv", make_planilha(), _DADOS)
    examine_dataset.run(str(dataset.id))
    treino = portal.treinamentos.request(PedidoDeTreino(dataset.id, "", _PEQUENA), _DADOS)
    pasta = portal.settings.bert.pasta / "treinos" / str(treino.id)
    pasta.mkdir(parents=True)
    make_old(pasta)
    assert portal.treinamentos.delete_old() == 0
    portal.treinamentos.cancel(treino.id)
    assert portal.treinamentos.delete_old() == 0
    with portal.machinery.engine.begin() as connection:
        connection.execute(text("UPDATE treinamento SET terminado_em = terminado_em - interval '31 days'"))
    assert portal.treinamentos.delete_old() == 1
    assert not pasta.exists()


def make_old(folder: Path) -> None:
    """As if nobody had touched it for longer than it is kept."""
    before = time.time() - 31 * 86_400
    os.utime(folder, (before, before))


def train(portal: Services) -> UUID:
    """A run to its end; its model has the same id."""
    dataset = portal.datasets.upload("textos.csv", make_planilha(), _DADOS)
    examine_dataset.run(str(dataset.id))
    treino = portal.treinamentos.request(PedidoDeTreino(dataset.id, "Resultado", _PEQUENA), _DADOS)
    train_bert.run(str(treino.id))
    return treino.id


def divide(planilha: bytes) -> bytes:
    """With a column that says the side of each text."""
    head, *lines = planilha.decode().splitlines()
    sides = ["treino"] * 7 + ["validação"] + ["teste"] * 2
    divided = [f"{line};{sides[number // 2 % 10]}" for number, line in enumerate(lines)]
    return "\n".join([f"{head};divisão", *divided]).encode()


def make_planilha(total: int = 80) -> bytes:
    """One word of each text says its label."""
    words, draw = [f"palavra{number}" for number in range(300)], random.Random(1)
    labels = [("aceito", "recusado")[number % 2] for number in range(total)]
    lines = [f"{label} {' '.join(draw.choices(words, k=14))};{label}" for label in labels]
    return "\n".join(["texto;rotulo", *lines]).encode()
