"""The process that keeps trained models: it answers the jobs of one worker one after the other, and ends with it."""

from __future__ import annotations

import json
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

from core.bert.inference import Classificador, load_classificador
from core.bert.training.maquina import choose_device
from core.errors import ModeloDanificadoError
from core.infra.child import limit_memory
from core.infra.logging import configure_logging, describe_error
from core.settings import load_settings

_KEPT = 2
"""Models in memory; of more, the one that was asked longest ago goes."""


def main(control: int) -> None:
    """Answer until the worker is gone. What is no fault of a model ends this process and the job that asked."""
    for signum in (signal.SIGINT, signal.SIGTERM):  # a worker that is told to stop still ends its job
        signal.signal(signum, signal.SIG_IGN)
    settings = load_settings()
    configure_logging(settings.logging, process="models")
    sys.excepthook = _tell
    if choose_device().type == "cpu":
        limit_memory(settings.bert.inferencia_bytes)
    with socket.socket(fileno=control) as worker:
        while True:
            asked, handles, _flags, _address = socket.recv_fds(worker, 1, 1)
            if not asked:
                return
            with Connection(handles[0]) as connection:
                _answer(connection, settings.bert.threads)


def _tell(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """The end of this process, without words: they may quote the text."""
    structlog.get_logger().error("models_failed", **(describe_error(error) if isinstance(error, Exception) else {}))


def _answer(connection: Connection, threads: int) -> None:
    """One question; whoever died meanwhile needs no answer."""
    try:
        question = json.loads(connection.recv_bytes())
    except (EOFError, OSError):
        return
    reply = json.dumps(_work(question, threads)).encode()
    try:
        connection.send_bytes(reply)
    except OSError:
        return


def _work(question: Mapping[str, Any], threads: int) -> dict[str, Any]:
    try:
        modelo = _load(question["pasta"], tuple(sorted(question["arquivos"].items())), threads)
    except ModeloDanificadoError:
        return {"code": ModeloDanificadoError.code}
    if question["is_explained"]:
        return {"answer": [asdict(janela) for janela in modelo.explain(question["textos"][0])]}
    return {"answer": modelo.classify(question["textos"])}


@lru_cache(maxsize=_KEPT)
def _load(pasta: str, arquivos: tuple[tuple[str, str], ...], threads: int) -> Classificador:
    return load_classificador(Path(pasta), dict(arquivos), threads=threads)


if __name__ == "__main__":
    main(int(sys.argv[1]))
