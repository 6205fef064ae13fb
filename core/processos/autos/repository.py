"""Storage of the reader. One method is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Text, and_, case, cast, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import JSONPATH, array, insert

from core.auditoria.domain import Acao
from core.auditoria.repository import append_of
from core.infra.db import SessionScope
from core.processos.autos.domain import Busca, Etapa, Ficha
from core.processos.autos.tables import BuscaRow, TextoDePesquisaRow, VisitaRow
from core.processos.chave import describe_autos
from core.processos.domain import EstadoDaPagina, FormatoDeArquivo, Pagina, Processo
from core.processos.leitura.tables import PaginaLidaRow
from core.processos.tables import ConteudoRow, DocumentoBaixadoRow, LeituraRow, NovidadesRow, ProcessoRow

_PAGINA = TypeAdapter(Pagina)
_PROCESSO = TypeAdapter(Processo)

_VISITA = timedelta(hours=4)
"""Whoever comes back within this time is still on the same visit: a reload, or a telephone call, hides nothing new."""


class AutosRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def find_hashes(self, numero_cnj: str) -> dict[str, str]:
        """SHA-256 by id of each part of the case that was downloaded."""
        row = DocumentoBaixadoRow
        with self._scope() as session:
            found = session.execute(select(row.id_documento, row.sha256).where(row.numero_cnj == numero_cnj))
            return {row.id_documento: row.sha256 for row in found}

    def find_fichas(self, hashes: Collection[str]) -> dict[str, Ficha]:
        """States and places of the pages of these contents; their text stays in the database."""
        row = LeituraRow
        statement = select(
            row.sha256,
            row.formato,
            row.motivo,
            func.jsonb_path_query_array(row.paginas, cast("$[*].estado", JSONPATH)),
            func.jsonb_path_query_array(row.paginas, cast("$[*].folha", JSONPATH)),
            func.jsonb_path_query_array(row.paginas, cast('$[*] ? (@.suspeita != "").numero', JSONPATH)),
        ).where(row.sha256.in_(hashes))
        with self._scope() as session:
            return {found[0]: _to_ficha(*found) for found in session.execute(statement)}

    def find_parciais(self, hashes: Collection[str]) -> dict[str, Ficha]:
        """The pages kept of readings that did not come to their end, from the first one on without a gap."""
        row = PaginaLidaRow
        pagina = (row.pagina["estado"].astext, row.pagina["folha"], row.pagina["suspeita"].astext != "")
        statement = select(row.sha256, row.numero, *pagina).where(row.sha256.in_(hashes))
        found: dict[str, list[tuple[str, int | None, bool]]] = {}
        with self._scope() as session:
            for sha256, numero, *known in session.execute(statement.order_by(row.sha256, row.numero)):
                pages = found.setdefault(sha256, [])
                if numero == len(pages) + 1:
                    pages.append(tuple(known))
        return {sha256: _to_parcial(sha256, pages) for sha256, pages in found.items() if pages}

    def find_pagina(self, sha256: str, numero: int) -> Pagina | None:
        """One page of a reading; ``numero`` starts at 1."""
        statement = select(LeituraRow.paginas[numero - 1]).where(LeituraRow.sha256 == sha256)
        with self._scope() as session:
            found = session.scalar(statement)
        return None if found is None else _PAGINA.validate_python(found)

    def list_paginas(self, sha256: str) -> tuple[Pagina, ...]:
        """All pages of a reading; none when it was not read."""
        with self._scope() as session:
            found = session.scalar(select(LeituraRow.paginas).where(LeituraRow.sha256 == sha256))
        return tuple(_PAGINA.validate_python(pagina) for pagina in found or ())

    def measure(self, hashes: Collection[str]) -> int:
        """Bytes of these contents together."""
        statement = select(func.sum(ConteudoRow.size_bytes)).where(ConteudoRow.sha256.in_(hashes))
        with self._scope() as session:
            return int(session.scalar(statement) or 0)

    def list_sem_indice(self, hashes: Collection[str]) -> tuple[str, ...]:
        """The readings that cannot be searched yet, or were read again since they could."""
        texto = TextoDePesquisaRow
        is_indexed = (
            select(texto.sha256)
            .where(texto.sha256 == LeituraRow.sha256, texto.created_at >= LeituraRow.created_at)
            .exists()
        )
        has_pages = func.jsonb_array_length(LeituraRow.paginas) > 0
        statement = select(LeituraRow.sha256).where(LeituraRow.sha256.in_(hashes), has_pages, ~is_indexed)
        with self._scope() as session:
            return tuple(session.scalars(statement))

    def save_indice(self, sha256: str, textos: Iterable[tuple[int, str]]) -> None:
        """Keep the searchable text of all pages of a content, in place of what was there."""
        now = datetime.now(UTC)
        rows = [{"sha256": sha256, "numero": numero, "texto": texto, "created_at": now} for numero, texto in textos]
        add = insert(TextoDePesquisaRow)
        changed = {"texto": add.excluded.texto, "created_at": add.excluded.created_at}
        with self._scope() as session:
            session.execute(add.on_conflict_do_update(index_elements=["sha256", "numero"], set_=changed), rows)

    def search(self, hashes: Sequence[str], textos: Collection[str], limit: int) -> tuple[tuple[str, int], ...]:
        """Content and page wherever one of the texts stands, in the order of ``hashes``, up to ``limit``."""
        row = TextoDePesquisaRow
        has_text = or_(*(func.strpos(row.texto, texto) > 0 for texto in textos))
        statement = select(row.sha256, row.numero).where(row.sha256.in_(hashes), has_text)
        place = func.array_position(array([*hashes], type_=Text), cast(row.sha256, Text))
        with self._scope() as session:
            found = session.execute(statement.order_by(place, row.numero).limit(limit))
            return tuple((sha256, numero) for sha256, numero in found)

    def add_busca(self, numero_cnj: str, alvo: str, usuario_id: int, now: datetime) -> bool:
        """Begin a search anew; False when the same one is still going on."""
        values = {
            "numero_cnj": numero_cnj,
            "alvo": alvo,
            "usuario_id": usuario_id,
            "etapa": Etapa.NA_FILA.value,
            "pedida_em": now,
            "mudou_em": now,
            "feitos": 0,
            "total": 0,
            "espera": "",
            "erro_codigo": "",
            "erro_mensagem": "",
        }
        add = insert(BuscaRow).values(values)
        has_ended = BuscaRow.etapa.in_([etapa.value for etapa in Etapa if etapa.is_final])
        statement = add.on_conflict_do_update(index_elements=["numero_cnj", "alvo"], set_=values, where=has_ended)
        with self._scope() as session:
            return session.scalar(statement.returning(BuscaRow.numero_cnj)) is not None

    def find_busca(self, numero_cnj: str, alvo: str) -> Busca | None:
        with self._scope() as session:
            row = session.get(BuscaRow, (numero_cnj, alvo))
            return None if row is None else _to_busca(row)

    def list_paradas(self, before: datetime) -> tuple[Busca, ...]:
        """Open searches that did not change since then, oldest first."""
        is_open = BuscaRow.etapa.in_([etapa.value for etapa in Etapa if not etapa.is_final])
        statement = select(BuscaRow).where(is_open, BuscaRow.mudou_em < before).order_by(BuscaRow.mudou_em)
        with self._scope() as session:
            return tuple(_to_busca(row) for row in session.scalars(statement))

    def change_busca(self, numero_cnj: str, alvo: str, **values: Any) -> None:
        """Change an open search; one that ended stays as it ended."""
        is_open = BuscaRow.etapa.in_([etapa.value for etapa in Etapa if not etapa.is_final])
        is_it = and_(BuscaRow.numero_cnj == numero_cnj, BuscaRow.alvo == alvo, is_open)
        with self._scope() as session:
            session.execute(update(BuscaRow).where(is_it).values(mudou_em=datetime.now(UTC), **values))

    def reopen_busca(self, numero_cnj: str, alvo: str) -> bool:
        """Put a failed search back in the queue, with all that it fetched. False when it did not fail."""
        has_failed = BuscaRow.etapa == Etapa.COM_ERRO.value
        is_it = and_(BuscaRow.numero_cnj == numero_cnj, BuscaRow.alvo == alvo, has_failed)
        values = {"etapa": Etapa.NA_FILA.value, "erro_codigo": "", "erro_mensagem": "", "mudou_em": datetime.now(UTC)}
        with self._scope() as session:
            return session.scalar(update(BuscaRow).where(is_it).values(values).returning(BuscaRow.alvo)) is not None

    def save_visita(self, usuario_id: int, numero_cnj: str) -> None:
        """The person opens the case; after some hours without it this begins a new visit.

        It is on record once in so many hours, however often the person comes back meanwhile.
        """
        now = datetime.now(UTC)
        values = {"usuario_id": usuario_id, "numero_cnj": numero_cnj, "visto_em": now}
        is_new = VisitaRow.visto_em < now - _VISITA
        changed = {"visto_em": now, "desde": case((is_new, VisitaRow.viu_ate), else_=VisitaRow.desde)}
        add = insert(VisitaRow).values(values)
        is_due = or_(VisitaRow.registrada_em.is_(None), VisitaRow.registrada_em < now - _VISITA)
        note = update(VisitaRow).where(*_mine(usuario_id, numero_cnj), is_due).values(registrada_em=now)
        with self._scope() as session:
            session.execute(add.on_conflict_do_update(index_elements=["usuario_id", "numero_cnj"], set_=changed))
            if session.scalar(note.returning(VisitaRow.usuario_id)) is not None:
                append_of(session, usuario_id, Acao.PROCESSO_VISTO, describe_autos(numero_cnj))

    def is_recorded(self, usuario_id: int, numero_cnj: str) -> bool:
        """Whether a visit of the last hours is on record."""
        since = VisitaRow.registrada_em > datetime.now(UTC) - _VISITA
        with self._scope() as session:
            found = session.scalar(select(VisitaRow.usuario_id).where(*_mine(usuario_id, numero_cnj), since))
        return found is not None

    def save_vista(self, usuario_id: int, numero_cnj: str, consultado_em: datetime) -> datetime:
        """The person sees this answer of the court; returns the instant of the one seen before this visit, or of the
        first one ever seen."""
        is_it = and_(VisitaRow.usuario_id == usuario_id, VisitaRow.numero_cnj == numero_cnj)
        first = func.coalesce(VisitaRow.desde, VisitaRow.viu_ate, consultado_em)
        values = {"visto_em": datetime.now(UTC), "viu_ate": consultado_em, "desde": first}
        with self._scope() as session:
            desde = session.scalar(update(VisitaRow).where(is_it).values(values).returning(VisitaRow.desde))
        return desde or consultado_em

    def list_visitas(self, usuario_id: int, limit: int) -> tuple[tuple[Processo, datetime], ...]:
        """The cases that the person opened last, newest first, as last seen."""
        statement = (
            select(ProcessoRow.cabecalho, VisitaRow.visto_em)
            .join(VisitaRow, VisitaRow.numero_cnj == ProcessoRow.numero_cnj)
            .where(VisitaRow.usuario_id == usuario_id)
            .order_by(VisitaRow.visto_em.desc())
            .limit(limit)
        )
        with self._scope() as session:
            return tuple((_PROCESSO.validate_python(found), when) for found, when in session.execute(statement))

    def list_mudados(self, usuario_id: int, limit: int) -> tuple[tuple[str, datetime], ...]:
        """The person's cases of which the court told something new since the answer that the person saw."""
        newest = func.max(NovidadesRow.consultado_em)
        is_unseen = and_(
            NovidadesRow.numero_cnj == VisitaRow.numero_cnj, NovidadesRow.consultado_em > VisitaRow.viu_ate
        )
        statement = (
            select(VisitaRow.numero_cnj, newest)
            .join(NovidadesRow, is_unseen)
            .where(VisitaRow.usuario_id == usuario_id)
            .group_by(VisitaRow.numero_cnj)
            .order_by(newest.desc())
            .limit(limit)
        )
        with self._scope() as session:
            return tuple((numero, when) for numero, when in session.execute(statement))

    def delete_old(self, before: datetime) -> None:
        """Forget searches at the court and broken-off readings that are older; both come back when asked for.

        Searchable texts have a retention that people set (``core.lgpd.expurgo``).
        """
        row = PaginaLidaRow
        abandoned = select(row.sha256).group_by(row.sha256).having(func.max(row.created_at) < before)
        with self._scope() as session:
            session.execute(delete(row).where(row.sha256.in_(abandoned)))
            session.execute(delete(BuscaRow).where(BuscaRow.mudou_em < before))


def _mine(usuario_id: int, numero_cnj: str) -> tuple[ColumnElement[bool], ...]:
    return VisitaRow.usuario_id == usuario_id, VisitaRow.numero_cnj == numero_cnj


def _to_ficha(
    sha256: str, formato: str, motivo: str, estados: list[str], folhas: list[int | None], ocultas: list[int]
) -> Ficha:
    is_whole = len(folhas) == len(estados)  # readings of an older version have no leaves
    return Ficha(
        sha256=sha256,
        formato=FormatoDeArquivo(formato),
        estados=tuple(EstadoDaPagina(estado) for estado in estados),
        folhas=tuple(folhas) if is_whole else (None,) * len(estados),
        ocultas=frozenset(ocultas),
        motivo=motivo,
    )


def _to_parcial(sha256: str, pages: list[tuple[str, int | None, bool]]) -> Ficha:
    """``pages`` as state, leaf, and whether there is hidden text."""
    ocultas = frozenset(numero for numero, (_, _, is_oculta) in enumerate(pages, 1) if is_oculta)
    estados = tuple(EstadoDaPagina(estado) for estado, _, _ in pages)
    return Ficha(sha256, FormatoDeArquivo.DESCONHECIDO, estados, tuple(folha for _, folha, _ in pages), ocultas)


def _to_busca(row: BuscaRow) -> Busca:
    return Busca(
        numero_cnj=row.numero_cnj,
        alvo=row.alvo,
        usuario_id=row.usuario_id,
        etapa=Etapa(row.etapa),
        pedida_em=row.pedida_em,
        mudou_em=row.mudou_em,
        feitos=row.feitos,
        total=row.total,
        espera=row.espera,
        erro_codigo=row.erro_codigo,
        erro_mensagem=row.erro_mensagem,
    )
