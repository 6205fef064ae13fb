"""Indices, their months and their values. A month that is missing is an error that names it, never a guess."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from core.errors import IndiceNotFoundError


class Indice(StrEnum):
    """Series of the table; each value is the stem of its file, ``rotulo`` what people read."""

    IPCA = "ipca"
    IPCA_E = "ipca_e"
    IPCA_15 = "ipca_15"
    INPC = "inpc"
    IGP_M = "igp_m"
    IGP_DI = "igp_di"
    SELIC = "selic"
    TR = "tr"
    POUPANCA_ANTIGA = "poupanca_25"
    POUPANCA = "poupanca_195"
    JUROS_DA_POUPANCA = "juros_poupanca"
    TAXA_LEGAL = "taxa_legal"

    @property
    def rotulo(self) -> str:
        return _ROTULOS[self]


_ROTULOS = {
    Indice.IPCA: "IPCA",
    Indice.IPCA_E: "IPCA-E",
    Indice.IPCA_15: "IPCA-15",
    Indice.INPC: "INPC",
    Indice.IGP_M: "IGP-M",
    Indice.IGP_DI: "IGP-DI",
    Indice.SELIC: "SELIC",
    Indice.TR: "TR",
    Indice.POUPANCA_ANTIGA: "poupança (depósitos antigos)",
    Indice.POUPANCA: "poupança",
    Indice.JUROS_DA_POUPANCA: "juros da poupança",
    Indice.TAXA_LEGAL: "taxa legal",
}


def number_mes(dia: date) -> int:
    """The month of ``dia`` as one whole number: consecutive months are consecutive numbers."""
    return dia.year * 12 + dia.month - 1


def first_dia(mes: int) -> date:
    """The first day of a month given by ``number_mes``."""
    return date(mes // 12, mes % 12 + 1, 1)


def render_mes(mes: int) -> str:
    """``12/2021``, as people write it."""
    return f"{mes % 12 + 1:02}/{mes // 12}"


@dataclass(frozen=True)
class SerieMensal:
    """Values of one index in percent of the month (0.33 is 0,33%), by ``number_mes``.

    ``provisorios``: months that rest on one copy only, to be compared with the publisher.
    """

    indice: Indice
    nome: str
    fonte: str
    consultada_em: date
    valores: Mapping[int, Decimal] = field(repr=False)
    provisorios: frozenset[int] = frozenset()

    @cached_property
    def versao(self) -> str:
        """The same for the same values, whatever file they came from."""
        texto = "\n".join(f"{mes}:{self.valores[mes].normalize()}" for mes in sorted(self.valores))
        return hashlib.sha256(texto.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class MudancaDeIndice:
    """One month that differs between two tables; None where one has no value."""

    indice: Indice
    mes: int
    antes: Decimal | None
    depois: Decimal | None


@dataclass(frozen=True)
class TabelaDeIndices:
    """All series, as one immutable version."""

    series: Mapping[Indice, SerieMensal]

    @cached_property
    def versao(self) -> str:
        texto = "\n".join(f"{indice}:{self.series[indice].versao}" for indice in sorted(self.series))
        return hashlib.sha256(texto.encode()).hexdigest()[:12]

    def get(self, indice: Indice, mes: int) -> Decimal:
        """Percent of the month. Raises IndiceNotFoundError naming index and month."""
        serie = self.series.get(indice)
        if serie is None:
            raise _miss(f"A tabela do portal não tem o índice {indice.rotulo}")
        try:
            return serie.valores[mes]
        except KeyError as error:
            ultimo = render_mes(max(serie.valores))
            raise _miss(
                f"Falta {serie.nome} de {render_mes(mes)} na tabela do portal (último mês: {ultimo})"
            ) from error

    def find(self, indice: Indice, mes: int) -> Decimal | None:
        """Percent of the month; None where the table has none."""
        serie = self.series.get(indice)
        return serie.valores.get(mes) if serie else None

    def replace_serie(self, serie: SerieMensal) -> TabelaDeIndices:
        """A new version of the table with this series in it."""
        return TabelaDeIndices({**self.series, serie.indice: serie})


def compare_series(
    indice: Indice, antes: SerieMensal | None, depois: SerieMensal | None
) -> tuple[MudancaDeIndice, ...]:
    """Every month in which two versions of one series differ; None stands for no series."""
    velhos, novos = (serie.valores if serie else {} for serie in (antes, depois))
    return tuple(
        MudancaDeIndice(indice, mes, velhos.get(mes), novos.get(mes))
        for mes in sorted({*velhos, *novos})
        if velhos.get(mes) != novos.get(mes)
    )


def _miss(motivo: str) -> IndiceNotFoundError:
    return IndiceNotFoundError(
        user_message=f"{motivo}, e nada foi calculado. Escolha outra data ou índice, ou atualize a tabela."
    )
