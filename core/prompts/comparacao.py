"""One condition against one value: the operators of a rule (domain.md 6), in three-valued logic."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum, StrEnum
from typing import Generic, TypeVar

from core.errors import InvalidInputError
from core.prompts.numeros import parse_numero_br
from core.prompts.padroes import search_padrao, strip_accents


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
_DATA = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})|([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_BOOLEANS = {"sim": True, "true": True, "1": True, "nao": False, "false": False, "0": False}


_T = TypeVar("_T")


class _Once(Generic[_T]):
    """A reading that is made when first asked for. ``functools.cached_property`` takes a lock for each one."""

    def __init__(self, read: Callable[[Lado], _T]) -> None:
        self._read = read
        self._name = read.__name__

    def __get__(self, lado: Lado, _owner: type[Lado] | None = None) -> _T:
        answer = lado.__dict__[self._name] = self._read(lado)
        return answer


class Lado:
    """One scalar of a comparison; each reading of it is made once, when first asked for."""

    def __init__(self, valor: Escalar) -> None:
        self.valor = valor

    @_Once
    def texto(self) -> str:
        return normalize(str(self.valor))

    @_Once
    def booleano(self) -> bool | None:
        return parse_booleano(self.valor)

    @_Once
    def numero(self) -> Decimal | None:
        return _parse_numero(self.valor)

    @_Once
    def data(self) -> date | None:
        return _parse_data(self.valor)

    @_Once
    def ordenavel(self) -> Decimal | date | None:
        return None if isinstance(self.valor, bool) else self.data or self.numero


class FatoLido:
    """The value of a variable, ready to be compared with many conditions."""

    def __init__(self, fato: ValorDoFato) -> None:
        self.sem_valor = fato if isinstance(fato, SemValor) else None
        self.is_empty = _is_empty(fato)
        itens: Sequence[Escalar] = () if isinstance(fato, SemValor) else [fato] if isinstance(fato, Escalar) else fato
        self.lados = tuple(Lado(item) for item in itens)


def compare(operador: Operador, fato: ValorDoFato, valor: ValorDaCondicao) -> Decisao:
    """Whether ``fato`` meets the condition.

    Unknown stays unknown. What does not apply makes every condition false, ``not_equals`` included (there is no value
    to differ), except ``is_empty`` and ``not_exists``; write ``nao`` around a condition to accept the absence too.
    A list matches if any of its items does, and a negative operator is the negation of its positive one. Values that
    cannot be compared (a text where a number is needed) are a failed extraction, so the answer is DESCONHECIDA.
    """
    return compare_lido(operador, FatoLido(fato), read_operando(valor))


def compare_lido(operador: Operador, fato: FatoLido, operandos: Sequence[Lado]) -> Decisao:
    """As ``compare``, over values that were read before."""
    if fato.sem_valor is SemValor.DESCONHECIDO:
        return Decisao.DESCONHECIDA
    if fato.sem_valor is not None:
        return as_decisao(is_true=operador in _TRUE_OF_WHAT_DOES_NOT_APPLY)
    positive = _NEGATED.get(operador)
    if positive is not None:
        return negate(_compare_known(positive, fato, operandos))
    return _compare_known(operador, fato, operandos)


def read_operando(valor: ValorDaCondicao) -> tuple[Lado, ...]:
    """What a condition compares with, as sides; a list operator has several, one without operand none."""
    if valor is None:
        return ()
    return tuple(Lado(item) for item in valor) if isinstance(valor, tuple) else (Lado(valor),)


def as_decisao(*, is_true: bool | None) -> Decisao:
    """The decision of a boolean; None is DESCONHECIDA."""
    if is_true is None:
        return Decisao.DESCONHECIDA
    return Decisao.SIM if is_true else Decisao.NAO


def negate(decisao: Decisao) -> Decisao:
    if decisao is Decisao.DESCONHECIDA:
        return decisao
    return Decisao.NAO if decisao is Decisao.SIM else Decisao.SIM


def any_of(decisoes: Iterable[Decisao]) -> Decisao:
    """Kleene disjunction: SIM wins, then DESCONHECIDA; nothing at all is NAO."""
    answer = Decisao.NAO
    for decisao in decisoes:
        if decisao is Decisao.SIM:
            return decisao
        if decisao is Decisao.DESCONHECIDA:
            answer = decisao
    return answer


def normalize(text: str) -> str:
    """Trimmed, single-spaced, without case and accents."""
    return " ".join(strip_accents(text).casefold().split())


def parse_booleano(value: Escalar) -> bool | None:
    """``sim/não/true/false/1/0`` in any spelling, or None."""
    if isinstance(value, bool):
        return value
    return _BOOLEANS.get(normalize(str(value)))


def parse_ordenavel(value: Escalar) -> Decimal | date | None:
    """What ``greater_than`` and its family can order: a number or a date (AAAA-MM-DD, DD/MM/AAAA), else None."""
    return Lado(value).ordenavel


def _compare_known(operador: Operador, fato: FatoLido, operandos: Sequence[Lado]) -> Decisao:
    if operador is Operador.EXISTS:
        return Decisao.SIM
    if operador is Operador.IS_EMPTY:
        return as_decisao(is_true=fato.is_empty)
    return any_of(as_decisao(is_true=_meets(operador, item, operando)) for item in fato.lados for operando in operandos)


def _is_empty(fato: ValorDoFato) -> bool:
    if isinstance(fato, str):
        return not fato.strip()
    return not isinstance(fato, SemValor | Escalar) and not any(item.strip() for item in fato)


def _meets(operador: Operador, fato: Lado, valor: Lado) -> bool | None:
    if operador is Operador.EQUALS or operador is Operador.IN_LIST:
        return _equals(fato, valor)
    if operador in ORDEM:
        left, right = fato.ordenavel, valor.ordenavel
        if left is None or right is None or isinstance(left, date) is not isinstance(right, date):
            return None
        return ORDEM[operador](left, right)
    if operador is Operador.MATCHES_REGEX:
        return search_padrao(str(valor.valor), str(fato.valor))
    return _TEXT[operador](fato.texto, valor.texto)


def _equals(fato: Lado, valor: Lado) -> bool | None:
    """Compared as the more exact of the two types: boolean, number, date, text."""
    if isinstance(fato.valor, bool) or isinstance(valor.valor, bool):
        return None if fato.booleano is None or valor.booleano is None else fato.booleano is valor.booleano
    if not isinstance(fato.valor, str | date) or not isinstance(valor.valor, str | date):
        return None if fato.numero is None or valor.numero is None else fato.numero == valor.numero
    if fato.data and valor.data:
        return fato.data == valor.data
    return fato.texto == valor.texto


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
    match = _DATA.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    ano, mes, dia = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    try:
        return date(int(ano), int(mes), int(dia))
    except ValueError:
        return None
