"""Finds, copies and erases what is kept of a person; one method is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.auditoria.domain import Acao, Ato
from core.auditoria.repository import append
from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.infra.db import SessionScope
from core.lgpd.expurgo import CASO, ORFAOS
from core.lgpd.repository import ALLOW_PURGE, run_ordens
from core.lgpd.titulares.domain import ANONIMO, BuscaDoTitular, CasoDoTitular
from core.lgpd.titulares.lugares import (
    CASOS,
    COPIAS_DA_PESSOA,
    COPIAS_DE_CASOS,
    ELIMINACAO,
    ESQUECIMENTO,
    NOMES,
)
from core.processos.numero_cnj import format_numero_cnj

Copia = dict[str, list[Any]]
"""Rows as JSON by table."""


class TitularRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def find_casos(self, busca: BuscaDoTitular) -> tuple[CasoDoTitular, ...]:
        """Two hundred at most, in the order of their numbers."""
        with self._scope() as session:
            rows = session.execute(text(CASOS), {"digitos": busca.digitos, "nome": busca.nome})
            return tuple(CasoDoTitular(**row._mapping) for row in rows)

    def copy_casos(self, numeros: Collection[str], *, autor: str) -> Copia:
        """Everything that is kept of these cases. Each is put on record."""
        with self._scope() as session:
            copia = _copy(session, COPIAS_DE_CASOS, {"casos": list(numeros)})
            for numero in numeros:
                append(session, Ato(Acao.DADOS_EXPORTADOS, autor, format_numero_cnj(numero), "cópia para a parte"))
        return copia

    def copy_pessoa(self, pessoa: int, *, autor: str) -> Copia:
        """Everything that is kept of a person of the portal. Put on record. Raises RecordNotFoundError."""
        with self._scope() as session:
            copia = _copy(session, COPIAS_DA_PESSOA, {"pessoa": pessoa})
            if not copia["usuario"]:
                raise RecordNotFoundError(f"usuario {pessoa}")
            login = str(copia["usuario"][0]["login"])
            append(session, Ato(Acao.DADOS_EXPORTADOS, autor, login, "cópia para a pessoa do portal"))
        return copia

    def erase_casos(self, casos: Collection[CasoDoTitular], *, autor: str, motivo: str) -> None:
        """Erase everything that is kept of these cases, but what another case has too. Each is put on record."""
        numeros = [caso.numero_cnj for caso in casos]
        with self._scope() as session:
            session.execute(text(ALLOW_PURGE))
            nomes = list(session.scalars(text(NOMES), {"casos": numeros}))
            run_ordens(session, ELIMINACAO, {"casos": numeros, "nomes": nomes})
            orfaos = list(session.scalars(text(ORFAOS), {"casos": numeros}))
            run_ordens(session, CASO, {"casos": numeros, "orfaos": orfaos})
            for numero in numeros:
                append(session, Ato(Acao.DADOS_ELIMINADOS, autor, format_numero_cnj(numero), motivo))

    def forget_pessoa(self, pessoa: int, *, autor: str, motivo: str) -> None:
        """Make a person of the portal nobody, and put it on record.

        Raises RecordNotFoundError, and ForbiddenChangeError for somebody who may still enter.
        """
        with self._scope() as session:
            query = "SELECT login, nome, is_active FROM usuario WHERE id = :pessoa FOR UPDATE"
            found = session.execute(text(query), {"pessoa": pessoa}).first()
            if found is None:
                raise RecordNotFoundError(f"usuario {pessoa}")
            if found.is_active:
                raise ForbiddenChangeError(
                    "active person",
                    user_message="Esta pessoa ainda entra no portal. Retire o acesso em Pessoas e volte aqui.",
                )
            session.execute(text(ALLOW_PURGE))
            run_ordens(session, ESQUECIMENTO, {"pessoa": pessoa, "nome": found.nome, "anonimo": ANONIMO})
            append(session, Ato(Acao.DADOS_ELIMINADOS, autor, found.login, motivo))


def _copy(session: Session, copias: Mapping[str, str], values: dict[str, Any]) -> Copia:
    return {tabela: list(session.scalars(text(query), values)) for tabela, query in copias.items()}
