"""Storage of dead letters. One method is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from core.auditoria.domain import Acao
from core.auditoria.repository import append_of
from core.errors import RecordNotFoundError
from core.infra.db import SessionScope
from core.infra.queue import FailedWork, Work
from core.operacao.domain import TarefaMorta, TipoDeTrabalho
from core.operacao.tables import TarefaMortaRow


class TarefaMortaRepository:
    def __init__(self, scope: SessionScope, tipos: Mapping[str, TipoDeTrabalho]) -> None:
        self._scope = scope
        self._tipos = tipos

    def add(self, failed: FailedWork, motivo: str, log: Iterable[Mapping[str, str]]) -> bool:
        """Keep one failure; False when it is known."""
        work = failed.work
        values = {
            "fila": failed.queue.value,
            "chave": work.key,
            "funcao": work.function,
            "argumentos": list(work.args),
            "timeout_s": work.timeout_s,
            "pessoa": work.person,
            "motivo": motivo,
            "log": [dict(line) for line in log],
            "falhou_em": failed.failed_at,
            "created_at": datetime.now(UTC),
        }
        statement = insert(TarefaMortaRow).values(values).on_conflict_do_nothing().returning(TarefaMortaRow.id)
        with self._scope() as session:
            return session.scalar(statement) is not None

    def find_known(self, keys: Iterable[str]) -> frozenset[tuple[str, datetime]]:
        """Key and instant of the failures of these works that are kept already."""
        row = TarefaMortaRow
        with self._scope() as session:
            found = session.execute(select(row.chave, row.falhou_em).where(row.chave.in_(list(keys))))
            return frozenset((chave, falhou_em) for chave, falhou_em in found)

    def get(self, morta_id: int) -> TarefaMorta:
        with self._scope() as session:
            row = session.get(TarefaMortaRow, morta_id)
            if row is None:
                raise RecordNotFoundError(f"tarefa morta {morta_id}")
            return self._to_morta(row)

    def list_recentes(self, *, limit: int) -> tuple[TarefaMorta, ...]:
        """Those that wait first, newest first."""
        order = (TarefaMortaRow.retomada_em.is_not(None), TarefaMortaRow.falhou_em.desc())
        with self._scope() as session:
            rows = session.scalars(select(TarefaMortaRow).order_by(*order).limit(limit))
            return tuple(self._to_morta(row) for row in rows)

    def count_waiting(self) -> int:
        statement = select(func.count()).where(TarefaMortaRow.retomada_em.is_(None))
        with self._scope() as session:
            return session.scalar(statement) or 0

    def save_retomada(self, morta_id: int, usuario_id: int) -> None:
        """Note who put it back; the first one stays."""
        statement = (
            update(TarefaMortaRow)
            .where(TarefaMortaRow.id == morta_id, TarefaMortaRow.retomada_em.is_(None))
            .values(retomada_em=datetime.now(UTC), retomada_por=usuario_id)
        )
        with self._scope() as session:
            funcao = session.scalar(statement.returning(TarefaMortaRow.funcao))
            if funcao is not None:
                tipo = self._tipos.get(funcao)
                append_of(session, usuario_id, Acao.TRABALHO_RETOMADO, tipo.label if tipo else "Trabalho")

    def _to_morta(self, row: TarefaMortaRow) -> TarefaMorta:
        tipo = self._tipos.get(row.funcao)
        return TarefaMorta(
            id=row.id,
            fila=row.fila,
            work=Work(row.funcao, row.chave, tuple(row.argumentos), row.timeout_s, row.pessoa),
            label=row.funcao if tipo is None else tipo.label,
            motivo=row.motivo,
            log=tuple(row.log),
            falhou_em=row.falhou_em,
            retomada_em=row.retomada_em,
            retomada_por=row.retomada_por,
        )
