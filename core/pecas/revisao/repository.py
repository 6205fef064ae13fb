"""Storage of the acts of a review and of the version that is final. One method is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.infra.db import SessionScope
from core.pecas.revisao.domain import AtoDaRevisao, TipoDeAto
from core.pecas.revisao.tables import AtoDaRevisaoRow
from core.pecas.tables import PecaRow

_OUTRA_ABA = (
    "Esta peça mudou em outra aba depois que você abriu a conferência. O portal já mostra como ela está; o que você "
    "acabou de fazer não foi guardado: repita, se ainda for o caso."
)


@dataclass(frozen=True)
class Registro:
    """What is stored of one peça's review."""

    peca_id: UUID
    atos: tuple[AtoDaRevisao, ...]
    versao_final: int | None


class RevisaoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def get(self, peca_id: UUID) -> Registro:
        """Raises RecordNotFoundError."""
        row = AtoDaRevisaoRow
        with self._scope() as session:
            peca = session.get(PecaRow, peca_id)
            if peca is None:
                raise RecordNotFoundError(f"peca {peca_id}")
            rows = session.scalars(select(row).where(row.peca_id == peca_id).order_by(row.numero))
            return Registro(peca_id, tuple(map(_to_ato, rows)), peca.versao_final)

    def list_by_geracao(self, geracoes: Iterable[UUID]) -> Mapping[UUID, Registro]:
        """The reviews of the peças of these gerações; those without a peça are left out."""
        row = AtoDaRevisaoRow
        with self._scope() as session:
            pecas = session.scalars(select(PecaRow).where(PecaRow.geracao_id.in_(list(geracoes)))).all()
            statement = select(row).where(row.peca_id.in_([peca.id for peca in pecas])).order_by(row.numero)
            atos: dict[UUID, list[AtoDaRevisao]] = {}
            for found in session.scalars(statement):
                atos.setdefault(found.peca_id, []).append(_to_ato(found))
            return {
                peca.geracao_id: Registro(peca.id, tuple(atos.get(peca.id, ())), peca.versao_final) for peca in pecas
            }

    def add_ato(self, peca_id: UUID, ato: AtoDaRevisao) -> None:
        """Writers of one peça take turns; the final version is set and cleared with its act.

        Raises ForbiddenChangeError when another tab was faster.
        """
        with self._scope() as session:
            peca = session.scalars(select(PecaRow).where(PecaRow.id == peca_id).with_for_update()).one()
            _require_last(session, peca_id, ato.numero - 1)
            session.add(_to_row(peca_id, ato))
            if ato.tipo is TipoDeAto.FINALIZOU:
                peca.versao_final = ato.versao
            elif ato.tipo is TipoDeAto.REABRIU:
                peca.versao_final = None


def _require_last(session: Session, peca_id: UUID, numero: int) -> None:
    row = AtoDaRevisaoRow
    last = session.scalar(select(func.max(row.numero)).where(row.peca_id == peca_id)) or 0
    if last != numero:
        raise ForbiddenChangeError(f"review at {last}, asked on {numero}", user_message=_OUTRA_ABA)


def _to_row(peca_id: UUID, ato: AtoDaRevisao) -> AtoDaRevisaoRow:
    return AtoDaRevisaoRow(
        peca_id=peca_id,
        numero=ato.numero,
        tipo=ato.tipo.value,
        alvo=ato.alvo,
        versao=ato.versao,
        texto_sha256=ato.texto_sha256,
        valor=dict(ato.valor),
        usuario_id=ato.usuario_id,
        autor=ato.autor,
        created_at=ato.feito_em,
    )


def _to_ato(row: AtoDaRevisaoRow) -> AtoDaRevisao:
    return AtoDaRevisao(
        numero=row.numero,
        tipo=TipoDeAto(row.tipo),
        alvo=row.alvo,
        versao=row.versao,
        texto_sha256=row.texto_sha256,
        valor=row.valor,
        usuario_id=row.usuario_id,
        autor=row.autor,
        feito_em=row.created_at,
    )
