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
from core.lgpd.titulares.domain import ANONIMO, Achados, BuscaDoTitular, CasoDoTitular
from core.lgpd.titulares.esquecimento import COPIAS_DA_PESSOA, ESQUECIMENTO, NOMES_USADOS
from core.lgpd.titulares.lugares import (
    CASOS,
    COPIAS_DE_CASOS,
    ELIMINACAO,
    LIVRES,
    MAX_CASOS,
    NOMES,
    TRAVAS,
)
from core.processos.chave import describe_autos

Copia = dict[str, list[Any]]
"""Rows as JSON by table."""

_NOMES_AT_ONCE = 20
_LONGEST = "SET LOCAL statement_timeout = '10min'"
"""Only a worker erases: words are searched in all texts."""


class TitularRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def find_casos(self, busca: BuscaDoTitular, *, autor: str = "") -> Achados:
        """In the order of their numbers. With an ``autor`` the search is put on record."""
        with self._scope() as session:
            rows = session.execute(text(CASOS), {"digitos": busca.digitos, "nome": busca.nome})
            casos = tuple(CasoDoTitular(**row._mapping) for row in rows)
            if autor:
                append(session, Ato(Acao.TITULAR_BUSCADO, autor, busca.descrita, f"processos: {len(casos)}"))
        return Achados(casos[:MAX_CASOS], is_cut=len(casos) > MAX_CASOS, is_by_nome=bool(busca.nome))

    def copy_casos(self, numeros: Collection[str], *, autor: str) -> Copia:
        """Everything that is kept of these cases. Each is put on record."""
        with self._scope() as session:
            copia = _copy(session, COPIAS_DE_CASOS, {"casos": list(numeros)})
            for numero in numeros:
                append(session, Ato(Acao.DADOS_EXPORTADOS, autor, describe_autos(numero), "cópia para a parte"))
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

    def erase_casos(self, numeros: Collection[str], *, autor: str, motivo: str) -> None:
        """Erase what is kept of those of these cases that may be erased, but what another case has too.

        Whether they may is asked once nothing of them can be begun or made final. Each is put on record.
        """
        with self._scope() as session:
            session.execute(text(ALLOW_PURGE))
            session.execute(text(_LONGEST))
            run_ordens(session, TRAVAS, {"casos": list(numeros)})
            casos = list(session.scalars(text(LIVRES), {"casos": list(numeros)}))
            nomes = list(session.scalars(text(NOMES), {"casos": casos}))
            orfaos = list(session.scalars(text(ORFAOS), {"casos": casos}))
            for ordem in ELIMINACAO if casos else ():
                _erase(session, ordem, casos, nomes)
            run_ordens(session, CASO, {"casos": casos, "orfaos": orfaos})
            for numero in casos:
                append(session, Ato(Acao.DADOS_ELIMINADOS, autor, describe_autos(numero), motivo))

    def forget_pessoa(self, pessoa: int, *, autor: str, motivo: str) -> None:
        """Make a person of the portal nobody, and put it on record.

        Raises RecordNotFoundError, and ForbiddenChangeError for somebody who may still enter.
        """
        with self._scope() as session:
            query = "SELECT login, is_active FROM usuario WHERE id = :pessoa FOR UPDATE"
            found = session.execute(text(query), {"pessoa": pessoa}).first()
            if found is None:
                raise RecordNotFoundError(f"usuario {pessoa}")
            if found.is_active:
                raise ForbiddenChangeError(
                    "active person",
                    user_message="Esta pessoa ainda entra no portal. Retire o acesso em Pessoas e volte aqui.",
                )
            session.execute(text(ALLOW_PURGE))
            who = {"pessoa": pessoa, "anonimo": ANONIMO}
            nomes = list(session.scalars(text(NOMES_USADOS), who))
            run_ordens(session, ESQUECIMENTO, {**who, "nomes": nomes, "login": found.login})
            append(session, Ato(Acao.DADOS_ELIMINADOS, autor, found.login, motivo))


def _copy(session: Session, copias: Mapping[str, str], values: dict[str, Any]) -> Copia:
    return {tabela: list(session.scalars(text(query), values)) for tabela, query in copias.items()}


def _erase(session: Session, ordem: str, casos: list[str], nomes: list[str]) -> None:
    """One order; one that looks for names does so for some at a time."""
    at_once = range(0, len(nomes) if ":nomes" in ordem else 0, _NOMES_AT_ONCE)
    for some in [nomes[start : start + _NOMES_AT_ONCE] for start in at_once] or [[]]:
        session.execute(text(ordem), {"casos": casos, "nomes": some})
