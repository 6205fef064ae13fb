"""How a person cites a document of the case file, by the court's system.

In eproc a document has its place: event and label. In SAJ the leaves run through the whole case file: the number that
the court printed on the pages is a fact. Without it a leaf is exact only while the page count of every earlier document
is known; where it is not, the document is cited by its order among those that were read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.clients.tribunal.domain import Documento
from core.processos.domain import Pagina

_MAX_LABEL = 150
"""Courts allow descriptions of any length; a label is stored with every fact and stands in the peça."""

_STAMP = re.compile(r"fls?\s?\.?\s*(?:n[ºo°.]*\s*)?(\d{1,6})(?:\s*/\s*\d{1,6})?", re.IGNORECASE | re.ASCII)
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


def compute_folhas(autos: Sequence[Documento], paginas: Mapping[str, int]) -> dict[str, Folhas]:
    """Leaves by document id, up to the first document whose page count or date is unknown.

    ``autos`` is every document of the case, ``paginas`` the page counts by id of each part.
    """
    folhas: dict[str, Folhas] = {}
    last = 0
    for documento in sort_by_date(autos):
        counts = [paginas.get(ident, 0) for ident in documento.ids_das_partes]
        if min(counts) < 1 or documento.data_hora is None:
            break
        folhas[documento.id_documento] = Folhas(last + 1, last + sum(counts))
        last += sum(counts)
    return folhas


def sort_by_date(documentos: Sequence[Documento]) -> list[Documento]:
    """In the order of the case file; those without a date keep their place at the end."""
    dated = [d for d in documentos if d.data_hora is not None]
    undated = [d for d in documentos if d.data_hora is None]
    return sorted(dated, key=lambda d: d.data_hora.timestamp() if d.data_hora else 0.0) + undated


def cite_documento(documento: Documento, ordem: int, folhas: Folhas | None = None) -> str:
    """``evento 12, LAUDO3``, ``fls. 37-42`` or ``doc. 3 – Petição inicial``; never above 150 characters."""
    descricao = " ".join(documento.descricao.split())
    if documento.evento is not None:
        return _cut(f"evento {documento.evento}", ", ", documento.rotulo or descricao)
    if folhas is not None:
        is_single = folhas.inicial == folhas.final
        return f"fl. {folhas.inicial}" if is_single else f"fls. {folhas.inicial}-{folhas.final}"
    return _cut(f"doc. {ordem}", " – ", descricao)


def cite_pagina(documento: Documento, ordem: int, pagina: int, folhas: Folhas | None = None) -> str:
    """One page of a document, counted from 1: ``evento 12, LAUDO3, p. 3``, ``fl. 39`` or ``doc. 3 – Laudo, p. 3``."""
    if folhas is not None and documento.evento is None:
        return f"fl. {folhas.inicial + pagina - 1}"
    return f"{cite_documento(documento, ordem)}, p. {pagina}"


def _cut(place: str, mark: str, name: str) -> str:
    label = f"{place}{mark}{name}" if name else place
    return label if len(label) <= _MAX_LABEL else label[: _MAX_LABEL - 1].rstrip() + "…"
