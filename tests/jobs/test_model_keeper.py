"""The process that keeps models beside a worker: whoever asks a dead one dies too, and the next job has another."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import psutil
import pytest

from jobs.model_keeper import ModelKeeper


@pytest.fixture
def keeper() -> Iterator[ModelKeeper]:
    keeper = ModelKeeper()
    keeper.ensure()
    yield keeper
    keeper.stop()


def test_a_job_dies_with_the_models_it_asks_and_the_next_has_others(keeper: ModelKeeper) -> None:
    first = find_models()
    first.kill()
    asking = os.fork()
    if not asking:
        keeper.ask({})
        os._exit(0)
    assert os.waitpid(asking, 0)[1] == signal.SIGKILL
    keeper.ensure()
    assert find_models().pid != first.pid


def find_models() -> psutil.Process:
    """The process of this test with the models, alive."""
    children = [one for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE]
    return next(one for one in children if "jobs.model_server" in one.cmdline())
