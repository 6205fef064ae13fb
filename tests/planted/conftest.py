"""The simulated Gemini as a witness of what leaves, and the means to plant a fault in the script of the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from core.infra import slots
from tests.jobs.stage import Simulator
from tests.load.checker import RecordedCall, pair_calls
from tests.load.stack import run_simulator

SPEED = 30

Plant = Callable[[str, str], None]


class Witness(Simulator):
    """A simulator whose ledger is read by the checker."""

    def list_calls(self) -> list[RecordedCall]:
        """Everything since the last reset; what is in flight lasts until the last line."""
        return pair_calls(self._ledger()["entries"])


@pytest.fixture(scope="session")
def gemini_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_simulator("gemini", tmp_path_factory.mktemp("gemini") / "ledger.jsonl", seed=1, speed=SPEED) as url:
        yield url


@pytest.fixture
def gemini(gemini_url: str) -> Iterator[Witness]:
    """Without faults and with an empty ledger."""
    witness = Witness(gemini_url)
    witness.reset()
    yield witness
    witness.reset()
    witness.close()


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Plant:
    """Change one place of the script that decides about permits, for objects built from now on."""

    def change(sound: str, faulty: str) -> None:
        assert slots._SCRIPT.count(sound) == 1, "the script no longer has the line that the fault replaces"
        monkeypatch.setattr(slots, "_SCRIPT", slots._SCRIPT.replace(sound, faulty))

    return change
