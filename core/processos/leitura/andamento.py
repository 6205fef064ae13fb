"""How far the reading of a content is, and whether anybody goes on with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AndamentoDaLeitura:
    """Pages read and pages to read, 0 before the file was opened; a reading that nobody waits for is not alive."""

    lidas: int = 0
    total: int = 0
    is_viva: bool = False
    is_correndo: bool = False


SEM_ANDAMENTO = AndamentoDaLeitura()
