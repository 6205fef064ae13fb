"""Where data of people goes away; one method is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.auditoria.domain import Acao, Ato
from core.auditoria.repository import append
from core.infra.db import SessionScope
from core.lgpd.expurgo import CASO, ORFAOS, Expurgo
from core.usuarios.domain import SISTEMA

ALLOW_PURGE = "SET LOCAL portal.expurgo = 'sim'"
"""The triggers of append-only tables let rows go in such a transaction only; that of the record of acts never."""


class LgpdRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def purge(self, expurgo: Expurgo, antes: datetime, quantos: int) -> int:
        """Take away some of what is older, ``quantos`` at most; what is at work at this moment waits. How many went."""
        with self._scope() as session:
            session.execute(text(ALLOW_PURGE))
            chaves = session.scalars(text(expurgo.escolha), {"antes": antes, "quantos": quantos}).all()
            if chaves:
                forget_casos(session, expurgo.casos, chaves)
                run_ordens(session, expurgo.ordens, {"chaves": list(chaves), "antes": antes})
        return len(chaves)

    def note_purge(self, feito: Iterable[tuple[str, int]]) -> None:
        """Put on record what went, by the title of its class."""
        with self._scope() as session:
            for titulo, quantos in feito:
                append(session, Ato(Acao.EXPURGO, SISTEMA, titulo, f"registros apagados: {quantos}"))


def forget_casos(session: Session, casos: str, chaves: Sequence[Any]) -> None:
    """Take away the case files that a query answers by these keys, with what no other case has of their documents."""
    if not casos:
        return
    numeros = list(session.scalars(text(casos), {"chaves": list(chaves)}))
    orfaos = list(session.scalars(text(ORFAOS), {"casos": numeros}))
    run_ordens(session, CASO, {"casos": numeros, "orfaos": orfaos})


def run_ordens(session: Session, ordens: Iterable[str], values: dict[str, Any]) -> None:
    for ordem in ordens:
        session.execute(text(ordem), values)
