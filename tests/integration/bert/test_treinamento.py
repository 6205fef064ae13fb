"""From a spreadsheet to a card in the registry, with the jobs that the workers run."""

from __future__ import annotations

import os
import random
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, text

from core.bert.domain import Arquitetura, Configuracao, Etapa, EtapaIniciada, PassoMedido
from core.bert.inference import load_classificador
from core.bert.modelos.domain import EstadoDoModelo, Modelo
from core.bert.treinamentos.domain import LugarDoTreino, PedidoDeTreino
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
    values["WEB_IS_HTTPS"] = "true"
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


def test_the_queue_is_told_with_few_queries_and_without_what_runs_said(portal: Services) -> None:
    dataset = portal.datasets.upload("textos.csv", make_planilha(), _DADOS)
    examine_dataset.run(str(dataset.id))
    for seed in range(6):
        portal.treinamentos.request(PedidoDeTreino(dataset.id, f"Treino {seed}", replace(_PEQUENA, seed=seed)), _DADOS)
    running = portal.treinamentos.begin_attempt(portal.treinamentos.list()[-1].id)
    assert running is not None
    relator = portal.treinamentos.build_relator(running)
    relator.report(PassoMedido(0.7, 1, 3, 9, 50.0))
    relator.report(EtapaIniciada(Etapa.TREINO))
    asked: list[str] = []
    with counting(portal.machinery.engine, asked):
        treinos = portal.treinamentos.list()
        lugares = portal.treinamentos.find_lugares(treinos)
    assert len(asked) == 3
    assert sorted(lugar.posicao for lugar in lugares.values()) == [1, 2, 3, 4, 5, 6]
    assert lugares[running.id] == LugarDoTreino(1, 50.0)
    brief, whole = treinos[-1].andamento, portal.treinamentos.get(running.id).andamento
    assert (len(whole.linhas), len(whole.perdas)) == (1, 1)
    assert brief == replace(whole, linhas=(), perdas=())


def test_a_run_resumed_before_it_heard_of_its_cancellation_is_at_work(portal: Services) -> None:
    dataset = portal.datasets.upload("textos.csv", make_planilha(), _DADOS)
    examine_dataset.run(str(dataset.id))
    treino = portal.treinamentos.request(PedidoDeTreino(dataset.id, "", _PEQUENA), _DADOS)
    running = portal.treinamentos.begin_attempt(treino.id)
    assert running is not None
    portal.treinamentos.cancel(treino.id)
    resumed = portal.treinamentos.resume(treino.id)
    assert (resumed.estado, resumed.iniciado_em) == (Estado.NA_FILA, None)
    portal.treinamentos.build_relator(running).report(EtapaIniciada(Etapa.TREINO))
    found = portal.treinamentos.get(treino.id)
    assert found.estado is Estado.EM_ANDAMENTO
    assert found.iniciado_em is not None


def test_bases_of_the_hub_are_offered_where_it_is_allowed(portal: Services, tmp_path: Path) -> None:
    (tmp_path / "bases" / "vazia").mkdir(parents=True)
    (tmp_path / "bases" / "nossa").mkdir()
    (tmp_path / "bases" / "nossa" / "config.json").write_text("{}")
    offered = []
    for usa_hub in (False, True):
        settings = portal.settings.bert.model_copy(update={"bases": tmp_path / "bases", "usa_hub": usa_hub})
        service = portal.treinamentos
        service._settings = settings
        offered.append(service.list_bases())
    assert offered[0] == ("nossa",)
    assert offered[1][:2] == ("nossa", "neuralmind/bert-base-portuguese-cased")


@contextmanager
def counting(engine: Engine, asked: list[str]) -> Iterator[None]:
    """Every query that goes to the database meanwhile."""

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield
    event.remove(engine, "before_cursor_execute", note)


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


def test_only_what_is_there_and_not_put_away_comes_into_use(portal: Services) -> None:
    modelo_id = train(portal)
    registry, repository = portal.modelos_treinados, portal.modelos_treinados._repository
    [brief] = registry.list()
    whole = registry.get(modelo_id)
    assert (brief.id, brief.f1_macro, brief.f1_linear) == (modelo_id, whole.f1_macro, whole.f1_linear)
    registry.archive(modelo_id)
    assert not repository.promote(modelo_id, "Pessoa dos dados")
    registry.archive(modelo_id, is_arquivado=False)
    assert repository.promote(modelo_id, "Pessoa dos dados")
    assert not repository.save_arquivado(modelo_id, is_arquivado=True)
    assert [one.id for one in registry.list_promovidos()] == [modelo_id]
    with portal.machinery.engine.begin() as connection:  # as if it were the better one
        better = "UPDATE modelo_treinado SET resultado = jsonb_set(resultado, '{linear,f1_macro,valor}', '-1')"
        connection.execute(text(better))
    other = make_equal(portal, whole)
    with ThreadPoolExecutor(2) as both:
        assert all(both.map(repository.promote, [modelo_id, other] * 8, ["Pessoa dos dados"] * 16))
    assert len(registry.list_promovidos()) == 1
    shutil.rmtree(registry.find_pasta(whole))
    with pytest.raises(ForbiddenChangeError, match="files deleted"):
        registry.promote(modelo_id, _DADOS)


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


def make_equal(portal: Services, modelo: Modelo) -> UUID:
    """Another candidate with the same card."""
    pedido = PedidoDeTreino(modelo.dataset_id, "Igual", replace(_PEQUENA, seed=2))
    treino = portal.treinamentos.request(pedido, _DADOS)
    with portal.machinery.engine.begin() as connection:
        copied = """INSERT INTO modelo_treinado SELECT m.* FROM modelo_treinado t, jsonb_populate_record(t,
            jsonb_build_object('id', CAST(:novo AS text), 'estado', 'candidato')) m"""
        connection.execute(text(copied), {"novo": str(treino.id)})
    return treino.id


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
