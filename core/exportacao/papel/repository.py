"""Storage of letterheads. One method is one transaction."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.errors import RecordNotFoundError
from core.exportacao.papel.tables import TimbreRow, UsoDoTimbreRow
from core.exportacao.timbre.domain import (
    PADRAO,
    TODAS,
    ConteudoDoTimbre,
    EstadoDoTimbre,
    Timbre,
    TipoDeTimbre,
    UsoDoTimbre,
)
from core.infra.db import SessionScope


class TimbreRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add(self, unidade: str, conteudo: ConteudoDoTimbre, *, nome: str, autor: str) -> Timbre:
        """The next version of a unit, still to be looked through."""
        with self._scope() as session:
            # Two administrators may save at once: the second waits here and gets the next number.
            session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"timbre:{unidade}"))))
            last = session.scalar(select(func.max(TimbreRow.numero)).where(TimbreRow.unidade == unidade))
            row = TimbreRow(
                unidade=unidade,
                numero=(last or 0) + 1,
                estado=EstadoDoTimbre.EM_EXAME.value,
                motivo="",
                nome=nome,
                linhas=list(conteudo.linhas),
                usa_estilos=conteudo.usa_estilos,
                has_modelo=bool(conteudo.modelo),
                imagem=conteudo.imagem,
                modelo=conteudo.modelo,
                autor=autor,
            )
            session.add(row)
            session.flush()
            return _to_timbre(row)

    def get(self, timbre_id: int) -> Timbre:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            return _to_timbre(_get(session, timbre_id))

    def get_conteudo(self, timbre_id: int) -> ConteudoDoTimbre:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            row = _get(session, timbre_id)
            return ConteudoDoTimbre(tuple(row.linhas), row.imagem, row.modelo, row.usa_estilos)

    def list_versoes(self, unidade: str) -> tuple[Timbre, ...]:
        """Newest first."""
        statement = select(TimbreRow).where(TimbreRow.unidade == unidade).order_by(TimbreRow.numero.desc())
        with self._scope() as session:
            return tuple(map(_to_timbre, session.scalars(statement)))

    def list_em_exame(self) -> tuple[int, ...]:
        """The versions that nobody looked through yet, oldest first."""
        statement = select(TimbreRow.id).where(TimbreRow.estado == EstadoDoTimbre.EM_EXAME.value).order_by(TimbreRow.id)
        with self._scope() as session:
            return tuple(session.scalars(statement))

    def end_exame(self, timbre_id: int, *, imagem: bytes, motivo: str = "") -> None:
        """A version that was looked through: ready, with its picture as it was written anew, or refused."""
        estado = EstadoDoTimbre.RECUSADO if motivo else EstadoDoTimbre.PRONTO
        is_open = (TimbreRow.id == timbre_id, TimbreRow.estado == EstadoDoTimbre.EM_EXAME.value)
        values = {"estado": estado.value, "motivo": motivo, "imagem": imagem}
        with self._scope() as session:
            session.execute(update(TimbreRow).where(*is_open).values(values))

    def add_uso(self, unidade: str, timbre_id: int | None, autor: str) -> None:
        with self._scope() as session:
            session.add(UsoDoTimbreRow(unidade=unidade, timbre_id=timbre_id, autor=autor))

    def find_uso(self, unidade: str) -> UsoDoTimbre | None:
        """The choice that counts for the unit itself."""
        with self._scope() as session:
            row = _newest_uso(session, unidade)
            return None if row is None else UsoDoTimbre(row.timbre_id, row.autor, row.created_at)

    def find_em_uso(self, unidade: str) -> int:
        """The version that pieces of the unit get: its own, that of all units, or PADRAO."""
        with self._scope() as session:
            for place in (unidade, TODAS):
                row = _newest_uso(session, place)
                if row is not None and row.timbre_id is not None:
                    return row.timbre_id
            return PADRAO


def _newest_uso(session: Session, unidade: str) -> UsoDoTimbreRow | None:
    row = UsoDoTimbreRow
    return session.scalar(select(row).where(row.unidade == unidade).order_by(row.id.desc()).limit(1))


def _get(session: Session, timbre_id: int) -> TimbreRow:
    row = session.get(TimbreRow, timbre_id)
    if row is None:
        raise RecordNotFoundError(f"timbre {timbre_id}")
    return row


def _to_timbre(row: TimbreRow) -> Timbre:
    return Timbre(
        id=row.id,
        unidade=row.unidade,
        numero=row.numero,
        tipo=TipoDeTimbre.MODELO if row.has_modelo else TipoDeTimbre.LINHAS,
        estado=EstadoDoTimbre(row.estado),
        motivo=row.motivo,
        nome=row.nome,
        linhas=tuple(row.linhas),
        usa_estilos=row.usa_estilos,
        autor=row.autor,
        criado_em=row.created_at,
    )
