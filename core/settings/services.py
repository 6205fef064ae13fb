"""Servers that the portal stands on: database, Redis, Gemini and the court."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, Field, SecretStr


class DatabaseSettings(BaseModel):
    """PostgreSQL. A machine opens at most 50 connections: 14 here, one a worker and for periodic work, 2 to copy."""

    url: SecretStr = Field(description="postgresql+psycopg://user:password@host:port/name")
    pool_size: int = Field(10, description="connections kept open by the web process")
    max_overflow: int = Field(4, description="connections above the pool under load")
    worker_pool_size: int = Field(1, description="connections of each worker, and of the periodic work")
    pool_timeout_s: float = Field(10, description="wait for a connection before giving up")
    worker_pool_timeout_s: float = Field(
        40, description="the same in a worker, whose threads share one: longer than a statement may take"
    )
    pool_recycle_s: int = Field(1800, description="age at which a connection is replaced")
    statement_timeout_ms: int = Field(30_000, description="longest statement the server runs")
    papel: str = Field(
        "",
        description="role that the portal runs with; ./portal migrate, as the owner, gives it its rights; empty: none",
    )
    papel_senha: SecretStr = Field(
        SecretStr(""), description="password that ./portal migrate gives that role, which it makes where it is missing"
    )


class RedisSettings(BaseModel):
    """Redis or Valkey with AOF: queues, slots, progress streams."""

    url: SecretStr = Field(description="redis://:password@host:port/0")
    requires_aof: bool = Field(True, description="refuse to start on a server without appendonly")


class GeminiSettings(BaseModel):
    """Google Gemini. ``base_url`` empty means Google's own address."""

    api_key: SecretStr = Field(description="key of the Gemini API")
    base_url: str = Field("", description="address of the service when it is not Google's")
    modelo_coletor: str = Field("gemini-2.5-flash", description="model that reads documents")
    modelo_detector: str = Field("gemini-2.5-flash", description="model that chooses modules without a rule")
    modelo_redator: str = Field("gemini-2.5-pro", description="model that writes the minuta")
    modelo_rascunho: str = Field("gemini-2.5-flash", description="model that drafts the rule of a module")
    modelo_assistencia: str = Field("gemini-2.5-flash", description="model that answers questions about a case")
    modelo_embedding: str = Field("gemini-embedding-001", description="model of the search of modules by meaning")
    dimensao_embedding: int = Field(768, description="numbers in a vector of that model; a change computes all anew")
    embedding_timeout_s: float = Field(5, description="longest wait for vectors: a person waits for a search")
    temperatura: float = Field(0.2, description="temperature of the redator; the other agents use 0")
    max_output_tokens: int = Field(32_768, description="longest answer, in tokens")
    connect_timeout_s: float = Field(15, description="time to open a connection")
    stream_timeout_s: float = Field(60, description="longest silence inside a streamed answer")
    read_timeout_s: float = Field(180, description="longest wait for an answer that comes as a whole")
    total_timeout_s: float = Field(240, description="time after which Google ends a call, whatever it is doing")
    max_input_chars: int = Field(
        600_000, description="longest request, in characters; pages beyond it are cut and listed"
    )
    breaker_failures: int = Field(5, description="failures in a row after which nobody calls")
    breaker_probe_s: float = Field(30, description="time between two probes of a service that fails")
    retry_base_s: float = Field(1, description="wait before the second attempt; doubles with each")
    requests_per_minute: int = Field(1000, description="requests of all together in any minute, as contracted; 0: any")
    tokens_per_minute: int = Field(
        3_000_000, description="tokens of all together in any minute, answers included, as contracted; 0: any"
    )
    precos: dict[str, tuple[float, float]] = Field(
        {"gemini-2.5-pro": (7.0, 56.0), "gemini-2.5-flash": (1.7, 14.0), "gemini-embedding-001": (0.85, 0.0)},
        description="R$ per million of tokens that go in and that come out, by model",
    )
    gasto_pessoa_dia_brl: float = Field(0, description="R$ a person may spend in 24 hours; 0: any")
    gasto_unidade_dia_brl: float = Field(0, description="R$ a unit may spend in 24 hours; 0: any")
    gasto_total_dia_brl: float = Field(0, description="R$ all together may spend in 24 hours; 0: any")


class BackupSettings(BaseModel):
    """Copies of the database and of the trained models, made by ``./portal backup``."""

    pasta: Path = Field(Path("var/copias"), description="folder of the copies; best on another machine's disk")
    destinatarios: str = Field(
        "", description="public keys of age (age1...) that copies are encrypted for; empty: plain"
    )
    guardadas: int = Field(14, description="newest copies kept; 0 keeps all")
    anteriores_dias: float = Field(
        30, description="days that a database stays which a restored copy replaced; 0: until somebody deletes it"
    )


class FormaDaSenha(StrEnum):
    """How eproc wants the password: as it is, or a SHA-256 of it, with the day before it or not."""

    TEXTO = "texto"
    SHA256 = "sha256"
    SHA256_COM_DATA = "sha256_com_data"


class TribunalSettings(BaseModel):
    """TJMS: SAJ by MNI 2.2.2, eproc by MNI 3.0. ``proxy_url`` is used because the court refuses cloud addresses."""

    url: str = Field(description="address of the MNI service, without ?wsdl")
    usuario: str = Field(description="idConsultante given by the court")
    senha: SecretStr = Field(description="senhaConsultante given by the court")
    eproc_url: str = Field("", description="address of eproc's MNI 3.0 service; empty while only SAJ is used")
    eproc_usuario: str = Field("", description="user of eproc's service")
    eproc_senha: SecretStr = Field(SecretStr(""), description="password of eproc's service")
    eproc_forma_da_senha: FormaDaSenha = Field(
        FormaDaSenha.SHA256_COM_DATA, description="what eproc is sent: texto, sha256 or sha256_com_data"
    )
    proxy_url: str = Field("", description="HTTP proxy through which the court is reached")
    consulta_timeout_s: float = Field(60, description="longest silence in a query")
    download_timeout_s: float = Field(180, description="longest silence in a download")
    conexoes: int = Field(10, description="connections of one process to the court or to the proxy in front of it")
    documentos_por_lote: int = Field(5, description="ids asked in one download")
    max_document_bytes: int = Field(60_000_000, description="largest document accepted")
    max_reply_bytes: int = Field(400_000_000, description="largest answer accepted")
    vazio_h: float = Field(6, description="a document that came empty is asked for again after this long")
    antecipacao_s: float = Field(120, description="a case asked for ahead of the person serves for this long")
    total_timeout_s: float = Field(300, description="longest query or download, however it trickles")
    breaker_failures: int = Field(3, description="failures in a row after which nobody calls")
    breaker_probe_s: float = Field(60, description="time between two probes of a service that fails")
    retry_base_s: float = Field(2, description="wait before the second attempt; doubles with each")
