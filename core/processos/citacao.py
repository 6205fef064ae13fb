"""How a person cites a document of the case file, by the court's system.

In eproc a document has its place: event and label. In SAJ the leaves run through the whole case file, and the number
that the court printed on the pages is a fact. Counting the pages of earlier documents would be a guess (the court does
not deliver all of them): without the number a document is cited by its order by date in the court's list, as the
reader of the case numbers it. Leaves, events and orders are of one case file: a document of another one says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.clients.tribunal.domain import Documento
from core.processos.domain import Pagina

_MAX_LABEL = 150
"""Courts allow descriptions of any length; a label is stored with every fact and stands in the peça."""

_STAMP = re.compile(r"fls?\s?\.?\s*(?:n[ºo°.]*\s*)?(\d{1,6})(?:\s*/\s*\d{1,6})?", re.IGNORECASE | re.ASCII)
_ORIGEM = "processo de origem, "
_LEAVES = re.compile(rf"({_ORIGEM})?fls?\. (\d+)(?:-(\d+))?(?: – |$)", re.ASCII)
_EDGE_LINES = 5
_MIN_STAMPED = 0.5


@dataclass(frozen=True)
class Folhas:
    """First and last leaf of a document in the case file."""

    inicial: int
    final: int


def read_folha(texto: str) -> int | None:
    """The leaf that the court printed at the edge of a page (``fls. 37``), from the page's whole text layer."""
    lines = [line.strip() for line in texto.splitlines() if line.strip()]
    edges = lines if len(lines) <= 2 * _EDGE_LINES else lines[:_EDGE_LINES] + lines[-_EDGE_LINES:]
    found = {int(match[1]) for line in edges if (match := _STAMP.fullmatch(line))}
    return found.pop() if len(found) == 1 else None


def find_folhas(paginas: Sequence[Pagina]) -> Folhas | None:
    """Leaves of a document by what is printed on its pages; None unless most pages say the same."""
    starts = [pagina.folha - pagina.numero for pagina in paginas if pagina.folha is not None]
    if not starts or len(set(starts)) > 1 or starts[0] < 0 or len(starts) < _MIN_STAMPED * len(paginas):
        return None
    return Folhas(starts[0] + 1, starts[0] + len(paginas))


def sort_by_date(documentos: Sequence[Documento]) -> list[Documento]:
    """In the order of the case file; those without a date keep their place at the end."""
    dated = [d for d in documentos if d.data_hora is not None]
    undated = [d for d in documentos if d.data_hora is None]
    return sorted(dated, key=lambda d: d.data_hora.timestamp() if d.data_hora else 0.0) + undated


def number_documentos(documentos: Sequence[Documento]) -> dict[str, int]:
    """Place of each document in the case file, from 1, by its id."""
    return {documento.id_documento: ordem for ordem, documento in enumerate(sort_by_date(documentos), start=1)}


def cite_documento(
    documento: Documento, ordem: int, folhas: Folhas | None = None, *, is_da_origem: bool = False
) -> str:
    """``evento 12, LAUDO3``, ``fls. 37-42 – Laudo`` or ``doc. 3 – Laudo``; never above 150 characters.

    One that stands in the origin case and not in this one begins with ``processo de origem``.
    """
    descricao = " ".join(documento.descricao.split())
    where = _ORIGEM if is_da_origem else ""
    if documento.evento is not None:
        return _cut(f"{where}evento {documento.evento}", ", ", documento.rotulo or descricao)
    if folhas is not None:
        is_single = folhas.inicial == folhas.final
        place = f"fl. {folhas.inicial}" if is_single else f"fls. {folhas.inicial}-{folhas.final}"
        return _cut(f"{where}{place}", " – ", descricao)
    return _cut(f"{where}doc. {ordem}", " – ", descricao)


def cite_pagina(rotulo: str, pagina: int | None) -> str:
    """One page, counted from 1, of the document with this label: ``evento 12, LAUDO3, p. 3``, ``fl. 39``."""
    if pagina is None:
        return rotulo
    leaves = _LEAVES.match(rotulo)
    if leaves is None:
        return f"{rotulo}, p. {pagina}"
    folha = int(leaves[2]) + pagina - 1
    is_there = folha <= int(leaves[3] or leaves[2])
    return f"{leaves[1] or ''}fl. {folha}" if is_there else f"{rotulo}, p. {pagina}"


def _cut(place: str, mark: str, name: str) -> str:
    label = f"{place}{mark}{name}" if name else place
    return label if len(label) <= _MAX_LABEL else label[: _MAX_LABEL - 1].rstrip() + "…"
