"""Faults around a whole geração: its clock, its end, and the place where it runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import pytest
from sqlalchemy import text
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import ClientConnection, connect

from core.events import Estado, OperationEnded
from core.pecas.domain import Geracao
from ops.state import ROOT, find_free_port
from tests.jobs.stage import TEXTOS, Stage, wait_until
from tests.load.checker import OK
from tests.planted.conftest import Witness

PATIENCE_S = 60.0
DONE = (Estado.PRONTO, Estado.PRONTO_COM_RESSALVAS)


@contextmanager
def running(stage: Stage, jobs: Mapping[str, Geracao]) -> Iterator[None]:
    """The jobs, by their fault, beside the block, and after it to their own end."""
    argv = [sys.executable, "-m", "tests.planted.generation", *(f"{fault}={one.id}" for fault, one in jobs.items())]
    job = subprocess.Popen(argv, cwd=ROOT, env=stage.environment)
    try:
        yield
        job.wait(timeout=PATIENCE_S)
    finally:
        job.kill()
        job.wait()


def play_both(stage: Stage, sound: str, faulty: str) -> tuple[Geracao, Geracao]:
    """The same wish ten minutes ago, once by the product and once with the fault."""
    first, second = stage.ask(TEXTOS), stage.ask(TEXTOS)
    with stage.services.machinery.engine.begin() as connection:
        connection.execute(text("UPDATE geracao SET created_at = created_at - interval '10 minutes'"))
    with running(stage, {sound: first, faulty: second}):
        pass
    return stage.get(first), stage.get(second)


def was_told(stage: Stage, geracao: Geracao) -> bool:
    return isinstance(stage.services.machinery.channel.replay_events(geracao.id)[-1], OperationEnded)


def test_a_clock_that_starts_at_the_click_is_found(stage: Stage) -> None:
    sound, faulty = play_both(stage, "sound", "from-the-click")
    assert sound.estado in DONE
    assert faulty.estado not in DONE


def test_an_end_told_before_it_is_stored_is_found(stage: Stage) -> None:
    """Whoever was told that the peça is ready finds it, though the worker died in that instant."""
    sound, faulty = play_both(stage, "dies-once-told", "told-before-saved")
    assert was_told(stage, sound)
    assert was_told(stage, faulty)
    assert sound.estado in DONE
    assert sound.peca_id is not None
    assert faulty.peca_id is None


# A geração inside the run of the script


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("screen") / "geracao"


@pytest.fixture(scope="module")
def screen(environment: dict[str, str], notes: Path) -> Iterator[int]:
    """The port of a Streamlit that shows ``screen.py``."""
    port = find_free_port()
    argv = [sys.executable, "-m", "streamlit", "run", "tests/planted/screen.py", "--server.port", str(port)]
    argv += ["--server.address", "127.0.0.1"]
    outside = environment | {"SCREEN_NOTES": str(notes), "PYTHONPATH": os.fspath(ROOT)}
    process = subprocess.Popen(argv, cwd=ROOT, env=outside)
    yield port
    process.kill()
    process.wait()


@contextmanager
def visit(port: int, **query: str | int) -> Iterator[None]:
    """A browser that looks at the screen until the block ends, and then is gone."""
    with open_browser(port) as browser:
        message = BackMsg()
        message.rerun_script.query_string = urlencode(query)
        browser.send(message.SerializeToString())
        yield


def open_browser(port: int) -> ClientConnection:
    found: list[ClientConnection] = []

    def can_connect() -> bool:
        try:
            found.append(connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_queue=None))
        except OSError:
            return False
        return True

    wait_until(can_connect, PATIENCE_S, "the start of the screen")
    return found[0]


def leave_in_the_middle(stage: Stage, port: int, notes: Path, *, is_faulty: bool) -> list[str]:
    """How the model's answers ended whose reader left while they were written; slow enough that nobody is too late."""
    stage.gemini.fail(options={"chars_per_s": 100 if is_faulty else 600})
    notes.unlink(missing_ok=True)
    query: dict[str, str | int] = {"numero": TEXTOS, "usuario": next(stage.usuarios)}
    with ExitStack() as worker, visit(port, **query, **({"here": 1} if is_faulty else {})):
        wait_until(notes.exists, PATIENCE_S, "what the screen asked for")
        geracao = stage.repository.get(UUID(notes.read_text(encoding="utf-8")))
        if not is_faulty:
            worker.enter_context(running(stage, {"sound": geracao}))
        stage.wait_for_text(geracao, 100)
    wait_until(lambda: not stage.gemini.in_flight, PATIENCE_S, "the end of the answer")
    assert isinstance(stage.gemini, Witness)
    return [call.outcome for call in stage.gemini.list_calls() if call.call == "streamGenerateContent"]


def test_work_in_a_worker_goes_on_without_its_reader(stage: Stage, screen: int, notes: Path) -> None:
    assert leave_in_the_middle(stage, screen, notes, is_faulty=False) == [OK]


def test_work_inside_the_script_dies_with_its_reader_and_is_found(stage: Stage, screen: int, notes: Path) -> None:
    assert leave_in_the_middle(stage, screen, notes, is_faulty=True) != [OK]
