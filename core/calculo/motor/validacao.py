"""What no calculation can start from, refused by name before any step is made."""

from __future__ import annotations

from itertools import pairwise

from core.calculo.entrada import refuse, require_data, require_order, require_positive
from core.calculo.motor.domain import Acrescimo, Conta, Criterios

_MAXIMO_PERCENTUAL = 100


def require_conta(conta: Conta) -> None:
    """Raises InvalidCalculoError: nothing due, an amount not above zero, a date or a period out of order."""
    _require_criterios(conta.criterios)
    if not conta.parcelas:
        raise refuse("parcelas", "não há nenhuma parcela")
    ate = ("data do cálculo", conta.criterios.ate)
    for numero, parcela in enumerate(conta.parcelas, start=1):
        require_positive(parcela.valor, f"valor da parcela {numero}")
        require_data(parcela.vencimento, f"vencimento da parcela {numero}")
        require_order((f"vencimento da parcela {numero}", parcela.vencimento), ate)
    primeira = min(parcela.vencimento for parcela in conta.parcelas)
    for numero, pagamento in enumerate(conta.pagamentos, start=1):
        campo = f"data do pagamento {numero}"
        require_positive(pagamento.valor, f"valor do pagamento {numero}")
        require_order(("primeira parcela", primeira), (campo, pagamento.data), ate)
    for numero, acrescimo in enumerate(conta.acrescimos, start=1):
        _require_acrescimo(acrescimo, f"acréscimo {numero}")


def _require_criterios(criterios: Criterios) -> None:
    require_data(criterios.ate, "data do cálculo")
    if criterios.juros_desde:
        require_data(criterios.juros_desde, "início dos juros")
        require_order(("início dos juros", criterios.juros_desde), ("data do cálculo", criterios.ate))
    if not criterios.regimes:
        raise refuse("regimes", "nenhum índice e nenhuma taxa de juros foram informados")
    for antes, depois in pairwise(criterios.regimes):
        if depois.de <= antes.de:
            raise refuse(
                "períodos",
                f"o que começa em {depois.de:%d/%m/%Y} está depois do que começa em {antes.de:%d/%m/%Y}",
            )
    for regime in criterios.regimes:
        if regime.juros and (not regime.juros.taxa.is_finite() or regime.juros.taxa < 0):
            raise refuse(f"juros desde {regime.de:%d/%m/%Y}", "a taxa não pode ser negativa")


def _require_acrescimo(acrescimo: Acrescimo, campo: str) -> None:
    quantia = acrescimo.valor if acrescimo.percentual is None else acrescimo.percentual
    if quantia is None or (acrescimo.valor is not None and acrescimo.percentual is not None):
        raise refuse(campo, "informe um percentual ou um valor fixo")
    require_positive(quantia, campo)
    if acrescimo.percentual is not None and acrescimo.percentual > _MAXIMO_PERCENTUAL:
        raise refuse(campo, "o percentual passa de 100%")
