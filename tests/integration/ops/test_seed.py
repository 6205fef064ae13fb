"""Commands about people, as somebody at a terminal meets them."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.errors import InvalidInputError
from ops import seed
from ops.state import SERVERS_FILE


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that will be typed, the next one last."""
    passwords = ["Senha-boa-2026", "Senha-boa-2026"]
    monkeypatch.setattr(seed.getpass, "getpass", lambda _prompt: passwords.pop())
    return passwords


@pytest.fixture(autouse=True)
def refusing_services(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise InvalidInputError("login taken", user_message="Escolha outro login.")

    usuarios = SimpleNamespace(add_usuario=refuse, reset_senha=lambda *_arguments: None)
    services = SimpleNamespace(usuarios=usuarios, close=lambda: None)
    monkeypatch.setattr(logging, "disable", lambda _level: None)
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/d")
    monkeypatch.setattr(seed, "load_settings", lambda: None)
    monkeypatch.setattr(seed, "build_services", lambda *_arguments, **_options: services)


def test_unknown_papel_is_said_before_the_password_is_asked(
    typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert seed.add_user("rita", "Rita Inventada", "chefe", "Saúde") == 1
    assert "procurador" in capsys.readouterr().out
    assert len(typed) == 2


def test_a_refusal_is_said_in_words(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert seed.add_user("rita", "Rita Inventada", "gestor", "Saúde") == 1
    assert capsys.readouterr().out == "Escolha outro login.\n"
    assert typed == []


def test_passwords_that_differ_change_nothing(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    typed[0] = "Outra-senha-7"
    assert seed.reset_password("rita") == 1
    assert "iguais" in capsys.readouterr().out


def test_people_of_a_local_portal_need_no_settings(
    typed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", {"PORTAL_STATE": str(tmp_path)})
    (tmp_path / SERVERS_FILE).write_text(json.dumps({"DATABASE_URL": "postgresql://h/d", "REDIS_URL": "redis://h/0"}))
    assert seed.reset_password("rita") == 0
    assert typed == []
    assert os.environ["DATABASE_URL"] == "postgresql://h/d"
    assert os.environ["GEMINI_API_KEY"]


def test_success_is_said(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert seed.reset_password("rita") == 0
    assert "rita" in capsys.readouterr().out
    assert typed == []
