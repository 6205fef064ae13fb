"""What the workers do: how many at once, how long, how large."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Field


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
    guarda_dias: int = Field(30, description="days that the files of archived models and of ended runs stay")
    inferencia_bytes: int = Field(4_000_000_000, description="memory that the models loaded in one worker may take")
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
