"""The days on which something happens in a conta, in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.calculo.indices.domain import first_dia, number_mes
from core.calculo.motor.domain import Conta, ContagemDoTempo, Pagamento, Parcela
from core.calculo.regimes.domain import Regime, find_regime


@dataclass(frozen=True)
class Agenda:
    """``fim`` ends the calculation; ``fim_do_crescimento`` is earlier where the last month counts 1% as a whole."""

    inicio: date
    fim: date
    fim_do_crescimento: date
    mora: date | None
    entradas: dict[date, list[Parcela]]
    pagamentos: dict[date, list[Pagamento]]
    cortes: tuple[date, ...]
    """From the first to the last day of growth, cut wherever a rate, a month or an amount changes."""


def build_agenda(conta: Conta) -> Agenda:
    """Dates as the criteria count them. Raises IndiceNotFoundError when no regime covers the first parcela."""
    criterios = conta.criterios
    fim = snap(criterios.ate, criterios.contagem)
    entradas: dict[date, list[Parcela]] = defaultdict(list)
    pagamentos: dict[date, list[Pagamento]] = defaultdict(list)
    for parcela in conta.parcelas:
        entradas[snap(parcela.vencimento, criterios.contagem)].append(parcela)
    inicio = min(entradas)
    for pagamento in conta.pagamentos:
        pagamentos[snap(pagamento.data, criterios.contagem)].append(pagamento)
    mora = snap(criterios.juros_desde, criterios.contagem) if criterios.juros_desde else None
    crescimento = _end_crescimento(criterios.regimes, fim)
    marcos = {first_dia(mes) for mes in range(number_mes(inicio) + 1, number_mes(fim) + 1)}
    marcos |= {*entradas, *pagamentos, *(regime.de for regime in criterios.regimes), *([mora] if mora else [])}
    cortes = sorted({inicio, crescimento} | {dia for dia in marcos if inicio < dia < crescimento})
    return Agenda(inicio, fim, crescimento, mora, entradas, pagamentos, tuple(cortes))


def _end_crescimento(regimes: Sequence[Regime], fim: date) -> date:
    """The last month is no stretch of its own where it counts 1% as a whole."""
    final = find_regime(regimes, fim)
    if not is_lei_9250(final):
        return fim
    primeiro = max(fim.replace(day=1), regimes[0].de)
    return primeiro if is_lei_9250(find_regime(regimes, primeiro)) else final.de


def snap(dia: date, contagem: ContagemDoTempo) -> date:
    """The day itself, or the first of its month where time is counted by whole months."""
    return dia.replace(day=1) if contagem is ContagemDoTempo.POR_MES else dia


def is_lei_9250(regime: Regime) -> bool:
    """What falls due grows from the first of the next month, and the last month counts 1%."""
    return regime.is_unificado and regime.juros is not None and regime.juros.is_lei_9250
