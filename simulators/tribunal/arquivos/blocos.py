"""The small Markdown of the templates, as blocks that every format draws in its own way.

``# `` title, ``## `` heading, ``> `` quotation, ``- `` item, ``^ `` letterhead, ``~ `` signature line,
``|a|b|`` table row, ``===`` page break, ``%% `` text nobody should see; anything else is a paragraph.
``**bold**`` is allowed everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Tipo(StrEnum):
    TITULO = "# "
    SECAO = "## "
    CITACAO = "> "
    ITEM = "- "
    TIMBRE = "^ "
    ASSINATURA = "~ "
    LINHA = "|"
    QUEBRA = "==="
    OCULTO = "%% "
    PARAGRAFO = ""


@dataclass(frozen=True)
class Bloco:
    tipo: Tipo
    texto: str

    @property
    def celulas(self) -> list[str]:
        return [celula.strip() for celula in self.texto.strip("|").split("|")]


def parse_blocos(markdown: str) -> list[Bloco]:
    return list(_iter_blocos(markdown))


def slice_blocos(blocos: list[Bloco], parte: tuple[int, int]) -> list[Bloco]:
    """The share of a document that the court split: ``parte`` is (which from 1, of how many)."""
    which, total = parte
    size = -(-len(blocos) // total)
    return blocos[(which - 1) * size : which * size]


def strip_marks(texto: str) -> str:
    return texto.replace("**", "")


def _iter_blocos(markdown: str) -> Iterator[Bloco]:
    for trecho in re.split(r"\n\s*\n", markdown.strip()):
        pendente: list[str] = []
        for linha in (bruta.strip() for bruta in trecho.splitlines()):
            tipo = _tipo_of(linha)
            if tipo is Tipo.PARAGRAFO:
                pendente.append(linha)
                continue
            if pendente:
                yield Bloco(Tipo.PARAGRAFO, " ".join(pendente))
                pendente = []
            yield Bloco(tipo, linha if tipo is Tipo.LINHA else linha.removeprefix(tipo.value).strip())
        if pendente:
            yield Bloco(Tipo.PARAGRAFO, " ".join(pendente))


def _tipo_of(linha: str) -> Tipo:
    return next((tipo for tipo in Tipo if tipo.value and linha.startswith(tipo.value)), Tipo.PARAGRAFO)
