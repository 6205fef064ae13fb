"""Golden sets in PostgreSQL; one method is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from core.classificador.gabarito.domain import (
    CasoDoGabarito,
    EstadoDaProposta,
    Gabarito,
    LinhaDoGabarito,
    OrigemDoCaso,
    PaginaDoGabarito,
    PropostaDeCaso,
    compute_sha256,
)
from core.classificador.gabarito.tables import CasoRow, GabaritoRow, PropostaRow, TextoDoGabaritoRow
from core.errors import ForbiddenChangeError, RecordNotFoundError, VersionConflictError
from core.infra.db import SessionScope

_LOCK_NAME = "gabaritos"
_DECIDED = "Outra pessoa já revisou esta correção. A decisão dela vale; recarregue a página para vê-la."
_PUBLISHED = "Esta correção já está numa versão do gabarito ou voltou à revisão. Recarregue a página para vê-la."

Change = Callable[[tuple[CasoDoGabarito, ...]], tuple[CasoDoGabarito, ...]]
"""The documents of the next version from those of the live one. Raises what keeps it from being stored."""


@dataclass(frozen=True)
class NovaVersao:
    """What a new version is called and who made it why."""

    slug: str
    nome: str
    prompt_slug: str
    autor: str
    motivo: str


@dataclass(frozen=True)
class NovaProposta:
    item_id: int
    revisao: int
    caso: CasoDoGabarito
    resposta: str


class GabaritoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def list_vivos(self) -> tuple[Gabarito, ...]:
        """The newest version of each, by name."""
        newest = select(GabaritoRow.slug, func.max(GabaritoRow.versao).label("versao")).group_by(GabaritoRow.slug)
        last = newest.subquery()
        query = select(GabaritoRow).join(
            last, (last.c.slug == GabaritoRow.slug) & (last.c.versao == GabaritoRow.versao)
        )
        with self._scope() as session:
            return _to_gabaritos(session, session.scalars(query.order_by(GabaritoRow.nome)).all())

    def get(self, slug: str, versao: int | None = None) -> Gabarito:
        """The version asked for, or the newest. Raises RecordNotFoundError."""
        with self._scope() as session:
            return _to_gabarito(session, _get_row(session, slug, versao))

    def list_versoes(self, slug: str) -> tuple[Gabarito, ...]:
        """The newest first."""
        query = select(GabaritoRow).where(GabaritoRow.slug == slug).order_by(GabaritoRow.versao.desc())
        with self._scope() as session:
            return _to_gabaritos(session, session.scalars(query).all())

    def list_casos(self, slug: str, versao: int | None = None) -> tuple[CasoDoGabarito, ...]:
        """In the order they have. Raises RecordNotFoundError."""
        with self._scope() as session:
            return _list_casos(session, _get_row(session, slug, versao))

    def list_pagina(self, gabarito: Gabarito, categoria: str, numero: int, tamanho: int) -> PaginaDoGabarito:
        """Documents without their texts, of one category or of all; a page behind the last one is the last one."""
        of_version = (GabaritoRow.slug == gabarito.slug, GabaritoRow.versao == gabarito.versao)
        query = select(CasoRow).join(GabaritoRow, GabaritoRow.id == CasoRow.gabarito_id).where(*of_version)
        if categoria:
            query = query.where(CasoRow.categoria == categoria)
        with self._scope() as session:
            total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
            numero = max(min(numero, -(-total // tamanho)), 1)
            rows = session.scalars(query.order_by(CasoRow.ordem).offset((numero - 1) * tamanho).limit(tamanho))
            return PaginaDoGabarito(tuple(_to_linha(row) for row in rows), total, numero, tamanho)

    def find_caso(self, gabarito: Gabarito, sha256: str) -> CasoDoGabarito | None:
        """The document with its text; None where this version does not have it."""
        of_version = (GabaritoRow.slug == gabarito.slug, GabaritoRow.versao == gabarito.versao)
        query = (
            select(CasoRow, TextoDoGabaritoRow.texto)
            .join(GabaritoRow, GabaritoRow.id == CasoRow.gabarito_id)
            .join(TextoDoGabaritoRow, TextoDoGabaritoRow.sha256 == CasoRow.sha256)
            .where(*of_version, CasoRow.sha256 == sha256)
        )
        with self._scope() as session:
            found = session.execute(query).first()
            return _to_caso(found[0], found[1], OrigemDoCaso(found[0].origem)) if found else None

    def add(self, nova: NovaVersao, casos: Sequence[CasoDoGabarito]) -> Gabarito:
        """Store the first version. Raises ForbiddenChangeError when the name is taken."""
        with self._scope() as session:
            _lock(session)
            if session.scalar(select(GabaritoRow.id).where(GabaritoRow.slug == nova.slug).limit(1)):
                raise ForbiddenChangeError(
                    f"gabarito {nova.slug} exists",
                    user_message="Já existe um gabarito com este nome. Escolha outro nome ou acrescente casos a ele.",
                )
            return _write(session, nova, 1, casos)

    def save_versao(self, nova: NovaVersao, *, viva: int, change: Change) -> Gabarito:
        """Store the next version. Raises VersionConflictError when ``viva`` is not the newest any more."""
        with self._scope() as session:
            _lock(session)
            live = _require_viva(session, nova.slug, viva)
            return _write(session, nova, viva + 1, change(_list_casos(session, live)))

    def publish(self, nova: NovaVersao, *, viva: int, change: Callable[[Sequence[CasoDoGabarito]], Change]) -> Gabarito:
        """Store the next version with the accepted corrections that are in none yet.

        Raises ForbiddenChangeError when there are none, VersionConflictError.
        """
        accepted = (
            select(PropostaRow)
            .where(
                PropostaRow.gabarito_slug == nova.slug,
                PropostaRow.estado == EstadoDaProposta.ACEITA,
                PropostaRow.versao.is_(None),
            )
            .order_by(PropostaRow.id)
        )
        with self._scope() as session:
            _lock(session)
            live = _require_viva(session, nova.slug, viva)
            rows = session.scalars(accepted).all()
            textos = TextoDoGabaritoRow
            if not rows:
                raise ForbiddenChangeError(
                    "nothing accepted",
                    user_message="Nenhuma correção aceita espera publicação. Revise as correções e publique depois.",
                )
            found = session.execute(
                select(textos.sha256, textos.texto).where(textos.sha256.in_([r.sha256 for r in rows]))
            )
            by_sha: dict[str, str] = dict(found.all())
            novos = [_to_caso(row, by_sha[row.sha256], OrigemDoCaso.CORRECAO) for row in rows]
            gabarito = _write(session, nova, viva + 1, change(novos)(_list_casos(session, live)))
            ids = [row.id for row in rows]
            session.execute(update(PropostaRow).where(PropostaRow.id.in_(ids)).values(versao=gabarito.versao))
            return gabarito

    def add_propostas(self, slug: str, propostas: Sequence[NovaProposta]) -> int:
        """Those that are not there yet, of at least one; answers how many."""
        with self._scope() as session:
            _lock(session)
            _get_row(session, slug, None)
            _save_textos(session, (proposta.caso for proposta in propostas))
            values = [
                {
                    "gabarito_slug": slug,
                    "item_id": nova.item_id,
                    "revisao": nova.revisao,
                    "resposta": nova.resposta,
                    "estado": EstadoDaProposta.PENDENTE.value,
                    "created_at": datetime.now(UTC),
                    **_caso_columns(nova.caso),
                }
                for nova in propostas
            ]
            statement = insert(PropostaRow).values(values).on_conflict_do_nothing().returning(PropostaRow.id)
            return len(session.scalars(statement).all())

    def list_propostas(self, slug: str, estado: EstadoDaProposta, *, limit: int) -> tuple[PropostaDeCaso, ...]:
        """Those that are in no version yet, the oldest first."""
        is_wanted = (PropostaRow.gabarito_slug == slug, PropostaRow.estado == estado, PropostaRow.versao.is_(None))
        query = (
            select(PropostaRow, TextoDoGabaritoRow.texto)
            .join(TextoDoGabaritoRow, TextoDoGabaritoRow.sha256 == PropostaRow.sha256)
            .where(*is_wanted)
            .order_by(PropostaRow.id)
            .limit(limit)
        )
        with self._scope() as session:
            return tuple(_to_proposta(row, texto) for row, texto in session.execute(query))

    def count_propostas(self, slug: str) -> dict[EstadoDaProposta, int]:
        """How many there are of each state that are in no version yet."""
        is_wanted = (PropostaRow.gabarito_slug == slug, PropostaRow.versao.is_(None))
        query = select(PropostaRow.estado, func.count()).where(*is_wanted).group_by(PropostaRow.estado)
        with self._scope() as session:
            return {EstadoDaProposta(estado): count for estado, count in session.execute(query)}

    def undo_review(self, proposta_id: int) -> None:
        """Have an accepted one reviewed again. Raises ForbiddenChangeError when it is in a version already."""
        row = PropostaRow
        is_open = (row.id == proposta_id, row.estado == EstadoDaProposta.ACEITA, row.versao.is_(None))
        values = {"estado": EstadoDaProposta.PENDENTE.value, "revisor": "", "motivo": "", "revisada_em": None}
        with self._scope() as session:
            _lock(session)
            if session.scalar(update(row).where(*is_open).values(values).returning(row.id)) is None:
                raise ForbiddenChangeError(f"proposta {proposta_id} is not open", user_message=_PUBLISHED)

    def review(self, proposta_id: int, estado: EstadoDaProposta, *, revisor: str, motivo: str) -> PropostaDeCaso:
        """Raises ForbiddenChangeError when it was reviewed before, RecordNotFoundError."""
        with self._scope() as session:
            row = session.get(PropostaRow, proposta_id, with_for_update=True)
            if row is None:
                raise RecordNotFoundError(f"proposta {proposta_id}")
            if row.estado != EstadoDaProposta.PENDENTE:
                raise ForbiddenChangeError(f"proposta {proposta_id} {row.estado}", user_message=_DECIDED)
            row.estado, row.revisor, row.motivo = estado.value, revisor, motivo
            row.revisada_em = datetime.now(UTC)
            return _to_proposta(row, session.get_one(TextoDoGabaritoRow, row.sha256).texto)


def _lock(session: Session) -> None:
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK_NAME))))


def _get_row(session: Session, slug: str, versao: int | None) -> GabaritoRow:
    query = select(GabaritoRow).where(GabaritoRow.slug == slug).order_by(GabaritoRow.versao.desc()).limit(1)
    row = session.scalar(query if versao is None else query.where(GabaritoRow.versao == versao))
    if row is None:
        raise RecordNotFoundError(f"gabarito {slug} v{versao or 'newest'}")
    return row


def _require_viva(session: Session, slug: str, viva: int) -> GabaritoRow:
    live = _get_row(session, slug, None)
    if live.versao != viva:
        raise VersionConflictError(f"gabarito {slug} is no longer v{viva}", viva=live.versao)
    return live


def _write(session: Session, nova: NovaVersao, versao: int, casos: Sequence[CasoDoGabarito]) -> Gabarito:
    casos = _keep_lados(session, nova.slug, casos)
    _save_textos(session, casos)
    row = GabaritoRow(
        slug=nova.slug,
        versao=versao,
        nome=nova.nome,
        prompt_slug=nova.prompt_slug,
        sha256=compute_sha256(casos),
        autor=nova.autor,
        motivo=nova.motivo,
    )
    session.add(row)
    session.flush()
    session.execute(
        insert(CasoRow),
        [
            {"gabarito_id": row.id, "ordem": ordem, "origem": caso.origem.value, **_caso_columns(caso)}
            for ordem, caso in enumerate(casos, start=1)
        ],
    )
    return _to_gabarito(session, row)


def _keep_lados(session: Session, slug: str, casos: Sequence[CasoDoGabarito]) -> Sequence[CasoDoGabarito]:
    """A document that comes back after a version without it has the case of its first version, and so its side."""
    first = (
        select(CasoRow.sha256, CasoRow.numero_cnj)
        .join(GabaritoRow, GabaritoRow.id == CasoRow.gabarito_id)
        .where(GabaritoRow.slug == slug)
        .ext(distinct_on(CasoRow.sha256))
        .order_by(CasoRow.sha256, GabaritoRow.versao)
    )
    published: dict[str, str] = dict(session.execute(first).all())
    return [replace(caso, numero_cnj=published.get(caso.sha256, caso.numero_cnj)) for caso in casos]


def _save_textos(session: Session, casos: Iterable[CasoDoGabarito]) -> None:
    values = list({caso.sha256: {"sha256": caso.sha256, "texto": caso.texto} for caso in casos}.values())
    if values:
        session.execute(insert(TextoDoGabaritoRow).on_conflict_do_nothing(), values)


def _caso_columns(caso: CasoDoGabarito) -> dict[str, str]:
    return {
        "sha256": caso.sha256,
        "nome": caso.nome,
        "numero_cnj": caso.numero_cnj,
        "id_documento": caso.id_documento,
        "categoria": caso.categoria,
        "subcategoria": caso.subcategoria,
        "autor": caso.autor,
    }


def _list_casos(session: Session, gabarito: GabaritoRow) -> tuple[CasoDoGabarito, ...]:
    query = (
        select(CasoRow, TextoDoGabaritoRow.texto)
        .join(TextoDoGabaritoRow, TextoDoGabaritoRow.sha256 == CasoRow.sha256)
        .where(CasoRow.gabarito_id == gabarito.id)
        .order_by(CasoRow.ordem)
    )
    return tuple(_to_caso(row, texto, OrigemDoCaso(row.origem)) for row, texto in session.execute(query))


def _to_caso(row: CasoRow | PropostaRow, texto: str, origem: OrigemDoCaso) -> CasoDoGabarito:
    return CasoDoGabarito(
        nome=row.nome,
        texto=texto,
        categoria=row.categoria,
        subcategoria=row.subcategoria,
        numero_cnj=row.numero_cnj,
        id_documento=row.id_documento,
        origem=origem,
        autor=row.autor,
    )


def _to_gabarito(session: Session, row: GabaritoRow) -> Gabarito:
    return _to_gabaritos(session, [row])[0]


def _to_gabaritos(session: Session, rows: Sequence[GabaritoRow]) -> tuple[Gabarito, ...]:
    """With what is counted of their documents; one whose case is not known counts as a case of its own."""
    of_these = CasoRow.gabarito_id.in_([row.id for row in rows])
    count = func.count()
    by_class = select(CasoRow.gabarito_id, CasoRow.categoria, count).where(of_these)
    classes: dict[int, list[tuple[str, int]]] = {}
    in_order = by_class.group_by(CasoRow.gabarito_id, CasoRow.categoria).order_by(count.desc(), CasoRow.categoria)
    for ident, categoria, total in session.execute(in_order):
        classes.setdefault(ident, []).append((categoria, total))
    processo = func.coalesce(func.nullif(CasoRow.numero_cnj, ""), CasoRow.sha256)
    by_case = select(CasoRow.gabarito_id, func.count(processo.distinct())).where(of_these)
    processos: dict[int, int] = dict(session.execute(by_case.group_by(CasoRow.gabarito_id)).all())
    return tuple(
        Gabarito(
            slug=row.slug,
            versao=row.versao,
            nome=row.nome,
            prompt_slug=row.prompt_slug,
            sha256=row.sha256,
            classes=tuple(classes.get(row.id, ())),
            processos=processos.get(row.id, 0),
            autor=row.autor,
            motivo=row.motivo,
            criado_em=row.created_at,
        )
        for row in rows
    )


def _to_linha(row: CasoRow) -> LinhaDoGabarito:
    values = (row.sha256, row.nome, row.categoria, row.subcategoria, row.numero_cnj)
    return LinhaDoGabarito(*values, OrigemDoCaso(row.origem))


def _to_proposta(row: PropostaRow, texto: str) -> PropostaDeCaso:
    return PropostaDeCaso(
        id=row.id,
        gabarito_slug=row.gabarito_slug,
        item_id=row.item_id,
        caso=_to_caso(row, texto, OrigemDoCaso.CORRECAO),
        resposta=row.resposta,
        estado=EstadoDaProposta(row.estado),
        revisor=row.revisor,
        motivo=row.motivo,
    )
