"""Runs over golden sets in PostgreSQL; one method is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from core.classificador.avaliacao.domain import AvaliacaoGuardada, PedidoDeAvaliacao
from core.classificador.avaliacao.tables import AvaliacaoRow
from core.classificador.domain import Corte, ModoDoCorte
from core.classificador.gabarito.domain import Parte
from core.errors import RecordNotFoundError
from core.infra.db import SessionScope


class AvaliacaoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add(self, guardada: AvaliacaoGuardada) -> None:
        pedido = guardada.pedido
        row = AvaliacaoRow(
            id=guardada.id,
            gabarito_slug=pedido.gabarito_slug,
            gabarito_versao=pedido.gabarito_versao,
            gabarito_sha256=guardada.gabarito_sha256,
            parte=pedido.parte.value if pedido.parte else "",
            prompt_slug=pedido.prompt_slug,
            prompt_versao=pedido.prompt_versao,
            modelo=pedido.modelo,
            corte_modo=pedido.corte.modo.value,
            corte_tokens=pedido.corte.tokens,
            lote_id=guardada.lote_id,
            usuario_id=guardada.usuario_id,
            autor=guardada.autor,
            created_at=guardada.criada_em,
        )
        with self._scope() as session:
            session.add(row)

    def get(self, avaliacao_id: UUID) -> AvaliacaoGuardada:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            row = session.get(AvaliacaoRow, avaliacao_id)
            if row is None:
                raise RecordNotFoundError(f"avaliacao {avaliacao_id}")
            return _to_guardada(row)

    def list_by_prompt(
        self, prompt_slug: str, *, versoes: Sequence[int] | None = None, limit: int | None = None
    ) -> tuple[AvaliacaoGuardada, ...]:
        """The newest first, so many or all; of these versions only, where some are given."""
        query = select(AvaliacaoRow).where(AvaliacaoRow.prompt_slug == prompt_slug)
        if versoes is not None:
            query = query.where(AvaliacaoRow.prompt_versao.in_(versoes))
        with self._scope() as session:
            rows = session.scalars(query.order_by(AvaliacaoRow.created_at.desc()).limit(limit))
            return tuple(_to_guardada(row) for row in rows)


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
