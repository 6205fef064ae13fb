"""How a person cites a document of the case file.

In SAJ the leaves run through all documents in date order, so a leaf is exact only while the page count of every earlier
document is known. Where it is not, the document is cited by its order among those that were read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.clients.tribunal.domain import Documento

_MAX_LABEL = 150
"""Courts allow descriptions of any length; a label is stored with every fact and stands in the peça."""


@dataclass(frozen=True)
class Folhas:
    """First and last leaf of a document in the case file."""

    inicial: int
    final: int


def compute_folhas(autos: Sequence[Documento], paginas: Mapping[str, int]) -> dict[str, Folhas]:
    """Leaves by document id, up to the first document whose page count or date is unknown.

    ``autos`` is every document of the case, ``paginas`` the page counts by document id.
    """
    folhas: dict[str, Folhas] = {}
    last = 0
    for documento in sort_by_date(autos):
        count = paginas.get(documento.id_documento, 0)
        if count < 1 or documento.data_hora is None:
            break
        folhas[documento.id_documento] = Folhas(last + 1, last + count)
        last += count
    return folhas


def sort_by_date(documentos: Sequence[Documento]) -> list[Documento]:
    """In the order of the case file; those without a date keep their place at the end."""
    dated = [d for d in documentos if d.data_hora is not None]
    undated = [d for d in documentos if d.data_hora is None]
    return sorted(dated, key=lambda d: d.data_hora.timestamp() if d.data_hora else 0.0) + undated


def cite_documento(documento: Documento, ordem: int, folhas: Folhas | None = None) -> str:
    """``fls. 37-42`` when the leaves are known, otherwise ``doc. 3 – Petição inicial``; never above 150 characters."""
    if folhas is not None:
        is_single = folhas.inicial == folhas.final
        return f"fl. {folhas.inicial}" if is_single else f"fls. {folhas.inicial}-{folhas.final}"
    descricao = " ".join(documento.descricao.split())
    label = f"doc. {ordem} – {descricao}" if descricao else f"doc. {ordem}"
    return label if len(label) <= _MAX_LABEL else label[: _MAX_LABEL - 1].rstrip() + "…"


def cite_pagina(documento: Documento, ordem: int, pagina: int, folhas: Folhas | None = None) -> str:
    """One page of a document, counted from 1: ``fl. 39``, otherwise ``doc. 3 – Petição inicial, p. 3``."""
    if folhas is not None:
        return f"fl. {folhas.inicial + pagina - 1}"
    return f"{cite_documento(documento, ordem)}, p. {pagina}"
