"""Storage of lawsuits. One method is one transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.dialects.postgresql import insert

from core.errors import RecordNotFoundError
from core.infra.db import SessionScope
from core.processos.domain import ConteudoBaixado, DocumentoLido, FormatoDeArquivo, Pagina, Processo
from core.processos.leitura.motivos import PASSAGEIROS
from core.processos.tables import ConteudoRow, DocumentoBaixadoRow, LeituraRow, ProcessoRow

_PROCESSO = TypeAdapter(Processo)
_PASSING_LIFE = timedelta(minutes=10)
_PAGINAS = TypeAdapter(tuple[Pagina, ...])


class ProcessoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def save_processo(self, processo: Processo) -> None:
        values = {
            "numero_cnj": processo.numero_cnj,
            "cabecalho": _PROCESSO.dump_python(processo, mode="json"),
            "consultado_em": datetime.now(UTC),
        }
        statement = insert(ProcessoRow).values(values)
        with self._scope() as session:
            session.execute(statement.on_conflict_do_update(index_elements=["numero_cnj"], set_=values))

    def get_processo(self, numero_cnj: str) -> Processo:
        with self._scope() as session:
            row = session.get(ProcessoRow, numero_cnj)
            if row is None:
                raise RecordNotFoundError(f"processo {numero_cnj}")
            return _PROCESSO.validate_python(row.cabecalho)

    def find_consultado_em(self, numero_cnj: str) -> datetime | None:
        """When the court's last answer was kept; tells one answer from another."""
        statement = select(ProcessoRow.consultado_em).where(ProcessoRow.numero_cnj == numero_cnj)
        with self._scope() as session:
            return session.scalar(statement)

    def find_hashes(self, numero_cnj: str, ids: Collection[str]) -> dict[str, str]:
        """SHA-256 by document id, for the documents that were downloaded before."""
        statement = select(DocumentoBaixadoRow.id_documento, DocumentoBaixadoRow.sha256).where(
            DocumentoBaixadoRow.numero_cnj == numero_cnj, DocumentoBaixadoRow.id_documento.in_(ids)
        )
        with self._scope() as session:
            return dict(session.execute(statement).tuples().all())

    def save_conteudo(self, numero_cnj: str, conteudo: ConteudoBaixado) -> None:
        """Keep the bytes of a downloaded document; the temporary file stays the caller's."""
        content_values = {
            "sha256": conteudo.sha256,
            "size_bytes": conteudo.size_bytes,
            "mimetype": conteudo.mimetype[:100],
            "conteudo": conteudo.path.read_bytes(),
            "created_at": datetime.now(UTC),
        }
        link_values = {
            "numero_cnj": numero_cnj,
            "id_documento": conteudo.id_documento,
            "sha256": conteudo.sha256,
            "created_at": datetime.now(UTC),
        }
        with self._scope() as session:
            session.execute(insert(ConteudoRow).values(content_values).on_conflict_do_nothing())
            session.execute(
                insert(DocumentoBaixadoRow)
                .values(link_values)
                .on_conflict_do_update(index_elements=["numero_cnj", "id_documento"], set_={"sha256": conteudo.sha256})
            )

    def get_conteudo(self, sha256: str) -> bytes:
        with self._scope() as session:
            content = session.scalar(select(ConteudoRow.conteudo).where(ConteudoRow.sha256 == sha256))
        if content is None:
            raise RecordNotFoundError(f"conteudo {sha256}")
        return content

    def find_leituras(self, hashes: Collection[str]) -> dict[str, DocumentoLido]:
        """The readings that still hold: one with a page lost to passing trouble serves those who wait for it."""
        statement = select(LeituraRow).where(LeituraRow.sha256.in_(hashes), not_(_is_outdated()))
        with self._scope() as session:
            rows = session.scalars(statement).all()
            return {row.sha256: _to_lido(row) for row in rows}

    def save_leitura(self, lido: DocumentoLido) -> None:
        """Keep a reading; the first one stays while it holds, so that running twice changes nothing."""
        values = {
            "sha256": lido.sha256,
            "formato": lido.formato.value,
            "motivo": lido.motivo,
            "paginas": _PAGINAS.dump_python(lido.paginas, mode="json"),
            "created_at": datetime.now(UTC),
        }
        with self._scope() as session:
            session.execute(
                insert(LeituraRow)
                .values(values)
                .on_conflict_do_update(index_elements=["sha256"], set_=values, where=_is_outdated())
            )


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
