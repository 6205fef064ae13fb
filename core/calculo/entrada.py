"""What a person types, checked before anything is computed with it. Every refusal names the field."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from core.errors import InvalidCalculoError

_DATA = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_VALOR = re.compile(r"(R\$)?\s*-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
_MES = re.compile(r"(\d{1,2})/(\d{4})")
_VARIACAO = re.compile(r"(-?\d{1,3}(?:,\d{1,8})?)\s*%?")
_VALOR_MAXIMO = Decimal(10**11)
"""One amount, in reais; what is stored of a whole calculation has room for far more."""

PRIMEIRO_ANO = 1944
"""Before it no index of the tables exists."""


def parse_data(texto: str, campo: str) -> date:
    """``31/12/2026`` as a date. Raises InvalidCalculoError naming ``campo`` when the calendar has no such day."""
    found = _DATA.fullmatch(texto.strip())
    if not found:
        raise refuse(campo, f"“{texto}” não está no formato dia/mês/ano")
    dia, mes, ano = (int(part) for part in found.groups())
    try:
        lida = date(ano, mes, dia)
    except ValueError as error:
        raise refuse(campo, f"o dia {texto} não existe no calendário") from error
    return require_data(lida, campo)


def parse_valor(texto: str, campo: str) -> Decimal:
    """``R$ 1.234,56`` as a Decimal. A point is never taken for a decimal comma: ``1.5`` is refused, not read as 15."""
    limpo = texto.strip().replace("\N{NO-BREAK SPACE}", " ")
    if not _VALOR.fullmatch(limpo):
        raise refuse(campo, f"“{texto}” não é um valor em reais")
    try:
        valor = Decimal(re.sub(r"[R$\s.]", "", limpo).replace(",", "."))
    except InvalidOperation as error:
        raise refuse(campo, f"“{texto}” não é um valor em reais") from error
    if abs(valor) >= _VALOR_MAXIMO:
        raise refuse(campo, "o valor passa de R$ 100 bilhões")
    return valor


def parse_mes(texto: str, campo: str) -> int:
    """``09/2026`` as ``number_mes`` numbers it. Raises InvalidCalculoError naming ``campo``."""
    found = _MES.fullmatch(texto.strip())
    if not found or not 1 <= int(found[1]) <= 12:
        raise refuse(campo, f"“{texto}” não é um mês no formato mês/ano, como 09/2026")
    return require_data(date(int(found[2]), int(found[1]), 1), campo).year * 12 + int(found[1]) - 1


def parse_variacao(texto: str, campo: str) -> Decimal:
    """``0,33`` or ``-0,02%`` as a Decimal in percent. A point is never taken for a comma."""
    found = _VARIACAO.fullmatch(texto.strip().replace("\N{MINUS SIGN}", "-"))
    if not found:
        raise refuse(campo, f"“{texto}” não é um percentual, como 0,33")
    return Decimal(found[1].replace(",", "."))


def require_data(dia: date, campo: str) -> date:
    """The date itself, unless it lies where no index and no calendar reaches."""
    if not PRIMEIRO_ANO <= dia.year <= date.max.year - 100:
        raise refuse(campo, f"o ano {dia.year} está fora do alcance das tabelas")
    return dia


def require_positive(valor: Decimal, campo: str) -> Decimal:
    """Raises InvalidCalculoError when ``valor`` is not a number above zero."""
    if not valor.is_finite() or valor <= 0:
        raise refuse(campo, "o valor precisa ser maior que zero")
    return valor


def require_order(*marcos: tuple[str, date]) -> None:
    """Raises InvalidCalculoError naming the first two milestones that stand in the wrong order.

    ``require_order(("ajuizamento", a), ("citação", b))`` refuses a service before the filing.
    """
    for (antes, primeiro), (depois, segundo) in pairwise(marcos):
        if segundo < primeiro:
            raise refuse(depois, f"{segundo:%d/%m/%Y} é anterior a {antes} ({primeiro:%d/%m/%Y})")


def refuse(campo: str, motivo: str) -> InvalidCalculoError:
    """The refusal of one field, in the words of the person."""
    return InvalidCalculoError(
        user_message=f"Confira o campo “{campo}”: {motivo}. "
        "Nada foi calculado nem gravado; corrija o campo e tente de novo."
    )
