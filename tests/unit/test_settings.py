"""How the settings are read from the environment, and with which of them the portal does not start."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.settings import Settings, SettingsError, load_settings
from core.settings.secrecy import list_secrets

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


@pytest.fixture
def production(environment: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Settings with which the portal starts outside a demonstration."""
    environment.setenv("DATABASE_URL", "postgresql+psycopg://portal:Vh3-uma-longa@banco/portal")
    environment.setenv("REDIS_URL", "redis://:Xk9-outra-longa@fila/0")
    environment.setenv("WEB_IS_HTTPS", "true")
    return environment


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


def test_no_secret_is_shown_by_anything_that_shows_settings(environment: pytest.MonkeyPatch) -> None:
    names = list(list_secrets(Settings.model_fields))
    assert ("database", "url") in names
    for group, name in names:
        environment.setenv(f"{group}_{name}".upper(), f"canario-{group}-{name}")
    settings = Settings()
    shown = [repr(settings), str(settings), settings.model_dump_json(), str(settings.model_dump())]
    assert all(
        getattr(getattr(settings, group), name).get_secret_value().startswith("canario") for group, name in names
    )
    assert [text for text in shown if "canario" in text] == []


def test_every_setting_that_sounds_like_a_secret_is_kept_as_one() -> None:
    sounding = re.compile(r"senha$|key$|token$|secret|password|^url$")
    secret = set(list_secrets(Settings.model_fields))
    plain = {("tribunal", "url")}  # an address without a password in it
    found = {
        (group, name)
        for group, field in Settings.model_fields.items()
        if field.annotation is not None
        for name in field.annotation.model_fields
        if sounding.search(name) and (field.annotation.model_fields[name].annotation is not int)
    }
    assert found - secret - plain - {("tribunal", "eproc_forma_da_senha")} == set()


def test_wrong_settings_are_named_without_what_stood_there(production: pytest.MonkeyPatch) -> None:
    production.setenv("WEB_PORT", "canario")
    production.setenv("GEMINI_PRECOS", '{"modelo": "canario"}')
    with pytest.raises(SettingsError, match="WEB_PORT") as caught:
        load_settings()
    assert "canario" not in str(caught.value)


def test_secret_may_stand_in_a_file(production: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "chave"
    path.write_text("chave-do-arquivo\n")
    production.delenv("GEMINI_API_KEY")
    production.setenv("GEMINI_API_KEY_FILE", str(path))
    production.setenv("GEMINI_TEMPERATURA", "0.5")
    gemini = load_settings().gemini
    assert (gemini.api_key.get_secret_value(), gemini.temperatura) == ("chave-do-arquivo", 0.5)


@pytest.mark.parametrize(("content", "told"), [(None, "cannot be read"), ("", "empty"), ("canario", "given twice")])
def test_file_that_holds_no_secret_is_named(
    production: pytest.MonkeyPatch, tmp_path: Path, content: str | None, told: str
) -> None:
    path = tmp_path / "senha"
    if content is not None:
        path.write_text(content)
    if content != "canario":
        production.delenv("TRIBUNAL_SENHA")
    production.setenv("TRIBUNAL_SENHA_FILE", str(path))
    with pytest.raises(SettingsError, match=f"TRIBUNAL_SENHA.*{told}") as caught:
        load_settings()
    assert "canario" not in str(caught.value)


DEFAULTS = {
    "DATABASE_URL": "postgresql+psycopg://portal:portal@banco/portal",
    "REDIS_URL": "redis://:changeme@fila/0",
    "GEMINI_API_KEY": "demo-key",
    "TRIBUNAL_USUARIO": "procuradoria-demo",
    "TRIBUNAL_SENHA": "demo",
    "TRIBUNAL_EPROC_USUARIO": "procuradoria-demo",
    "TRIBUNAL_EPROC_SENHA": "demo",
    "WEB_HAS_DEMONSTRATION_LOGINS": "true",
}


def test_production_starts(production: pytest.MonkeyPatch) -> None:
    assert load_settings().gemini.api_key.get_secret_value() == "chave"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *DEFAULTS.items(),
        ("DATABASE_URL", "postgresql+psycopg://portal@banco/portal"),
        ("DATABASE_URL", "postgresql+psycopg://ana:Ana@banco/portal"),
        ("REDIS_URL", "redis://fila/0"),
        ("WEB_IS_DEMONSTRATION", "true"),
        ("WEB_IS_HTTPS", "false"),
    ],
)
def test_portal_does_not_start_with_what_everybody_knows(production: pytest.MonkeyPatch, name: str, value: str) -> None:
    production.setenv(name, value)
    with pytest.raises(SettingsError, match=f"\n  {name}: ") as caught:
        load_settings()
    assert str(caught.value).count("\n") == 1
    assert len(value) < 5 or value not in str(caught.value)  # the shorter ones are words of the sentence


def test_demonstration_starts_with_what_everybody_knows(production: pytest.MonkeyPatch) -> None:
    for name, value in (DEFAULTS | {"WEB_IS_DEMONSTRATION": "true"}).items():
        production.setenv(name, value)
    with pytest.raises(SettingsError, match="WEB_HAS_DEMONSTRATION_LOGINS"):
        load_settings()  # a real Gemini would answer to logins whose passwords are published
    production.setenv("GEMINI_BASE_URL", "http://simulador:8000")
    assert load_settings().web.has_demonstration_logins


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
@pytest.mark.parametrize(("real", "value"), [("TRIBUNAL_USUARIO", "procuradoria"), ("GEMINI_BASE_URL", "")])
def test_demonstration_with_one_real_service_needs_passwords(
    production: pytest.MonkeyPatch, name: str, real: str, value: str
) -> None:
    simulated = {"GEMINI_BASE_URL": "http://simulador:8000", "TRIBUNAL_USUARIO": "procuradoria-demo"}
    for variable, given in {**simulated, "WEB_IS_DEMONSTRATION": "true", real: value, name: DEFAULTS[name]}.items():
        production.setenv(variable, given)
    with pytest.raises(SettingsError, match=f"\n  {name}: "):
        load_settings()


def test_socket_of_this_machine_needs_no_password(production: pytest.MonkeyPatch) -> None:
    production.setenv("DATABASE_URL", "postgresql+psycopg:///portal?host=/run/postgresql")
    assert load_settings().database
