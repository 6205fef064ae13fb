"""Storage of lots and of the work on them. One method is one transaction; a worker that was replaced writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from core.classificador.domain import (
    Consumido,
    Contagem,
    EstadoDoItem,
    EstadoDoLote,
    FiltroDeLotes,
    FonteAAbrir,
    ItemDoLote,
    Lote,
    NovoItem,
    PaginaDeLotes,
    RespostaDaClassificacao,
)
from core.classificador.linhas.repository import (
    Registro,
    build_row,
    count_itens,
    list_page,
    list_proprios,
    to_fonte,
    to_item,
    to_lotes,
    to_pedido,
)
from core.classificador.roteamento import Destino
from core.classificador.tables import FonteDoLoteRow, ItemDoLoteRow, LoteRow, RemessaRow
from core.errors import ArquivoRecusadoError, ForbiddenChangeError, RecordNotFoundError
from core.infra.channel import AttemptReplacedError
from core.infra.db import SessionScope
from core.usuarios.domain import Usuario

_AT_WORK = [estado.value for estado in EstadoDoLote if estado.is_at_work]
_MAX_NOME = 200
"""Characters of a document's name that are kept; the court's descriptions may be longer."""

_OPEN_ITEMS = [EstadoDoItem.PENDENTE.value, EstadoDoItem.PROCESSANDO.value]
_MESMO_PEDIDO = timedelta(minutes=10)
"""Who asks for the same of the same cases within this time has asked once."""

_USADOS = (
    "Estes arquivos já estão em outro lote. O portal não criou um segundo e nada foi pago de novo. "
    "Para classificá-los outra vez, comece uma nova classificação e envie-os de novo."
)
CANCELADO = "O lote foi cancelado antes deste documento; ele não foi enviado ao modelo."


class LoteRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add(
        self, lote: Lote, itens: Sequence[NovoItem], fontes: Sequence[FonteAAbrir], registro: Registro | None = None
    ) -> UUID:
        """A new lot with what is known of its documents; files that were handed in for it belong to it from now on.

        Answers its id, or that of the lot that the same request has made already. Raises ForbiddenChangeError for
        files that another request has used.
        """
        with self._scope() as session:
            if made := registro.find_made(session) if registro else _find_made(session, lote, fontes):
                return made
            session.add(build_row(lote))
            session.flush()
            for fonte in fontes:
                session.add(FonteDoLoteRow(lote_id=lote.id, **asdict(fonte)))
            _add_itens(session, lote.id, itens)
            session.execute(update(RemessaRow).where(RemessaRow.chave == lote.chave).values(lote_id=lote.id))
            if registro:
                registro.add(session, lote.id)
            return lote.id

    def get(self, lote_id: UUID) -> Lote:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            return to_lotes(session, [_get_row(session, lote_id)])[0]

    def find_all(self, ids: Collection[UUID]) -> dict[UUID, Lote]:
        """Those of these lots that there are."""
        with self._scope() as session:
            rows = session.scalars(select(LoteRow).where(LoteRow.id.in_(ids))).all()
            return {lote.id: lote for lote in to_lotes(session, rows)}

    def list_page(self, usuario: Usuario, filtro: FiltroDeLotes, numero: int, tamanho: int) -> PaginaDeLotes:
        """The lots that the person sees, newest first; only those of the page are counted through."""
        with self._scope() as session:
            return list_page(session, usuario, filtro, numero, tamanho)

    def list_proprios(self, usuario_id: int, limit: int) -> tuple[Lote, ...]:
        """The person's own that are not archived, newest first."""
        with self._scope() as session:
            return list_proprios(session, usuario_id, limit)

    def list_ativos(self) -> tuple[UUID, ...]:
        """Every lot that waits for a worker or has one, oldest first."""
        with self._scope() as session:
            found = select(LoteRow.id).where(LoteRow.estado.in_(_AT_WORK)).order_by(LoteRow.created_at)
            return tuple(session.scalars(found))

    def change_estado(self, lote_id: UUID, de: Collection[EstadoDoLote], para: EstadoDoLote) -> bool:
        """False when the lot was in none of these states."""
        with self._scope() as session:
            return _change_estado(session, lote_id, de, para)

    def cancel(self, lote_id: UUID, de: Collection[EstadoDoLote]) -> bool:
        """End the lot; what has no answer is skipped, what was not opened stays so. False as ``change_estado``."""
        row, fonte = ItemDoLoteRow, FonteDoLoteRow
        with self._scope() as session:
            if not _change_estado(session, lote_id, de, EstadoDoLote.CANCELADO):
                return False
            skipped = update(row).where(row.lote_id == lote_id, row.estado.in_(_OPEN_ITEMS))
            session.execute(skipped.values(estado=EstadoDoItem.PULADO.value, erro_mensagem=CANCELADO))
            session.execute(update(fonte).where(fonte.lote_id == lote_id).values(is_aberta=True))
            return True

    def retry_errors(self, lote_id: UUID, de: Collection[EstadoDoLote]) -> bool:
        """Put what failed, and the lot, back in the queue. False when it was in none of these states.

        Files that cannot be used stay as they are, and so does what a person put an answer to.
        """
        row = ItemDoLoteRow
        is_kept = (row.erro_codigo == ArquivoRecusadoError.code) | (row.revisao > 0)
        with self._scope() as session:
            if not _change_estado(session, lote_id, de, EstadoDoLote.NA_FILA):
                return False
            is_failed = and_(row.lote_id == lote_id, row.estado == EstadoDoItem.ERRO.value, ~is_kept)
            _close_fontes(session, is_failed)
            values = {"estado": EstadoDoItem.PENDENTE.value, "erro_codigo": "", "erro_mensagem": ""}
            session.execute(update(row).where(is_failed).values(**values))
            return True

    def save_arquivado(self, lote_id: UUID, *, is_arquivado: bool) -> None:
        with self._scope() as session:
            session.execute(update(LoteRow).where(LoteRow.id == lote_id).values(is_arquivado=is_arquivado))

    def begin_attempt(self, lote_id: UUID) -> Lote | None:
        """Start or take over the work: what a dead worker had taken is pending again. None when there is none left."""
        row, item = LoteRow, ItemDoLoteRow
        now = datetime.now(UTC)
        values = {
            "attempt": row.attempt + 1,
            "estado": EstadoDoLote.EM_ANDAMENTO.value,
            "iniciado_em": func.coalesce(row.iniciado_em, now),
        }
        with self._scope() as session:
            taken = update(row).where(row.id == lote_id, row.estado.in_(_AT_WORK)).values(values).returning(row.id)
            if session.scalar(taken) is None:
                return None
            lost = update(item).where(item.lote_id == lote_id, item.estado == EstadoDoItem.PROCESSANDO.value)
            session.execute(lost.values(estado=EstadoDoItem.PENDENTE.value))
            return to_lotes(session, [_get_row(session, lote_id)])[0]

    def is_going_on(self, lote: Lote) -> bool:
        """False once the lot was paused or cancelled, or another worker took it over."""
        row = LoteRow
        statement = select(row.id).where(row.id == lote.id, row.attempt == lote.attempt, row.estado.in_(_AT_WORK))
        with self._scope() as session:
            return session.scalar(statement) is not None

    def finish(self, lote: Lote, erro: tuple[str, str] = ("", "")) -> EstadoDoLote | None:
        """The end of the lot, from what became of its documents; ``erro`` is code and words of what stopped all of it.

        None when it was paused or cancelled meanwhile, and when something is left to do without an ``erro``: it waits
        for a worker again. Raises AttemptReplacedError.
        """
        with self._scope() as session:
            row = _lock(session, lote)
            if EstadoDoLote(row.estado) not in (EstadoDoLote.EM_ANDAMENTO, EstadoDoLote.NA_FILA):
                return None
            contagem = count_itens(session, [lote.id]).get(lote.id, Contagem())
            if not erro[0] and (contagem.feitos < contagem.total or _has_closed(session, lote.id)):
                row.estado = EstadoDoLote.NA_FILA.value
                return None
            estado = _judge(contagem, has_failed=bool(erro[0]))
            row.estado, row.terminado_em = estado.value, datetime.now(UTC)
            row.erro_codigo, row.erro_mensagem = erro
            return estado

    def list_fontes(self, lote_id: UUID) -> tuple[FonteAAbrir, ...]:
        """Packages and cases whose documents are not items yet."""
        row = FonteDoLoteRow
        with self._scope() as session:
            found = session.scalars(
                select(row).where(row.lote_id == lote_id, row.is_aberta.is_(False)).order_by(row.ordem)
            )
            return tuple(to_fonte(one) for one in found)

    def open_fonte(self, lote: Lote, ordem: int, itens: Sequence[NovoItem]) -> None:
        """The documents of a package or a case become items, once. Raises AttemptReplacedError."""
        row = FonteDoLoteRow
        mine = update(row).where(row.lote_id == lote.id, row.ordem == ordem, row.is_aberta.is_(False))
        with self._scope() as session:
            _lock(session, lote)
            if session.scalar(mine.values(is_aberta=True).returning(row.ordem)) is not None:
                _add_itens(session, lote.id, itens)

    def count_itens(self, lote_id: UUID) -> int:
        with self._scope() as session:
            return session.scalar(select(func.count()).where(ItemDoLoteRow.lote_id == lote_id)) or 0

    def take_itens(self, lote: Lote, limit: int, *, is_local: bool = False) -> tuple[ItemDoLote, ...]:
        """The next documents for this worker, in order; for a model trained here those that did not go on to Gemini.

        Raises AttemptReplacedError.
        """
        row = ItemDoLoteRow
        with self._scope() as session:
            _lock(session, lote)
            ids = session.scalars(
                select(row.id).where(_is_next(lote, is_local=is_local)).order_by(row.ordem).limit(limit)
            ).all()
            values = {"estado": EstadoDoItem.PROCESSANDO.value, "attempt": lote.attempt}
            taken = session.scalars(update(row).where(row.id.in_(ids)).values(values).returning(row))
            return tuple(sorted((to_item(one, None) for one in taken), key=lambda item: item.ordem))

    def list_ahead(self, lote: Lote, limit: int, *, is_local: bool = False) -> tuple[str, ...]:
        """SHA-256 of the documents that come next, as above."""
        row = ItemDoLoteRow
        is_next = and_(_is_next(lote, is_local=is_local), row.sha256 != "")
        with self._scope() as session:
            return tuple(session.scalars(select(row.sha256).where(is_next).order_by(row.ordem).limit(limit)))

    def give_back(self, lote: Lote) -> None:
        """What was taken and not answered is pending again."""
        row = ItemDoLoteRow
        mine = (row.lote_id == lote.id, row.attempt == lote.attempt, row.estado == EstadoDoItem.PROCESSANDO.value)
        with self._scope() as session:
            session.execute(update(row).where(*mine).values(estado=EstadoDoItem.PENDENTE.value))

    def note_conteudos(self, lote_id: UUID, hashes: Mapping[int, str]) -> frozenset[int]:
        """SHA-256 of fetched documents by item; answers those that are skipped, being earlier in the lot already."""
        row = ItemDoLoteRow
        with self._scope() as session:
            for ident, sha256 in hashes.items():
                session.execute(update(row).where(row.id == ident).values(sha256=sha256))
            _skip_repeated(session, lote_id)
            skipped = select(row.id).where(row.id.in_(hashes), row.estado == EstadoDoItem.PULADO.value)
            return frozenset(session.scalars(skipped))

    def save_resposta(
        self,
        lote: Lote,
        item_id: int,
        resposta: RespostaDaClassificacao,
        consumido: Consumido,
        certeza: float | None = None,
    ) -> bool:
        """Keep an answer, of a model trained here with its ``certeza``; False when the document is not this worker's
        any more."""
        told = {} if certeza is None else {"destino": Destino.LOCAL.value, "probabilidade": certeza}
        values = told | {
            "estado": EstadoDoItem.CONCLUIDO.value,
            "categoria": resposta.categoria,
            "subcategoria": resposta.subcategoria,
            "confianca": resposta.confianca.value,
            "justificativa": resposta.justificativa_breve,
            "numero_processo": resposta.numero_processo_cnj,
        }
        return self._end_item(lote, item_id, values, consumido)

    def pass_on(self, lote: Lote, item_id: int, certeza: float, consumido: Consumido) -> bool:
        """The model trained here is not sure enough: the document waits for Gemini. False as above."""
        values = {"estado": EstadoDoItem.PENDENTE.value, "destino": Destino.GEMINI.value, "probabilidade": certeza}
        return self._end_item(lote, item_id, values, consumido)

    def save_erro(self, lote: Lote, item_id: int, erro: tuple[str, str], consumido: Consumido) -> bool:
        """Code and words of what went wrong with a document; False as above."""
        values = {"estado": EstadoDoItem.ERRO.value, "erro_codigo": erro[0], "erro_mensagem": erro[1]}
        return self._end_item(lote, item_id, values, consumido)

    def _end_item(self, lote: Lote, item_id: int, values: dict[str, Any], consumido: Consumido) -> bool:
        row = ItemDoLoteRow
        mine = (row.id == item_id, row.attempt == lote.attempt, row.estado == EstadoDoItem.PROCESSANDO.value)
        values |= {"entrada": row.entrada + consumido.entrada, "saida": row.saida + consumido.saida}
        values |= {"custo_brl": row.custo_brl + consumido.custo_brl, "segundos": consumido.segundos}
        with self._scope() as session:
            return session.scalar(update(row).where(*mine).values(values).returning(row.id)) is not None


def _find_made(session: Session, lote: Lote, fontes: Sequence[FonteAAbrir]) -> UUID | None:
    """The lot of the same request: clicked twice, or sent again from a page that was gone back to."""
    row = LoteRow
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"lotes:{lote.usuario_id}"))))
    earlier = select(row).where(row.usuario_id == lote.usuario_id, row.chave == lote.chave)
    if not lote.chave:
        earlier = earlier.where(row.created_at > lote.criado_em - _MESMO_PEDIDO)
    found = session.scalars(earlier.order_by(row.created_at.desc())).all()
    for one in found:
        is_same = replace(to_pedido(one), nome=lote.pedido.nome) == lote.pedido
        if is_same and one.estado != EstadoDoLote.CANCELADO and _list_fontes(session, one.id) == tuple(fontes):
            return one.id
    if lote.chave and found:
        raise ForbiddenChangeError("files of another lot", user_message=_USADOS)
    return None


def _list_fontes(session: Session, lote_id: UUID) -> tuple[FonteAAbrir, ...]:
    row = FonteDoLoteRow
    return tuple(map(to_fonte, session.scalars(select(row).where(row.lote_id == lote_id).order_by(row.ordem))))


def _is_next(lote: Lote, *, is_local: bool) -> ColumnElement[bool]:
    row = ItemDoLoteRow
    is_open = and_(row.lote_id == lote.id, row.estado == EstadoDoItem.PENDENTE.value)
    return and_(is_open, row.destino != Destino.GEMINI.value) if is_local else is_open


def _change_estado(session: Session, lote_id: UUID, de: Collection[EstadoDoLote], para: EstadoDoLote) -> bool:
    row = LoteRow
    values: dict[str, Any] = {"estado": para.value, "terminado_em": datetime.now(UTC) if para.is_final else None}
    if para is EstadoDoLote.NA_FILA:
        values |= {"erro_codigo": "", "erro_mensagem": ""}
    is_there = (row.id == lote_id, row.estado.in_([estado.value for estado in de]))
    return session.scalar(update(row).where(*is_there).values(values).returning(row.id)) is not None


def _lock(session: Session, lote: Lote) -> LoteRow:
    row = session.get(LoteRow, lote.id, with_for_update=True)
    if row is None or row.attempt != lote.attempt:
        raise AttemptReplacedError(f"attempt {lote.attempt} of {lote.id}")
    return row


def _get_row(session: Session, lote_id: UUID) -> LoteRow:
    row = session.get(LoteRow, lote_id, populate_existing=True)
    if row is None:
        raise RecordNotFoundError(f"lote {lote_id}")
    return row


def _add_itens(session: Session, lote_id: UUID, itens: Sequence[NovoItem]) -> None:
    row = ItemDoLoteRow
    last = session.scalar(select(func.max(row.ordem)).where(row.lote_id == lote_id)) or 0
    rows = [
        {
            "lote_id": lote_id,
            "ordem": ordem,
            "nome": item.nome[:_MAX_NOME],
            "sha256": item.sha256,
            "numero_cnj": item.numero_cnj,
            "id_documento": item.id_documento,
            "estado": (EstadoDoItem.ERRO if item.recusa else EstadoDoItem.PENDENTE).value,
            "erro_codigo": item.codigo if item.recusa else "",
            "erro_mensagem": item.recusa,
        }
        for ordem, item in enumerate(itens, start=last + 1)
    ]
    if rows:
        session.execute(insert(row), rows)
        _skip_repeated(session, lote_id)


def _skip_repeated(session: Session, lote_id: UUID) -> None:
    """Skip pending documents whose content stands earlier in the lot."""
    row, first = ItemDoLoteRow, aliased(ItemDoLoteRow)
    is_open = and_(row.lote_id == lote_id, row.sha256 != "", row.estado.in_(_OPEN_ITEMS))
    words = func.concat("Tem o mesmo conteúdo de “", first.nome, "”, que já está neste lote; não foi enviado de novo.")
    earlier = select(func.min(first.ordem)).where(first.lote_id == row.lote_id, first.sha256 == row.sha256)
    named = select(words).where(first.lote_id == row.lote_id, first.ordem == earlier.correlate(row).scalar_subquery())
    statement = update(row).where(is_open, row.ordem > earlier.correlate(row).scalar_subquery())
    values = {"estado": EstadoDoItem.PULADO.value, "erro_mensagem": named.correlate(row).scalar_subquery()}
    session.execute(statement.values(values).execution_options(synchronize_session=False))


def _close_fontes(session: Session, is_failed: ColumnElement[bool]) -> None:
    """What could not be opened is to be opened again; the line that said so goes."""
    row, fonte = ItemDoLoteRow, FonteDoLoteRow
    is_same = and_(fonte.lote_id == row.lote_id, fonte.numero_cnj == row.numero_cnj, fonte.sha256 == row.sha256)
    found = select(row.id, fonte.lote_id, fonte.ordem).join(fonte, is_same).where(is_failed, row.id_documento == "")
    for item_id, lote_id, ordem in session.execute(found).all():
        mine = update(fonte).where(fonte.lote_id == lote_id, fonte.ordem == ordem)
        session.execute(mine.values(is_aberta=False))
        session.execute(delete(row).where(row.id == item_id))


def _has_closed(session: Session, lote_id: UUID) -> bool:
    """Whether a package or a case was not opened yet."""
    row = FonteDoLoteRow
    return (
        session.scalar(select(row.ordem).where(row.lote_id == lote_id, row.is_aberta.is_(False)).limit(1)) is not None
    )


def _judge(contagem: Contagem, *, has_failed: bool) -> EstadoDoLote:
    if has_failed or (not contagem.concluidos and contagem.erros):
        return EstadoDoLote.COM_ERRO
    return EstadoDoLote.COM_RESSALVAS if contagem.erros else EstadoDoLote.CONCLUIDO
