"""Storage of the working text and of the versions made of it. One method is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.infra.db import SessionScope
from core.pecas.domain import OrigemDaVersao, VersaoDaPeca
from core.pecas.edicao.domain import Edicao, VersaoNaLista
from core.pecas.edicao.secoes import split_secoes
from core.pecas.edicao.tables import EdicaoDaPecaRow
from core.pecas.tables import PecaRow, VersaoDaPecaRow
from core.usuarios.acesso import require_dono

FIX_AFTER = timedelta(minutes=10)
"""Changes that are older, or a pause that was longer, become a version before the next change."""

_JA_E_FINAL = "Esta peça já é final e não muda mais. Para editar, reabra a peça na Conferência."


class EdicaoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def get(self, peca_id: UUID, usuario_id: int) -> Edicao:
        """Raises RecordNotFoundError, for another person's too."""
        with self._scope() as session:
            peca = _require_peca(session, peca_id, usuario_id)
            newest = _get_newest(session, peca_id)
            row = session.get(EdicaoDaPecaRow, peca_id)
            return _to_edicao(peca, newest, _follow(session, row, newest) if row else None)

    def change(self, peca_id: UUID, usuario_id: int, autor: str, change: Callable[[str], str]) -> Edicao:
        """The working text as ``change`` makes it; whatever ``change`` raises leaves everything as it was.

        Writers of one peça take turns. What was not fixed for long becomes a version first.
        Raises RecordNotFoundError, ForbiddenChangeError while the peça is final.
        """
        with self._scope() as session:
            peca, newest, row = _lock(session, peca_id, usuario_id)
            texto = change(row.texto)
            if texto != row.texto:
                if _is_due(row):
                    newest = _fix(session, row, newest, OrigemDaVersao.EDICAO, row.autor)
                _write(row, newest, texto, autor)
            return _to_edicao(peca, newest, row)

    def fix(self, peca_id: UUID, usuario_id: int, autor: str, origem: OrigemDaVersao) -> VersaoDaPeca:
        """The working text as the newest version; the newest one itself where it holds that text. Raises as above."""
        with self._scope() as session:
            peca = _require_peca(session, peca_id, usuario_id, for_update=True)
            newest = _get_newest(session, peca_id)
            row = session.get(EdicaoDaPecaRow, peca_id)
            if row is None or row.mudou_em is None or _is_final(peca):
                return to_versao(newest)
            return to_versao(_fix(session, row, newest, origem, autor))

    def restore(self, peca_id: UUID, usuario_id: int, autor: str, numero: int) -> Edicao:
        """An older text as the newest version; what was not fixed becomes a version before it. Raises as above."""
        with self._scope() as session:
            peca, newest, row = _lock(session, peca_id, usuario_id)
            older = _get_versao(session, peca_id, numero)
            newest = _fix(session, row, newest, OrigemDaVersao.EDICAO, row.autor or autor)
            _write(row, newest, older.texto, autor)
            return _to_edicao(peca, _fix(session, row, newest, OrigemDaVersao.RESTAURACAO, autor), row)

    def get_versao(self, peca_id: UUID, usuario_id: int, numero: int) -> VersaoDaPeca:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            _require_peca(session, peca_id, usuario_id)
            return to_versao(_get_versao(session, peca_id, numero))

    def list_versoes(self, peca_id: UUID, usuario_id: int) -> tuple[VersaoNaLista, ...]:
        """Newest first. Raises RecordNotFoundError."""
        row = VersaoDaPecaRow
        columns = select(row.numero, row.origem, row.autor, row.created_at)
        with self._scope() as session:
            _require_peca(session, peca_id, usuario_id)
            found = session.execute(columns.where(row.peca_id == peca_id).order_by(row.numero.desc())).all()
        return tuple(VersaoNaLista(one.numero, OrigemDaVersao(one.origem), one.autor, one.created_at) for one in found)


def to_versao(row: VersaoDaPecaRow) -> VersaoDaPeca:
    return VersaoDaPeca(row.numero, OrigemDaVersao(row.origem), row.autor, row.created_at, row.texto)


def _require_peca(session: Session, peca_id: UUID, usuario_id: int, *, for_update: bool = False) -> PecaRow:
    statement = select(PecaRow).where(PecaRow.id == peca_id)
    peca = session.scalar(statement.with_for_update() if for_update else statement)
    if peca is None:
        raise RecordNotFoundError(f"peca {peca_id}")
    require_dono(peca.usuario_id, usuario_id, "peca", peca_id)
    return peca


def _lock(session: Session, peca_id: UUID, usuario_id: int) -> tuple[PecaRow, VersaoDaPecaRow, EdicaoDaPecaRow]:
    peca = _require_peca(session, peca_id, usuario_id, for_update=True)
    if _is_final(peca):
        raise ForbiddenChangeError(f"peca {peca_id} is final", user_message=_JA_E_FINAL)
    newest = _get_newest(session, peca_id)
    row = session.get(EdicaoDaPecaRow, peca_id)
    if row is None:
        row = EdicaoDaPecaRow(
            peca_id=peca_id, texto=newest.texto, revisao=0, versao_base=newest.numero, autor="", mudou_em=None
        )
        row.updated_at = datetime.now(UTC)
        session.add(row)
    return peca, newest, _follow(session, row, newest)


def _is_final(peca: PecaRow) -> bool:
    return peca.versao_final is not None


def _follow(session: Session, row: EdicaoDaPecaRow, newest: VersaoDaPecaRow) -> EdicaoDaPecaRow:
    """A text that nobody changed goes on with a version that was made elsewhere, as by a redação that continued.

    A person's text stays the one that is worked on; the other one waits in the list of versions.
    """
    if row.versao_base == newest.numero or row.mudou_em is not None:
        return row
    base = _get_versao(session, row.peca_id, row.versao_base)
    if base.origem != OrigemDaVersao.GERACAO.value:
        row.mudou_em = datetime.now(UTC)
    else:
        row.texto, row.versao_base, row.revisao = newest.texto, newest.numero, row.revisao + 1
    return row


def _is_due(row: EdicaoDaPecaRow) -> bool:
    before = datetime.now(UTC) - FIX_AFTER
    return row.mudou_em is not None and (row.mudou_em < before or row.updated_at < before)


def _write(row: EdicaoDaPecaRow, newest: VersaoDaPecaRow, texto: str, autor: str) -> None:
    now = datetime.now(UTC)
    row.texto, row.revisao, row.autor, row.updated_at = texto, row.revisao + 1, autor, now
    row.mudou_em = None if texto == newest.texto else row.mudou_em or now


def _fix(
    session: Session, row: EdicaoDaPecaRow, newest: VersaoDaPecaRow, origem: OrigemDaVersao, autor: str
) -> VersaoDaPecaRow:
    if row.texto != newest.texto:
        newest = VersaoDaPecaRow(
            peca_id=row.peca_id, numero=newest.numero + 1, origem=origem.value, autor=autor, texto=row.texto
        )
        session.add(newest)
        session.flush()
    row.versao_base, row.mudou_em = newest.numero, None
    return newest


def _get_newest(session: Session, peca_id: UUID) -> VersaoDaPecaRow:
    row = VersaoDaPecaRow
    return session.scalars(select(row).where(row.peca_id == peca_id).order_by(row.numero.desc()).limit(1)).one()


def _get_versao(session: Session, peca_id: UUID, numero: int) -> VersaoDaPecaRow:
    row = VersaoDaPecaRow
    found = session.scalar(select(row).where(row.peca_id == peca_id, row.numero == numero))
    if found is None:
        raise RecordNotFoundError(f"versao {numero} of peca {peca_id}")
    return found


def _to_edicao(peca: PecaRow, newest: VersaoDaPecaRow, row: EdicaoDaPecaRow | None) -> Edicao:
    texto = row.texto if row else newest.texto
    return Edicao(
        peca_id=peca.id,
        texto=texto,
        revisao=row.revisao if row else 0,
        versao_base=row.versao_base if row else newest.numero,
        secoes=split_secoes(texto),
        has_changes=texto != newest.texto,
        autor=row.autor if row else "",
        mudada_em=row.updated_at if row and row.autor else None,
        is_final=_is_final(peca),
    )
