"""The chain of the record: each act is bound to the one before it by SHA-256. Pure.

The database computes the same when it takes a record (the trigger ``auditoria_chain``); each field stands with its
length in bytes, so that no two records have the same text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from hashlib import sha256

from core.auditoria.domain import Laudo, Registro

ORIGEM = "0" * 64
"""What the first record is bound to."""


def compute_hash(registro: Registro) -> str:
    """What the hash of a record must be."""
    when = registro.feito_em.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    texts = (registro.anterior, str(registro.numero), when, registro.autor, registro.acao)
    fields = (*texts, registro.objeto, registro.detalhe)
    return sha256("".join(f"{len(text.encode())}:{text}" for text in fields).encode()).hexdigest()


def verify(registros: Iterable[Registro]) -> Laudo:
    """Whether the records, in their order, are all there and as they were written; the first place where not."""
    count, last = 0, ORIGEM
    for registro in registros:
        if registro.numero != count + 1:
            return Laudo(count, last, f"falta o registro {count + 1}")
        if registro.anterior != last:
            return Laudo(count, last, f"o registro {registro.numero} não segue o anterior")
        if registro.hash != compute_hash(registro):
            return Laudo(count, last, f"o registro {registro.numero} foi alterado")
        count, last = registro.numero, registro.hash
    return Laudo(count, last)
