"""Every setting, typed, with its unit in the name; the environment is read only here.

Names in the environment are ``GROUP_NAME``: ``DATABASE_URL``, ``GEMINI_API_KEY``, ``LIMITS_GEMINI``. A secret may stand
in a file instead, named by ``GROUP_NAME_FILE``.
"""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.settings.limits import (
    CacheSettings,
    LimitsSettings,
)
from core.settings.portal import (
    LoggingSettings,
    OidcSettings,
    TracingSettings,
    WebSettings,
)
from core.settings.secrecy import SecretFileError, list_refusals, read_secret_files
from core.settings.services import (
    BackupSettings,
    DatabaseSettings,
    FormaDaSenha,
    GeminiSettings,
    RedisSettings,
    TribunalSettings,
)
from core.settings.work import (
    AnexosSettings,
    AutosSettings,
    BertSettings,
    ClassificadorSettings,
    ExportacaoSettings,
    LeituraSettings,
    WorkersSettings,
)

__all__ = [
    "AnexosSettings",
    "AutosSettings",
    "BackupSettings",
    "BertSettings",
    "CacheSettings",
    "ClassificadorSettings",
    "DatabaseSettings",
    "ExportacaoSettings",
    "FormaDaSenha",
    "GeminiSettings",
    "LeituraSettings",
    "LimitsSettings",
    "LoggingSettings",
    "OidcSettings",
    "RedisSettings",
    "Settings",
    "SettingsError",
    "TracingSettings",
    "TribunalSettings",
    "WebSettings",
    "WorkersSettings",
    "load_settings",
]


class SettingsError(RuntimeError):
    """One or more settings are missing or wrong; the message lists all of them."""


class Settings(BaseSettings):
    """All settings, grouped by system."""

    model_config = SettingsConfigDict(
        env_nested_delimiter="_", env_nested_max_split=1, extra="ignore", frozen=True, env_ignore_empty=True
    )

    database: DatabaseSettings
    redis: RedisSettings
    gemini: GeminiSettings
    tribunal: TribunalSettings
    limits: LimitsSettings = LimitsSettings.model_construct()
    cache: CacheSettings = CacheSettings.model_construct()
    workers: WorkersSettings = WorkersSettings.model_construct()
    leitura: LeituraSettings = LeituraSettings.model_construct()
    anexos: AnexosSettings = AnexosSettings.model_construct()
    classificador: ClassificadorSettings = ClassificadorSettings.model_construct()
    bert: BertSettings = BertSettings.model_construct()
    autos: AutosSettings = AutosSettings.model_construct()
    exportacao: ExportacaoSettings = ExportacaoSettings.model_construct()
    backup: BackupSettings = BackupSettings.model_construct()
    web: WebSettings = WebSettings.model_construct()
    oidc: OidcSettings = OidcSettings.model_construct()
    logging: LoggingSettings = LoggingSettings.model_construct()
    tracing: TracingSettings = TracingSettings.model_construct()


@cache
def load_settings() -> Settings:
    """The settings of this process, read once.

    Raises SettingsError naming every missing or wrong one, and every secret that is no secret outside a demonstration.
    """
    try:
        settings = Settings(**read_secret_files(Settings.model_fields))  # type: ignore[arg-type]  # groups are built of them
    except SecretFileError as error:
        raise SettingsError(f"settings are missing or wrong:\n  {error}") from None
    except ValidationError as error:
        lines = [f"  {name}: {e['msg']}" for e in error.errors() for name in _list_variables(e["loc"])]
        raise SettingsError("settings are missing or wrong:\n" + "\n".join(lines)) from None
    servers = (settings.database, settings.redis, settings.gemini, settings.tribunal)
    if refused := list_refusals(settings.web, *servers):
        raise SettingsError("the portal does not start with these settings:\n" + "\n".join(f"  {r}" for r in refused))
    return settings


def _list_variables(place: tuple[int | str, ...]) -> list[str]:
    """Names in the environment behind the place of an error; a missing group stands for all that it requires."""
    group, *rest = (str(part) for part in place)
    model = Settings.model_fields[group].annotation
    if rest or not isinstance(model, type) or not issubclass(model, BaseModel):
        return ["_".join([group, *rest]).upper()]
    return [f"{group}_{name}".upper() for name, field in model.model_fields.items() if field.is_required()]
