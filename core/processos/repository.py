"""Storage of lawsuits. One method is one transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import RecordNotFoundError
from core.infra.db import SessionScope
from core.processos.chave import NUMERO, is_envio
from core.processos.domain import (
    VAZIO_SHA256,
    Alteracao,
    ConteudoBaixado,
    DocumentoLido,
    FormatoDeArquivo,
    NiveisDeSigilo,
    Pagina,
    Parte,
    Processo,
    ProcessoGuardado,
    Sistema,
    TextoGuardado,
)
from core.processos.leitura.motivos import PASSAGEIROS
from core.processos.novidades import Novidades, compare_processos
from core.processos.tables import ConteudoRow, DocumentoBaixadoRow, LeituraRow, NovidadesRow, PedacoRow, ProcessoRow

_PROCESSO = TypeAdapter(Processo)
_NOVIDADES = TypeAdapter(Novidades)
_PARTES = TypeAdapter(tuple[Parte, ...])
_PASSING_LIFE = timedelta(minutes=10)
_PEDACO_BYTES = 1_000_000
_PAGINAS = TypeAdapter(tuple[Pagina, ...])


class ProcessoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def save_processo(self, processo: Processo, alteracao: Alteracao | None = None, *, is_ahead: bool = False) -> None:
        """Keep the court's last answer, and what is new in it; ``is_ahead`` says that nobody used it yet.

        Hashes given before stay for an answer that is the same; those of another answer would hide what changed back.
        """
        cabecalho = _PROCESSO.dump_python(processo, mode="json")
        with self._scope() as session:
            before = session.get(ProcessoRow, processo.numero_cnj, with_for_update=True)
            now = datetime.now(UTC)
            values: dict[str, object] = {
                "numero_cnj": processo.numero_cnj,
                "cabecalho": cabecalho,
                "consultado_em": now,
                "antecipado_em": now if is_ahead else None,
            }
            if before is None or before.cabecalho != cabecalho or alteracao is not None:
                values["alteracao"] = asdict(alteracao) if alteracao else None
            if before is not None and before.cabecalho != cabecalho:
                _add_novidades(session, before, processo, now)
            statement = insert(ProcessoRow).values(values)
            session.execute(statement.on_conflict_do_update(index_elements=["numero_cnj"], set_=values))

    def note_unchanged(self, numero_cnj: str) -> None:
        """The court said now that its last answer still holds."""
        same = update(ProcessoRow).where(ProcessoRow.numero_cnj == numero_cnj)
        with self._scope() as session:
            session.execute(same.values(consultado_em=datetime.now(UTC), antecipado_em=None))

    def list_novidades(self, numero_cnj: str, desde: datetime) -> tuple[Novidades, ...]:
        """What each answer after ``desde`` brought, oldest first; answers that brought nothing are not among them."""
        row = NovidadesRow
        is_later = and_(row.numero_cnj == numero_cnj, row.consultado_em > desde)
        with self._scope() as session:
            found = session.scalars(select(row.novidades).where(is_later).order_by(row.consultado_em))
            return tuple(_NOVIDADES.validate_python(novidades) for novidades in found)

    def get_processo(self, numero_cnj: str) -> Processo:
        with self._scope() as session:
            row = session.get(ProcessoRow, numero_cnj)
            if row is None:
                raise RecordNotFoundError(f"processo {numero_cnj}")
            return _PROCESSO.validate_python(row.cabecalho)

    def find_guardado(self, numero_cnj: str) -> ProcessoGuardado | None:
        """The court's last answer with its hashes, or None when the case was never seen."""
        with self._scope() as session:
            row = session.get(ProcessoRow, numero_cnj)
            if row is None:
                return None
            alteracao = Alteracao(**row.alteracao) if row.alteracao else None
            return ProcessoGuardado(_PROCESSO.validate_python(row.cabecalho), row.consultado_em, alteracao)

    def find_sistema(self, numero_cnj: str) -> Sistema | None:
        """The court's system where the case was last found."""
        statement = select(ProcessoRow.cabecalho["sistema"].astext).where(ProcessoRow.numero_cnj == numero_cnj)
        with self._scope() as session:
            sistema = session.scalar(statement)
        return Sistema(sistema) if sistema else None

    def find_niveis(self, numero_cnj: str) -> NiveisDeSigilo | None:
        """The secrecy levels that the court told last; None when the case was never seen."""
        row = ProcessoRow.cabecalho
        informado = row["outros"][NUMERO].astext
        statement = select(row["nivel_sigilo"], row["documentos"], informado).where(
            ProcessoRow.numero_cnj == numero_cnj
        )
        with self._scope() as session:
            found = session.execute(statement).first()
        if found is None:
            return None
        nivel, documentos, numero = found
        parts = {part: d["nivel_sigilo"] for d in documentos for part in (d["id_documento"], *d["partes"])}
        return NiveisDeSigilo(nivel, parts, (numero or "") if is_envio(numero_cnj) else "")

    def list_partes(self, numeros: Collection[str]) -> tuple[Parte, ...]:
        """The parties of these cases, and of the case that handed-in files were said to belong to."""
        row, named = ProcessoRow.cabecalho, ProcessoRow.cabecalho["outros"][NUMERO].astext
        is_named = ProcessoRow.numero_cnj.in_(select(named).where(ProcessoRow.numero_cnj.in_(numeros)))
        statement = select(row["partes"]).where(or_(ProcessoRow.numero_cnj.in_(numeros), is_named))
        with self._scope() as session:
            found = session.scalars(statement.order_by(ProcessoRow.numero_cnj)).all()
        return tuple(parte for partes in found for parte in _PARTES.validate_python(partes))

    def take_antecipado(self, numero_cnj: str, since: datetime) -> Processo | None:
        """An answer asked for ahead and no older than ``since``, once: the next one asks the court."""
        is_mine = and_(ProcessoRow.numero_cnj == numero_cnj, ProcessoRow.antecipado_em >= since)
        statement = update(ProcessoRow).where(is_mine).values(antecipado_em=None).returning(ProcessoRow.cabecalho)
        with self._scope() as session:
            cabecalho = session.scalar(statement)
        return None if cabecalho is None else _PROCESSO.validate_python(cabecalho)

    def find_consultado_em(self, numero_cnj: str) -> datetime | None:
        """When the court's last answer was kept; tells one answer from another."""
        statement = select(ProcessoRow.consultado_em).where(ProcessoRow.numero_cnj == numero_cnj)
        with self._scope() as session:
            return session.scalar(statement)

    def find_hashes(self, numero_cnj: str, ids: Collection[str], vazios_desde: datetime) -> dict[str, str]:
        """SHA-256 by document id, for the documents that were downloaded before.

        One that came empty counts only when that was after ``vazios_desde``: the court may have it by now.
        """
        is_known = or_(DocumentoBaixadoRow.sha256 != VAZIO_SHA256, DocumentoBaixadoRow.created_at >= vazios_desde)
        statement = select(DocumentoBaixadoRow.id_documento, DocumentoBaixadoRow.sha256).where(
            DocumentoBaixadoRow.numero_cnj == numero_cnj, DocumentoBaixadoRow.id_documento.in_(ids), is_known
        )
        with self._scope() as session:
            return {row.id_documento: row.sha256 for row in session.execute(statement)}

    def save_conteudo(self, numero_cnj: str, conteudo: ConteudoBaixado) -> None:
        """Keep the bytes of a downloaded document, in pieces; the temporary file stays the caller's."""
        now = datetime.now(UTC)
        content_values = {
            "sha256": conteudo.sha256,
            "size_bytes": conteudo.size_bytes,
            "mimetype": conteudo.mimetype[:100],
            "created_at": now,
        }
        link_values = {
            "numero_cnj": numero_cnj,
            "id_documento": conteudo.id_documento,
            "sha256": conteudo.sha256,
            "created_at": now,
        }
        add = insert(ConteudoRow).values(content_values)
        has_bytes = or_(
            ConteudoRow.size_bytes == 0,
            ConteudoRow.conteudo.is_not(None),
            exists().where(PedacoRow.sha256 == ConteudoRow.sha256),
        )
        with self._scope() as session, conteudo.path.open("rb") as file:
            session.execute(add.on_conflict_do_update(index_elements=["sha256"], set_={"created_at": now}))
            if not session.scalar(select(has_bytes).where(ConteudoRow.sha256 == conteudo.sha256)):
                for ordem, pedaco in enumerate(iter(lambda: file.read(_PEDACO_BYTES), b"")):
                    row = {"sha256": conteudo.sha256, "ordem": ordem, "pedaco": pedaco}
                    session.execute(insert(PedacoRow).values(row))
            session.execute(
                insert(DocumentoBaixadoRow)
                .values(link_values)
                .on_conflict_do_update(
                    index_elements=["numero_cnj", "id_documento"],
                    set_={"sha256": conteudo.sha256, "created_at": now},
                )
            )

    def save_textos(self, numero_cnj: str, textos: Collection[TextoGuardado]) -> None:
        """Keep many short texts as documents of one case, all in one transaction."""
        now = {"created_at": datetime.now(UTC)}
        by_hash = {texto.sha256: texto for texto in textos}
        contents = [
            {"sha256": one.sha256, "size_bytes": len(one.data), "mimetype": one.mimetype, **now}
            for one in by_hash.values()
        ]
        links = [
            {"numero_cnj": numero_cnj, "id_documento": one.id_documento, "sha256": one.sha256, **now}
            for one in by_hash.values()
        ]
        kept = select(ConteudoRow.sha256).where(ConteudoRow.sha256.in_(by_hash))
        with self._scope() as session:
            known = set(session.scalars(kept))
            added = insert(ConteudoRow)
            session.execute(added.on_conflict_do_update(index_elements=["sha256"], set_=now), contents)
            pieces = [
                {"sha256": one.sha256, "ordem": 0, "pedaco": one.data}
                for one in by_hash.values()
                if one.sha256 not in known
            ]
            if pieces:
                session.execute(insert(PedacoRow).on_conflict_do_nothing(), pieces)
            session.execute(insert(DocumentoBaixadoRow).on_conflict_do_nothing(), links)

    def write_conteudo(self, sha256: str, path: Path) -> None:
        """Put the bytes of a content into a new file, piece by piece. Raises RecordNotFoundError."""
        whole = func.length(ConteudoRow.conteudo)
        pedacos = select(PedacoRow.pedaco).where(PedacoRow.sha256 == sha256).order_by(PedacoRow.ordem)
        with self._scope() as session, path.open("xb") as file:
            found = session.execute(select(ConteudoRow.size_bytes, whole).where(ConteudoRow.sha256 == sha256)).first()
            if found is None:
                raise RecordNotFoundError(f"conteudo {sha256}")
            size_bytes, whole_bytes = found
            for start in range(0, whole_bytes or 0, _PEDACO_BYTES):  # kept in one piece by an older version
                piece = func.substring(ConteudoRow.conteudo, start + 1, _PEDACO_BYTES)
                file.write(session.scalars(select(piece).where(ConteudoRow.sha256 == sha256)).one())
            if whole_bytes is None:
                for pedaco in session.scalars(pedacos.execution_options(yield_per=1)):
                    file.write(pedaco)
            if file.tell() != size_bytes:
                raise RecordNotFoundError(f"conteudo {sha256} is not whole")

    def find_leituras(self, hashes: Collection[str]) -> dict[str, DocumentoLido]:
        """The readings that still hold: one with a page lost to passing trouble serves those who wait for it."""
        statement = select(LeituraRow).where(LeituraRow.sha256.in_(hashes), not_(_is_outdated()))
        with self._scope() as session:
            rows = session.scalars(statement).all()
            return {row.sha256: _to_lido(row) for row in rows}

    def save_leitura(self, lido: DocumentoLido) -> None:
        """Keep a reading; the first one stays while it holds, so that running twice changes nothing."""
        self.save_leituras([lido])

    def save_leituras(self, lidos: Collection[DocumentoLido]) -> None:
        """As ``save_leitura``, of many contents at once."""
        values = [
            {
                "sha256": lido.sha256,
                "formato": lido.formato.value,
                "motivo": lido.motivo,
                "paginas": _PAGINAS.dump_python(lido.paginas, mode="json"),
                "created_at": datetime.now(UTC),
            }
            for lido in lidos
        ]
        if not values:
            return
        statement = insert(LeituraRow)
        newer = {name: statement.excluded[name] for name in values[0]}
        update_old = statement.on_conflict_do_update(index_elements=["sha256"], set_=newer, where=_is_outdated())
        with self._scope() as session:
            session.execute(update_old, values)


def _add_novidades(session: Session, before: ProcessoRow, processo: Processo, now: datetime) -> None:
    antes = _PROCESSO.validate_python(before.cabecalho)
    novidades = compare_processos(antes, processo, before.consultado_em)
    if novidades.has_news:
        values = _NOVIDADES.dump_python(novidades, mode="json")
        session.add(NovidadesRow(numero_cnj=processo.numero_cnj, consultado_em=now, novidades=values))


def _is_outdated() -> ColumnElement[bool]:
    is_passing = or_(*(LeituraRow.motivo.contains(motivo) for motivo in PASSAGEIROS))
    return and_(is_passing, LeituraRow.created_at < datetime.now(UTC) - _PASSING_LIFE)


def _to_lido(row: LeituraRow) -> DocumentoLido:
    return DocumentoLido(
        sha256=row.sha256,
        formato=FormatoDeArquivo(row.formato),
        paginas=_PAGINAS.validate_python(row.paginas),
        motivo=row.motivo,
    )
