"""Rows of lots and of their documents as what the rest of the portal knows them by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from core.classificador.domain import (
    Confianca,
    Consumido,
    Contagem,
    Correcao,
    Corte,
    EstadoDoItem,
    EstadoDoLote,
    FiltroDeLotes,
    FinalidadeDoLote,
    FonteAAbrir,
    ItemDoLote,
    Lote,
    ModoDoCorte,
    PaginaDeLotes,
    PedidoDeLote,
    RespostaDaClassificacao,
)
from core.classificador.roteamento import Destino, RotaDoLote
from core.classificador.tables import FonteDoLoteRow, ItemDoLoteRow, LoteRow
from core.infra.folding import fold
from core.usuarios.domain import Usuario

_OPEN = [EstadoDoItem.PENDENTE.value, EstadoDoItem.PROCESSANDO.value]


class Registro(Protocol):
    """What is written beside a new lot, in one transaction with it."""

    def find_made(self, session: Session) -> UUID | None:
        """The lot of an equal one; until the transaction ends nobody else finds that there is none."""
        ...

    def add(self, session: Session, lote_id: UUID) -> None: ...


def is_seen_by(usuario: Usuario) -> ColumnElement[bool]:
    """The lots that a person sees in lists, as ``find_relacao`` has it: their own, wherever they work by now, and those
    of their unit; who has no unit is of nobody's. Runs over golden sets are not among them."""
    is_own, unidade = LoteRow.usuario_id == usuario.id, usuario.unidade.strip()
    is_seen = or_(is_own, func.trim(LoteRow.unidade) == unidade) if unidade else is_own
    return and_(is_seen, LoteRow.finalidade == FinalidadeDoLote.LOTE.value)


def count_itens(session: Session, ids: Collection[UUID]) -> dict[UUID, Contagem]:
    row = ItemDoLoteRow
    unseen = func.count().filter(row.confianca == Confianca.BAIXA.value, row.revisao == 0)
    states = [func.count().filter(row.estado == estado.value) for estado in EstadoDoItem]
    corrected = func.count().filter(row.revisao > 0)
    local = func.count().filter(row.destino == Destino.LOCAL.value)
    unasked = func.count().filter(row.destino == "", row.estado.in_(_OPEN))
    counts = (*states, unseen, corrected, local, unasked)
    statement = select(row.lote_id, *counts).where(row.lote_id.in_(ids)).group_by(row.lote_id)
    return {ident: Contagem(*numbers) for ident, *numbers in session.execute(statement)}


def _sum(session: Session, ids: Collection[UUID]) -> dict[UUID, Consumido]:
    row = ItemDoLoteRow
    sums = (func.sum(row.entrada), func.sum(row.saida), func.sum(row.custo_brl), func.sum(row.segundos))
    statement = select(row.lote_id, *sums).where(row.lote_id.in_(ids)).group_by(row.lote_id)
    return {
        ident: Consumido(int(entrada), int(saida), Decimal(custo), float(segundos))
        for ident, entrada, saida, custo, segundos in session.execute(statement)
    }


def to_lotes(session: Session, rows: Sequence[LoteRow]) -> tuple[Lote, ...]:
    ids = [row.id for row in rows]
    fonte = FonteDoLoteRow
    statement = select(fonte.lote_id, func.count()).where(fonte.lote_id.in_(ids), fonte.is_aberta.is_(False))
    closed: dict[UUID, int] = dict(session.execute(statement.group_by(fonte.lote_id)).all())
    contagens, sums = count_itens(session, ids), _sum(session, ids)
    return tuple(
        Lote(
            id=row.id,
            usuario_id=row.usuario_id,
            unidade=row.unidade,
            autor=row.autor,
            chave=row.chave,
            pedido=to_pedido(row),
            estado=EstadoDoLote(row.estado),
            is_arquivado=row.is_arquivado,
            attempt=row.attempt,
            criado_em=row.created_at,
            iniciado_em=row.iniciado_em,
            terminado_em=row.terminado_em,
            erro_codigo=row.erro_codigo,
            erro_mensagem=row.erro_mensagem,
            contagem=contagens.get(row.id, Contagem()),
            consumido=sums.get(row.id, Consumido()),
            fontes_a_abrir=closed.get(row.id, 0),
        )
        for row in rows
    )


def list_page(session: Session, usuario: Usuario, filtro: FiltroDeLotes, numero: int, tamanho: int) -> PaginaDeLotes:
    """A page behind the last one is the last one. Words are compared here, where accents are told apart."""
    row = LoteRow
    is_seen = (is_seen_by(usuario), row.is_arquivado.is_(filtro.is_arquivado))
    statement = select(row.id, row.nome, row.autor, row.estado).where(*is_seen).order_by(row.created_at.desc())
    seen, words = session.execute(statement).all(), fold(filtro.texto).split()
    found = [
        ident
        for ident, nome, autor, estado in seen
        if filtro.estado in ("", estado) and all(word in fold(f"{nome} {autor}") for word in words)
    ]
    numero = max(min(numero, -(-len(found) // tamanho)), 1)
    ids = found[(numero - 1) * tamanho : numero * tamanho]
    rows = session.scalars(select(row).where(row.id.in_(ids)).order_by(row.created_at.desc())).all()
    is_live = any(EstadoDoLote(one.estado).is_at_work for one in seen)
    return PaginaDeLotes(to_lotes(session, rows), len(found), numero, tamanho, bool(seen), is_live)


def list_proprios(session: Session, usuario_id: int, limit: int) -> tuple[Lote, ...]:
    row = LoteRow
    is_seen = (row.usuario_id == usuario_id, row.finalidade == FinalidadeDoLote.LOTE.value, row.is_arquivado.is_(False))
    statement = select(row).where(*is_seen).order_by(row.created_at.desc()).limit(limit)
    return to_lotes(session, session.scalars(statement).all())


def to_pedido(row: LoteRow) -> PedidoDeLote:
    corte = Corte(ModoDoCorte(row.corte_modo), row.corte_tokens)
    rota = RotaDoLote(row.local_modelo, row.local_limiar) if row.local_modelo else None
    asked = (row.nome, row.prompt_slug, row.prompt_versao, row.modelo)
    return PedidoDeLote(*asked, corte, FinalidadeDoLote(row.finalidade), rota, row.local_nome)


def build_row(lote: Lote) -> LoteRow:
    pedido, rota = lote.pedido, lote.pedido.rota
    return LoteRow(
        id=lote.id,
        usuario_id=lote.usuario_id,
        unidade=lote.unidade,
        autor=lote.autor,
        chave=lote.chave,
        nome=pedido.nome,
        prompt_slug=pedido.prompt_slug,
        prompt_versao=pedido.prompt_versao,
        modelo=pedido.modelo,
        corte_modo=pedido.corte.modo.value,
        corte_tokens=pedido.corte.tokens,
        finalidade=pedido.finalidade.value,
        estado=lote.estado.value,
        created_at=lote.criado_em,
        local_modelo=rota.modelo if rota else "",
        local_limiar=rota.limiar if rota else 0.0,
        local_nome=pedido.nome_local,
    )


def to_fonte(row: FonteDoLoteRow) -> FonteAAbrir:
    values = (row.ordem, row.nome, row.sha256, row.numero_cnj, tuple(row.codigos))
    return FonteAAbrir(*values, row.desde, row.ate)


def to_item(row: ItemDoLoteRow, correcao: Correcao | None) -> ItemDoLote:
    resposta = None
    if row.categoria:
        values = (row.categoria, row.subcategoria, Confianca(row.confianca), row.justificativa, row.numero_processo)
        resposta = RespostaDaClassificacao(*values)
    return ItemDoLote(
        id=row.id,
        lote_id=row.lote_id,
        ordem=row.ordem,
        nome=row.nome,
        sha256=row.sha256,
        numero_cnj=row.numero_cnj,
        id_documento=row.id_documento,
        estado=EstadoDoItem(row.estado),
        resposta=resposta,
        erro_codigo=row.erro_codigo,
        erro_mensagem=row.erro_mensagem,
        tokens=row.entrada + row.saida,
        segundos=row.segundos,
        custo_brl=row.custo_brl,
        correcao=correcao,
        revisao=row.revisao,
        destino=Destino(row.destino) if row.destino else None,
        probabilidade=row.probabilidade,
    )
