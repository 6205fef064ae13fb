"""Rows of the calendar and the reasons it answers with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.easter import easter

ESTADO = "estado"
"""Scope of a row that counts in every district; any other scope is the name of a district."""


class Efeito(StrEnum):
    """What a row does to its days."""

    SEM_EXPEDIENTE = "sem_expediente"
    """No court session: no business day (CPC, arts. 216 and 219)."""
    SUSPENSAO = "suspensao"
    """The court may open, deadlines do not run (CPC, art. 220)."""
    EXPEDIENTE_PARCIAL = "expediente_parcial"
    """Counts inside a deadline, but none begins or ends on it (CPC, art. 224, § 1º)."""
    EXPEDIENTE = "expediente"
    """Works in spite of a yearly row, as when an ordinance moves a day."""


@dataclass(frozen=True)
class LinhaDoCalendario:
    """One row of the editable table.

    ``quando``: ``2026-10-30``, every year ``12-08``, every year ``12-20/12-31``, or from Easter ``PASCOA+60``.
    ``de_ano`` and ``ate_ano`` bound a yearly row, both included.
    """

    quando: str
    motivo: str
    abrangencia: str
    efeito: Efeito
    fonte: str
    de_ano: int = 1
    ate_ano: int = 9999

    @property
    def is_data(self) -> bool:
        return re.fullmatch(r"\d{4}-\d\d-\d\d", self.quando) is not None


@dataclass(frozen=True)
class Portaria:
    """An ordinance of the court that lists the days of one year, once somebody has read it."""

    ano: int
    nome: str
    fonte: str
    consultada_em: date


@dataclass(frozen=True)
class MotivoDoDia:
    """Why a day is not like any other: in words, with the law or the ordinance."""

    dia: date
    motivo: str
    fonte: str
    efeito: Efeito


def list_dias(linha: LinhaDoCalendario, ano: int) -> list[date]:
    """Days of ``ano`` that the row covers. Raises ValueError when ``quando`` cannot be read."""
    if linha.is_data:
        dia = date.fromisoformat(linha.quando)
        return [dia] if dia.year == ano else []
    if not linha.de_ano <= ano <= linha.ate_ano:
        return []
    if linha.quando.startswith("PASCOA"):
        return [easter(ano) + timedelta(days=int(linha.quando.removeprefix("PASCOA")))]
    first, _, last = linha.quando.partition("/")
    de, ate = _read_dia(first, ano), _read_dia(last or first, ano)
    return [de + timedelta(days=number) for number in range((ate - de).days + 1)]


def _read_dia(texto: str, ano: int) -> date:
    return date.fromisoformat(f"{ano:04}-{texto}")
