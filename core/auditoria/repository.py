"""Storage of the record. Acts of other packages are appended within the transaction that does them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import fields
from itertools import groupby
from operator import itemgetter

from sqlalchemy import ColumnElement, column, func, insert, or_, select, table, text
from sqlalchemy.orm import Session

from core.auditoria.cadeia import verify
from core.auditoria.domain import SISTEMA, Acao, Ancora, Ato, FiltroDaAuditoria, Lacre, Laudo, Registro
from core.auditoria.lacre import compute_lacre
from core.auditoria.tables import RegistroRow
from core.infra.db import SessionScope
from core.infra.ledger import ModelCall

MAX_DETALHE = 2_000
"""Characters of an act's details; what is longer is cut."""

_MAX_OBJETO, _MAX_AUTOR = 300, 254
_BATCH = 1_000
_CHAMADA = tuple(one.name for one in fields(ModelCall))
_usuario = table("usuario", column("id"), column("login"))
_consumo = table("consumo_do_modelo", *map(column, _CHAMADA), column("registro"))


def append(session: Session, ato: Ato) -> int:
    """Put an act on record and answer its number. Late in a transaction: until it ends no other act is taken."""
    values = {
        "autor": _clean(ato.autor, _MAX_AUTOR),
        "acao": ato.acao.value,
        "objeto": _clean(ato.objeto, _MAX_OBJETO),
        "detalhe": _clean(ato.detalhe, MAX_DETALHE),
    }
    session.flush()
    return session.execute(insert(RegistroRow).values(values).returning(RegistroRow.numero)).scalar_one()


def append_of(session: Session, usuario_id: int, acao: Acao, objeto: str = "", detalhe: str = "") -> None:
    """The same, of a person who is known by the id. The last statement of a transaction."""
    login = session.scalar(select(_usuario.c.login).where(_usuario.c.id == usuario_id))
    append(session, Ato(acao, login or "", objeto, detalhe))


class AuditoriaRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add(self, ato: Ato) -> None:
        with self._scope() as session:
            append(session, ato)

    def count(self, filtro: FiltroDaAuditoria) -> int:
        with self._scope() as session:
            return session.scalar(select(func.count()).select_from(RegistroRow).where(*_narrow(filtro))) or 0

    def list(self, filtro: FiltroDaAuditoria, *, limit: int, offset: int = 0) -> tuple[Registro, ...]:
        """Newest first."""
        query = select(RegistroRow).where(*_narrow(filtro)).order_by(RegistroRow.numero.desc())
        with self._scope() as session:
            return tuple(_to_registro(row) for row in session.scalars(query.limit(limit).offset(offset)))

    def list_autores(self) -> tuple[str, ...]:
        """Logins of all people, and the portal itself, in order: who is in the record may take long to read off it."""
        with self._scope() as session:
            return tuple(sorted({SISTEMA, *session.scalars(select(_usuario.c.login))}))

    def find_ultima(self) -> Ancora | None:
        """The head of the record at this moment; None while nothing is on record."""
        query = select(RegistroRow.numero, RegistroRow.hash).order_by(RegistroRow.numero.desc()).limit(1)
        with self._scope() as session:
            found = session.execute(query).one_or_none()
            return Ancora(*found) if found else None

    def find_hash(self, numero: int) -> str:
        """The hash of an entry; empty for one that is not there."""
        with self._scope() as session:
            return session.scalar(select(RegistroRow.hash).where(RegistroRow.numero == numero)) or ""

    def verify(self, ancoras: Collection[Ancora] = ()) -> Laudo:
        """Read the whole record, and the calls of the model that it seals, as they are at this moment."""
        with self._scope() as session:
            session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            return verify(_read(session), ancoras, _read_lacres(session))


def _read(session: Session) -> Iterator[Registro]:
    last = 0
    while True:
        query = select(RegistroRow).where(RegistroRow.numero > last).order_by(RegistroRow.numero).limit(_BATCH)
        rows = session.scalars(query).all()
        yield from map(_to_registro, rows)
        if len(rows) < _BATCH:
            return
        last = rows[-1].numero
        session.expunge_all()


def _read_lacres(session: Session) -> dict[int, Lacre]:
    """The calls of the model as they stand now, by the entry that seals them."""
    query = select(_consumo).where(_consumo.c.registro.is_not(None)).order_by(_consumo.c.registro)
    rows = session.execute(query.execution_options(yield_per=_BATCH)).mappings()
    return {
        registro: compute_lacre((ModelCall(**{name: row[name] for name in _CHAMADA}) for row in some), registro)
        for registro, some in groupby(rows, key=itemgetter("registro"))
    }


def _narrow(filtro: FiltroDaAuditoria) -> list[ColumnElement[bool]]:
    row = RegistroRow
    conditions: list[ColumnElement[bool]] = []
    if filtro.desde:
        conditions.append(row.feito_em >= filtro.desde)
    if filtro.ate:
        conditions.append(row.feito_em < filtro.ate)
    if filtro.autor:
        conditions.append(row.autor == filtro.autor)
    if filtro.acao:
        conditions.append(row.acao == filtro.acao.value)
    if filtro.texto.strip():
        part = _clean(filtro.texto, _MAX_OBJETO).strip()
        conditions.append(
            or_(row.objeto.icontains(part, autoescape=True), row.detalhe.icontains(part, autoescape=True))
        )
    return conditions


def _clean(words: str, limit: int) -> str:
    """What the database can hold of it."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode()[:limit]


def _to_registro(row: RegistroRow) -> Registro:
    texts = (row.autor, row.acao, row.objeto, row.detalhe, row.anterior, row.hash)
    return Registro(row.numero, row.feito_em, *texts)
