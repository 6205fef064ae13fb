"""Storage of what people see and correct of the documents of a lot. One method is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from core.classificador.domain import (
    Confianca,
    Correcao,
    Emenda,
    FiltroDeItens,
    FinalidadeDoLote,
    ItemDoLote,
    LoteCorrigido,
    PaginaDeItens,
)
from core.classificador.linhas.repository import is_seen_by, to_item
from core.classificador.tables import CorrecaoRow, ItemDoLoteRow, LoteRow
from core.errors import CorrecaoConflictError, RecordNotFoundError
from core.infra.db import SessionScope
from core.usuarios.domain import Usuario

_AT_ONCE = 500


class ItemRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def get(self, item_id: int) -> ItemDoLote:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            row = session.get(ItemDoLoteRow, item_id)
            if row is None:
                raise RecordNotFoundError(f"item {item_id}")
            return _to_itens(session, [row])[0]

    def list_page(self, lote_id: UUID, filtro: FiltroDeItens, numero: int, tamanho: int) -> PaginaDeItens:
        """One page of the lot in its order; a page behind the last one is the last one."""
        wanted = and_(ItemDoLoteRow.lote_id == lote_id, *_list_conditions(filtro))
        with self._scope() as session:
            total = session.scalar(select(func.count()).select_from(ItemDoLoteRow).where(wanted)) or 0
            numero = _clamp(numero, total, tamanho)
            statement = select(ItemDoLoteRow).where(wanted).order_by(ItemDoLoteRow.ordem)
            rows = session.scalars(statement.offset((numero - 1) * tamanho).limit(tamanho)).all()
            return PaginaDeItens(_to_itens(session, rows), total, numero, tamanho)

    def list_after(self, lote_id: UUID, ordem: int) -> tuple[ItemDoLote, ...]:
        """Some hundred documents behind this one, in order; empty at the end."""
        row = ItemDoLoteRow
        statement = select(row).where(row.lote_id == lote_id, row.ordem > ordem).order_by(row.ordem).limit(_AT_ONCE)
        with self._scope() as session:
            return _to_itens(session, session.scalars(statement).all())

    def sum_revisoes(self, lote_id: UUID) -> int:
        with self._scope() as session:
            return session.scalar(select(func.sum(ItemDoLoteRow.revisao)).where(ItemDoLoteRow.lote_id == lote_id)) or 0

    def list_revisao(self, usuario: Usuario, numero: int, tamanho: int) -> PaginaDeItens:
        """Answers of low confidence that nobody looked at, in all lots that the person sees, oldest lot first."""
        row, lote = ItemDoLoteRow, LoteRow
        wanted = and_(is_seen_by(usuario), lote.is_arquivado.is_(False), _needs_revisao())
        with self._scope() as session:
            count = select(func.count()).select_from(row).join(lote, lote.id == row.lote_id).where(wanted)
            total = session.scalar(count) or 0
            numero = _clamp(numero, total, tamanho)
            statement = (
                select(row).join(lote, lote.id == row.lote_id).where(wanted).order_by(lote.created_at, row.ordem)
            )
            rows = session.scalars(statement.offset((numero - 1) * tamanho).limit(tamanho)).all()
            return PaginaDeItens(_to_itens(session, rows), total, numero, tamanho)

    def list_lotes_corrigidos(self, prompt_slug: str) -> tuple[LoteCorrigido, ...]:
        """Lots of any unit and version of the prompt in which people corrected or confirmed something, newest first."""
        row, lote = ItemDoLoteRow, LoteRow
        is_seen = (lote.prompt_slug == prompt_slug, lote.finalidade == FinalidadeDoLote.LOTE.value, row.revisao > 0)
        statement = (
            select(lote.id, lote.nome, lote.unidade, func.count())
            .join(row, row.lote_id == lote.id)
            .where(*is_seen)
            .group_by(lote.id)
            .order_by(lote.created_at.desc())
        )
        with self._scope() as session:
            return tuple(LoteCorrigido(*values) for values in session.execute(statement))

    def correct(self, item_id: int, usuario: Usuario, emenda: Emenda) -> ItemDoLote:
        """Add a correction behind the one that was on the screen.

        Raises CorrecaoConflictError with the other's when somebody was faster.
        """
        row = ItemDoLoteRow
        with self._scope() as session:
            item = session.get(row, item_id, with_for_update=True)
            if item is None:
                raise RecordNotFoundError(f"item {item_id}")
            if item.revisao != emenda.revisao:
                raise _conflict(_find_correcoes(session, [item])[item.id])
            item.revisao += 1
            values = (emenda.categoria, emenda.subcategoria, emenda.numero_processo_cnj)
            session.add(
                CorrecaoRow(
                    item_id=item.id,
                    revisao=item.revisao,
                    categoria=values[0],
                    subcategoria=values[1],
                    numero_processo=values[2],
                    usuario_id=usuario.id,
                    autor=usuario.nome,
                    created_at=datetime.now(UTC),
                )
            )
            session.flush()
            return _to_itens(session, [item])[0]


def _clamp(numero: int, total: int, tamanho: int) -> int:
    return max(min(numero, -(-total // tamanho)), 1)


def _conflict(outra: Correcao) -> CorrecaoConflictError:
    values = {"categoria": outra.categoria, "subcategoria": outra.subcategoria}
    return CorrecaoConflictError(outra.revisao, outra.autor, **values)


def _list_conditions(filtro: FiltroDeItens) -> list[ColumnElement[bool]]:
    row = ItemDoLoteRow
    wanted: list[ColumnElement[bool]] = []
    if filtro.estados:
        wanted.append(row.estado.in_([estado.value for estado in filtro.estados]))
    if filtro.categoria:
        last = select(CorrecaoRow.categoria).where(CorrecaoRow.item_id == row.id, CorrecaoRow.revisao == row.revisao)
        wanted.append(func.coalesce(last.scalar_subquery(), row.categoria) == filtro.categoria)
    if filtro.confianca is not None:
        wanted.append(row.confianca == filtro.confianca.value)
    if filtro.texto.strip():
        text = filtro.texto.strip()
        digits = "".join(c for c in text if c.isdigit())
        has_number = or_(row.numero_cnj.contains(digits), row.numero_processo.contains(digits))
        wanted.append(or_(row.nome.icontains(text, autoescape=True), has_number if digits else row.id.is_(None)))
    if filtro.is_a_revisar:
        wanted.append(_needs_revisao())
    return wanted


def _needs_revisao() -> ColumnElement[bool]:
    return and_(ItemDoLoteRow.confianca == Confianca.BAIXA.value, ItemDoLoteRow.revisao == 0)


def _find_correcoes(session: Session, rows: Collection[ItemDoLoteRow]) -> dict[int, Correcao]:
    """The correction that counts, by item."""
    wanted = [row.id for row in rows if row.revisao]
    act, item = CorrecaoRow, ItemDoLoteRow
    is_last = and_(act.item_id == item.id, act.revisao == item.revisao)
    found = session.scalars(select(act).join(item, is_last).where(act.item_id.in_(wanted))) if wanted else ()
    return {
        row.item_id: Correcao(
            revisao=row.revisao,
            categoria=row.categoria,
            subcategoria=row.subcategoria,
            numero_processo_cnj=row.numero_processo,
            usuario_id=row.usuario_id,
            autor=row.autor,
            corrigido_em=row.created_at,
        )
        for row in found
    }


def _to_itens(session: Session, rows: Sequence[ItemDoLoteRow]) -> tuple[ItemDoLote, ...]:
    correcoes = _find_correcoes(session, rows)
    return tuple(to_item(row, correcoes.get(row.id)) for row in rows)
