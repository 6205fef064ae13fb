"""A question about a case and its answer, which says only what a quotation proves. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from core.conferencia.domain import Cor
from core.events import Estado

MAX_PERGUNTA = 1_000
"""Characters of one question."""

NAO_CONSTA = "Não consta dos autos."
NAO_CONSTA_NAS_LIDAS = "Não consta das páginas consultadas."
SEM_PROVA = "O portal não conseguiu provar a resposta nos autos."


@dataclass(frozen=True)
class FolhaLida:
    """One page of the case with its text. ``pagina`` starts at 1; ``lugar`` is how a person cites the page."""

    id_documento: str
    pagina: int
    lugar: str
    documento: str
    texto: str


@dataclass(frozen=True)
class Citacao:
    """A passage that the model quoted, as found by the program. Only one that is VERDE proves anything.

    ``id_documento`` and ``pagina`` (from 1) say where it stands; empty and 0 where no page has it.
    """

    numero: int
    trecho: str
    cor: Cor
    motivo: str
    id_documento: str = ""
    pagina: int = 0
    lugar: str = ""

    @property
    def is_provada(self) -> bool:
        return self.cor is Cor.VERDE


@dataclass(frozen=True)
class Linha:
    """One statement of an answer, with the numbers of the proven quotations that it stands on."""

    texto: str
    citacoes: tuple[int, ...]


@dataclass(frozen=True)
class Alcance:
    """What was looked at for an answer. ``palavras`` are those that chose the pages; none when all of them went.

    ``paginas`` and ``paginas_lidas`` count those of documents: what the court says of the case is no page.
    ``por_ler`` are the documents that the answer does not cover because they were not read, as a person cites them.
    """

    paginas: int = 0
    paginas_lidas: int = 0
    documentos: int = 0
    palavras: tuple[str, ...] = ()
    por_ler: tuple[str, ...] = ()
    sigilosos: int = 0

    @property
    def is_inteiro(self) -> bool:
        """Every page that was read was looked at."""
        return self.paginas == self.paginas_lidas

    @property
    def is_tudo(self) -> bool:
        """Every page of the case was looked at."""
        return self.is_inteiro and not self.por_ler and not self.sigilosos


@dataclass(frozen=True)
class Fontes:
    """What an answer was made with: version of the instruction and model."""

    instrucao: int = 0
    modelo: str = ""


@dataclass(frozen=True)
class Resposta:
    """What the case says. ``retiradas`` are statements that nothing proved; ``cortadas`` those that were too many."""

    linhas: tuple[Linha, ...] = ()
    citacoes: tuple[Citacao, ...] = ()
    retiradas: int = 0
    cortadas: int = 0
    alcance: Alcance = field(default_factory=Alcance)
    fontes: Fontes = field(default_factory=Fontes)

    @property
    def consta(self) -> bool:
        return bool(self.linhas)

    @property
    def is_sem_prova(self) -> bool:
        """The model found an answer, and nothing of it could be proven: the case may well say it."""
        return not self.linhas and self.retiradas > 0

    @property
    def titulo(self) -> str:
        """What is said in place of an answer: never more than what was looked at."""
        if self.is_sem_prova:
            return SEM_PROVA
        return NAO_CONSTA if self.alcance.is_tudo else NAO_CONSTA_NAS_LIDAS

    @property
    def texto(self) -> str:
        return "\n\n".join(linha.texto for linha in self.linhas) or self.titulo


@dataclass(frozen=True)
class Pergunta:
    """What a person asked about a case. Only that person sees it. ``resposta`` is None until there is one."""

    id: UUID
    numero_cnj: str
    usuario_id: int
    texto: str
    estado: Estado
    attempt: int
    feita_em: datetime
    resposta: Resposta | None = None
    erro_codigo: str = ""
    erro_mensagem: str = ""


@dataclass(frozen=True)
class CasoConsultado:
    """A case that a person asked about: how many questions, and when the last one was."""

    numero_cnj: str
    perguntas: int
    ultima_em: datetime
