"""How the settings are read from the environment."""

from __future__ import annotations

import pytest

from core.settings import Settings, SettingsError, load_settings

REQUIRED = {
    "DATABASE_URL": "postgresql+psycopg://portal@banco/portal",
    "REDIS_URL": "redis://fila/0",
    "GEMINI_API_KEY": "chave",
    "TRIBUNAL_URL": "http://tribunal/mni",
    "TRIBUNAL_USUARIO": "procuradoria",
    "TRIBUNAL_SENHA": "segredo",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Only what every installation must give."""
    for group, field in Settings.model_fields.items():
        assert field.annotation is not None
        for name in field.annotation.model_fields:
            monkeypatch.delenv(f"{group}_{name}".upper(), raising=False)
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)
    load_settings.cache_clear()
    return monkeypatch


def test_names_are_group_and_setting(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATABASE_POOL_SIZE", "7")
    assert Settings().database.pool_size == 7


def test_everything_missing_is_named_at_once(environment: pytest.MonkeyPatch) -> None:
    for name in REQUIRED:
        environment.delenv(name)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert [name for name in REQUIRED if f"{name}:" not in str(caught.value)] == []


@pytest.mark.parametrize("name", REQUIRED)
def test_empty_is_missing(environment: pytest.MonkeyPatch, name: str) -> None:
    environment.setenv(name, "")
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_wrong_value_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("WEB_PORT", "oito")
    with pytest.raises(SettingsError, match="WEB_PORT"):
        load_settings()


def test_empty_optional_keeps_its_default(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("WEB_PORT", "")
    assert Settings().web.port == 8501


def test_secrets_are_masked(environment: pytest.MonkeyPatch) -> None:
    shown = repr(Settings())
    assert [secret for secret in ("portal@banco", "chave", "segredo") if secret in shown] == []
