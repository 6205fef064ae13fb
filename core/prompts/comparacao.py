"""One condition against one value: the operators of a rule (domain.md 6), in three-valued logic."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum, StrEnum

from core.errors import InvalidInputError
from core.prompts.numeros import parse_numero_br


class Operador(StrEnum):
    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    GREATER_THAN = "greater_than"
    LESS_THAN = "less_than"
    GREATER_OR_EQUAL = "greater_or_equal"
    LESS_OR_EQUAL = "less_or_equal"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"
    IN_LIST = "in_list"
    NOT_IN_LIST = "not_in_list"
    MATCHES_REGEX = "matches_regex"
    EXISTS = "exists"
    NOT_EXISTS = "not_exists"


class Decisao(Enum):
    """Kleene's three values."""

    SIM = "sim"
    NAO = "nao"
    DESCONHECIDA = "desconhecida"


class SemValor(Enum):
    """The two states of a variable that hold no value; ``falso`` is the value False."""

    NAO_SE_APLICA = "nao_se_aplica"
    DESCONHECIDO = "desconhecido"


Escalar = str | int | float | Decimal | bool | date
ValorDoFato = Escalar | Sequence[str] | SemValor
"""What a rule sees of a variable. A variable that is absent from the mapping is DESCONHECIDO."""

ValorDaCondicao = str | int | float | bool | tuple[str | int | float, ...] | None
"""What a condition compares with: a tuple for the list operators, None for those without operand."""

SEM_OPERANDO = frozenset({Operador.IS_EMPTY, Operador.IS_NOT_EMPTY, Operador.EXISTS, Operador.NOT_EXISTS})
COM_LISTA = frozenset({Operador.IN_LIST, Operador.NOT_IN_LIST})

_NEGATED = {
    Operador.NOT_EQUALS: Operador.EQUALS,
    Operador.NOT_CONTAINS: Operador.CONTAINS,
    Operador.NOT_IN_LIST: Operador.IN_LIST,
    Operador.NOT_EXISTS: Operador.EXISTS,
    Operador.IS_NOT_EMPTY: Operador.IS_EMPTY,
}
_TRUE_OF_WHAT_DOES_NOT_APPLY = frozenset({Operador.IS_EMPTY, Operador.NOT_EXISTS})
ORDEM: dict[Operador, Callable[[Decimal | date, Decimal | date], bool]] = {
    Operador.GREATER_THAN: operator.gt,
    Operador.LESS_THAN: operator.lt,
    Operador.GREATER_OR_EQUAL: operator.ge,
    Operador.LESS_OR_EQUAL: operator.le,
}
_TEXT: dict[Operador, Callable[[str, str], bool]] = {
    Operador.CONTAINS: lambda text, part: part in text,
    Operador.STARTS_WITH: lambda text, part: text.startswith(part),
    Operador.ENDS_WITH: lambda text, part: text.endswith(part),
}
_BOOLEANS = {"sim": True, "true": True, "1": True, "nao": False, "false": False, "0": False}


def compare(operador: Operador, fato: ValorDoFato, valor: ValorDaCondicao) -> Decisao:
    """Whether ``fato`` meets the condition.

    Unknown stays unknown. What does not apply makes every condition false, ``not_equals`` included (there is no value
    to differ), except ``is_empty`` and ``not_exists``; write ``nao`` around a condition to accept the absence too.
    A list matches if any of its items does, and a negative operator is the negation of its positive one. Values that
    cannot be compared (a text where a number is needed) are a failed extraction, so the answer is DESCONHECIDA.
    """
    if fato is SemValor.DESCONHECIDO:
        return Decisao.DESCONHECIDA
    if isinstance(fato, SemValor):
        return as_decisao(is_true=operador in _TRUE_OF_WHAT_DOES_NOT_APPLY)
    if operador in _NEGATED:
        return negate(_compare_known(_NEGATED[operador], fato, valor))
    return _compare_known(operador, fato, valor)


def as_decisao(*, is_true: bool | None) -> Decisao:
    """The decision of a boolean; None is DESCONHECIDA."""
    if is_true is None:
        return Decisao.DESCONHECIDA
    return Decisao.SIM if is_true else Decisao.NAO


def negate(decisao: Decisao) -> Decisao:
    return {Decisao.SIM: Decisao.NAO, Decisao.NAO: Decisao.SIM}.get(decisao, Decisao.DESCONHECIDA)


def any_of(decisoes: Iterable[Decisao]) -> Decisao:
    """Kleene disjunction: SIM wins, then DESCONHECIDA; nothing at all is NAO."""
    found = set(decisoes)
    if Decisao.SIM in found:
        return Decisao.SIM
    return Decisao.DESCONHECIDA if Decisao.DESCONHECIDA in found else Decisao.NAO


def normalize(text: str) -> str:
    """Trimmed, single-spaced, without case and accents."""
    return " ".join(strip_accents(text).casefold().split())


def strip_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def parse_booleano(value: Escalar) -> bool | None:
    """``sim/não/true/false/1/0`` in any spelling, or None."""
    if isinstance(value, bool):
        return value
    return _BOOLEANS.get(normalize(str(value)))


def parse_ordenavel(value: Escalar) -> Decimal | date | None:
    """What ``greater_than`` and its family can order: a number or a date (AAAA-MM-DD, DD/MM/AAAA), else None."""
    if isinstance(value, bool):
        return None
    return _parse_data(value) or _parse_numero(value)


def _compare_known(operador: Operador, fato: Escalar | Sequence[str], valor: ValorDaCondicao) -> Decisao:
    if operador is Operador.EXISTS:
        return Decisao.SIM
    if operador is Operador.IS_EMPTY:
        return as_decisao(is_true=_is_empty(fato))
    itens: Sequence[Escalar] = [fato] if isinstance(fato, Escalar) else fato
    operandos: Sequence[Escalar] = valor if isinstance(valor, tuple) else () if valor is None else (valor,)
    return any_of(as_decisao(is_true=_meets(operador, item, operando)) for item in itens for operando in operandos)


def _is_empty(fato: Escalar | Sequence[str]) -> bool:
    if isinstance(fato, str):
        return not fato.strip()
    return not isinstance(fato, Escalar) and not any(item.strip() for item in fato)


def _meets(operador: Operador, fato: Escalar, valor: Escalar) -> bool | None:
    if operador in ORDEM:
        left, right = parse_ordenavel(fato), parse_ordenavel(valor)
        if left is None or right is None or isinstance(left, date) is not isinstance(right, date):
            return None
        return ORDEM[operador](left, right)
    if operador in _TEXT:
        return _TEXT[operador](normalize(str(fato)), normalize(str(valor)))
    if operador is Operador.MATCHES_REGEX:
        return re.search(strip_accents(str(valor)), strip_accents(str(fato).strip()), re.IGNORECASE) is not None
    return _equals(fato, valor)


def _equals(fato: Escalar, valor: Escalar) -> bool | None:
    """Compared as the more exact of the two types: boolean, number, date, text."""
    if isinstance(fato, bool) or isinstance(valor, bool):
        left, right = parse_booleano(fato), parse_booleano(valor)
        return None if left is None or right is None else left is right
    if not isinstance(fato, str | date) or not isinstance(valor, str | date):
        a, b = _parse_numero(fato), _parse_numero(valor)
        return None if a is None or b is None else a == b
    dates = _parse_data(fato), _parse_data(valor)
    if dates[0] and dates[1]:
        return dates[0] == dates[1]
    return normalize(str(fato)) == normalize(str(valor))


def _parse_numero(value: Escalar) -> Decimal | None:
    try:
        number = parse_numero_br(value) if isinstance(value, str) else Decimal(str(value))
    except (InvalidInputError, InvalidOperation):
        return None
    return number if number.is_finite() else None


def _parse_data(value: Escalar) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for layout in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(str(value).strip(), layout).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    return None
