"""Why pages were not read, in one sentence a person understands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.processos.domain import DocumentoLido, EstadoDaPagina, FormatoDeArquivo, Pagina

LIMITE_DE_TEMPO = "a leitura do documento passou do tempo máximo"
DEMOROU = "a leitura da imagem passou do tempo máximo"
DEMORADA = "a leitura da página passou do tempo máximo"
FALHOU = "o leitor de imagens não aceitou a página"
PESADA = "a página pede processamento demais para ser lida"
PAROU = "a página fez o leitor parar e foi deixada de lado"

PASSAGEIROS = (DEMOROU, DEMORADA, FALHOU)
"""Reasons that another reading, later, may not meet: the machine was busy or out of memory."""


@dataclass(frozen=True)
class PaginaLida:
    """A page and, when it was not read, the reason (pt-BR, lower case, no full stop)."""

    pagina: Pagina
    motivo: str = ""


@dataclass(frozen=True)
class Abertura:
    """The file is open: its real format and the pages that will be read. ``motivo`` is a whole sentence, if any."""

    formato: FormatoDeArquivo
    total: int
    motivo: str = ""


@dataclass(frozen=True)
class Inicio:
    """The reader turns to this page; whatever ends the reader now is this page's fault."""

    numero: int


Passo = Abertura | Inicio | PaginaLida
"""What a reading tells, in order: the opening, then pages."""


Done = Mapping[int, PaginaLida]
"""Pages that were read before, by number."""
SEM_PAGINAS: Done = MappingProxyType({})


def build_lost(numero: int, motivo: str, estado: EstadoDaPagina = EstadoDaPagina.ILEGIVEL) -> PaginaLida:
    return PaginaLida(Pagina(numero, estado, ""), motivo)


def build_lido(sha256: str, abertura: Abertura, paginas: Iterable[PaginaLida]) -> DocumentoLido:
    """The document of its pages, whatever the order they came in."""
    ordered = sorted(paginas, key=lambda lida: lida.pagina.numero)
    motivo = abertura.motivo or describe_losses(ordered)
    return DocumentoLido(sha256, abertura.formato, tuple(lida.pagina for lida in ordered), motivo)


def describe_losses(paginas: Iterable[PaginaLida]) -> str:
    """Reasons with their pages (``Página 3: a página está danificada. Páginas 401-900: ...``), or nothing."""
    numbers: dict[str, list[int]] = {}
    for lida in paginas:
        if lida.motivo:
            numbers.setdefault(lida.motivo, []).append(lida.pagina.numero)
    return " ".join(f"{_name_pages(pages)}: {motivo}." for motivo, pages in numbers.items())


def _name_pages(numbers: list[int]) -> str:
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    names = [str(first) if first == last else f"{first}-{last}" for first, last in ranges]
    word = "Página" if len(numbers) == 1 else "Páginas"
    return f"{word} {names[0]}" if len(names) == 1 else f"{word} {', '.join(names[:-1])} e {names[-1]}"
