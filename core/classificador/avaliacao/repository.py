"""Runs over golden sets in PostgreSQL; one method is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.classificador.avaliacao.domain import AvaliacaoGuardada, PedidoDeAvaliacao
from core.classificador.avaliacao.tables import AvaliacaoRow
from core.classificador.domain import Corte, EstadoDoLote, ModoDoCorte
from core.classificador.gabarito.domain import Parte
from core.classificador.tables import LoteRow
from core.errors import RecordNotFoundError
from core.infra.db import SessionScope
from core.usuarios.domain import Usuario

_ENDED_WELL = (EstadoDoLote.CONCLUIDO, EstadoDoLote.COM_RESSALVAS)
_VALEM = [estado.value for estado in EstadoDoLote if estado.is_at_work or estado in _ENDED_WELL]


class AvaliacaoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def get(self, avaliacao_id: UUID) -> AvaliacaoGuardada:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            row = session.get(AvaliacaoRow, avaliacao_id)
            if row is None:
                raise RecordNotFoundError(f"avaliacao {avaliacao_id}")
            return _to_guardada(row)

    def get_by_lote(self, lote_id: UUID) -> AvaliacaoGuardada:
        """The run whose documents this lot has."""
        with self._scope() as session:
            return _to_guardada(session.scalars(select(AvaliacaoRow).where(AvaliacaoRow.lote_id == lote_id)).one())

    def list_by_prompt(
        self,
        prompt_slug: str,
        *,
        versoes: Sequence[int] | None = None,
        modelo: str | None = None,
        limit: int | None = None,
    ) -> tuple[AvaliacaoGuardada, ...]:
        """The newest first, so many or all; of these versions and this model only, where they are given."""
        query = select(AvaliacaoRow).where(AvaliacaoRow.prompt_slug == prompt_slug)
        if versoes is not None:
            query = query.where(AvaliacaoRow.prompt_versao.in_(versoes))
        if modelo is not None:
            query = query.where(AvaliacaoRow.modelo == modelo)
        with self._scope() as session:
            rows = session.scalars(query.order_by(AvaliacaoRow.created_at.desc()).limit(limit))
            return tuple(_to_guardada(row) for row in rows)


class NovaAvaliacao:
    """A run that is stored with its lot. One that is equal and at work, or ended well, is not paid for again."""

    def __init__(self, pedido: PedidoDeAvaliacao, gabarito_sha256: str, usuario: Usuario) -> None:
        self._pedido = pedido
        self._gabarito_sha256 = gabarito_sha256
        self._usuario = usuario

    def find_made(self, session: Session) -> UUID | None:
        """The lot of the newest that is equal. Others who ask for the same wait until the transaction ends."""
        asked, row = _to_columns(self._pedido), AvaliacaoRow
        name = ":".join(str(asked[part]) for part in ("prompt_slug", "gabarito_slug", "parte", "modelo"))
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"avaliacoes:{name}"))))
        is_equal = (getattr(row, column) == value for column, value in asked.items())
        made = select(row.lote_id).join(LoteRow, LoteRow.id == row.lote_id)
        made = made.where(*is_equal, LoteRow.estado.in_(_VALEM))
        return session.scalar(made.order_by(row.created_at.desc()).limit(1))

    def add(self, session: Session, lote_id: UUID) -> None:
        row = AvaliacaoRow(
            id=uuid4(),
            gabarito_sha256=self._gabarito_sha256,
            lote_id=lote_id,
            usuario_id=self._usuario.id,
            autor=self._usuario.nome,
            created_at=datetime.now(UTC),
            **_to_columns(self._pedido),
        )
        session.add(row)


def _to_columns(pedido: PedidoDeAvaliacao) -> dict[str, str | int]:
    return {
        "gabarito_slug": pedido.gabarito_slug,
        "gabarito_versao": pedido.gabarito_versao,
        "parte": pedido.parte.value if pedido.parte else "",
        "prompt_slug": pedido.prompt_slug,
        "prompt_versao": pedido.prompt_versao,
        "modelo": pedido.modelo,
        "corte_modo": pedido.corte.modo.value,
        "corte_tokens": pedido.corte.tokens,
    }


def _to_guardada(row: AvaliacaoRow) -> AvaliacaoGuardada:
    return AvaliacaoGuardada(
        id=row.id,
        pedido=PedidoDeAvaliacao(
            gabarito_slug=row.gabarito_slug,
            gabarito_versao=row.gabarito_versao,
            prompt_slug=row.prompt_slug,
            prompt_versao=row.prompt_versao,
            modelo=row.modelo,
            corte=Corte(ModoDoCorte(row.corte_modo), row.corte_tokens),
            parte=Parte(row.parte) if row.parte else None,
        ),
        gabarito_sha256=row.gabarito_sha256,
        lote_id=row.lote_id,
        usuario_id=row.usuario_id,
        autor=row.autor,
        criada_em=row.created_at,
    )
