"""Storage of closed dossiês: rows are only ever added. One method is one transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from core.errors import RecordNotFoundError
from core.infra.db import SessionScope
from core.pecas.dossie.cadeia import Arquivo
from core.pecas.dossie.domain import Dossie
from core.pecas.dossie.tables import DossieRow
from core.pecas.revisao.domain import AtoDaRevisao, TipoDeAto
from core.pecas.revisao.tables import AtoDaRevisaoRow
from core.pecas.tables import PecaRow


class DossieRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add(self, peca_id: UUID, fechamento: AtoDaRevisao, nome: str, arquivo: Arquivo) -> None:
        """Keep the file with its head; the first one of a closing stays."""
        values = {
            "peca_id": peca_id,
            "numero": fechamento.numero,
            "versao": fechamento.versao,
            "cabeca": arquivo.cabeca,
            "nome": nome,
            "conteudo": arquivo.conteudo,
            "created_at": fechamento.feito_em,
        }
        with self._scope() as session:
            session.execute(insert(DossieRow).values(values).on_conflict_do_nothing())

    def find_ultimo(self, peca_id: UUID) -> Dossie | None:
        """The last one that was closed, without its content."""
        row = DossieRow
        columns = select(
            row.peca_id,
            row.numero,
            row.versao,
            row.cabeca,
            row.nome,
            row.created_at,
            func.octet_length(row.conteudo),
        )
        with self._scope() as session:
            found = session.execute(
                columns.where(row.peca_id == peca_id).order_by(row.numero.desc()).limit(1)
            ).one_or_none()
        return None if found is None else Dossie(*found)

    def read_conteudo(self, dossie: Dossie) -> bytes:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            row = session.get(DossieRow, (dossie.peca_id, dossie.numero))
            if row is None:
                raise RecordNotFoundError(f"dossie of {dossie.peca_id}")
            return row.conteudo

    def list_cabecas(self, peca_id: UUID) -> tuple[str, ...]:
        """The heads of all that were closed, the last one last."""
        row = DossieRow
        with self._scope() as session:
            return tuple(session.scalars(select(row.cabeca).where(row.peca_id == peca_id).order_by(row.numero)))

    def list_missing(self, since: datetime, limit: int) -> tuple[tuple[UUID, int], ...]:
        """Peças that were made final since then and have no dossiê of it yet, with their owners."""
        ato, other = AtoDaRevisaoRow, aliased(AtoDaRevisaoRow)
        last = select(func.max(other.numero)).where(other.peca_id == ato.peca_id).scalar_subquery()
        kept = exists().where(DossieRow.peca_id == ato.peca_id, DossieRow.numero == ato.numero)
        statement = (
            select(PecaRow.id, PecaRow.usuario_id)
            .join(ato, ato.peca_id == PecaRow.id)
            .where(ato.tipo == TipoDeAto.FINALIZOU.value, ato.created_at >= since, PecaRow.versao_final.is_not(None))
            .where(ato.numero == last, ~kept)
            .order_by(ato.created_at)
            .limit(limit)
        )
        with self._scope() as session:
            return tuple((found.id, found.usuario_id) for found in session.execute(statement))
