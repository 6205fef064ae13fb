"""The chain of the record: each act is bound to the one before it by SHA-256. Pure.

The database computes the same when it takes a record (the trigger ``auditoria_chain``); each field stands with its
length in bytes, so that no two records have the same text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC
from hashlib import sha256

from core.auditoria.domain import Acao, Ancora, Lacre, Laudo, Registro

ORIGEM = "0" * 64
"""What the first record is bound to."""

EVENTO_DA_ANCORA = "audit_head"
"""What the log calls a head of the record."""

_HASH = re.compile(r"[0-9a-f]{64}")


def compute_hash(registro: Registro) -> str:
    """What the hash of a record must be."""
    when = registro.feito_em.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    texts = (registro.anterior, str(registro.numero), when, registro.autor, registro.acao)
    return hash_fields((*texts, registro.objeto, registro.detalhe))


def hash_fields(fields: Iterable[str]) -> str:
    """SHA-256 of texts, each with its length in bytes."""
    return sha256("".join(f"{len(text.encode())}:{text}" for text in fields).encode()).hexdigest()


def verify(
    registros: Iterable[Registro], ancoras: Iterable[Ancora] = (), lacres: Mapping[int, Lacre] | None = None
) -> Laudo:
    """Whether the records, in their order, are all there and as they were written; the first place where not.

    ``ancoras`` are heads kept outside: without one, a record that was cut at its end, or made anew as a whole, looks
    like one that was never longer. ``lacres`` are the calls of the model by entry; None leaves them out.
    """
    known: dict[int, set[str]] = {}
    for ancora in ancoras:
        known.setdefault(ancora.numero, set()).add(ancora.hash)
    count, last, found = 0, ORIGEM, 0
    for registro in registros:
        if registro.numero != count + 1:
            return Laudo(count, last, f"falta o registro {count + 1}", found)
        if registro.anterior != last:
            return Laudo(count, last, f"o registro {registro.numero} não segue o anterior", found)
        if registro.hash != compute_hash(registro):
            return Laudo(count, last, f"o registro {registro.numero} foi alterado", found)
        if known.get(registro.numero, {registro.hash}) != {registro.hash}:
            return Laudo(count, last, f"a cadeia foi refeita até o registro {registro.numero}", found)
        if lacres is not None and not _is_sealed(registro, lacres.get(registro.numero)):
            return Laudo(count, last, f"as chamadas ao modelo do registro {registro.numero} foram alteradas", found)
        count, last = registro.numero, registro.hash
        found += registro.numero in known
    if cut := [numero for numero in known if numero > count]:
        return Laudo(count, last, f"faltam os registros de {count + 1} a {max(cut)}, do fim", found)
    return Laudo(count, last, "", found)


def parse_ancoras(linhas: Iterable[str]) -> tuple[Ancora, ...]:
    """The heads in lines of the portal's log (JSON) or in lines ``NUMBER:HASH``; other lines are passed over."""
    return tuple(ancora for linha in linhas if (ancora := _parse_ancora(linha.strip())) is not None)


def _parse_ancora(linha: str) -> Ancora | None:
    numero: object
    numero, _, code = linha.partition(":")
    if EVENTO_DA_ANCORA in linha:
        try:
            event = json.loads(linha)
        except json.JSONDecodeError:
            return None
        numero, code = str(event.get("numero", "")), str(event.get("hash", ""))
    is_one = isinstance(numero, str) and numero.isascii() and numero.isdigit() and _HASH.fullmatch(code)
    return Ancora(int(str(numero)), code) if is_one else None


def _is_sealed(registro: Registro, lacre: Lacre | None) -> bool:
    return registro.acao != Acao.CHAMADAS_AO_MODELO or (lacre is not None and lacre.texto == registro.detalhe)
