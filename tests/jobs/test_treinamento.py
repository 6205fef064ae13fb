"""Trainings with real workers: in turn, killed, cancelled, without room on the disk, told to stop."""

from __future__ import annotations

import random
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import psutil
import pytest

from core.bert.domain import Arquitetura, Configuracao
from core.bert.treinamentos.domain import PedidoDeTreino, Treinamento
from core.bert.treinamentos.service import build_key
from core.bootstrap import Services
from core.errors import DiscoCheioError
from core.events import Estado
from core.usuarios.domain import Papel, Usuario
from tests.jobs.stage import Pool, wait_until

_PEQUENA = Configuracao(epocas=20, paciencia=20, max_pecas=32, arquitetura=Arquitetura(2, 32, 2, 300))
_UMA_EPOCA = replace(_PEQUENA, epocas=1)
_LONGA = replace(_PEQUENA, epocas=100, paciencia=100)
_LENTA = replace(_LONGA, lote=1)
_SMALL_FILE = 60_000
"""Bytes: less than the weights of the network, more than the log."""


class Escola:
    """A portal that trains, with one person who asks."""

    def __init__(self, services: Services, pool: Pool) -> None:
        self.services, self.pool = services, pool
        with services.machinery.engine.connect() as connection:
            ident = connection.exec_driver_sql("SELECT min(id) FROM usuario").scalar_one()
        self._usuario = Usuario(ident, "p1", "Pessoa 1", Papel.DADOS, "PGE")
        self.dataset_id = self._upload()

    def _upload(self) -> UUID:
        dataset = self.services.datasets.upload("textos.csv", make_planilha(), self._usuario)
        wait_until(lambda: not self.services.datasets.get(dataset.id).estado.is_at_work, 30, "the exam")
        return dataset.id

    def ask(self, configuracao: Configuracao) -> Treinamento:
        return self.services.treinamentos.request(PedidoDeTreino(self.dataset_id, "", configuracao), self._usuario)

    def get(self, treino: Treinamento) -> Treinamento:
        return self.services.treinamentos.get(treino.id)

    def wait_for_end(self, treino: Treinamento) -> Treinamento:
        wait_until(lambda: not self.get(treino).estado.is_at_work, 60, "the end of a training")
        return self.get(treino)

    def wait_for_epoca(self, treino: Treinamento) -> None:
        """Until one epoch is measured: the run is in its middle then."""
        wait_until(lambda: self.get(treino).andamento.epocas, 30, "the first epoch")

    def wait_for_rest(self, treino: Treinamento) -> float:
        """Seconds until no worker has it any more."""
        return wait_until(lambda: not self.services.machinery.queue.is_alive(build_key(treino.id)), 30, "the rest")

    def find_linha(self, treino: Treinamento, start: str) -> str:
        """The first line of the log that begins so, or nothing."""
        return next((one.texto for one in self.get(treino).andamento.linhas if one.texto.startswith(start)), "")

    def hash_weights(self, treino: Treinamento) -> str:
        return self.services.modelos_treinados.get(treino.id).resultado.arquivos["model.safetensors"]


@pytest.fixture(scope="module")
def oficina(escola: tuple[Services, Pool]) -> Escola:
    return Escola(*escola)


@pytest.fixture(scope="module")
def inteiro(oficina: Escola) -> tuple[Treinamento, Treinamento]:
    """Two runs asked for at once, neither interrupted."""
    treinos = [oficina.ask(configuracao) for configuracao in (_PEQUENA, _UMA_EPOCA)]
    first, second = (oficina.wait_for_end(treino) for treino in treinos)
    return first, second


def test_two_queued_at_once_run_one_after_the_other(inteiro: tuple[Treinamento, Treinamento]) -> None:
    first, second = inteiro
    assert [first.estado, second.estado] == [Estado.PRONTO] * 2
    assert (len(first.andamento.epocas), len(second.andamento.epocas)) == (20, 1)
    assert None not in (first.modelo_id, second.modelo_id)
    assert first.terminado_em is not None
    assert second.iniciado_em is not None
    assert first.terminado_em <= second.iniciado_em


def test_a_killed_worker_costs_no_bit(oficina: Escola, inteiro: tuple[Treinamento, Treinamento]) -> None:
    whole = oficina.hash_weights(inteiro[0])
    treino = oficina.ask(_PEQUENA)
    oficina.wait_for_epoca(treino)
    oficina.pool.find_horse(build_key(treino.id)).parent().kill()
    ended = oficina.wait_for_end(treino)
    assert (ended.estado, ended.attempt) == (Estado.PRONTO, 2)
    assert any(linha.texto.startswith("O treino continua da época") for linha in ended.andamento.linhas)
    assert oficina.hash_weights(treino) == whole


def test_a_worker_told_to_stop_keeps_where_the_run_is(oficina: Escola) -> None:
    """Inside an epoch only a stop keeps anything here; the next worker goes on from that very step."""
    treino = oficina.ask(_LENTA)
    wait_until(lambda: oficina.get(treino).andamento.passo, 30, "the first steps")
    oficina.pool.find_worker("bert").send_signal(signal.SIGINT)
    wait_until(lambda: oficina.find_linha(treino, "O treino continua"), 30, "the next worker")
    assert not oficina.find_linha(treino, "O treino continua").endswith("passo 0.")
    oficina.services.treinamentos.cancel(treino.id)
    oficina.wait_for_rest(treino)


def test_a_cancelled_run_ends_within_seconds(oficina: Escola) -> None:
    treino = oficina.ask(_LONGA)
    oficina.wait_for_epoca(treino)
    began = time.monotonic()
    assert oficina.services.treinamentos.cancel(treino.id).estado is Estado.CANCELADO
    oficina.wait_for_rest(treino)
    assert time.monotonic() - began < 5
    assert oficina.services.machinery.slots.count_in_use("bert") == 0
    assert oficina.get(treino).estado is Estado.CANCELADO


def test_a_full_disk_has_a_name_and_the_run_goes_on_after(
    oficina: Escola, inteiro: tuple[Treinamento, Treinamento]
) -> None:
    with small_files(oficina.pool.find_worker("bert")):
        treino = oficina.ask(_UMA_EPOCA)
        ended = oficina.wait_for_end(treino)
    assert (ended.estado, ended.erro_codigo) == (Estado.COM_ERRO, DiscoCheioError.code)
    oficina.wait_for_rest(treino)
    oficina.services.treinamentos.resume(treino.id)
    assert oficina.wait_for_end(treino).estado is Estado.PRONTO
    assert oficina.hash_weights(treino) == oficina.hash_weights(inteiro[1])


@contextmanager
def small_files(process: psutil.Process) -> Iterator[None]:
    """No room for the next file in what this process starts."""
    soft, hard = process.rlimit(resource.RLIMIT_FSIZE)
    process.rlimit(resource.RLIMIT_FSIZE, (_SMALL_FILE, hard))
    try:
        yield
    finally:
        process.rlimit(resource.RLIMIT_FSIZE, (soft, hard))


def make_planilha(total: int = 80) -> bytes:
    """One word of each text says its label."""
    words, draw = [f"palavra{number}" for number in range(300)], random.Random(1)
    labels = [("aceito", "recusado")[number % 2] for number in range(total)]
    lines = [f"{label} {' '.join(draw.choices(words, k=14))};{label}" for label in labels]
    return "\n".join(["texto;rotulo", *lines]).encode()
