"""Stored calculations beside a version of a table: which of them it changes, and by how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from core.calculo.indices.domain import Indice, SerieMensal, TabelaDeIndices
from core.calculo.motor.calculo import calculate
from core.calculo.motor.domain import Conta
from core.calculo.regimes.domain import Regime
from core.calculo.tabelas.domain import Conteudo, Guardada, TabelaDeRegimes, Versoes
from core.errors import PortalError


@dataclass(frozen=True)
class CalculoGuardado:
    """A calculation as it was stored.

    ``natureza`` names the table of regimes that ``conta`` was made with, as a whole or beside the judgment's own index
    and interest: ``build_regimes`` says what it would have been made with for other rows of that table. ``celulas`` as
    in the memória; ``versoes`` as ``TabelaService.note_versoes`` answered then.
    """

    id: UUID
    numero_cnj: str
    calculado_em: datetime
    total: Decimal
    conta: Conta = field(repr=False)
    celulas: frozenset[tuple[Indice, int]] = field(repr=False)
    natureza: str = ""
    versoes: Mapping[str, int] = field(default_factory=dict, repr=False)
    build_regimes: Callable[[tuple[Regime, ...]], tuple[Regime, ...]] = field(default=tuple, repr=False)


@dataclass(frozen=True)
class CalculoAfetado:
    """``depois`` is None where nothing could be computed with the new table; ``motivo`` says why."""

    calculo: CalculoGuardado
    depois: Decimal | None
    motivo: str = ""

    @property
    def diferenca(self) -> Decimal | None:
        return None if self.depois is None else self.depois - self.calculo.total


@dataclass(frozen=True)
class Afetados:
    """``examinados`` of ``guardados`` stored calculations were looked at, the newest ones."""

    calculos: tuple[CalculoAfetado, ...]
    examinados: int
    guardados: int


@dataclass(frozen=True)
class Leitor:
    """Reads the tables as they were in the versions that a calculation noted."""

    get_indices: Callable[[Versoes], TabelaDeIndices]
    get_regimes: Callable[[str, Versoes], tuple[Regime, ...]]


def list_afetados(
    nova: Guardada[Conteudo], guardados: Sequence[CalculoGuardado], leitor: Leitor
) -> tuple[CalculoAfetado, ...]:
    """Those whose total changes."""
    return tuple(afetado for calculo in guardados for afetado in _compare(nova.conteudo, calculo, leitor))


def sort_afetados(afetados: Sequence[CalculoAfetado]) -> tuple[CalculoAfetado, ...]:
    """Each once, the widest difference first; those that cannot be computed any more before them."""
    once = {afetado.calculo.id: afetado for afetado in afetados}.values()
    return tuple(sorted(once, key=lambda one: -abs(one.diferenca) if one.diferenca is not None else -Decimal("inf")))


def _compare(nova: Conteudo, calculo: CalculoGuardado, leitor: Leitor) -> Iterator[CalculoAfetado]:
    indices, regimes = leitor.get_indices(calculo.versoes), None
    if isinstance(nova, SerieMensal):
        if not _is_touched(nova, indices, calculo):
            return
        indices = indices.replace_serie(nova)
    elif isinstance(nova, TabelaDeRegimes) and nova.natureza.slug == calculo.natureza:
        if nova.regimes == leitor.get_regimes(calculo.natureza, calculo.versoes):
            return
        regimes = nova.regimes
    else:
        return
    try:
        valor = calculate(_exchange_regimes(calculo, regimes), indices).total
    except PortalError as error:
        yield CalculoAfetado(calculo, None, error.user_message)
        return
    if valor != calculo.total:
        yield CalculoAfetado(calculo, valor)


def _exchange_regimes(calculo: CalculoGuardado, regimes: tuple[Regime, ...] | None) -> Conta:
    """The conta with these rows of the table. Raises InvalidCalculoError where the judgment leaves no way."""
    conta = calculo.conta
    if regimes is None:
        return conta
    return replace(conta, criterios=replace(conta.criterios, regimes=calculo.build_regimes(regimes)))


def _is_touched(nova: SerieMensal, indices: TabelaDeIndices, calculo: CalculoGuardado) -> bool:
    """Whether a month that the calculation used has another value, or none, in ``nova``."""
    return any(
        nova.valores.get(mes) != indices.find(indice, mes) for indice, mes in calculo.celulas if indice is nova.indice
    )
