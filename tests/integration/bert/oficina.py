"""A process of its own that trains: torch's threads and address space stay out of the process of the tests.

Prints one JSON object: for each scenario what came of it.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

from core.bert.domain import (
    PASTA_DO_MODELO,
    AvisoDoTreino,
    EpocaMedida,
    EventoDoTreino,
    ModoLongo,
    PlanoDeTreino,
    ResultadoDoTreino,
)
from core.bert.inference import Classificador, load_classificador
from core.bert.training.atencao import attend
from core.bert.training.passo import calculate_halving
from core.bert.training.textos import train_tokenizer
from core.bert.training.treino import train
from core.errors import PortalError
from tests.integration.bert.hub import OWNER
from tests.integration.bert.textos import make_amostras, make_plano

_MORE_S = 0.05
_SMALL_FILE = 60_000


class Ouvinte:
    """Keeps what a run says, and may act on it."""

    def __init__(self, act: Callable[[EventoDoTreino], None] = lambda _event: None) -> None:
        self.eventos: list[EventoDoTreino] = []
        self._act = act

    def __call__(self, evento: EventoDoTreino) -> None:
        self.eventos.append(evento)
        self._act(evento)

    @property
    def avisos(self) -> list[str]:
        return [evento.codigo for evento in self.eventos if isinstance(evento, AvisoDoTreino)]


def hash_weights(resultado: ResultadoDoTreino) -> str:
    return resultado.arquivos["model.safetensors"]


def try_train(
    plano: PlanoDeTreino, pasta: Path, *, should_stop: Callable[[], bool] = lambda: False
) -> dict[str, object]:
    """What people would be told, or the weights."""
    ouvinte = Ouvinte()
    try:
        resultado = train(plano, pasta, ouvinte, should_stop)
    except PortalError as error:
        return {"code": error.code, "avisos": ouvinte.avisos}
    return {"pesos": hash_weights(resultado), "avisos": ouvinte.avisos, "epocas": len(resultado.epocas)}


def train_killed(plano: PlanoDeTreino, pasta: Path) -> int:
    """The signal that ended a process in the middle of its second epoch. Forks: torch must not have worked yet."""

    def die_soon(evento: EventoDoTreino) -> None:
        if isinstance(evento, EpocaMedida):
            signal.setitimer(signal.ITIMER_REAL, _MORE_S)

    child = os.fork()
    if not child:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        train(plano, pasta, Ouvinte(die_soon), lambda: False)
        os._exit(0)
    return os.waitpid(child, 0)[1]


@contextmanager
def small_files() -> Iterator[None]:
    """A disk without room for the next file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_SMALL_FILE, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def damage_newest(pasta: Path) -> None:
    newest = max(place for place in (pasta / "checkpoints").iterdir() if not place.suffix)
    path = newest / "estado.safetensors"
    path.write_bytes(path.read_bytes()[:-100])


def interrupt(folder: Path, plano: PlanoDeTreino) -> dict[str, object]:
    """A kill, a damaged checkpoint, a cancellation and a full disk; each run again afterwards."""
    status = train_killed(plano, folder / "killed")
    shutil.copytree(folder / "killed", folder / "damaged")
    damage_newest(folder / "damaged")
    answers = iter([False] * 3 + [True] * 10)
    cancelled = try_train(plano, folder / "cancelled", should_stop=lambda: next(answers))
    with small_files():
        full = try_train(plano, folder / "full")
    return {
        "signal": status,
        "killed": try_train(plano, folder / "killed"),
        "damaged": try_train(plano, folder / "damaged"),
        "cancelled": cancelled,
        "cancelled_again": try_train(plano, folder / "cancelled"),
        "full": full,
        "full_again": try_train(plano, folder / "full"),
    }


def use(folder: Path, resultado: ResultadoDoTreino) -> dict[str, object]:
    """The model of a run at work, and what happens when one of its files is another."""
    pasta = folder / "plain" / PASTA_DO_MODELO
    classificador = load_classificador(pasta, resultado.arquivos)
    textos = {amostra.linha: amostra.texto for amostra in make_amostras()}
    said = classificador.classify([textos[previsao.linha] for previsao in resultado.previsoes])
    (pasta / "modelo.json").write_text("{}", encoding="utf-8")
    return {
        "same": [max(row, key=lambda name: row[name]) for row in said] == [one.previsto for one in resultado.previsoes],
        "sums": [sum(row.values()) for row in said],
        "janelas": _explain(classificador, " ".join(textos.values())),
        "damaged": _name_refusal(lambda: load_classificador(pasta, resultado.arquivos)),
        "unlisted": _name_refusal(lambda: load_classificador(pasta)),
    }


def _explain(classificador: Classificador, texto: str) -> dict[str, object]:
    janelas = classificador.explain(texto)
    return {
        "total": len(janelas),
        "is_cut_from_text": all(janela.texto == texto[janela.inicio : janela.fim] for janela in janelas),
        "reach": [janelas[0].inicio, len(texto) - janelas[-1].fim],
    }


def _name_refusal(work: Callable[[], object]) -> str:
    try:
        work()
    except PortalError as error:
        return error.code
    return ""


def start_from_folders(folder: Path) -> dict[str, object]:
    """Bases of this office: one with safetensors, one with a pickle only, and none; and the same from a hub."""
    bases = folder / "bases"
    config = BertConfig(
        vocab_size=400, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    textos = [amostra.texto for amostra in make_amostras()]
    tokenizer = train_tokenizer(textos, 400)
    for name in ("boa", "picles"):
        (bases / name).mkdir(parents=True)
        tokenizer.save(str(bases / name / "tokenizer.json"))
        config.save_pretrained(bases / name)
    BertModel(config).save_pretrained(bases / "boa")
    torch.save({}, bases / "picles" / "pytorch_model.bin")
    planos = {
        name: replace(make_plano(base=name, epocas=1), bases=bases)
        for name in ("boa", "picles", "nenhuma", "../boa", f"{OWNER}/boa")
    }
    for name in ("boa", "picles", "nenhuma"):
        remote = make_plano(base=f"{OWNER}/{name}", epocas=1)
        planos[f"hub {name}"] = replace(remote, bases=bases, hub=folder / "hub")
    return {name: try_train(plano, folder / f"base{number}") for number, (name, plano) in enumerate(planos.items())}


def halve() -> dict[str, object]:
    """A calculation that fits only three at a time."""
    tried, noticed, drawn = [], [], []

    def calculate(juntos: int) -> int:
        tried.append(juntos)
        drawn.append(float(torch.rand(())))
        if juntos > 3:
            raise torch.OutOfMemoryError
        return juntos

    found = calculate_halving(16, calculate, noticed.append)
    return {"found": found, "tried": tried, "noticed": noticed, "draws": len(set(drawn))}


def compare_atencao() -> dict[str, float]:
    """The largest difference between both ways of attention, with padding and without; bf16 itself rounds by 0.01."""
    torch.manual_seed(1)
    query, key, value = (torch.randn(2, 2, 20, 16) for _ in range(3))
    padded = torch.ones(2, 1, 20, 20, dtype=torch.bool)
    padded[1, :, :, 5:] = False
    found = {}
    for name, mask in (("padded", padded), ("full", None)):
        exact, _ = attend(torch.nn.Module(), query, key, value, mask, scaling=0.25)
        halves = (one.bfloat16() for one in (query, key, value))
        rounded, _ = attend(torch.nn.Module(), *halves, mask, scaling=0.25)
        found[name] = float((exact - rounded.float()).abs().max())
    return found


def work(folder: Path) -> dict[str, object]:
    plano = make_plano()
    interrupted = interrupt(folder, plano)
    ouvinte = Ouvinte()
    resultado = train(plano, folder / "plain", ouvinte, lambda: False)
    few = make_amostras(30)
    return {
        **interrupted,
        "plain": {"pesos": hash_weights(resultado), "f1": resultado.medidas.f1_macro.valor},
        "kinds": [type(evento).__name__ for evento in ouvinte.eventos],
        "linear": resultado.linear.f1_macro.valor,
        "partes": dict(resultado.partes),
        "use": use(folder, resultado),
        "janelas": try_train(
            make_plano(make_amostras(palavras=150), modo_longo=ModoLongo.JANELAS, epocas=1), folder / "janelas"
        ),
        "nan": try_train(make_plano(taxa=1e30), folder / "nan"),
        "patience": try_train(make_plano(epocas=9, paciencia=1, taxa=1e-9), folder / "patience"),
        "unknown": try_train(replace(plano, rotulos=("negado", "parcial")), folder / "unknown"),
        "one_family": try_train(make_plano(tuple(replace(amostra, grupo="um") for amostra in few)), folder / "family"),
        "bases": start_from_folders(folder),
        "halved": halve(),
        "atencao": compare_atencao(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(work(Path(sys.argv[1]))))
