"""What goes into a calculation and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from core.calculo.indices.domain import Indice
from core.calculo.regimes.domain import Juros, Regime

CENTAVO = Decimal("0.01")
ARREDONDAMENTO = (
    "Índices e taxas como publicados; nenhum passo é arredondado (28 algarismos); no fim, principal, juros e cada "
    "acréscimo são arredondados ao centavo, meio centavo para cima, e o total é a soma deles."
)


def round_centavo(valor: Decimal) -> Decimal:
    """To the cent, half a cent away from zero."""
    return valor.quantize(CENTAVO, ROUND_HALF_UP)


class ContagemDoTempo(StrEnum):
    """By whole months, as the tables of the courts (the month of the due date counts, the last one does not), or by
    days: inside a month correction grows with the power days/days of the month, interest in proportion to it.
    """

    POR_MES = "por_mes"
    POR_DIA = "por_dia"


class Imputacao(StrEnum):
    """What a payment settles first; the value says where the rule comes from."""

    JUROS_PRIMEIRO = "Código Civil, art. 354"
    CAPITAL_PRIMEIRO = "Código Civil, art. 354, parte final (ajuste das partes)"
    PROPORCIONAL = "Proporcional (Súmula 464/STJ)"


@dataclass(frozen=True)
class Parcela:
    """An amount of the debt and the day from which it is corrected."""

    vencimento: date
    valor: Decimal
    descricao: str = ""


@dataclass(frozen=True)
class Pagamento:
    data: date
    valor: Decimal
    descricao: str = ""


class TipoDeAcrescimo(StrEnum):
    MULTA = "Multa"
    HONORARIOS = "Honorários"
    CUSTAS = "Custas"


class BaseDoAcrescimo(StrEnum):
    PRINCIPAL = "principal corrigido"
    TOTAL = "principal corrigido e juros"


@dataclass(frozen=True)
class Acrescimo:
    """Fees, a fine or costs at the end: ``percentual`` of ``base``, or a fixed ``valor``; never on one another."""

    tipo: TipoDeAcrescimo
    fonte: str
    percentual: Decimal | None = None
    valor: Decimal | None = None
    base: BaseDoAcrescimo = BaseDoAcrescimo.TOTAL


@dataclass(frozen=True)
class Criterios:
    """How a debt grows until ``ate``. ``juros_desde``: the service; None when interest runs from each due date."""

    regimes: tuple[Regime, ...]
    ate: date
    juros_desde: date | None = None
    contagem: ContagemDoTempo = ContagemDoTempo.POR_MES
    imputacao: Imputacao = Imputacao.JUROS_PRIMEIRO


@dataclass(frozen=True)
class Conta:
    """Everything a calculation starts from."""

    parcelas: tuple[Parcela, ...]
    criterios: Criterios
    pagamentos: tuple[Pagamento, ...] = ()
    acrescimos: tuple[Acrescimo, ...] = ()


class Especie(StrEnum):
    PARCELA = "Parcela"
    ENTRADA = "Início do cômputo"
    CORRECAO = "Correção"
    JUROS = "Juros"
    CONSOLIDACAO = "Consolidação"
    PAGAMENTO = "Pagamento"


@dataclass(frozen=True)
class Saldo:
    """What is owed at one moment. Interest of earlier regimes may be part of the base; that of this one never is.

    ``principal_novo`` fell due this month and grows from the next one (Lei 9.250/1995, art. 39, § 4º).
    """

    principal: Decimal = Decimal(0)
    juros_na_base: Decimal = Decimal(0)
    juros_da_fase: Decimal = Decimal(0)
    principal_novo: Decimal = Decimal(0)

    @property
    def capital(self) -> Decimal:
        return self.principal + self.principal_novo

    @property
    def juros(self) -> Decimal:
        return self.juros_na_base + self.juros_da_fase

    @property
    def total(self) -> Decimal:
        return self.capital + self.juros


@dataclass(frozen=True)
class Passo:
    """One row of the memória: what was applied from ``de`` to ``ate`` (not included), on what, and what is owed then.

    ``percentual`` is the published figure; ``dias`` of ``dias_do_mes`` counted; ``fator`` multiplies ``base`` in a
    correction and is the rate on ``base`` in interest; of a payment ``base`` is what was paid.
    """

    especie: Especie
    de: date
    ate: date
    valor: Decimal
    saldo: Saldo
    fonte: str
    indice: str = ""
    serie: Indice | None = None
    mes: int | None = None
    percentual: Decimal | None = None
    dias: int = 0
    dias_do_mes: int = 0
    fator: Decimal = Decimal(1)
    base: Decimal = Decimal(0)
    juros: Juros | None = None


@dataclass(frozen=True)
class AcrescimoCalculado:
    acrescimo: Acrescimo
    base: Decimal
    valor: Decimal


@dataclass(frozen=True)
class Memoria:
    """The result, to the cent, with every step. ``celulas`` are the index months that the result depends on."""

    conta: Conta
    passos: tuple[Passo, ...]
    principal: Decimal
    juros: Decimal
    acrescimos: tuple[AcrescimoCalculado, ...]
    pago_a_maior: Decimal
    versao_dos_indices: str
    celulas: frozenset[tuple[Indice, int]]
    avisos: tuple[str, ...]

    @property
    def total(self) -> Decimal:
        return self.principal + self.juros + sum((item.valor for item in self.acrescimos), Decimal(0))
