"""Storage of pedidos de cálculo. One method is one transaction; a worker that was replaced writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import func, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.calculo.pedido.campos import DEFINICOES, PELA_TABELA, NomeDoCampo
from core.calculo.pedido.domain import (
    Ancora,
    Campo,
    EstadoDoCampo,
    ItemDoHistorico,
    Levantamento,
    PedidoDeCalculo,
    ResultadoDoCalculo,
    ResumoDoResultado,
)
from core.calculo.pedido.montagem import build_regimes_do_titulo
from core.calculo.pedido.tables import CampoDoCalculoRow, PedidoDeCalculoRow, ResultadoDoCalculoRow
from core.calculo.tabelas.afetados import CalculoGuardado
from core.errors import CampoConflictError, RecordNotFoundError
from core.events import Estado
from core.infra.channel import AttemptReplacedError
from core.infra.db import SessionScope
from core.usuarios.domain import Usuario

_AT_WORK = [estado.value for estado in Estado if estado.is_at_work]
_ANCORA, _LEVANTAMENTO = TypeAdapter(Ancora), TypeAdapter(Levantamento)
_RESULTADO, _GUARDADO = TypeAdapter(ResultadoDoCalculo), TypeAdapter(CalculoGuardado)
_LEMBRADOS = 64
_DISCUTIDOS = [Estado.AGUARDANDO_VOCE.value, Estado.PRONTO.value, Estado.PRONTO_COM_RESSALVAS.value]
"""States of a pedido whose fields a person may touch."""


class PedidoDeCalculoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope
        self._resultados = lru_cache(_LEMBRADOS)(self._read_resultado)
        """Results never change, and those that people look at are read at every click."""

    def add(self, pedido: PedidoDeCalculo) -> bool:
        """False when the person already has one at work for the case."""
        row = PedidoDeCalculoRow(
            id=pedido.id,
            numero_cnj=pedido.numero_cnj,
            usuario_id=pedido.usuario_id,
            estado=pedido.estado.value,
            created_at=pedido.criado_em,
        )
        try:
            with self._scope() as session:
                session.add(row)
        except IntegrityError:
            return False
        return True

    def get(self, pedido_id: UUID) -> PedidoDeCalculo:
        """With its fields and its newest result. Raises RecordNotFoundError."""
        with self._scope() as session:
            pedido, numero = _load(session, _get_row(session, pedido_id))
        return self._add_resultado_atual(pedido, numero)

    def find_ativo(self, numero_cnj: str, usuario_id: int) -> PedidoDeCalculo | None:
        """The person's pedido of the case that has not ended."""
        return self._find(numero_cnj, usuario_id, _AT_WORK)

    def find_anterior(self, numero_cnj: str, usuario_id: int) -> PedidoDeCalculo | None:
        """The person's newest pedido of the case whose documents were read."""
        return self._find(numero_cnj, usuario_id, _DISCUTIDOS)

    def list_ativos(self) -> tuple[PedidoDeCalculo, ...]:
        """Every pedido that waits for a worker or has one, oldest first."""
        row = PedidoDeCalculoRow
        with self._scope() as session:
            found = session.scalars(select(row).where(row.estado.in_(_AT_WORK)).order_by(row.created_at))
            return tuple(_to_pedido(one) for one in found)

    def list_historico(self, usuario_id: int, busca: str, limit: int) -> tuple[ItemDoHistorico, ...]:
        """Newest first; ``busca`` are digits of the case number."""
        row, resultado = PedidoDeCalculoRow, ResultadoDoCalculoRow
        newest = (
            select(resultado.total)
            .where(resultado.pedido_id == row.id)
            .order_by(resultado.numero.desc())
            .limit(1)
            .scalar_subquery()
        )
        assunto = row.levantamento["classe"].astext
        statement = select(row.id, row.numero_cnj, row.estado, row.created_at, assunto, newest)
        statement = statement.where(row.usuario_id == usuario_id, row.numero_cnj.contains(busca, autoescape=True))
        with self._scope() as session:
            found = session.execute(statement.order_by(row.created_at.desc()).limit(limit))
            return tuple(
                ItemDoHistorico(ident, numero, Estado(estado), criado_em, classe or "", total)
                for ident, numero, estado, criado_em, classe, total in found
            )

    def begin_attempt(self, pedido_id: UUID) -> PedidoDeCalculo | None:
        """Start or take over the work: a new attempt number. None when it already ended."""
        row = PedidoDeCalculoRow
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

    def finish(
        self, pedido: PedidoDeCalculo, levantamento: Levantamento, campos: Sequence[Campo], fontes: Mapping[str, str]
    ) -> None:
        """What was found, at once: it now waits for the person. Raises AttemptReplacedError."""
        values = {"levantamento": _LEVANTAMENTO.dump_python(levantamento, mode="json"), "fontes": dict(fontes)}
        with self._scope() as session:
            _end(session, pedido, Estado.AGUARDANDO_VOCE, values)
            session.add_all(_to_campo_row(pedido.id, campo, None) for campo in campos)

    def fail(self, pedido: PedidoDeCalculo, estado: Estado, codigo: str = "", mensagem: str = "") -> None:
        """The end of an attempt without fields. Raises AttemptReplacedError when another one took over."""
        with self._scope() as session:
            _end(session, pedido, estado, {"erro_codigo": codigo, "erro_mensagem": mensagem})

    def reopen(self, pedido_id: UUID) -> bool:
        """Put a failed or stopped pedido back in the queue. False when it is none, or another one is at work."""
        row = PedidoDeCalculoRow
        statement = (
            update(row)
            .where(row.id == pedido_id, row.estado.in_([Estado.COM_ERRO.value, Estado.CANCELADO.value]))
            .values(estado=Estado.NA_FILA.value, terminado_em=None, erro_codigo="", erro_mensagem="")
            .returning(row.id)
        )
        try:
            with self._scope() as session:
                return session.scalar(statement) is not None
        except IntegrityError:
            return False

    def add_campos(self, pedido_id: UUID, campos: Iterable[Campo], usuario: Usuario) -> None:
        """The next revision of each, all or none. What was calculated stays, as made from the former ones.

        Raises CampoConflictError with what the other person wrote.
        """
        with self._scope() as session:
            row = _get_row(session, pedido_id, for_update=True)
            atuais = {campo.nome: campo for campo in _list_campos(session, pedido_id)}
            for campo in campos:
                atual = atuais[campo.nome]
                if atual.revisao != campo.revisao - 1:
                    raise CampoConflictError(
                        f"{campo.nome} is at {atual.revisao}", rotulo=atual.rotulo, atual=atual.valor
                    )
                session.add(_to_campo_row(pedido_id, campo, usuario))
            row.estado = Estado.AGUARDANDO_VOCE.value

    def list_revisoes(self, pedido_id: UUID, nome: NomeDoCampo) -> tuple[Campo, ...]:
        """Every revision of one field, oldest first."""
        row = CampoDoCalculoRow
        with self._scope() as session:
            found = session.scalars(
                select(row).where(row.pedido_id == pedido_id, row.nome == nome.value).order_by(row.revisao)
            )
            return tuple(_to_campo(one) for one in found)

    def add_resultado(
        self, pedido_id: UUID, resultado: ResultadoDoCalculo, usuario: Usuario, estado: Estado
    ) -> ResultadoDoCalculo:
        """Numbered from 1. Raises CampoConflictError when a field changed since it was calculated."""
        row = ResultadoDoCalculoRow
        with self._scope() as session:
            pedido = _get_row(session, pedido_id, for_update=True)
            for campo in _list_campos(session, pedido_id):
                if resultado.revisoes[campo.nome] != campo.revisao:
                    raise CampoConflictError(f"{campo.nome} changed", rotulo=campo.rotulo, atual=campo.valor)
            last = session.scalar(select(func.max(row.numero)).where(row.pedido_id == pedido_id)) or 0
            numbered = replace(resultado, numero=last + 1)
            session.add(
                row(
                    pedido_id=pedido_id,
                    numero=numbered.numero,
                    total=numbered.memoria.total,
                    conteudo=_dump(numbered),
                    usuario_id=usuario.id,
                    autor=usuario.nome,
                    created_at=numbered.calculado_em,
                )
            )
            pedido.estado = estado.value
            return numbered

    def list_resultados(self, pedido_id: UUID) -> tuple[ResumoDoResultado, ...]:
        """Newest first; the memórias, long as they are, stay in the database."""
        row = ResultadoDoCalculoRow
        statement = select(row.numero, row.total, row.autor, row.created_at).where(row.pedido_id == pedido_id)
        with self._scope() as session:
            return tuple(ResumoDoResultado(*one) for one in session.execute(statement.order_by(row.numero.desc())))

    def get_resultado(self, pedido_id: UUID, numero: int) -> ResultadoDoCalculo:
        """One calculation with its memória."""
        return self._resultados(pedido_id, numero)

    def list_guardados(self, limite: int, pular: int) -> tuple[tuple[CalculoGuardado, ...], int]:
        """The present calculation of the newest pedidos, ``limite`` after ``pular``, and how many pedidos have one.

        The steps, which are most of what is stored, stay in the database.
        """
        row, pedido = ResultadoDoCalculoRow, PedidoDeCalculoRow
        memoria = row.conteudo["memoria"]
        newest = select(row.pedido_id, func.max(row.numero)).group_by(row.pedido_id)
        columns = (
            pedido.id,
            pedido.numero_cnj,
            row.created_at.label("calculado_em"),
            row.total,
            memoria["conta"].label("conta"),
            memoria["celulas"].label("celulas"),
            row.conteudo["natureza"].astext.label("natureza"),
            row.conteudo["versoes"].label("versoes"),
            row.conteudo["correcao"].astext.label("correcao"),
            row.conteudo["juros"].astext.label("juros"),
        )
        statement = (
            select(*columns)
            .join(pedido, pedido.id == row.pedido_id)
            .where(tuple_(row.pedido_id, row.numero).in_(newest))
            .order_by(row.created_at.desc(), row.pedido_id)
            .limit(limite)
            .offset(pular)
        )
        with self._scope() as session:
            total = session.scalar(select(func.count(func.distinct(row.pedido_id)))) or 0
            found = session.execute(statement).mappings()
            return tuple(_to_guardado(dict(one)) for one in found), total

    def save_folha(self, pedido_id: UUID, folha_id: UUID) -> None:
        """The geração that writes the sheet."""
        with self._scope() as session:
            _get_row(session, pedido_id, for_update=True).folha_id = folha_id

    def _find(self, numero_cnj: str, usuario_id: int, estados: list[str]) -> PedidoDeCalculo | None:
        row = PedidoDeCalculoRow
        statement = (
            select(row)
            .where(row.numero_cnj == numero_cnj, row.usuario_id == usuario_id, row.estado.in_(estados))
            .order_by(row.created_at.desc())
            .limit(1)
        )
        with self._scope() as session:
            row_found = session.scalar(statement)
            found = None if row_found is None else _load(session, row_found)
        return None if found is None else self._add_resultado_atual(*found)

    def _add_resultado_atual(self, pedido: PedidoDeCalculo, numero: int | None) -> PedidoDeCalculo:
        return pedido if numero is None else replace(pedido, resultado=self._resultados(pedido.id, numero))

    def _read_resultado(self, pedido_id: UUID, numero: int) -> ResultadoDoCalculo:
        with self._scope() as session:
            return _RESULTADO.validate_python(session.get_one(ResultadoDoCalculoRow, (pedido_id, numero)).conteudo)


def _end(session: Session, pedido: PedidoDeCalculo, estado: Estado, values: Mapping[str, object]) -> None:
    row = PedidoDeCalculoRow
    statement = (
        update(row)
        .where(row.id == pedido.id, row.attempt == pedido.attempt, row.estado.in_(_AT_WORK))
        .values(estado=estado.value, terminado_em=datetime.now(UTC), **values)
        .returning(row.id)
    )
    if session.scalar(statement) is None:
        raise AttemptReplacedError(f"attempt {pedido.attempt} of {pedido.id}")


def _get_row(session: Session, pedido_id: UUID, *, for_update: bool = False) -> PedidoDeCalculoRow:
    row = session.get(PedidoDeCalculoRow, pedido_id, populate_existing=True, with_for_update=for_update or None)
    if row is None:
        raise RecordNotFoundError(f"pedido de calculo {pedido_id}")
    return row


def _list_campos(session: Session, pedido_id: UUID) -> tuple[Campo, ...]:
    """The newest revision of each, in the order of the screen; none before the documents are read.

    A field that did not exist when they were read is empty.
    """
    row = CampoDoCalculoRow
    statement = select(row).where(row.pedido_id == pedido_id).order_by(row.revisao)
    atuais = {NomeDoCampo(one.nome): one for one in session.scalars(statement)}
    if not atuais:
        return ()
    return tuple(
        _to_campo(atuais[nome]) if nome in atuais else Campo(nome, "", EstadoDoCampo.DESCONHECIDO)
        for nome in DEFINICOES
    )


def _load(session: Session, row: PedidoDeCalculoRow) -> tuple[PedidoDeCalculo, int | None]:
    """The pedido without its result, and the number of the newest one."""
    resultado = ResultadoDoCalculoRow
    numero = session.scalar(select(func.max(resultado.numero)).where(resultado.pedido_id == row.id))
    return _to_pedido(row, _list_campos(session, row.id)), numero


def _to_pedido(row: PedidoDeCalculoRow, campos: tuple[Campo, ...] = ()) -> PedidoDeCalculo:
    return PedidoDeCalculo(
        id=row.id,
        numero_cnj=row.numero_cnj,
        usuario_id=row.usuario_id,
        estado=Estado(row.estado),
        attempt=row.attempt,
        criado_em=row.created_at,
        levantamento=None if row.levantamento is None else _LEVANTAMENTO.validate_python(row.levantamento),
        campos=campos,
        erro_codigo=row.erro_codigo,
        erro_mensagem=row.erro_mensagem,
        folha_id=row.folha_id,
        fontes=dict(row.fontes),
    )


def _to_campo_row(pedido_id: UUID, campo: Campo, usuario: Usuario | None) -> CampoDoCalculoRow:
    row = CampoDoCalculoRow(
        pedido_id=pedido_id,
        nome=campo.nome.value,
        revisao=campo.revisao,
        valor=campo.valor,
        estado=campo.estado.value,
        extraido=campo.extraido,
        ancora=None if campo.ancora is None else _ANCORA.dump_python(campo.ancora, mode="json"),
        usuario_id=usuario.id if usuario else None,
        autor=usuario.nome if usuario else "",
    )
    if campo.informado_em is not None:
        row.created_at = campo.informado_em
    return row


def _to_campo(row: CampoDoCalculoRow) -> Campo:
    return Campo(
        nome=NomeDoCampo(row.nome),
        valor=row.valor,
        estado=EstadoDoCampo(row.estado),
        ancora=None if row.ancora is None else _ANCORA.validate_python(row.ancora),
        extraido=row.extraido,
        revisao=row.revisao,
        informado_por=row.autor,
        informado_em=row.created_at if row.autor else None,
    )


def _to_guardado(values: dict[str, Any]) -> CalculoGuardado:
    """With the way from the rows of a table to its own, where the title has an index or interest."""
    correcao, juros = (values.pop(nome) or PELA_TABELA for nome in ("correcao", "juros"))
    guardado = _GUARDADO.validate_python(values)
    build = partial(build_regimes_do_titulo, correcao, juros, guardado.natureza, guardado.conta.parcelas)
    return replace(guardado, build_regimes=build)


def _dump(resultado: ResultadoDoCalculo) -> dict[str, object]:
    dumped: dict[str, object] = _RESULTADO.dump_python(resultado, mode="json")
    return dumped
