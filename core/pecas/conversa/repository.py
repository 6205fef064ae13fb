"""Storage of conversations. One method is one transaction; a worker that was replaced writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.events import Estado
from core.infra.channel import AttemptReplacedError
from core.infra.db import SessionScope
from core.pecas.conversa.domain import Conteudo, Mensagem, PedidoDeAjuste, TipoDeMensagem, allows, fold_estado
from core.pecas.conversa.tables import MensagemDaConversaRow, PedidoDeAjusteRow
from core.pecas.domain import ModuloEscolhido
from core.pecas.tables import GeracaoRow, ModuloDaGeracaoRow, PecaRow

_AT_WORK = [estado.value for estado in Estado if estado.is_at_work]
_CONTEUDO = TypeAdapter(Conteudo)
DECIDIDA = "Esta proposta já foi decidida, talvez em outra aba. O portal já mostra como ela está; nada foi mudado."


class ConversaRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add_pedido(self, pedido: PedidoDeAjuste, mensagem: Mensagem) -> bool:
        """The request and its line, at once. False when the peça already has one at work."""
        try:
            with self._scope() as session:
                _lock(session, pedido.peca_id)
                session.add(_to_pedido_row(pedido))
                session.flush()
                _append(session, pedido.peca_id, mensagem)
        except IntegrityError:
            return False
        return True

    def get_pedido(self, pedido_id: UUID) -> PedidoDeAjuste:
        with self._scope() as session:
            return _to_pedido(_get_row(session, pedido_id))

    def find_ativo(self, peca_id: UUID) -> PedidoDeAjuste | None:
        """The request of the peça that has not ended."""
        row = PedidoDeAjusteRow
        with self._scope() as session:
            found = session.scalar(select(row).where(row.peca_id == peca_id, row.estado.in_(_AT_WORK)))
            return None if found is None else _to_pedido(found)

    def list_ativos(self) -> tuple[PedidoDeAjuste, ...]:
        """Every request that waits for a worker or has one, oldest first."""
        row = PedidoDeAjusteRow
        with self._scope() as session:
            found = session.scalars(select(row).where(row.estado.in_(_AT_WORK)).order_by(row.created_at))
            return tuple(_to_pedido(one) for one in found)

    def begin_attempt(self, pedido_id: UUID) -> PedidoDeAjuste | None:
        """Start or take over the work: a new attempt number. None when it already ended."""
        row = PedidoDeAjusteRow
        statement = (
            update(row)
            .where(row.id == pedido_id, row.estado.in_(_AT_WORK))
            .values(attempt=row.attempt + 1, estado=Estado.EM_ANDAMENTO.value)
            .returning(row.id)
        )
        with self._scope() as session:
            if session.scalar(statement) is None:
                return None
            return _to_pedido(_get_row(session, pedido_id))

    def finish(self, pedido: PedidoDeAjuste, estado: Estado, mensagem: Mensagem) -> None:
        """The end of an attempt and what it says, at once. Raises AttemptReplacedError when another one took over."""
        row = PedidoDeAjusteRow
        statement = (
            update(row)
            .where(row.id == pedido.id, row.attempt == pedido.attempt, row.estado.in_(_AT_WORK))
            .values(estado=estado.value, terminado_em=datetime.now(UTC))
            .returning(row.id)
        )
        with self._scope() as session:
            if session.scalar(statement) is None:
                raise AttemptReplacedError(f"attempt {pedido.attempt} of {pedido.id}")
            _append(session, pedido.peca_id, mensagem)

    def reopen(self, pedido_id: UUID) -> bool:
        """Put a failed request back in the queue. False when it did not fail, or the peça has another one at work."""
        row = PedidoDeAjusteRow
        statement = (
            update(row)
            .where(row.id == pedido_id, row.estado == Estado.COM_ERRO.value)
            .values(estado=Estado.NA_FILA.value, terminado_em=None)
            .returning(row.id)
        )
        try:
            with self._scope() as session:
                return session.scalar(statement) is not None
        except IntegrityError:
            return False

    def list_mensagens(self, peca_id: UUID) -> tuple[Mensagem, ...]:
        """Oldest first."""
        with self._scope() as session:
            return _list_mensagens(session, peca_id)

    def add_ato(self, peca_id: UUID, ato: Mensagem, modulos: Sequence[ModuloEscolhido] | None = None) -> None:
        """An act of a person on a proposal and, where it brings a module in or takes it out, the modules of the peça.

        Raises ForbiddenChangeError when the proposal does not allow the act any more.
        """
        with self._scope() as session:
            peca = _lock(session, peca_id)
            mensagens = _list_mensagens(session, peca_id)
            alvo = next(one for one in mensagens if one.numero == ato.conteudo.alvo)
            if not allows(fold_estado(alvo, mensagens), ato.tipo):
                raise ForbiddenChangeError(f"{ato.tipo} of {alvo.numero}", user_message=DECIDIDA)
            _append(session, peca_id, ato)
            if modulos is not None:
                _save_modulos(session, peca.geracao_id, modulos)


def _lock(session: Session, peca_id: UUID) -> PecaRow:
    """Writers of one conversation take turns."""
    return session.scalars(select(PecaRow).where(PecaRow.id == peca_id).with_for_update()).one()


def _append(session: Session, peca_id: UUID, mensagem: Mensagem) -> None:
    _lock(session, peca_id)
    row = MensagemDaConversaRow
    last = session.scalar(select(func.max(row.numero)).where(row.peca_id == peca_id)) or 0
    session.add(_to_mensagem_row(peca_id, replace(mensagem, numero=last + 1)))


def _save_modulos(session: Session, geracao_id: UUID, modulos: Sequence[ModuloEscolhido]) -> None:
    """The modules of the minuta anew, and their versions among those that the geração notes."""
    session.query(ModuloDaGeracaoRow).filter(ModuloDaGeracaoRow.geracao_id == geracao_id).delete()
    for modulo in modulos:
        values = {"slug": modulo.slug, "versao": modulo.versao, "secao": modulo.secao, "titulo": modulo.titulo}
        values |= {"ordem": modulo.ordem, "origem": modulo.origem.value, "motivo": modulo.motivo}
        session.add(ModuloDaGeracaoRow(geracao_id=geracao_id, **values))
    geracao = session.get_one(GeracaoRow, geracao_id, with_for_update=True)
    noted: dict[str, Any] = dict(geracao.versoes)
    noted["modulos"] = dict(noted.get("modulos") or {}) | {modulo.slug: modulo.versao for modulo in modulos}
    geracao.versoes = noted


def _list_mensagens(session: Session, peca_id: UUID) -> tuple[Mensagem, ...]:
    row = MensagemDaConversaRow
    found = session.scalars(select(row).where(row.peca_id == peca_id).order_by(row.numero))
    return tuple(_to_mensagem(one) for one in found)


def _get_row(session: Session, pedido_id: UUID) -> PedidoDeAjusteRow:
    row = session.get(PedidoDeAjusteRow, pedido_id, populate_existing=True)
    if row is None:
        raise RecordNotFoundError(f"pedido de ajuste {pedido_id}")
    return row


def _to_pedido_row(pedido: PedidoDeAjuste) -> PedidoDeAjusteRow:
    return PedidoDeAjusteRow(
        id=pedido.id,
        peca_id=pedido.peca_id,
        usuario_id=pedido.usuario_id,
        secao=pedido.secao,
        titulo=pedido.titulo,
        texto=pedido.texto,
        antes=pedido.antes,
        versao=pedido.versao,
        estado=pedido.estado.value,
        attempt=pedido.attempt,
        created_at=pedido.criado_em,
    )


def _to_pedido(row: PedidoDeAjusteRow) -> PedidoDeAjuste:
    return PedidoDeAjuste(
        id=row.id,
        peca_id=row.peca_id,
        usuario_id=row.usuario_id,
        secao=row.secao,
        titulo=row.titulo,
        texto=row.texto,
        antes=row.antes,
        versao=row.versao,
        estado=Estado(row.estado),
        attempt=row.attempt,
        criado_em=row.created_at,
    )


def _to_mensagem_row(peca_id: UUID, mensagem: Mensagem) -> MensagemDaConversaRow:
    return MensagemDaConversaRow(
        peca_id=peca_id,
        numero=mensagem.numero,
        pedido_id=mensagem.pedido_id,
        tipo=mensagem.tipo.value,
        secao=mensagem.secao,
        titulo=mensagem.titulo,
        texto=mensagem.texto,
        versao=mensagem.versao,
        autor=mensagem.autor,
        usuario_id=mensagem.usuario_id,
        conteudo=_CONTEUDO.dump_python(mensagem.conteudo, mode="json"),
        created_at=mensagem.criada_em,
    )


def _to_mensagem(row: MensagemDaConversaRow) -> Mensagem:
    return Mensagem(
        numero=row.numero,
        pedido_id=row.pedido_id,
        tipo=TipoDeMensagem(row.tipo),
        secao=row.secao,
        titulo=row.titulo,
        texto=row.texto,
        versao=row.versao,
        autor=row.autor,
        criada_em=row.created_at,
        usuario_id=row.usuario_id,
        conteudo=_CONTEUDO.validate_python(row.conteudo),
    )
