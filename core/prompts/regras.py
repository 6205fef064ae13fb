"""Rules: a tree of conditions over variables, evaluated in Kleene logic so that unknown never becomes false.

JSON form: ``{"e": [...]}``, ``{"ou": [...]}``, ``{"nao": {...}}``, ``{"variavel": .., "operador": .., "valor": ..}``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, TypeAlias

from core.errors import InvalidInputError
from core.prompts.comparacao import (
    COM_LISTA,
    ORDEM,
    SEM_OPERANDO,
    Decisao,
    Operador,
    SemValor,
    ValorDaCondicao,
    ValorDoFato,
    any_of,
    compare,
    negate,
    parse_ordenavel,
)
from core.prompts.padroes import explain_padrao

__all__ = [
    "Avaliacao",
    "Condicao",
    "Decisao",
    "E",
    "Nao",
    "Operador",
    "Ou",
    "Regra",
    "SemValor",
    "ValorDaCondicao",
    "ValorDoFato",
    "dump_regra",
    "evaluate_regra",
    "list_condicoes",
    "list_variaveis",
    "parse_regra",
]

MAX_DEPTH = 30
"""Deepest tree that is accepted, far above what a person writes."""


@dataclass(frozen=True)
class Condicao:
    variavel: str
    operador: Operador
    valor: ValorDaCondicao = None


@dataclass(frozen=True)
class E:
    regras: tuple[Regra, ...]


@dataclass(frozen=True)
class Ou:
    regras: tuple[Regra, ...]


@dataclass(frozen=True)
class Nao:
    regra: Regra


Regra: TypeAlias = Condicao | E | Ou | Nao


@dataclass(frozen=True)
class Avaliacao:
    """The answer of a rule and why.

    ``condicoes`` are those that decided it (empty while it is open); ``desconhecidas`` are the variables that keep it
    open (empty once it is decided): answering them all decides the rule.
    """

    decisao: Decisao
    condicoes: tuple[Condicao, ...] = ()
    desconhecidas: tuple[str, ...] = ()

    @property
    def variaveis(self) -> tuple[str, ...]:
        """The variables that decided the rule, in the order of the tree."""
        return tuple(dict.fromkeys(condicao.variavel for condicao in self.condicoes))


def evaluate_regra(regra: Regra, fatos: Mapping[str, ValorDoFato]) -> Avaliacao:
    """Decide ``regra`` over ``fatos``; a variable that is not in the mapping is unknown."""
    if isinstance(regra, Condicao):
        decisao = compare(regra.operador, fatos.get(regra.variavel, SemValor.DESCONHECIDO), regra.valor)
        if decisao is Decisao.DESCONHECIDA:
            return Avaliacao(decisao, desconhecidas=(regra.variavel,))
        return Avaliacao(decisao, condicoes=(regra,))
    if isinstance(regra, Nao):
        inner = evaluate_regra(regra.regra, fatos)
        return Avaliacao(negate(inner.decisao), inner.condicoes, inner.desconhecidas)
    parts = [evaluate_regra(part, fatos) for part in regra.regras]
    if isinstance(regra, Ou):
        return _join(any_of(part.decisao for part in parts), parts)
    return _join(negate(any_of(negate(part.decisao) for part in parts)), parts)


def list_condicoes(regra: Regra) -> tuple[Condicao, ...]:
    """Every condition of the tree, from left to right."""
    if isinstance(regra, Condicao):
        return (regra,)
    if isinstance(regra, Nao):
        return list_condicoes(regra.regra)
    return tuple(condicao for part in regra.regras for condicao in list_condicoes(part))


def list_variaveis(regra: Regra) -> tuple[str, ...]:
    """The slugs that the rule reads, each once."""
    return tuple(dict.fromkeys(condicao.variavel for condicao in list_condicoes(regra)))


def dump_regra(regra: Regra) -> dict[str, Any]:
    """The JSON form; ``parse_regra`` is its inverse."""
    if isinstance(regra, E):
        return {"e": [dump_regra(part) for part in regra.regras]}
    if isinstance(regra, Ou):
        return {"ou": [dump_regra(part) for part in regra.regras]}
    if isinstance(regra, Nao):
        return {"nao": dump_regra(regra.regra)}
    body: dict[str, Any] = {"variavel": regra.variavel, "operador": regra.operador.value}
    if regra.operador not in SEM_OPERANDO:
        body["valor"] = list(regra.valor) if isinstance(regra.valor, tuple) else regra.valor
    return body


def parse_regra(body: object) -> Regra:
    """The tree of a JSON form. Raises InvalidInputError that names the place, as in ``regra.e[1].operador``."""
    return _parse(body, "regra", MAX_DEPTH)


def _join(decisao: Decisao, parts: Sequence[Avaliacao]) -> Avaliacao:
    """The parts that share the decision of the whole are its reason."""
    deciding = [part for part in parts if part.decisao is decisao]
    condicoes = dict.fromkeys(condicao for part in deciding for condicao in part.condicoes)
    desconhecidas = dict.fromkeys(slug for part in deciding for slug in part.desconhecidas)
    return Avaliacao(decisao, tuple(condicoes), tuple(desconhecidas))


def _parse(body: object, place: str, depth: int) -> Regra:
    if depth == 0:
        raise _invalid(place, "a regra tem níveis demais")
    if not isinstance(body, dict):
        raise _invalid(place, "esperava um objeto com e, ou, nao ou variavel")
    if "variavel" in body:
        return _parse_condicao(body, place)
    if len(body) != 1:
        raise _invalid(place, "use exatamente uma chave: e, ou, nao; ou então variavel, operador e valor")
    key, inner = next(iter(body.items()))
    if key == "nao":
        return Nao(_parse(inner, f"{place}.nao", depth - 1))
    kinds: dict[object, Callable[[tuple[Regra, ...]], Regra]] = {"e": E, "ou": Ou}
    if key not in kinds:
        raise _invalid(place, f"chave desconhecida: {key}")
    if not isinstance(inner, list) or not inner:
        raise _invalid(f"{place}.{key}", "esperava uma lista com ao menos uma regra")
    return kinds[key](tuple(_parse(part, f"{place}.{key}[{i}]", depth - 1) for i, part in enumerate(inner)))


def _parse_condicao(body: dict[object, object], place: str) -> Condicao:
    extra = sorted(str(key) for key in set(body) - {"variavel", "operador", "valor"})
    if extra:
        raise _invalid(place, f"chave desconhecida: {', '.join(extra)}")
    variavel = body["variavel"]
    if not isinstance(variavel, str) or not variavel.strip():
        raise _invalid(f"{place}.variavel", "esperava o nome de uma variável")
    try:
        operador = Operador(str(body.get("operador", "")))
    except ValueError:
        raise _invalid(f"{place}.operador", f"operador desconhecido: {body.get('operador')}") from None
    return Condicao(variavel.strip(), operador, _parse_valor(operador, body.get("valor"), f"{place}.valor"))


def _parse_valor(operador: Operador, valor: object, place: str) -> ValorDaCondicao:
    if operador in SEM_OPERANDO:
        if valor is not None:
            raise _invalid(place, f"o operador {operador.value} não usa valor")
        return None
    if operador in COM_LISTA:
        if not isinstance(valor, list) or not valor or not all(_is_scalar(item) for item in valor):
            raise _invalid(place, f"o operador {operador.value} pede uma lista de textos ou números")
        return tuple(valor)
    if not isinstance(valor, str | int | float) or not _is_finite(valor):
        raise _invalid(place, f"o operador {operador.value} pede um texto, um número ou sim/não")
    if operador in ORDEM and parse_ordenavel(valor) is None:
        raise _invalid(place, f"o operador {operador.value} pede um número ou uma data")
    if operador is Operador.MATCHES_REGEX and (reason := explain_padrao(str(valor))):
        raise _invalid(place, reason)
    return valor


def _is_scalar(item: object) -> bool:
    return _is_finite(item) and isinstance(item, str | int | float) and not isinstance(item, bool)


def _is_finite(item: object) -> bool:
    return not isinstance(item, float) or isfinite(item)


def _invalid(place: str, reason: str) -> InvalidInputError:
    return InvalidInputError(
        f"invalid rule at {place}", user_message=f"A regra não pode ser usada. Corrija {place}: {reason}."
    )
