"""Opinions of people on their minutas, and how much of each they changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from core.errors import ForbiddenChangeError, InvalidInputError
from core.feedback.distancia import DistanciaDaPeca, Topico, measure_distancia
from core.feedback.domain import (
    ESTRELAS,
    MAX_CAMPOS,
    MAX_COMENTARIO,
    PRAZO,
    Avaliacao,
    Feedback,
    Opiniao,
    Veredito,
)
from core.feedback.repository import FeedbackRepository

_INCOMPLETA = (
    "A avaliação não foi guardada: faltam as estrelas ou como a minuta estava. "
    "Marque os dois e envie de novo; o resto foi mantido na tela."
)
_SEM_ESTRELAS = "A avaliação não foi guardada. Escolha de 1 a 5 estrelas e envie de novo."
_LONGO = (
    f"O comentário passa de {MAX_COMENTARIO} caracteres e não foi guardado. "
    "Ele continua na tela: encurte-o e envie de novo."
)
_FECHADA = (
    f"Esta peça é final há mais de {PRAZO.days} dias e a avaliação dela já não muda no portal. "
    "A que você deu antes continua valendo."
)


class FeedbackService:
    def __init__(self, repository: FeedbackRepository, get_versao: Callable[[UUID, int], int]) -> None:
        """``get_versao`` answers the newest version of a person's own peça, or raises RecordNotFoundError."""
        self._repository = repository
        self._get_versao = get_versao

    def get(self, peca_id: UUID, usuario_id: int) -> Avaliacao:
        """What the person said of the peça, with its history. Raises RecordNotFoundError."""
        self._get_versao(peca_id, usuario_id)
        return self._read(peca_id)

    def give(self, peca_id: UUID, usuario_id: int, opiniao: Opiniao) -> Feedback:
        """Keep the opinion, in the place of the one given before.

        Raises RecordNotFoundError, InvalidInputError, and ForbiddenChangeError when the time for changes is over.
        """
        versao, now = self._get_versao(peca_id, usuario_id), datetime.now(UTC)
        bare = _require_valid(opiniao)
        if not self._read(peca_id).can_change(now):
            raise ForbiddenChangeError("feedback is closed", user_message=_FECHADA)
        return self._repository.add(Feedback(peca_id, 0, usuario_id, versao, bare, now))

    def note_final(
        self, peca_id: UUID, fechamento: int, em: datetime, minuta: Sequence[Topico], final: Sequence[Topico]
    ) -> DistanciaDaPeca:
        """Measure and keep how far the final text is from the minuta. Safe to run twice.

        ``fechamento`` numbers the act that made it final, ``em`` is its instant.
        """
        distancia = measure_distancia(minuta, final)
        self._repository.add_distancia(peca_id, fechamento, em, distancia)
        return distancia

    def find_distancia(self, peca_id: UUID) -> DistanciaDaPeca | None:
        """Of the final text; None while there is none."""
        return self._repository.find_distancia(peca_id)

    def _read(self, peca_id: UUID) -> Avaliacao:
        final_em = self._repository.find_fechamento(peca_id)
        return Avaliacao(self._repository.list_by_peca(peca_id), None if final_em is None else final_em + PRAZO)


def build_opiniao(estrelas: int | None, veredito: Veredito | None, campos: Sequence[str], comentario: str) -> Opiniao:
    """What a form says. Raises InvalidInputError when stars or verdict were left out."""
    if estrelas is None or veredito is None:
        raise InvalidInputError("stars or verdict missing", user_message=_INCOMPLETA)
    return Opiniao(estrelas, veredito, tuple(campos), comentario)


def _require_valid(opiniao: Opiniao) -> Opiniao:
    """The opinion without blanks around its words."""
    if opiniao.estrelas not in ESTRELAS:
        raise InvalidInputError("stars out of range", user_message=_SEM_ESTRELAS)
    comentario = opiniao.comentario.replace("\0", "").strip()  # PostgreSQL cannot hold it
    if len(comentario) > MAX_COMENTARIO:
        raise InvalidInputError("comment too long", user_message=_LONGO)
    campos = tuple(dict.fromkeys(campo for campo in opiniao.campos_errados if campo))[:MAX_CAMPOS]
    return Opiniao(opiniao.estrelas, opiniao.veredito, campos, comentario)
