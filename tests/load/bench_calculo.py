"""``portal bench calculo``: twenty years of monthly parcelas with 50 payments, and questions to the court's calendar.

The alternative is the second way of the tests: fractions, one parcela at a time.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from core.calculo.calendario.prazos import PedidoDePrazo, count_prazo
from core.calculo.calendario.tabela import load_calendario
from core.calculo.indices.tabela import load_tabela
from core.calculo.motor.calculo import calculate
from core.calculo.motor.domain import Conta, ContagemDoTempo
from tests.load.report import Options, parse_options, percentile, print_report
from tests.unit.calculo.casos import CASOS, Caso, build_conta, list_mismatches, monthly, paid, solve_reference
from tests.unit.calculo.referencia import m

ANOS = 20
PAGAMENTOS = 50


def main() -> None:
    options = parse_options("calculo")
    turns = 20 if options.is_quick else 100
    caso = make_caso(options)
    conta = build_conta(caso)
    por_dia = replace(conta, criterios=replace(conta.criterios, contagem=ContagemDoTempo.POR_DIA))
    tabela = load_tabela()
    memoria = calculate(conta, tabela)
    ms = measure_ms(lambda: calculate(conta, tabela), turns)
    ms_por_dia = measure_ms(lambda: calculate(por_dia, tabela), turns)
    ms_reference = measure_ms(lambda: solve_reference(caso), max(1, turns // 20))
    dias_per_s, prazos_per_s = measure_calendario(options)
    mismatches = len(list_mismatches([*CASOS, caso]))
    keys = {
        "ms_20_years": round(ms, 2),
        "ms_20_years_by_day": round(ms_por_dia, 2),
        "ms_20_years_reference": round(ms_reference, 1),
        "steps": len(memoria.passos),
        "reference_cases": len(CASOS) + 1,
        "mismatches": mismatches,
        "business_days_per_s": round(dias_per_s),
        "deadlines_per_s": round(prazos_per_s),
    }
    rows = [
        (f"{ANOS} years, {count(conta)}, by month", f"{ms:.1f} ms", "target <= 20"),
        ("the same by day", f"{ms_por_dia:.1f} ms", "target <= 20"),
        ("the same in fractions, one parcela at a time", f"{ms_reference:.0f} ms", "the second way"),
        ("reference calculations", len(CASOS) + 1, "target >= 40"),
        ("of them different by a cent", mismatches, "target 0"),
        ("is it a business day, and why not", f"{dias_per_s:,.0f}/s", ""),
        ("deadlines of 15 days, with their trace", f"{prazos_per_s:,.0f}/s", ""),
    ]
    print_report("calculo", options, rows, keys)


def make_caso(options: Options) -> Caso:
    """A public servant's claim: a parcela each month, payments from the third year on."""
    cents = random.Random(options.seed).randrange(10_000, 99_999_99)
    parcelas = monthly(m(2006, 7), ANOS * 12 - 1, str(Decimal(cents) / 100))
    return Caso("servidor", parcelas, m(2026, 6), m(2008, 3), paid(m(2010, 3), 3, PAGAMENTOS, f"{cents / 150:.2f}"))


def count(conta: Conta) -> str:
    return f"{len(conta.parcelas)} parcelas, {len(conta.pagamentos)} payments"


def measure_ms(work: Callable[[], object], turns: int) -> float:
    """The median of the turns, the first one left out."""
    work()
    seconds = []
    for _ in range(turns):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return percentile(seconds, 0.5) * 1000


def measure_calendario(options: Options) -> tuple[float, float]:
    """Questions a second over thirty years in random order, the years already built."""
    calendario = load_calendario("Campo Grande")
    chance = random.Random(options.seed)
    dias = [date(2005, 1, 1) + timedelta(days=chance.randrange(30 * 365)) for _ in range(20_000)]
    for dia in dias:
        calendario.explain(dia)
    start = time.perf_counter()
    for dia in dias:
        calendario.explain(dia)
    asked = time.perf_counter()
    for dia in dias[:2000]:
        count_prazo(calendario, PedidoDePrazo(dia, 15))
    return len(dias) / (asked - start), 2000 / (time.perf_counter() - asked)


if __name__ == "__main__":
    main()
