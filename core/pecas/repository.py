"""Storage of gerações. One method is one transaction; writes of a worker carry its attempt and lose if replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlalchemy import Select, column, func, or_, select, table, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.auditoria.domain import Acao
from core.auditoria.repository import append_of
from core.errors import RecordNotFoundError
from core.events import Agente, Estado
from core.infra.channel import AttemptReplacedError
from core.infra.db import SessionScope
from core.infra.metrics import OpenOperation
from core.pecas.domain import (
    TIPOS_PREPARADOS,
    Coleta,
    Contradicao,
    DocumentoDaGeracao,
    Fato,
    Geracao,
    ItemDoHistorico,
    ModoDeGeracao,
    ModuloDecidido,
    ModuloEscolhido,
    PedidoDeGeracao,
    Resumo,
    TipoDePeca,
    Versoes,
)
from core.pecas.tables import (
    DocumentoDaGeracaoRow,
    FatoRow,
    GeracaoRow,
    ModuloDaGeracaoRow,
    ModuloDecididoRow,
    PecaRow,
    ResumoRow,
)
from core.processos.chave import describe_autos, is_envio
from core.prompts.comparacao import normalize

REABRIVEIS = (Estado.COM_ERRO, Estado.CANCELADO)
"""States from which a geração may be taken up again."""

AT_WORK = tuple(estado for estado in Estado if estado.is_at_work)
"""States in which a worker has, or will get, something to do."""

_ABERTOS = [estado.value for estado in Estado if not estado.is_final]
_DO_GERADOR = GeracaoRow.tipo_de_peca.not_in([tipo.value for tipo in TIPOS_PREPARADOS])
_NOT_OF_DOMAIN = ("geracao_id", "created_at")
_RESUMO = TypeAdapter(Resumo)
_DOCUMENTOS = TypeAdapter(list[DocumentoDaGeracao])
_FATOS = TypeAdapter(list[Fato])
_MODULOS = TypeAdapter(list[ModuloEscolhido])
_DECIDIDOS = TypeAdapter(list[ModuloDecidido])
_CONTRADICOES = TypeAdapter(tuple[Contradicao, ...])
_VERSOES = TypeAdapter(Versoes)
_envio = table("envio", column("chave"), column("usuario_id"))


class GeracaoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add(self, pedido: PedidoDeGeracao, usuario_id: int) -> Geracao:
        """A new geração in the queue; if the same person just asked for the same, that one.

        Raises RecordNotFoundError for files that another person handed in.
        """
        values = {
            "id": uuid4(),
            "numero_cnj": pedido.numero_cnj,
            "tipo_de_peca": pedido.tipo_de_peca.value,
            "grupo": pedido.grupo,
            "observacao": pedido.observacao,
            "modo": pedido.modo.value,
            "usuario_id": usuario_id,
            "estado": Estado.NA_FILA.value,
            "agente": Agente.COLETOR.value,
            "created_at": datetime.now(UTC),
        }
        with self._scope() as session:
            _require_own_files(session, pedido.numero_cnj, usuario_id)
            session.execute(insert(GeracaoRow).values(values).on_conflict_do_nothing())
            geracao = _to_geracao(session, session.scalars(_active(pedido, usuario_id)).one())
            if geracao.id == values["id"]:
                objeto, detalhe = describe_autos(pedido.numero_cnj), pedido.tipo_de_peca.label
                append_of(session, usuario_id, Acao.GERACAO_PEDIDA, objeto, detalhe)
            return geracao

    def find_ativa(self, pedido: PedidoDeGeracao, usuario_id: int) -> Geracao | None:
        """The geração of the same person, case and type that has not ended, whatever its observation and mode."""
        with self._scope() as session:
            row = session.scalars(_active(pedido, usuario_id)).one_or_none()
            return None if row is None else _to_geracao(session, row)

    def get(self, geracao_id: UUID) -> Geracao:
        with self._scope() as session:
            return _to_geracao(session, _get_row(session, geracao_id))

    def begin_attempt(self, geracao_id: UUID, estados: Sequence[Estado] = AT_WORK) -> Geracao | None:
        """Start or take over the work: a new attempt number. None when it is in none of the ``estados``."""
        now = datetime.now(UTC)
        statement = (
            update(GeracaoRow)
            .where(GeracaoRow.id == geracao_id, GeracaoRow.estado.in_([estado.value for estado in estados]))
            .values(
                attempt=GeracaoRow.attempt + 1,
                estado=Estado.EM_ANDAMENTO.value,
                iniciada_em=func.coalesce(GeracaoRow.iniciada_em, now),
            )
            .returning(GeracaoRow.id)
        )
        with self._scope() as session:
            if session.scalar(statement) is None:
                return None
            return _to_geracao(session, _get_row(session, geracao_id))

    def reopen(self, geracao_id: UUID) -> bool:
        """Put a failed or stopped geração back in the queue, with all it has. False when it is not in such a state."""
        statement = (
            update(GeracaoRow)
            .where(GeracaoRow.id == geracao_id, GeracaoRow.estado.in_([estado.value for estado in REABRIVEIS]))
            .values(estado=Estado.NA_FILA.value, iniciada_em=None, terminada_em=None, erro_codigo="", erro_mensagem="")
            .returning(GeracaoRow.id)
        )
        try:
            with self._scope() as session:
                return session.scalar(statement) is not None
        except IntegrityError:  # the same person has another active geração of this case and type
            return False

    def list_ativas(self) -> tuple[Geracao, ...]:
        """Every geração that waits for a worker or has one, oldest first."""
        at_work = GeracaoRow.estado.in_([estado.value for estado in AT_WORK])
        statement = select(GeracaoRow).where(at_work).order_by(GeracaoRow.created_at)
        with self._scope() as session:
            return tuple(_to_geracao(session, row) for row in session.scalars(statement).all())

    def list_open(self) -> tuple[OpenOperation, ...]:
        """Every geração that has not ended, and since when, without its content."""
        since = func.coalesce(GeracaoRow.iniciada_em, GeracaoRow.created_at)
        statement = select(GeracaoRow.id, GeracaoRow.estado, since).where(GeracaoRow.estado.in_(_ABERTOS))
        with self._scope() as session:
            return tuple(OpenOperation(ident, Estado(estado), at) for ident, estado, at in session.execute(statement))

    def save_versoes(self, geracao: Geracao, versoes: Versoes) -> None:
        self._save(geracao, {"versoes": _VERSOES.dump_python(versoes, mode="json")})

    def save_assunto(self, geracao: Geracao, assunto: str) -> None:
        self._save(geracao, {"assunto": assunto})

    def save_tipo(self, geracao: Geracao, tipo: TipoDePeca, motivo: str) -> None:
        """What the portal found out, beside what was asked for: another request for the same still finds this one."""
        self._save(geracao, {"tipo_detectado": tipo.value, "motivo_do_tipo": motivo})

    def save_texto(self, geracao: Geracao, texto: str) -> None:
        """Milestone of a text that is being written."""
        self._save(geracao, {"texto": texto})

    def save_coleta(self, geracao: Geracao, coleta: Coleta) -> None:
        """Everything agent 1 found, and the hand-over to agent 2, at once."""
        documentos = _DOCUMENTOS.dump_python(list(coleta.documentos), mode="json")
        fatos = _FATOS.dump_python(list(coleta.fatos), mode="json")
        contradicoes = _CONTRADICOES.dump_python(coleta.contradicoes, mode="json")
        values = {"agente": Agente.DETECTOR.value, "avisos": list(coleta.avisos), "contradicoes": contradicoes}
        values["anexo"] = coleta.anexo
        with self._scope() as session:
            update_fenced(session, geracao, values)
            replace_rows(session, DocumentoDaGeracaoRow, geracao.id, documentos)
            replace_rows(session, FatoRow, geracao.id, fatos)

    def save_decisoes(self, geracao: Geracao, decididos: Sequence[ModuloDecidido]) -> None:
        """What agent 2 decided on every module."""
        with self._scope() as session:
            update_fenced(session, geracao, {"agente": Agente.DETECTOR.value})
            replace_decisoes(session, geracao.id, decididos)

    def save_espera(self, geracao: Geracao) -> None:
        """The hand-over to the person, who chooses before agent 3 writes."""
        self._save(geracao, {"estado": Estado.AGUARDANDO_VOCE.value})

    def save_modulos(self, geracao: Geracao, modulos: tuple[ModuloEscolhido, ...], avisos: tuple[str, ...]) -> None:
        """The chosen modules, and the hand-over to agent 3, at once."""
        values = _MODULOS.dump_python(list(modulos), mode="json")
        with self._scope() as session:
            update_fenced(session, geracao, {"agente": Agente.REDATOR.value, "avisos": list(avisos)})
            replace_rows(session, ModuloDaGeracaoRow, geracao.id, values)

    def save_end(self, geracao: Geracao, estado: Estado, *, erro: tuple[str, str] = ("", "")) -> None:
        """The final state of an attempt without a new text. ``erro`` is the code and the message a person reads."""
        values = {"estado": estado.value, "terminada_em": datetime.now(UTC)}
        self._save(geracao, values | {"erro_codigo": erro[0], "erro_mensagem": erro[1]})

    def list_documentos(self, geracao_id: UUID) -> tuple[DocumentoDaGeracao, ...]:
        order = DocumentoDaGeracaoRow.ordem
        return tuple(_DOCUMENTOS.validate_python(self._rows(DocumentoDaGeracaoRow, geracao_id, order)))

    def list_fatos(self, geracao_id: UUID) -> tuple[Fato, ...]:
        return tuple(_FATOS.validate_python(self._rows(FatoRow, geracao_id, FatoRow.variavel)))

    def list_modulos(self, geracao_id: UUID) -> tuple[ModuloEscolhido, ...]:
        return tuple(_MODULOS.validate_python(self._rows(ModuloDaGeracaoRow, geracao_id, ModuloDaGeracaoRow.ordem)))

    def list_decisoes(self, geracao_id: UUID) -> tuple[ModuloDecidido, ...]:
        """In the order in which the modules were offered."""
        return tuple(_DECIDIDOS.validate_python(self._rows(ModuloDecididoRow, geracao_id, ModuloDecididoRow.ordem)))

    def list_contradicoes(self, geracao_id: UUID) -> tuple[Contradicao, ...]:
        with self._scope() as session:
            return _CONTRADICOES.validate_python(_get_row(session, geracao_id).contradicoes)

    def list_historico(self, usuario_id: int, *, busca: str, limit: int) -> tuple[ItemDoHistorico, ...]:
        """The generator's, newest first.

        ``busca`` looks in number, subject, text and the type's label, case and accents ignored.
        """
        statement = select(GeracaoRow).where(GeracaoRow.usuario_id == usuario_id, _DO_GERADOR)
        for word in busca.split():
            columns = (GeracaoRow.assunto, GeracaoRow.texto)
            options = [
                func.strpos(func.lower(func.unaccent(column)), func.lower(func.unaccent(word))) > 0
                for column in columns
            ]
            tipos = [tipo.value for tipo in TipoDePeca if normalize(word) in normalize(tipo.label)]
            options.append(
                func.coalesce(func.nullif(GeracaoRow.tipo_detectado, ""), GeracaoRow.tipo_de_peca).in_(tipos)
            )
            bare = "".join(char for char in word if char.isalnum())
            if bare.isdigit():
                options.append(GeracaoRow.numero_cnj.contains(bare))
            statement = statement.where(or_(*options))
        with self._scope() as session:
            rows = session.scalars(statement.order_by(GeracaoRow.created_at.desc()).limit(limit))
            return tuple(_to_item(row) for row in rows)

    def list_em_andamento(self, usuario_id: int) -> tuple[ItemDoHistorico, ...]:
        """Everything of the person's in the generator that has not ended, newest first."""
        own = (GeracaoRow.usuario_id == usuario_id, GeracaoRow.estado.in_(_ABERTOS), _DO_GERADOR)
        statement = select(GeracaoRow).where(*own)
        with self._scope() as session:
            rows = session.scalars(statement.order_by(GeracaoRow.created_at.desc()))
            return tuple(_to_item(row) for row in rows)

    def list_do_processo(self, numero_cnj: str, tipo: TipoDePeca, usuario_id: int) -> tuple[ItemDoHistorico, ...]:
        """Everything of one type that the person asked for about the case, newest first."""
        own = (GeracaoRow.numero_cnj == numero_cnj, GeracaoRow.tipo_de_peca == tipo.value)
        statement = select(GeracaoRow).where(GeracaoRow.usuario_id == usuario_id, *own)
        with self._scope() as session:
            return tuple(_to_item(row) for row in session.scalars(statement.order_by(GeracaoRow.created_at.desc())))

    def find_resumo(self, key: tuple[str, str, int, str]) -> Resumo | None:
        """The stored answer for (hash of content and text sent, category, category version, model)."""
        with self._scope() as session:
            row = session.get(ResumoRow, key)
            return None if row is None else _RESUMO.validate_python(row.resposta)

    def save_resumo(self, key: tuple[str, str, int, str], resumo: Resumo) -> None:
        names = ("sha256", "categoria", "categoria_versao", "modelo")
        values = dict(zip(names, key, strict=True)) | {
            "resposta": _RESUMO.dump_python(resumo, mode="json"),
            "created_at": datetime.now(UTC),
        }
        with self._scope() as session:
            session.execute(insert(ResumoRow).values(values).on_conflict_do_nothing())

    def _save(self, geracao: Geracao, values: Mapping[str, Any]) -> None:
        with self._scope() as session:
            update_fenced(session, geracao, values)

    def _rows(self, table: type[Any], geracao_id: UUID, order: Any) -> list[dict[str, Any]]:
        with self._scope() as session:
            rows = session.scalars(select(table).where(table.geracao_id == geracao_id).order_by(order))
            return [
                {
                    column.name: getattr(row, column.name)
                    for column in table.__table__.columns
                    if column.name not in _NOT_OF_DOMAIN
                }
                for row in rows
            ]


def _require_own_files(session: Session, numero: str, usuario_id: int) -> None:
    """A geração stands on files only for the person who handed them in. Raises RecordNotFoundError."""
    if not is_envio(numero):
        return
    is_own = (_envio.c.chave == numero, _envio.c.usuario_id == usuario_id)
    if session.scalar(select(_envio.c.chave).where(*is_own)) is None:
        raise RecordNotFoundError("files of another person")


def _active(pedido: PedidoDeGeracao, usuario_id: int) -> Select[GeracaoRow]:
    return select(GeracaoRow).where(
        GeracaoRow.usuario_id == usuario_id,
        GeracaoRow.numero_cnj == pedido.numero_cnj,
        GeracaoRow.tipo_de_peca == pedido.tipo_de_peca.value,
        GeracaoRow.estado.in_(_ABERTOS),
    )


def update_fenced(session: Session, geracao: Geracao, values: Mapping[str, Any]) -> None:
    """Change the row only while this attempt is the current one. Raises AttemptReplacedError otherwise."""
    statement = (
        update(GeracaoRow)
        .where(GeracaoRow.id == geracao.id, GeracaoRow.attempt == geracao.attempt)
        .values(**values)
        .returning(GeracaoRow.id)
    )
    if session.scalar(statement) is None:
        raise AttemptReplacedError(f"attempt {geracao.attempt} of {geracao.id}")


def replace_rows(session: Session, table: type[Any], geracao_id: UUID, values: list[dict[str, Any]]) -> None:
    session.query(table).filter(table.geracao_id == geracao_id).delete()
    if values:
        session.execute(insert(table).values([{"geracao_id": geracao_id, **value} for value in values]))


def replace_decisoes(session: Session, geracao_id: UUID, decididos: Sequence[ModuloDecidido]) -> None:
    created = {"created_at": datetime.now(UTC)}
    values = [created | value for value in _DECIDIDOS.dump_python(list(decididos), mode="json")]
    replace_rows(session, ModuloDecididoRow, geracao_id, values)


def _get_row(session: Session, geracao_id: UUID) -> GeracaoRow:
    row = session.get(GeracaoRow, geracao_id, populate_existing=True)
    if row is None:
        raise RecordNotFoundError(f"geracao {geracao_id}")
    return row


def _to_geracao(session: Session, row: GeracaoRow) -> Geracao:
    peca_id = session.scalar(select(PecaRow.id).where(PecaRow.geracao_id == row.id))
    return Geracao(
        id=row.id,
        pedido=_to_pedido(row),
        usuario_id=row.usuario_id,
        estado=Estado(row.estado),
        agente=Agente(row.agente),
        attempt=row.attempt,
        criada_em=row.created_at,
        iniciada_em=row.iniciada_em,
        terminada_em=row.terminada_em,
        texto=row.texto,
        erro_codigo=row.erro_codigo,
        erro_mensagem=row.erro_mensagem,
        peca_id=peca_id,
        avisos=tuple(row.avisos),
        assunto=row.assunto,
        versoes=_VERSOES.validate_python(row.versoes),
        motivo_do_tipo=row.motivo_do_tipo,
        anexo=row.anexo,
    )


def _to_pedido(row: GeracaoRow) -> PedidoDeGeracao:
    tipo, modo = TipoDePeca(row.tipo_detectado or row.tipo_de_peca), ModoDeGeracao(row.modo)
    return PedidoDeGeracao(row.numero_cnj, tipo, row.grupo, row.observacao, modo)


def _to_item(row: GeracaoRow) -> ItemDoHistorico:
    return ItemDoHistorico(
        geracao_id=row.id,
        numero_cnj=row.numero_cnj,
        tipo_de_peca=TipoDePeca(row.tipo_detectado or row.tipo_de_peca),
        estado=Estado(row.estado),
        criada_em=row.created_at,
        grupo=row.grupo,
        assunto=row.assunto,
    )
