"""Documents that the court split: the readings of their parts, one after the other, are the reading of the document."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from core.processos.domain import DocumentoLido, EstadoDaPagina, FormatoDeArquivo, Pagina


def join_lidos(partes: Sequence[DocumentoLido | None]) -> DocumentoLido:
    """One reading with the pages of all parts, numbered through; None is a part that did not come.

    A missing part stands as one unreadable page, so that the document never passes for wholly read. The key is the
    SHA-256 of the parts' hashes: the same parts give the same key, and another one is not taken for them.
    """
    if len(partes) == 1 and partes[0] is not None:
        return partes[0]
    paginas: list[Pagina] = []
    motivos: list[str] = []
    for number, lido in enumerate(partes, start=1):
        if lido is None:
            paginas.append(Pagina(len(paginas) + 1, EstadoDaPagina.ILEGIVEL, ""))
            motivos.append(f"O TJMS não entregou a parte {number} de {len(partes)} deste documento.")
            continue
        paginas += [replace(pagina, numero=len(paginas) + n) for n, pagina in enumerate(lido.paginas, start=1)]
        if lido.motivo:
            motivos.append(f"Parte {number} de {len(partes)}: {lido.motivo}")
    sha256 = join_hashes([lido.sha256 if lido else "" for lido in partes])
    formato = next((lido.formato for lido in partes if lido), FormatoDeArquivo.DESCONHECIDO)
    return DocumentoLido(sha256, formato, tuple(paginas), " ".join(motivos))


def join_hashes(hashes: Sequence[str]) -> str:
    """The key of a document in parts, by the hashes of its parts in order; empty for one that did not come."""
    return hashlib.sha256(" ".join(hashes).encode()).hexdigest()
