"""Storage of peças and their versions. One method is one transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import and_, column, func, select, table
from sqlalchemy.orm import Session, aliased

from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.events import Estado
from core.infra.db import SessionScope
from core.pecas.domain import Geracao, OrigemDaVersao, Peca, TipoDePeca, VersaoDaPeca
from core.pecas.edicao.tables import EdicaoDaPecaRow
from core.pecas.minutas.domain import CapaDaPeca, SituacaoDaPeca, TextoAtual
from core.pecas.repository import update_fenced
from core.pecas.tables import PecaRow, VersaoDaPecaRow

_JA_TRABALHADA = (
    "Esta peça já foi editada ou fechada como final, e a redação não continua: o texto novo tomaria o lugar do seu. "
    "Nada foi mudado. Edite a minuta ou use Nova peça."
)
_usuario = table("usuario", column("id"), column("nome"), column("unidade"))


class MinutaRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def save_minuta(
        self, geracao: Geracao, texto: str, autor: str, *, estado: Estado, erro: tuple[str, str] = ("", "")
    ) -> UUID:
        """The end of a geração that has a text: final state, peça and version, all or nothing.

        The same text is never stored as two versions, so that ending twice changes nothing. A peça that became final
        meanwhile stays as it is: only the geração ends.
        """
        values = {"estado": estado.value, "terminada_em": datetime.now(UTC), "texto": texto}
        with self._scope() as session:
            update_fenced(session, geracao, values | {"erro_codigo": erro[0], "erro_mensagem": erro[1]})
            peca = session.scalar(select(PecaRow).where(PecaRow.geracao_id == geracao.id).with_for_update())
            if peca is None:
                peca = PecaRow(
                    geracao_id=geracao.id,
                    numero_cnj=geracao.pedido.numero_cnj,
                    tipo_de_peca=geracao.pedido.tipo_de_peca.value,
                    usuario_id=geracao.usuario_id,
                )
                session.add(peca)
                session.flush()
            newest = _newest(session, peca.id)
            if newest is None or (newest.texto != texto and _read_situacao(session, peca).takes_minuta):
                numero = 1 if newest is None else newest.numero + 1
                origem = OrigemDaVersao.GERACAO.value
                session.add(VersaoDaPecaRow(peca_id=peca.id, numero=numero, origem=origem, autor=autor, texto=texto))
            return peca.id

    def is_touched(self, geracao_id: UUID) -> bool:
        """Whether the peça of the geração has a person's work in it: it is final, was edited, or is being edited."""
        with self._scope() as session:
            peca = session.scalar(select(PecaRow).where(PecaRow.geracao_id == geracao_id))
            return peca is not None and _read_situacao(session, peca).is_touched

    def require_untouched(self, geracao_id: UUID) -> None:
        """Raises ForbiddenChangeError where a text of the machine would replace a person's."""
        if self.is_touched(geracao_id):
            raise ForbiddenChangeError(f"peca of geracao {geracao_id} is edited or final", user_message=_JA_TRABALHADA)

    def get(self, peca_id: UUID) -> Peca:
        """The peça with its newest version."""
        with self._scope() as session:
            row = session.get(PecaRow, peca_id)
            newest = _newest(session, peca_id)
            if row is None or newest is None:
                raise RecordNotFoundError(f"peca {peca_id}")
            return Peca(
                id=row.id,
                geracao_id=row.geracao_id,
                numero_cnj=row.numero_cnj,
                tipo_de_peca=TipoDePeca(row.tipo_de_peca),
                usuario_id=row.usuario_id,
                criada_em=row.created_at,
                versao=_to_versao(newest),
            )

    def find_capas(self, peca_ids: Collection[UUID]) -> dict[UUID, CapaDaPeca]:
        """Those of them that exist, by their ids, in one query."""
        columns = (PecaRow.id, PecaRow.geracao_id, PecaRow.numero_cnj, PecaRow.tipo_de_peca, _usuario.c.nome)
        statement = select(*columns).join(_usuario, _usuario.c.id == PecaRow.usuario_id).where(PecaRow.id.in_(peca_ids))
        with self._scope() as session:
            rows = session.execute(statement).all()
        return {
            row.id: CapaDaPeca(row.geracao_id, row.numero_cnj, TipoDePeca(row.tipo_de_peca), row.nome) for row in rows
        }

    def list_da_unidade(self, unidade: str, but: int, *, limit: int) -> tuple[tuple[CapaDaPeca, datetime], ...]:
        """Peças of the people of a unit, without those of the person ``but``, and when each was made; newest first."""
        columns = (PecaRow.geracao_id, PecaRow.numero_cnj, PecaRow.tipo_de_peca, _usuario.c.nome, PecaRow.created_at)
        statement = (
            select(*columns)
            .join(_usuario, _usuario.c.id == PecaRow.usuario_id)
            .where(func.trim(_usuario.c.unidade) == unidade, PecaRow.usuario_id != but)
            .order_by(PecaRow.created_at.desc(), PecaRow.id)
        )
        with self._scope() as session:
            return tuple(
                (CapaDaPeca(geracao_id, numero, TipoDePeca(tipo), nome), when)
                for geracao_id, numero, tipo, nome, when in session.execute(statement.limit(limit))
            )

    def find_atual(self, peca_id: UUID) -> TextoAtual:
        """Which text counts, by numbers only: screens ask every few seconds. Raises RecordNotFoundError."""
        versao, edicao, base = VersaoDaPecaRow, EdicaoDaPecaRow, aliased(VersaoDaPecaRow)
        newest = select(func.max(versao.numero)).where(versao.peca_id == PecaRow.id).scalar_subquery().label("newest")
        columns = (PecaRow.usuario_id, newest, PecaRow.versao_final, edicao.mudou_em, edicao.versao_base, base.origem)
        statement = (
            select(*columns)
            .outerjoin(edicao, edicao.peca_id == PecaRow.id)
            .outerjoin(base, and_(base.peca_id == PecaRow.id, base.numero == edicao.versao_base))
            .where(PecaRow.id == peca_id)
        )
        with self._scope() as session:
            found = session.execute(statement).one_or_none()
        if found is None or found.newest is None:
            raise RecordNotFoundError(f"peca {peca_id}")
        is_left_behind = found.versao_base not in (None, found.newest) and found.origem != OrigemDaVersao.GERACAO.value
        has_changes = found.mudou_em is not None or is_left_behind
        return TextoAtual(found.usuario_id, found.newest, found.versao_final, has_changes)

    def list_versoes(self, peca_id: UUID) -> tuple[VersaoDaPeca, ...]:
        """Newest first."""
        statement = select(VersaoDaPecaRow).where(VersaoDaPecaRow.peca_id == peca_id)
        with self._scope() as session:
            return tuple(_to_versao(row) for row in session.scalars(statement.order_by(VersaoDaPecaRow.numero.desc())))


def _read_situacao(session: Session, peca: PecaRow) -> SituacaoDaPeca:
    versao, edicao = VersaoDaPecaRow, EdicaoDaPecaRow
    origens = session.scalars(select(versao.origem).where(versao.peca_id == peca.id).distinct())
    since = session.scalar(select(edicao.mudou_em).where(edicao.peca_id == peca.id))
    return SituacaoDaPeca(peca.versao_final, frozenset(map(OrigemDaVersao, origens)), since is not None)


def _newest(session: Session, peca_id: UUID) -> VersaoDaPecaRow | None:
    statement = select(VersaoDaPecaRow).where(VersaoDaPecaRow.peca_id == peca_id)
    return session.scalar(statement.order_by(VersaoDaPecaRow.numero.desc()).limit(1))


def _to_versao(row: VersaoDaPecaRow) -> VersaoDaPeca:
    return VersaoDaPeca(row.numero, OrigemDaVersao(row.origem), row.autor, row.created_at, row.texto)
