"""Where secrets come from, and which ones everybody knows: a portal of the State does not start with those."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from core.settings.portal import WebSettings
from core.settings.services import DatabaseSettings, GeminiSettings, RedisSettings, TribunalSettings

_FILE = "_FILE"

_DEMO_KEY, _DEMO_USUARIO, _DEMO_SENHA = "demo-key", "procuradoria-demo", "demo"
"""What the simulators take."""

_GUESSED = (
    *("admin", "changeme", "change-me", "demo", "example", "exemplo", "mudar", "mude-me", "password", "portal"),
    *("postgres", "redis", "root", "secret", "segredo", "senha", "test", "teste", "trocar", "troque-me", "valkey"),
    *("123456", "12345678", "123456789", "1234567890"),
)


class SecretFileError(ValueError):
    """A file that should hold a secret does not; the message names the variable and never the content."""


def read_secret_files(groups: Mapping[str, FieldInfo]) -> dict[str, dict[str, str]]:
    """Secrets that ``GROUP_NAME_FILE`` names a file of, as Docker hands them out; by group and setting.

    Raises SecretFileError for a file that is missing or empty, and where the variable itself is given too.
    """
    found: dict[str, dict[str, str]] = {}
    for group, name in list_secrets(groups):
        variable = f"{group}_{name}".upper()
        path = os.environ.get(variable + _FILE)
        if not path:
            continue
        if os.environ.get(variable):
            raise SecretFileError(f"{variable}: given twice, here and in {variable}{_FILE}")
        try:
            text = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise SecretFileError(f"{variable}{_FILE}: the file cannot be read") from None
        if not text:
            raise SecretFileError(f"{variable}{_FILE}: the file is empty")
        found.setdefault(group, {})[name] = text
    return found


def list_secrets(groups: Mapping[str, FieldInfo]) -> Iterator[tuple[str, str]]:
    """Group and name of every setting that is a secret."""
    for group, field in groups.items():
        model = field.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            yield from (
                (group, name) for name, setting in model.model_fields.items() if setting.annotation is SecretStr
            )


def list_refusals(
    web: WebSettings, database: DatabaseSettings, redis: RedisSettings, gemini: GeminiSettings, court: TribunalSettings
) -> list[str]:
    """Why the portal must not start as it is set up: each with the variable to change, none with its value."""
    is_gemini_real, is_court_real = not gemini.base_url, court.usuario != _DEMO_USUARIO
    refused = []
    if web.has_demonstration_logins and (not web.is_demonstration or is_gemini_real or is_court_real):
        refused.append("WEB_HAS_DEMONSTRATION_LOGINS: published logins only where Gemini and the court are simulated")
    if web.is_demonstration and is_gemini_real and is_court_real:
        refused.append("WEB_IS_DEMONSTRATION: nothing is simulated")
    if not web.is_demonstration and not web.is_https:
        refused.append("WEB_IS_HTTPS: people reach a portal that is no demonstration by https only")
    if not web.is_demonstration:
        refused += _list_published(gemini, court)
    if not web.is_demonstration or is_gemini_real or is_court_real:  # one that answers brings real cases here
        guessed = (name for name, url in (("DATABASE_URL", database.url), ("REDIS_URL", redis.url)) if _is_guessed(url))
        refused += [f"{name}: no password, or one that everybody tries first" for name in guessed]
    return refused


def _list_published(gemini: GeminiSettings, court: TribunalSettings) -> Iterator[str]:
    published = {
        "GEMINI_API_KEY": gemini.api_key.get_secret_value() == _DEMO_KEY,
        "TRIBUNAL_USUARIO": court.usuario == _DEMO_USUARIO,
        "TRIBUNAL_SENHA": court.senha.get_secret_value() == _DEMO_SENHA,
        "TRIBUNAL_EPROC_USUARIO": court.eproc_usuario == _DEMO_USUARIO,
        "TRIBUNAL_EPROC_SENHA": court.eproc_senha.get_secret_value() == _DEMO_SENHA,
    }
    yield from (f"{name}: the simulators' own, outside a demonstration" for name, is_so in published.items() if is_so)


def _is_guessed(url: SecretStr) -> bool:
    """Whether a server is reached with no password or a usual one; a socket of this machine needs none."""
    parts = urlsplit(url.get_secret_value())
    password = unquote(parts.password or "").lower()
    if not password:
        return bool(parts.hostname)
    return password in _GUESSED or password == (parts.username or "").lower()
