"""Storage of handed-in files. One method is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.infra.db import SessionScope
from core.processos.domain import FormatoDeArquivo
from core.processos.envios.domain import ArquivoEnviado, Envio
from core.processos.envios.tables import ArquivoEnviadoRow, EnvioRow
from core.processos.leitura.tables import PaginaLidaRow
from core.processos.tables import ConteudoRow, DocumentoBaixadoRow, LeituraRow, NovidadesRow, ProcessoRow

_DELETED_AT_ONCE = 50


class EnvioRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add(self, chave: str, usuario_id: int) -> Envio:
        with self._scope() as session:
            session.add(EnvioRow(chave=chave, usuario_id=usuario_id))
            session.flush()
            return _to_envio(session, _get(session, chave))

    def get(self, chave: str) -> Envio:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            return _to_envio(session, _get(session, chave))

    def add_arquivo(self, chave: str, arquivo: ArquivoEnviado) -> bool:
        """Add a file at the end; False when its content is there already. Raises ForbiddenChangeError once sent."""
        with self._scope() as session:
            _require_open(session, chave)
            places = session.scalars(select(ArquivoEnviadoRow.ordem).where(ArquivoEnviadoRow.chave == chave)).all()
            values = asdict(arquivo) | {"chave": chave, "ordem": max(places, default=0) + 1}
            statement = insert(ArquivoEnviadoRow).values(values).on_conflict_do_nothing()
            return session.scalar(statement.returning(ArquivoEnviadoRow.id_documento)) is not None

    def remove_arquivo(self, chave: str, id_documento: str) -> None:
        """Take a file out, with its bytes and text if nothing else has them. Raises ForbiddenChangeError once sent."""
        is_it = (ArquivoEnviadoRow.chave == chave, ArquivoEnviadoRow.id_documento == id_documento)
        with self._scope() as session:
            _require_open(session, chave)
            sha256 = session.scalar(select(ArquivoEnviadoRow.sha256).where(*is_it))
            session.execute(delete(ArquivoEnviadoRow).where(*is_it))
            if sha256 is not None:
                forget_conteudos(session, chave, [sha256])

    def save_numero(self, chave: str, numero: str) -> None:
        """The case that the files belong to. Raises ForbiddenChangeError once sent."""
        with self._scope() as session:
            _require_open(session, chave)
            session.execute(update(EnvioRow).where(EnvioRow.chave == chave).values(numero_informado=numero))

    def save_sigilo(self, chave: str, id_documento: str, nivel: int) -> None:
        self._change(chave, id_documento, {"nivel_sigilo": nivel})

    def save_categoria(self, chave: str, id_documento: str, categoria: str) -> None:
        """A person's choice; empty gives the question back to the model."""
        self._change(chave, id_documento, {"categoria": categoria, "confianca": "", "motivo": ""})

    def save_classificacao(self, chave: str, id_documento: str, categoria: str, confianca: str, motivo: str) -> None:
        """The model's answer; a person's choice stays."""
        row = ArquivoEnviadoRow
        is_free = (row.categoria == "") | (row.confianca != "")
        statement = update(row).where(row.chave == chave, row.id_documento == id_documento, is_free)
        with self._scope() as session:
            session.execute(statement.values(categoria=categoria, confianca=confianca, motivo=motivo))

    def close(self, chave: str, numero: str) -> bool:
        """From now on no file is added or taken out and the case stays; False when that was so before."""
        is_open = (EnvioRow.chave == chave, EnvioRow.enviado_em.is_(None))
        values = {"enviado_em": datetime.now(UTC), "numero_informado": numero}
        statement = update(EnvioRow).where(*is_open).values(**values).returning(EnvioRow.chave)
        with self._scope() as session:
            return session.scalar(statement) is not None

    def delete_old(self, before: datetime) -> int:
        """Forget files that were handed in before and never used, with all that came of them. Answers how many sets."""
        is_old = (EnvioRow.enviado_em.is_(None), EnvioRow.created_at < before)
        batch = select(EnvioRow.chave).where(*is_old).limit(_DELETED_AT_ONCE).with_for_update(skip_locked=True)
        with self._scope() as session:
            chaves = session.scalars(batch).all()
            for chave in chaves:
                row = ArquivoEnviadoRow
                hashes = session.scalars(select(row.sha256).where(row.chave == chave)).all()
                session.execute(delete(EnvioRow).where(EnvioRow.chave == chave))
                forget_conteudos(session, chave, hashes)
                session.execute(delete(NovidadesRow).where(NovidadesRow.numero_cnj == chave))
                session.execute(delete(ProcessoRow).where(ProcessoRow.numero_cnj == chave))
        return len(chaves)

    def _change(self, chave: str, id_documento: str, values: dict[str, object]) -> None:
        row = ArquivoEnviadoRow
        statement = update(row).where(row.chave == chave, row.id_documento == id_documento)
        with self._scope() as session:
            session.execute(statement.values(**values))


def forget_conteudos(session: Session, chave: str, hashes: Sequence[str]) -> None:
    """Drop contents and readings that no other case file has."""
    link = DocumentoBaixadoRow
    session.execute(delete(link).where(link.numero_cnj == chave, link.sha256.in_(hashes)))
    for row in (ConteudoRow, LeituraRow, PaginaLidaRow):
        is_used = exists().where(link.sha256 == row.sha256)
        session.execute(delete(row).where(row.sha256.in_(hashes), ~is_used))


def _require_open(session: Session, chave: str) -> None:
    if _get(session, chave, is_locking=True).enviado_em is not None:
        raise ForbiddenChangeError("the files were used already")


def _get(session: Session, chave: str, *, is_locking: bool = False) -> EnvioRow:
    row = session.get(EnvioRow, chave, with_for_update=True if is_locking else None)
    if row is None:
        raise RecordNotFoundError("no such files")
    return row


def _to_envio(session: Session, row: EnvioRow) -> Envio:
    found = select(ArquivoEnviadoRow).where(ArquivoEnviadoRow.chave == row.chave).order_by(ArquivoEnviadoRow.ordem)
    return Envio(
        chave=row.chave,
        usuario_id=row.usuario_id,
        criado_em=row.created_at,
        numero_informado=row.numero_informado,
        enviado_em=row.enviado_em,
        arquivos=tuple(_to_arquivo(arquivo) for arquivo in session.scalars(found)),
    )


def _to_arquivo(row: ArquivoEnviadoRow) -> ArquivoEnviado:
    return ArquivoEnviado(
        id_documento=row.id_documento,
        ordem=row.ordem,
        nome=row.nome,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        formato=FormatoDeArquivo(row.formato),
        categoria=row.categoria,
        confianca=row.confianca,
        motivo=row.motivo,
        nivel_sigilo=row.nivel_sigilo,
    )
