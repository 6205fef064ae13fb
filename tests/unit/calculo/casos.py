"""Debts that are calculated twice: by the product and by the reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from core.calculo.indices.domain import first_dia
from core.calculo.indices.tabela import load_tabela
from core.calculo.motor.calculo import calculate
from core.calculo.motor.domain import Conta, Criterios, Pagamento, Parcela
from core.calculo.regimes.tabela import list_regimes
from tests.unit.calculo.referencia import m, solve

Quantias = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Caso:
    """Months as the reference counts them; ``mora`` 0 is interest from each due date."""

    natureza: str
    parcelas: Quantias
    ate: int
    mora: int = 0
    pagamentos: Quantias = ()


def monthly(de: int, quantas: int, valor: str = "1234.56") -> Quantias:
    return tuple((de + numero, valor) for numero in range(quantas))


def paid(de: int, passo: int, quantos: int, valor: str) -> Quantias:
    return tuple((de + passo * numero, valor) for numero in range(quantos))


SERVIDOR, ADMINISTRATIVA, PREVIDENCIARIA, TRIBUTARIA, REQUISITORIO = (
    "servidor",
    "condenacao_administrativa",
    "previdenciaria",
    "tributaria",
    "requisitorio",
)
_UMA = ((m(2015, 3), "10000.00"),)
CASOS: tuple[Caso, ...] = (
    *(Caso(SERVIDOR, ((m(2001, 2), "5000.00"),), ate, m(2001, 5)) for ate in (m(2001, 7), m(2005, 1), m(2012, 9))),
    *(Caso(SERVIDOR, _UMA, ate, m(2016, 7)) for ate in (m(2016, 7), m(2018, 1), m(2021, 12), m(2022, 1), m(2026, 6))),
    *(Caso(SERVIDOR, monthly(m(2010, 1), 60), m(2026, 3), mora) for mora in (0, m(2013, 8), m(2022, 5), m(2026, 3))),
    *(
        Caso(SERVIDOR, monthly(m(2006, 7), 236), m(2026, 6), m(2008, 3), paid(m(2010, 3), 3, n, "750.00"))
        for n in (1, 12, 50)
    ),
    *(
        Caso(ADMINISTRATIVA, ((m(2002, 4), "987.65"),), ate, m(2002, 9))
        for ate in (m(2002, 12), m(2008, 5), m(2014, 2), m(2025, 4))
    ),
    *(
        Caso(ADMINISTRATIVA, monthly(m(2004, 1), 48), m(2024, 11), mora)
        for mora in (0, m(2006, 6), m(2011, 1), m(2023, 2))
    ),
    *(
        Caso(ADMINISTRATIVA, monthly(m(2008, 1), 30), m(2023, 7), m(2009, 1), paid(m(2012, 1), 7, n, "2500.00"))
        for n in (2, 15)
    ),
    *(
        Caso(PREVIDENCIARIA, ((m(2007, 5), "465.00"),), ate, m(2008, 1))
        for ate in (m(2008, 1), m(2009, 7), m(2015, 10), m(2026, 1))
    ),
    *(
        Caso(PREVIDENCIARIA, monthly(m(2018, 6), 40, "998.00"), m(2025, 9), mora)
        for mora in (0, m(2019, 2), m(2022, 1))
    ),
    Caso(
        PREVIDENCIARIA, monthly(m(2011, 1), 100, "622.00"), m(2024, 8), m(2012, 1), paid(m(2013, 1), 11, 9, "9000.00")
    ),
    *(
        Caso(TRIBUTARIA, ((m(2022, 3), "15000.00"),), ate)
        for ate in (m(2022, 3), m(2022, 4), m(2022, 5), m(2026, 8), m(2026, 9))
    ),
    Caso(TRIBUTARIA, monthly(m(2022, 1), 50, "310.10"), m(2026, 8), 0, paid(m(2023, 1), 4, 10, "500.00")),
    Caso(TRIBUTARIA, ((m(2022, 3), "100.00"),), m(2022, 3), 0, ((m(2022, 3), "30.00"),)),
    Caso(TRIBUTARIA, ((m(2022, 3), "100.00"), (m(2022, 9), "50.00")), m(2023, 3), 0, ((m(2022, 4), "500.00"),)),
    *(
        Caso(REQUISITORIO, ((m(2016, 7), "250000.00"),), ate)
        for ate in (m(2021, 12), m(2025, 8), m(2025, 10), m(2026, 8))
    ),
    *(Caso(REQUISITORIO, ((de, "80000.01"),), m(2026, 8)) for de in (m(2021, 12), m(2024, 2), m(2025, 8), m(2025, 12))),
    Caso(
        REQUISITORIO, ((m(2020, 1), "120000.00"),), m(2026, 6), 0, ((m(2023, 5), "40000.00"), (m(2025, 11), "60000.00"))
    ),
)


def build_conta(caso: Caso) -> Conta:
    """The case as a person would enter it: days inside the months, which whole months must not see."""
    return Conta(
        tuple(Parcela(_day(mes, 10), Decimal(valor)) for mes, valor in caso.parcelas),
        Criterios(list_regimes(caso.natureza), _day(caso.ate, 25), _day(caso.mora, 7) if caso.mora else None),
        tuple(Pagamento(_day(mes, 20), Decimal(valor)) for mes, valor in caso.pagamentos),
    )


def solve_product(caso: Caso) -> tuple[Decimal, Decimal, Decimal]:
    memoria = calculate(build_conta(caso), load_tabela())
    return memoria.principal, memoria.juros, memoria.pago_a_maior


def solve_reference(caso: Caso) -> tuple[Decimal, ...]:
    exact = solve(caso.natureza, caso.parcelas, ate=caso.ate, mora=caso.mora, pagamentos=caso.pagamentos)
    return tuple(round_fraction(value) for value in exact)


def round_fraction(value: Fraction) -> Decimal:
    """To the cent, half a cent up, without ever dividing inexactly."""
    cents, rest = divmod(value.numerator * 100, value.denominator)
    with localcontext() as context:
        context.prec = 60
        return (Decimal(cents + (2 * rest >= value.denominator)) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def list_mismatches(casos: Sequence[Caso] = CASOS) -> list[Caso]:
    """Cases in which the two differ by a cent or more."""
    return [caso for caso in casos if solve_product(caso) != solve_reference(caso)]


def _day(mes: int, dia: int) -> date:
    return first_dia(mes).replace(day=dia)
