"""A process of its own that trains: torch's threads and address space stay out of the process of the tests.

Prints one JSON object: for each scenario what came of it.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

import torch
from sklearn.svm import LinearSVC
from transformers import BertConfig, BertModel

from core.bert.domain import (
    PASTA_DO_MODELO,
    AvisoDoTreino,
    EpocaMedida,
    Etapa,
    EtapaIniciada,
    EventoDoTreino,
    ModoLongo,
    PlanoDeTreino,
    ResultadoDoTreino,
)
from core.bert.inference import Classificador, load_classificador
from core.bert.training import base, treino
from core.bert.training.atencao import attend
from core.bert.training.passo import calculate_halving
from core.bert.training.textos import train_tokenizer
from core.bert.training.treino import train
from core.errors import OperationCancelledError, PortalError
from tests.integration.bert.hub import COMMIT, OWNER
from tests.integration.bert.textos import make_amostras, make_plano

_MORE_S = 0.05
_LONG_S = 20.0
_LOADING, _TOLD = threading.Event(), threading.Event()
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


def train_with_other_code(plano: PlanoDeTreino, pasta: Path) -> dict[str, object]:
    """Somebody installed another version of the portal since."""
    with mock.patch.object(treino, "read_versao_do_codigo", return_value="another"):
        return try_train(plano, pasta)


def cancel_linear(plano: PlanoDeTreino, pasta: Path) -> dict[str, object]:
    """Asked for as soon as the linear model is being measured; ``etapas`` are those that were begun."""
    etapas: list[str] = []

    def note(evento: EventoDoTreino) -> None:
        if isinstance(evento, EtapaIniciada):
            etapas.append(evento.etapa)

    fits = Counter[str]()

    def fit(self: LinearSVC, *given: object, **options: object) -> LinearSVC:
        time.sleep(0.11)  # the question is asked ten times a second at most
        fits["done"] += 1
        return plain_fit(self, *given, **options)

    plain_fit = LinearSVC.fit
    with mock.patch.object(LinearSVC, "fit", fit):
        try:
            train(plano, pasta, note, lambda: Etapa.LINEAR in etapas)
        except OperationCancelledError:
            return {"etapas": etapas, "fits": fits["done"]}
    return {}


def interrupt(folder: Path, plano: PlanoDeTreino) -> dict[str, object]:
    """A kill, a damaged checkpoint, a cancellation and a full disk; each run again afterwards."""
    status = train_killed(plano, folder / "killed")
    for other in ("damaged", "other_code"):
        shutil.copytree(folder / "killed", folder / other)
    damage_newest(folder / "damaged")
    answers = iter([False] * 3 + [True] * 10)
    cancelled = try_train(plano, folder / "cancelled", should_stop=lambda: next(answers))
    with small_files():
        full = try_train(plano, folder / "full")
    return {
        "signal": status,
        "killed": try_train(plano, folder / "killed"),
        "damaged": try_train(plano, folder / "damaged"),
        "other_code": train_with_other_code(plano, folder / "other_code"),
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


def _load_until_told(*_: object, **__: object) -> Path:
    """A hub that is slow to answer."""
    _LOADING.set()
    _TOLD.wait(_LONG_S)
    return Path()


def disturb_hub(folder: Path, plano: PlanoDeTreino) -> dict[str, dict[str, object]]:
    """A disk that is full, and somebody who does not wait for the end of the download."""
    with mock.patch.object(base, "download", side_effect=OSError(errno.ENOSPC, "full")):
        full = try_train(plano, folder / "hub_full")
    asked = time.monotonic()
    with mock.patch.object(base, "download", side_effect=_load_until_told):
        slow = try_train(plano, folder / "hub_slow", should_stop=_LOADING.is_set)
    _TOLD.set()
    return {"hub full": full, "hub slow": slow | {"is_prompt": time.monotonic() - asked < _LONG_S}}


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
    found = disturb_hub(folder, planos["hub boa"])
    for name, revisao in (("hub again", COMMIT), ("hub gone", "d" * 40)):
        planos[name] = replace(planos["hub boa"], revisao=revisao)
    return found | {
        name: try_train(plano, folder / f"base{number}") for number, (name, plano) in enumerate(planos.items())
    }


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
        "linear_cancelled": cancel_linear(plano, folder / "linear"),
        "one_family": try_train(make_plano(tuple(replace(amostra, grupo="um") for amostra in few)), folder / "family"),
        "bases": start_from_folders(folder),
        "halved": halve(),
        "atencao": compare_atencao(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(work(Path(sys.argv[1]))))
