"""The portal's own server, its lines and its traces."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Field, SecretStr


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


class LoggingSettings(BaseModel):
    """Lines that the processes write about their work."""

    level: str = Field("INFO", description="lowest level written")
    is_json: bool = Field(True, description="one JSON object per line; otherwise lines for people")


class TracingSettings(BaseModel):
    """Traces of OpenTelemetry, from a click to the file it led to."""

    endpoint: str = Field(
        "", description="address of an OTLP/HTTP collector, such as http://collector:4318/v1/traces; empty: no traces"
    )
