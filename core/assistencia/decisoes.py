"""The sentences of the judges' documents, each with the page it stands on. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.assistencia.domain import FolhaLida
from core.infra.folding import fold

_DO_JUIZO = re.compile(r"(?:decis|sentenc|despach|acorda|voto\b|interlocut)")
_END = re.compile(r"(?<=[.;!?])\s+(?=[A-ZÀ-Ý“\"])|\n\s*\n")
_MAX_TRECHO = 400
"""Characters of a sentence that are shown; the rest of a longer one says nothing more of its subject."""


@dataclass(frozen=True)
class FolhaDoJuizo:
    """A page of a document that a judge signed, with the date of the document."""

    folha: FolhaLida
    data: datetime | None


@dataclass(frozen=True)
class Lugar:
    """A passage of a judge's document, letter by letter."""

    trecho: str
    id_documento: str
    pagina: int
    lugar: str
    documento: str
    data: datetime | None


def is_do_juizo(*nomes: str) -> bool:
    """Whether one of the names of a document, its title or its kind, says that it decides."""
    return any(_DO_JUIZO.match(fold(nome).strip()) for nome in nomes)


def find_frases(folhas: Sequence[FolhaDoJuizo], tema: re.Pattern[str]) -> Iterator[tuple[str, int, Lugar]]:
    """Each sentence about a subject: folded, the place of the subject in it, and where it stands.

    ``tema`` is looked for in the folded text, which is as long as the text.
    """
    for one in folhas:
        texto = one.folha.texto
        starts = [0, *(match.end() for match in _END.finditer(texto))]
        ends = [*(match.start() for match in _END.finditer(texto)), len(texto)]
        for start, end in zip(starts, ends, strict=True):
            frase = fold(" ".join(texto[start:end].split()))
            found = tema.search(frase)
            if found is not None:
                folha = one.folha
                trecho = _cut(" ".join(texto[start:end].split()), found.start())
                place = (folha.id_documento, folha.pagina, folha.lugar, folha.documento, one.data)
                yield frase, found.start(), Lugar(trecho, *place)


def _cut(frase: str, around: int) -> str:
    """As many whole words as are shown, with the subject among them."""
    if len(frase) <= _MAX_TRECHO:
        return frase
    start = max(0, around - _MAX_TRECHO // 2)
    start = 0 if start == 0 else frase.find(" ", start) + 1
    return frase[start : start + _MAX_TRECHO].rpartition(" ")[0]
