"""What a simulated case holds. Nothing here is real except the names of public bodies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

SAJ, EPROC = "saj", "eproc"
"""The court's systems; each case is in one of them."""


class Formato(StrEnum):
    """How the file of a document really is, whatever type the court announces."""

    PDF = "pdf"
    OCULTO = "oculto"
    DIGITALIZADO = "digitalizado"
    TARJADO = "tarjado"
    ILEGIVEL = "ilegivel"
    RTF = "rtf"
    HTML = "html"
    TXT = "txt"
    VAZIO = "vazio"

    @property
    def mimetype(self) -> str:
        """What the court announces; it calls RTF and empty files PDF."""
        return {Formato.HTML: "text/html", Formato.TXT: "text/plain"}.get(self, "application/pdf")

    @property
    def is_imagem(self) -> bool:
        return self in (Formato.DIGITALIZADO, Formato.TARJADO, Formato.ILEGIVEL)


@dataclass(frozen=True)
class Pessoa:
    """A person or body. ``documento`` is a CPF or CNPJ in bare digits, with valid check digits."""

    nome: str
    documento: str
    sexo: str = "D"
    is_fisica: bool = True
    nascimento: date | None = None
    idade: int = 0
    logradouro: str = ""
    profissao: str = ""


@dataclass(frozen=True)
class Advogado:
    """``inscricao`` in the court's form (MS0012345A); ``tipo`` is A lawyer, D public defender, P public attorney."""

    nome: str
    inscricao: str
    tipo: str = "A"


@dataclass(frozen=True)
class ParteSimulada:
    polo: str
    pessoa: Pessoa
    advogados: tuple[Advogado, ...] = ()
    has_gratuidade: bool = False


@dataclass(frozen=True)
class MovimentoSimulado:
    """``is_local`` says that the code is the court's own, as 50002 and 50292."""

    codigo: int
    descricao: str
    data_hora: datetime
    id_documento: str = ""
    is_local: bool = False


@dataclass(frozen=True)
class DocumentoSimulado:
    """One file of the record. ``parte`` is (which, of how many) when the court split one document."""

    id_documento: str
    tipo: int
    descricao: str
    data_hora: datetime
    formato: Formato
    modelo: str
    extra: dict[str, Any] = field(default_factory=dict)
    signatario: str = ""
    nivel_sigilo: int = 0
    parte: tuple[int, int] = (1, 1)


@dataclass(frozen=True)
class Orgao:
    """A court unit; ``ibge`` is the code of its city."""

    codigo: str
    nome: str
    comarca: str
    foro: str
    ibge: int
    instancia: str = "ORIG"


@dataclass(frozen=True)
class CasoSimulado:
    """One lawsuit. ``sistema`` holds it; ``contexto`` is what the templates of its documents may use."""

    numero_cnj: str
    titulo: str
    materia: str
    classe: int
    competencia: str
    ajuizamento: datetime
    orgao: Orgao
    valor_centavos: int
    partes: tuple[ParteSimulada, ...]
    assuntos: tuple[int, ...]
    movimentos: tuple[MovimentoSimulado, ...]
    documentos: tuple[DocumentoSimulado, ...]
    vinculados: tuple[tuple[str, str], ...] = ()
    nivel_sigilo: int = 0
    sistema: str = SAJ
    contexto: dict[str, Any] = field(default_factory=dict)

    def find_documento(self, id_documento: str) -> DocumentoSimulado | None:
        return next((d for d in self.documentos if d.id_documento == id_documento), None)
