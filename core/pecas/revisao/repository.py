"""Storage of the acts of a review and of the version that is final. One method is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.infra.db import SessionScope
from core.pecas.edicao.tables import EdicaoDaPecaRow
from core.pecas.revisao.domain import AtoDaRevisao, EstadoDaPeca, TipoDeAto, fold_estado, hash_texto
from core.pecas.revisao.regras import OUTRA_ABA
from core.pecas.revisao.tables import AtoDaRevisaoRow
from core.pecas.tables import PecaRow, VersaoDaPecaRow


@dataclass(frozen=True)
class Registro:
    """What is stored of one peça's review; ``criada_em`` is of the peça."""

    atos: tuple[AtoDaRevisao, ...]
    versao_final: int | None
    criada_em: datetime


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
            atos = tuple(_to_ato(found, found.valor) for found in rows)
            return Registro(atos, peca.versao_final, peca.created_at)

    def list_estados(self, geracoes: Iterable[UUID]) -> dict[UUID, EstadoDaPeca]:
        """The states of the peças of these gerações, by the acts and the text; those without a peça are left out."""
        row = AtoDaRevisaoRow
        with self._scope() as session:
            pecas = session.scalars(select(PecaRow).where(PecaRow.geracao_id.in_(list(geracoes)))).all()
            of_them = row.peca_id.in_([peca.id for peca in pecas])
            statement = select(row).where(of_them).order_by(row.numero).options(defer(row.valor, raiseload=True))
            atos: dict[UUID, list[AtoDaRevisao]] = {}
            for found in session.scalars(statement):
                atos.setdefault(found.peca_id, []).append(_to_ato(found, {}))
            return {peca.geracao_id: _find_estado(session, peca, atos.get(peca.id, [])) for peca in pecas}

    def add_ato(self, peca_id: UUID, ato: AtoDaRevisao) -> None:
        """Writers of one peça take turns; the final version is set and cleared with its act.

        Raises ForbiddenChangeError when another tab was faster, with an act or with the text.
        """
        with self._scope() as session:
            peca = session.scalars(select(PecaRow).where(PecaRow.id == peca_id).with_for_update()).one()
            _require_last(session, peca_id, ato.numero - 1)
            if hash_texto(_read_texto(session, peca_id)) != ato.texto_sha256:
                raise ForbiddenChangeError("the text changed", user_message=OUTRA_ABA)
            session.add(_to_row(peca_id, ato))
            if ato.tipo is TipoDeAto.FINALIZOU:
                peca.versao_final = ato.versao
            elif ato.tipo is TipoDeAto.REABRIU:
                peca.versao_final = None


def _require_last(session: Session, peca_id: UUID, numero: int) -> None:
    row = AtoDaRevisaoRow
    last = session.scalar(select(func.max(row.numero)).where(row.peca_id == peca_id)) or 0
    if last != numero:
        raise ForbiddenChangeError(f"review at {last}, asked on {numero}", user_message=OUTRA_ABA)


def _read_texto(session: Session, peca_id: UUID) -> str:
    """The text that the person works on: the one being edited, else the newest version."""
    edicao = session.get(EdicaoDaPecaRow, peca_id)
    if edicao is not None and edicao.mudou_em is not None:
        return edicao.texto
    row = VersaoDaPecaRow
    return session.scalars(select(row.texto).where(row.peca_id == peca_id).order_by(row.numero.desc()).limit(1)).one()


def _find_estado(session: Session, peca: PecaRow, atos: list[AtoDaRevisao]) -> EstadoDaPeca:
    """The text is read only where a step was taken that may still count."""
    if peca.versao_final is not None:
        return EstadoDaPeca.FINAL
    checked = [ato for ato in atos if ato.tipo is TipoDeAto.CONFERIU]
    if not checked or fold_estado(atos, checked[-1].texto_sha256) is EstadoDaPeca.RASCUNHO:
        return EstadoDaPeca.RASCUNHO
    return fold_estado(atos, hash_texto(_read_texto(session, peca.id)))


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


def _to_ato(row: AtoDaRevisaoRow, valor: Mapping[str, Any]) -> AtoDaRevisao:
    return AtoDaRevisao(
        numero=row.numero,
        tipo=TipoDeAto(row.tipo),
        alvo=row.alvo,
        versao=row.versao,
        texto_sha256=row.texto_sha256,
        valor=valor,
        usuario_id=row.usuario_id,
        autor=row.autor,
        feito_em=row.created_at,
    )
