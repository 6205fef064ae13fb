"""The portal's own server, its lines and its traces."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, model_validator


class WebSettings(BaseModel):
    """The portal's own server."""

    host: str = Field("127.0.0.1", description="address the portal listens on")
    port: int = Field(8501, description="port the portal listens on")
    is_https: bool = Field(False, description="people reach the portal by https (cookies become Secure and __Host-)")
    is_demonstration: bool = Field(False, description="simulators answer instead of Gemini and the court")
    has_demonstration_logins: bool = Field(
        False, description="the published logins work; never where a real Gemini or court answers"
    )
    sessao_h: float = Field(8, description="longest session")
    sessao_ociosa_min: float = Field(120, description="session ends after this long without use")
    falhas_por_conta: int = Field(5, description="failed logins of one account in 15 minutes before it waits")
    falhas_por_endereco: int = Field(
        50, description="failed logins from one address in 15 minutes; a whole office may share it"
    )
    garantias: Path = Field(
        Path("artifacts/garantias.json"), description="what the last run of the tests showed; the page of promises"
    )
    drain_s: float = Field(20, description="time given to open answers when the portal stops")
    health_token: SecretStr = Field(
        SecretStr(""),
        description="opens /metrics and /health but for /health/live from other machines; with https from this one too",
    )


class OidcSettings(BaseModel):
    """Sign-in with the institution's account; off while no issuer is named."""

    issuer: str = Field("", description="address of the provider, exactly as its tokens name it; empty: off")
    client_id: str = Field("", description="what the provider calls the portal")
    client_secret: SecretStr = Field(SecretStr(""), description="password of the portal at the provider")
    retorno: str = Field("", description="the portal's address https://.../entrar/oidc/retorno, registered there")
    claim: str = Field("email", description="field of the token that holds the login people have in the portal")
    has_verified_emails: bool = Field(
        False, description="with claim email: the provider never says email_verified, and gives nobody a false address"
    )
    escopo: str = Field("openid email profile", description="what is asked of the provider")
    nome: str = Field("conta institucional", description="the account's name on the login page")

    @model_validator(mode="after")
    def _require_all(self) -> OidcSettings:
        if not self.issuer:
            return self
        secret = self.client_secret.get_secret_value()
        if not (self.client_id and secret and self.retorno):
            raise ValueError("client_id, client_secret and retorno are needed where an issuer is named")
        if not all(_is_safe(address) for address in (self.issuer, self.retorno)):
            raise ValueError("issuer and retorno must be https addresses; http only on this machine")
        return self


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1"))


class LoggingSettings(BaseModel):
    """Lines that the processes write about their work."""

    level: str = Field("INFO", description="lowest level written")
    is_json: bool = Field(True, description="one JSON object per line; otherwise lines for people")


class TracingSettings(BaseModel):
    """Traces of OpenTelemetry, from a click to the file it led to."""

    endpoint: str = Field(
        "", description="address of an OTLP/HTTP collector, such as http://collector:4318/v1/traces; empty: no traces"
    )
