"""What ``./portal run`` plans from its environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.usuarios.domain import DEMONSTRATION
from ops import run
from ops.state import open_state

REAL_GEMINI = {"GEMINI_API_KEY": "chave"}
REAL_TRIBUNAL = {"TRIBUNAL_URL": "http://tribunal.invalid", "TRIBUNAL_USUARIO": "u", "TRIBUNAL_SENHA": "s"}


def build_plan(folder: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> run.Plan:
    for name in ("GEMINI_API_KEY", "TRIBUNAL_URL", "WEB_HAS_DEMONSTRATION_LOGINS"):
        monkeypatch.delenv(name, raising=False)
    servers = {"DATABASE_URL": "postgresql+psycopg://h/d", "REDIS_URL": "redis://h/0", "WEB_PORT": "8499"}
    for name, value in (servers | given).items():
        monkeypatch.setenv(name, value)
    return run._build_plan(open_state(folder))


@pytest.mark.parametrize(
    ("given", "is_demonstration", "has_logins"),
    [
        pytest.param({}, "true", True, id="nothing-real"),
        pytest.param({"GEMINI_API_KEY": "", "TRIBUNAL_URL": ""}, "true", True, id="empty-is-not-given"),
        pytest.param(REAL_GEMINI, "true", False, id="real-gemini"),
        pytest.param(REAL_TRIBUNAL, "true", False, id="real-court"),
        pytest.param(REAL_GEMINI | REAL_TRIBUNAL, "false", False, id="all-real"),
    ],
)
def test_published_logins_exist_only_where_nothing_real_answers(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    given: dict[str, str],
    is_demonstration: str,
    has_logins: bool,
) -> None:
    plan = build_plan(tmp_path, monkeypatch, given)
    assert plan.environment["WEB_IS_DEMONSTRATION"] == is_demonstration
    assert plan.environment["WEB_HAS_DEMONSTRATION_LOGINS"] == str(has_logins).lower()
    run._announce(plan, 1)
    assert (DEMONSTRATION[0].senha in capsys.readouterr().out) is has_logins


def test_a_real_key_prepares_the_data_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the logins of the demonstration before would stay open."""
    before = run._fingerprint(build_plan(tmp_path, monkeypatch, {}))
    assert run._fingerprint(build_plan(tmp_path, monkeypatch, REAL_GEMINI)) != before
