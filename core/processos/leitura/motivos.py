"""Why pages were not read, in one sentence a person understands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.processos.domain import Pagina

LIMITE_DE_TEMPO = "a leitura do documento passou do tempo máximo"
DEMOROU = "a leitura da imagem passou do tempo máximo"
FALHOU = "o leitor de imagens não aceitou a página"

PASSAGEIROS = (DEMOROU, FALHOU)
"""Reasons that another reading, later, may not meet: the machine was busy or out of memory."""


@dataclass(frozen=True)
class PaginaLida:
    """A page and, when it was not read, the reason (pt-BR, lower case, no full stop)."""

    pagina: Pagina
    motivo: str = ""


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
