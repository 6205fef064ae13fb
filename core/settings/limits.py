"""Global limits, and what is kept so that it need not be asked again."""

from __future__ import annotations

from pydantic import BaseModel, Field


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
