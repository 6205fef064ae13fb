"""Storage of the acts of a curadoria and the hand-over to agent 3. One method is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import ForbiddenChangeError
from core.events import Agente, Estado
from core.infra.db import SessionScope
from core.pecas.curadoria.domain import Ato, Curadoria, TipoDeAto
from core.pecas.curadoria.tables import AtoDaCuradoriaRow
from core.pecas.domain import Fato, ModuloEscolhido
from core.pecas.repository import replace_decisoes, replace_rows
from core.pecas.tables import FatoRow, GeracaoRow, ModuloDaGeracaoRow

_FATOS = TypeAdapter(list[Fato])
_MODULOS = TypeAdapter(list[ModuloEscolhido])

_OUTRA_ABA = (
    "Esta curadoria mudou em outra aba. O portal já mostra como ela está; o que você acabou de marcar não foi "
    "guardado: repita, se ainda for o caso."
)
_JA_FOI = "A curadoria desta peça já terminou, talvez em outra aba. Nada foi mudado; recarregue a página do portal."


class CuradoriaRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def list_atos(self, geracao_id: UUID) -> tuple[Ato, ...]:
        """All acts, those undone too, from the first."""
        row = AtoDaCuradoriaRow
        statement = select(row).where(row.geracao_id == geracao_id).order_by(row.numero)
        with self._scope() as session:
            return tuple(_to_ato(found) for found in session.scalars(statement))

    def add_atos(self, geracao_id: UUID, versao: int, atos: Sequence[Ato]) -> None:
        """Raises ForbiddenChangeError when it does not wait for its person, or is not at ``versao`` any more."""
        with self._scope() as session:
            _lock(session, geracao_id, versao)
            session.add_all(_to_row(geracao_id, ato) for ato in atos)

    def finish(
        self,
        curadoria: Curadoria,
        ato: Ato,
        modulos: Sequence[ModuloEscolhido],
        avisos: Sequence[str],
    ) -> None:
        """The choice, decisions and facts as agent 3 will get them, and its place in the queue, at once.

        Raises as above.
        """
        geracao_id = curadoria.geracao.id
        with self._scope() as session:
            geracao = _lock(session, geracao_id, ato.numero - 1)
            session.add(_to_row(geracao_id, ato))
            replace_rows(session, ModuloDaGeracaoRow, geracao_id, _MODULOS.dump_python(list(modulos), mode="json"))
            replace_rows(session, FatoRow, geracao_id, _FATOS.dump_python(list(curadoria.fatos.values()), mode="json"))
            replace_decisoes(session, geracao_id, curadoria.decididos)
            geracao.estado, geracao.agente = Estado.NA_FILA.value, Agente.REDATOR.value
            geracao.iniciada_em, geracao.avisos = None, list(avisos)


def _lock(session: Session, geracao_id: UUID, versao: int) -> GeracaoRow:
    """Writers of one curadoria take turns."""
    geracao = session.scalars(select(GeracaoRow).where(GeracaoRow.id == geracao_id).with_for_update()).one()
    if geracao.estado != Estado.AGUARDANDO_VOCE.value:
        raise ForbiddenChangeError(f"estado {geracao.estado}", user_message=_JA_FOI)
    row = AtoDaCuradoriaRow
    last = session.scalar(select(func.max(row.numero)).where(row.geracao_id == geracao_id)) or 0
    if last != versao:
        raise ForbiddenChangeError(f"curadoria at {last}, asked on {versao}", user_message=_OUTRA_ABA)
    return geracao


def _to_row(geracao_id: UUID, ato: Ato) -> AtoDaCuradoriaRow:
    return AtoDaCuradoriaRow(
        geracao_id=geracao_id,
        numero=ato.numero,
        tipo=ato.tipo.value,
        alvo=ato.alvo,
        valor=dict(ato.valor),
        usuario_id=ato.usuario_id,
        autor=ato.autor,
        created_at=ato.feito_em,
    )


def _to_ato(row: AtoDaCuradoriaRow) -> Ato:
    tipo = TipoDeAto(row.tipo)
    return Ato(row.numero, tipo, row.alvo, row.valor, row.usuario_id, row.autor, row.created_at)
