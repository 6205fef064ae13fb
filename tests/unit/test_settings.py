"""Settings: all missing values at once, secrets masked."""

from __future__ import annotations

import pytest

from core.settings import Settings, SettingsError, load_settings

REQUIRED = {
    "DATABASE_URL": "postgresql+psycopg://portal:segredo-do-banco@127.0.0.1/portal",
    "REDIS_URL": "redis://:segredo-do-redis@127.0.0.1/0",
    "GEMINI_API_KEY": "segredo-do-gemini",
    "TRIBUNAL_URL": "http://127.0.0.1/mni",
    "TRIBUNAL_USUARIO": "procuradoria",
    "TRIBUNAL_SENHA": "segredo-do-tribunal",
}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in REQUIRED:
        monkeypatch.delenv(name, raising=False)
    load_settings.cache_clear()


def test_every_missing_setting_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    for group in ("DATABASE", "REDIS", "GEMINI", "TRIBUNAL"):
        assert group in str(caught.value)


def test_secrets_never_show(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)
    assert "segredo" not in repr(Settings())


def test_a_limit_is_changed_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (REQUIRED | {"LIMITS_GEMINI": "4", "LIMITS_QUEUE_TIMEOUT_S": "7"}).items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert (settings.limits.gemini, settings.limits.queue_timeout_s, settings.limits.tjms) == (4, 7, 5)
