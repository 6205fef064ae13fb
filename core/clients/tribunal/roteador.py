"""Which system of the court holds a case: TJMS moves to eproc, comarca by comarca, and leaves old cases in SAJ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from core.clients.tribunal.domain import Alteracao, ConteudoBaixado, Processo, Sistema, Tribunal
from core.errors import ProcessoNotFoundError

_PRIMEIRO_ANO_DO_EPROC = 2026
"""Cases of this year and later are looked for in eproc first; the migration began in November 2025."""


class RoteadorDeTribunal:
    """A Tribunal that asks the right one. ``recall`` tells the system of a case seen before, by any process."""

    def __init__(self, sistemas: Mapping[Sistema, Tribunal], recall: Callable[[str], Sistema | None]) -> None:
        self._sistemas = sistemas
        self._recall = recall

    def fetch_processo(self, numero_cnj: str) -> Processo:
        """The case from the system that has it, the likely one first.

        A case is unknown only when every system said so: the failure of one of them is never taken for an answer.
        """
        order = self._order(numero_cnj)
        for sistema in order[:-1]:
            try:
                return self._sistemas[sistema].fetch_processo(numero_cnj)
            except ProcessoNotFoundError:
                continue
        return self._sistemas[order[-1]].fetch_processo(numero_cnj)

    def fetch_conteudos(self, numero_cnj: str, ids: tuple[str, ...], folder: Path) -> tuple[ConteudoBaixado, ...]:
        """The contents from the system where the case was found."""
        return self._sistemas[self._order(numero_cnj)[0]].fetch_conteudos(numero_cnj, ids, folder)

    def fetch_alteracao(self, numero_cnj: str) -> Alteracao | None:
        """The hashes from the system where the case was found."""
        return self._sistemas[self._order(numero_cnj)[0]].fetch_alteracao(numero_cnj)

    def _order(self, numero_cnj: str) -> list[Sistema]:
        is_new = int(numero_cnj[9:13]) >= _PRIMEIRO_ANO_DO_EPROC
        first = self._recall(numero_cnj) or (Sistema.EPROC if is_new else Sistema.SAJ)
        return sorted(self._sistemas, key=lambda sistema: sistema is not first)
