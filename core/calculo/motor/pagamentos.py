"""What a payment settles."""

from __future__ import annotations

from decimal import Decimal

from core.calculo.motor.domain import Imputacao, Saldo

_ZERO = Decimal(0)


def impute(saldo: Saldo, valor: Decimal, imputacao: Imputacao) -> tuple[Saldo, Decimal]:
    """The balance after the payment, and what was paid beyond it.

    Of interest and of capital the older part, which may itself bear interest, goes first (Código Civil, art. 355).
    """
    pago = min(valor, saldo.total)
    if imputacao is Imputacao.PROPORCIONAL:
        resto = 1 - pago / saldo.total if saldo.total else _ZERO
        partes = (saldo.principal, saldo.juros_na_base, saldo.juros_da_fase, saldo.principal_novo)
        return Saldo(*(parte * resto for parte in partes)), valor - pago
    if imputacao is Imputacao.CAPITAL_PRIMEIRO:
        capital = min(pago, saldo.capital)
        juros = pago - capital
    else:
        juros = min(pago, saldo.juros)
        capital = pago - juros
    velhos, antigo = min(juros, saldo.juros_na_base), min(capital, saldo.principal)
    novo = Saldo(
        saldo.principal - antigo,
        saldo.juros_na_base - velhos,
        saldo.juros_da_fase - (juros - velhos),
        saldo.principal_novo - (capital - antigo),
    )
    return novo, valor - pago
