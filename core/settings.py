"""Every setting, typed, with its unit in the name; the environment is read only here.

Names in the environment are ``GROUP_NAME``: ``DATABASE_URL``, ``GEMINI_API_KEY``, ``LIMITS_GEMINI``.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(RuntimeError):
    """One or more settings are missing or wrong; the message lists all of them."""


class DatabaseSettings(BaseModel):
    """PostgreSQL. Pool sizes are per web process; workers use the small ones."""

    url: SecretStr = Field(description="postgresql+psycopg://user:password@host:port/name")
    pool_size: int = Field(35, description="connections kept open by the web process")
    max_overflow: int = Field(15, description="connections above the pool under load")
    worker_pool_size: int = Field(1, description="connections kept open by each worker")
    worker_max_overflow: int = Field(2, description="connections above the pool of a worker")
    pool_timeout_s: float = Field(10, description="wait for a connection before giving up")
    pool_recycle_s: int = Field(1800, description="age at which a connection is replaced")
    statement_timeout_ms: int = Field(30_000, description="longest statement the server runs")


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


class LimitsSettings(BaseModel):
    """Global limits over all processes (domain.md 2)."""

    gemini: int = Field(10, description="Gemini calls in flight")
    tjms: int = Field(5, description="court calls in flight")
    classificacao: int = Field(15, description="classification calls in flight or waiting for Gemini")
    streams: int = Field(20, description="answers of the model that people watch being written")
    geracao: int = Field(10, description="generations at once")
    ocr: int = Field(3, description="documents read at once")
    docx: int = Field(10, description="Word files made at once")
    bert: int = Field(1, description="trainings at once")
    peso_interactive: int = Field(5, description="share of the permits when all classes wait: people at the screen")
    peso_generation: int = Field(4, description="share of the permits when all classes wait: generations")
    peso_batch: int = Field(1, description="share of the permits when all classes wait: lots")
    piso_interactive: int = Field(2, description="permits that go first to people at the screen")
    piso_generation: int = Field(3, description="permits that go first to generations")
    piso_batch: int = Field(1, description="permits that go first to lots")
    attempts: int = Field(3, description="attempts of one outside call, the first included")
    probes: int = Field(10, description="calls one request may add to its attempts, to see whether a service is back")
    lease_s: float = Field(45, description="life of a permit whose holder stopped renewing it; above any short stall")
    retry_share: float = Field(0.1, description="attempts beyond the first that each request earns for all")
    retry_cap: float = Field(3, description="attempts beyond the first that can be saved up")
    retry_refill_s: float = Field(300, description="time that earns one attempt beyond the first")
    queue_timeout_s: float = Field(900, description="longest wait for a permit")
    espera_interativa_s: float = Field(10, description="longest wait of a person at the screen for a quota or a pause")
    geracao_s: float = Field(300, description="longest running time of a generation, from its turn")
    ajuste_s: float = Field(180, description="longest running time of a request about one section of a minuta")
    calculo_s: float = Field(300, description="longest running time of the reading for a pedido de cálculo")
    geracoes_por_minuto: int = Field(6, description="generations a person may ask for in a minute")
    geracoes_por_minuto_total: int = Field(30, description="generations asked for in a minute by everybody")
    pedidos_por_minuto: int = Field(
        100, description="pages and addresses of the portal a person may ask for in a minute"
    )
    entradas_por_minuto: int = Field(5, description="logins tried with one account in a minute")
    entradas_por_minuto_por_endereco: int = Field(
        60, description="logins tried from one address in a minute; a whole office may share it"
    )
    ia_por_minuto: int = Field(10, description="requests of a person that call the model in a minute")
    pesados_por_minuto: int = Field(5, description="long queries of a person in a minute")
    exportacoes_por_minuto: int = Field(3, description="new files of a person in a minute")
    consultas_por_minuto: int = Field(30, description="cases and documents a person may have fetched in a minute")
    buscas_por_minuto: int = Field(40, description="searches of a person in the text of cases in a minute")
    imagens_por_minuto: int = Field(300, description="pictures of pages a person may look at in a minute")
    gravacoes_por_minuto: int = Field(200, description="changes of a minuta a person may save in a minute")
    envios_por_minuto: int = Field(600, description="files a person may hand in for lots in a minute")
    leituras_por_geracao: int = Field(6, description="documents of one case summarised at the same time")

    @property
    def resources(self) -> dict[str, int]:
        """Permits by resource."""
        return {
            "gemini": self.gemini,
            "tjms": self.tjms,
            "classificacao": self.classificacao,
            "streams": self.streams,
            "geracao": self.geracao,
            "ocr": self.ocr,
            "docx": self.docx,
            "bert": self.bert,
        }

    @property
    def weights(self) -> dict[str, int]:
        """Share by class of service."""
        return {
            "interactive": self.peso_interactive,
            "generation": self.peso_generation,
            "batch": self.peso_batch,
        }

    @property
    def floors(self) -> dict[str, int]:
        """Permits by class of service that go to it first."""
        return {
            "interactive": self.piso_interactive,
            "generation": self.piso_generation,
            "batch": self.piso_batch,
        }


class CacheSettings(BaseModel):
    """Answers kept in Redis for all processes (domain.md 2)."""

    resumos: int = Field(10_000, description="summaries of documents kept; the least recently used go first")
    respostas: int = Field(100, description="answers of the model kept; the least recently used go first")
    respostas_s: float = Field(300, description="life of an answer of the model")
    temperatura_maxima: float = Field(0.3, description="answers at a higher temperature vary, and are not kept")
    consultas: int = Field(2_000, description="vectors of searched words kept; the least recently used go first")
    consultas_s: float = Field(604_800, description="life of the vector of searched words")


class WorkersSettings(BaseModel):
    """Fixed number of worker processes per queue; one queue per process."""

    pecas: int = Field(10, description="generations at once")
    ocr: int = Field(3, description="documents read at once")
    docx: int = Field(2, description="Word files made at once; each takes well under a second")
    autos: int = Field(3, description="cases fetched or bound into one PDF at once")
    imagens: int = Field(2, description="documents whose pages are drawn at once; they wait for no reading")
    conversa: int = Field(2, description="requests about a section of a minuta at once; they wait for no generation")
    calculo: int = Field(3, description="pedidos de cálculo read at once")
    lotes: int = Field(2, description="lots of documents classified at once")
    ensaios: int = Field(2, description="sides of quick tests of a prompt at once; no work of others waits for them")
    rotinas: int = Field(1, description="datasets examined at once; no training keeps them waiting")
    bert: int = Field(1, description="trainings of one machine at once; over all machines LIMITS_BERT counts")
    inferencia: int = Field(1, description="processes that answer with trained models; each keeps them in memory")
    frozen_s: float = Field(15, description="a job whose process gives no sign of life for so long is killed")
    pecas_stalled_s: float = Field(480, description="longest time without progress of a generation before the same")
    ocr_stalled_s: float = Field(1200, description="longest time without progress of a reading before the same")
    docx_stalled_s: float = Field(120, description="longest time without progress of a Word file before the same")
    autos_stalled_s: float = Field(900, description="longest time without progress of a case before the same")
    imagens_stalled_s: float = Field(200, description="longest time without progress of pictures before the same")
    conversa_stalled_s: float = Field(
        240, description="longest time without progress of a request about a section before the same"
    )
    calculo_stalled_s: float = Field(480, description="longest time without progress of a pedido before the same")
    lotes_stalled_s: float = Field(1200, description="longest time without progress of a lot before the same")
    ensaios_stalled_s: float = Field(240, description="longest time without progress of a quick test before the same")
    rotinas_stalled_s: float = Field(600, description="longest time without progress of an exam before the same")
    bert_stalled_s: float = Field(1800, description="longest time without progress of a training before the same")
    inferencia_stalled_s: float = Field(
        300, description="longest time without progress of such answers before the same"
    )
    outage_s: float = Field(120, description="longest wait of a running job for PostgreSQL or Redis to come back")


class LeituraSettings(BaseModel):
    """Reading of documents in the isolated workers."""

    max_pages: int = Field(400, description="pages read of one document; the rest is listed as cut")
    max_file_bytes: int = Field(50_000_000, description="largest document that is opened")
    memory_bytes: int = Field(1_500_000_000, description="memory one document may take")
    page_timeout_s: float = Field(60, description="longest OCR of one page")
    page_cpu_s: float = Field(40, description="processor time that one page may take")
    document_timeout_s: int = Field(1800, description="longest reading of one document")
    ocr_dpi: int = Field(300, description="resolution of a page sent to OCR")
    ocr_language: str = Field("por", description="language data of tesseract")
    retencao_dias: float = Field(90, description="age at which downloaded documents are forgotten; readings stay")
    max_nivel_sigilo: int = Field(0, description="highest secrecy level that may leave for the model")


class AnexosSettings(BaseModel):
    """Files that people hand in for a peça."""

    max_file_bytes: int = Field(50_000_000, description="largest file; the reader opens no larger one")
    max_files: int = Field(30, description="files of one request")
    max_total_bytes: int = Field(100_000_000, description="all files of one request together")
    rascunho_h: float = Field(24, description="age at which files that were never used for a peça are deleted")


class ClassificadorSettings(BaseModel):
    """Lots of documents to classify."""

    max_documentos: int = Field(2_000, description="documents of one lot")
    max_processos: int = Field(200, description="cases of one lot")
    max_arquivo_bytes: int = Field(50_000_000, description="largest document; the reader opens no larger one")
    max_pacote_bytes: int = Field(100_000_000, description="largest package (zip)")
    max_aberto_bytes: int = Field(1_000_000_000, description="all files of one package when unpacked")
    max_razao: int = Field(200, description="times that a packed file over 1 MB may grow when it is unpacked")
    max_total_bytes: int = Field(1_000_000_000, description="all files of one lot as they are handed in")
    contagens: int = Field(10_000, description="counts of tokens kept; the least recently used go first")
    lote_h: float = Field(48, description="longest work of one process on a lot")
    rascunho_h: float = Field(24, description="age at which files that never became a lot are deleted")


class BertSettings(BaseModel):
    """Training of classifiers. Machines that train or use models share the folder."""

    pasta: Path = Field(Path("var/bert"), description="folder of models and of runs that have not ended")
    bases: Path = Field(Path("var/bases"), description="folder with local base models, one folder each (safetensors)")
    usa_hub: bool = Field(False, description="base models may come from the hub, where it can be reached")
    checkpoint_s: float = Field(30, description="seconds between checkpoints inside an epoch")
    threads: int = Field(0, description="threads of a training; 0 takes what the process may use")
    treino_h: float = Field(48, description="longest work of one process on a training")
    max_planilha_bytes: int = Field(50_000_000, description="largest spreadsheet of a dataset")
    max_aberto_bytes: int = Field(300_000_000, description="what a spreadsheet may unpack to")
    max_linhas: int = Field(100_000, description="rows of a dataset")
    exame_bytes: int = Field(2_000_000_000, description="memory that the reading of one spreadsheet may take")
    exame_s: int = Field(240, description="longest reading of one spreadsheet, and its processor time")
    custo_hora_brl: float = Field(2.0, description="reais for an hour of a machine that answers with trained models")


class AutosSettings(BaseModel):
    """The reader of cases: what it makes of documents, in children with these limits, and for how long it stays."""

    memory_bytes: int = Field(1_000_000_000, description="memory one drawing or binding may take")
    imagem_s: float = Field(20, description="longest drawing of one page")
    imagem_cpu_s: float = Field(15, description="processor time that the picture of one page may take")
    imagens_guardadas: int = Field(1_000, description="pictures of pages kept; the oldest go first")
    volume_s: float = Field(300, description="longest binding of a case into one PDF")
    volume_bytes: int = Field(300_000_000, description="largest case that is bound into one PDF")
    volumes_guardados: int = Field(10, description="bound cases kept; the oldest go first")
    guarda_h: float = Field(24, description="age at which pictures and bound cases are deleted")


class ExportacaoSettings(BaseModel):
    """Files that leave the portal: the office's letterhead, and PDF by LibreOffice where the workers have it."""

    soffice: str = Field("soffice", description="LibreOffice's program: a name in PATH or a whole path")
    pdf_s: float = Field(60, description="longest making of one PDF")
    pdf_cpu_s: float = Field(50, description="processor time that one PDF may take")
    memory_bytes: int = Field(1_000_000_000, description="memory that the making of one PDF may take")
    modelo_bytes: int = Field(5_000_000, description="largest Word file or picture taken for a letterhead")
    modelo_aberto_bytes: int = Field(30_000_000, description="largest Word file of a letterhead when unpacked")


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
    drain_s: float = Field(20, description="time given to open answers when the portal stops")
    health_token: SecretStr = Field(
        SecretStr(""),
        description="opens /health/detailed and /metrics from other machines; with https from this one too",
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
    web: WebSettings = WebSettings.model_construct()
    logging: LoggingSettings = LoggingSettings.model_construct()
    tracing: TracingSettings = TracingSettings.model_construct()


@cache
def load_settings() -> Settings:
    """The settings of this process, read once. Raises SettingsError naming every missing or wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"  {name}: {e['msg']}" for e in error.errors() for name in _list_variables(e["loc"])]
        raise SettingsError("settings are missing or wrong:\n" + "\n".join(lines)) from None


def _list_variables(place: tuple[int | str, ...]) -> list[str]:
    """Names in the environment behind the place of an error; a missing group stands for all that it requires."""
    group, *rest = (str(part) for part in place)
    model = Settings.model_fields[group].annotation
    if rest or not isinstance(model, type) or not issubclass(model, BaseModel):
        return ["_".join([group, *rest]).upper()]
    return [f"{group}_{name}".upper() for name, field in model.model_fields.items() if field.is_required()]
