"""Whether rules and conditions make sense over the library's variables; each problem with its place and its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from core.prompts.comparacao import ORDEM, SEM_OPERANDO, Escalar, Lado, Operador, normalize
from core.prompts.descricao import describe_operador
from core.prompts.domain import TipoDeVariavel, Variavel
from core.prompts.padroes import explain_padrao
from core.prompts.regras import Condicao, Nao, Regra

_PRESENCE = (Operador.EXISTS, Operador.NOT_EXISTS)
_EQUALITY = (Operador.EQUALS, Operador.NOT_EQUALS)
_MEMBERSHIP = (Operador.IN_LIST, Operador.NOT_IN_LIST)
_EMPTINESS = (Operador.IS_EMPTY, Operador.IS_NOT_EMPTY)
_PARTS = (Operador.CONTAINS, Operador.NOT_CONTAINS)
_TEXT = (Operador.STARTS_WITH, Operador.ENDS_WITH, Operador.MATCHES_REGEX)

OPERADORES_DO_TIPO: Mapping[TipoDeVariavel, tuple[Operador, ...]] = {
    TipoDeVariavel.BOOLEANO: (*_EQUALITY, *_PRESENCE),
    TipoDeVariavel.ESCOLHA: (*_EQUALITY, *_MEMBERSHIP, *_PRESENCE),
    TipoDeVariavel.LISTA: (*_EQUALITY, *_MEMBERSHIP, *_PARTS, *_EMPTINESS, *_PRESENCE),
    TipoDeVariavel.TEXTO: (*_EQUALITY, *_PARTS, *_TEXT, *_MEMBERSHIP, *_EMPTINESS, *_PRESENCE),
    TipoDeVariavel.NUMERO: (*ORDEM, *_EQUALITY, *_MEMBERSHIP, *_PRESENCE),
    TipoDeVariavel.MOEDA: (*ORDEM, *_EQUALITY, *_MEMBERSHIP, *_PRESENCE),
    TipoDeVariavel.DATA: (*ORDEM, *_EQUALITY, *_PRESENCE),
}
"""The operators that fit each type, in the order of the menu."""

PALAVRAS_DO_TIPO = {
    TipoDeVariavel.TEXTO: "texto",
    TipoDeVariavel.NUMERO: "número",
    TipoDeVariavel.DATA: "data",
    TipoDeVariavel.BOOLEANO: "sim ou não",
    TipoDeVariavel.ESCOLHA: "escolha entre opções",
    TipoDeVariavel.LISTA: "lista de opções",
    TipoDeVariavel.MOEDA: "valor em reais",
}


class Campo(StrEnum):
    VARIAVEL = "variavel"
    OPERADOR = "operador"
    VALOR = "valor"


@dataclass(frozen=True)
class ProblemaDaRegra:
    """``caminho`` are the places of the parts from the root down, each counted from 0; a negation is no level."""

    caminho: tuple[int, ...]
    campo: Campo
    motivo: str

    def __str__(self) -> str:
        return f"{describe_lugar(self.caminho)}: {self.motivo}."


@dataclass(frozen=True)
class ProblemaDaVariavel:
    variavel: str
    motivo: str

    def __str__(self) -> str:
        return f"{self.variavel}: {self.motivo}."


def describe_lugar(caminho: tuple[int, ...]) -> str:
    """``Item 2.1``: the numbers that the editor shows beside the parts."""
    return f"Item {'.'.join(str(place + 1) for place in caminho)}" if caminho else "Regra"


def validate_regra(regra: Regra, variaveis: Mapping[str, Variavel]) -> tuple[ProblemaDaRegra, ...]:
    """What must be corrected before the rule can be kept, in the order of its parts; empty when nothing."""
    return tuple(
        ProblemaDaRegra(caminho, *problem)
        for caminho, condicao in list_lugares(regra)
        if (problem := _find_problem(condicao, variaveis)) is not None
    )


def list_lugares(regra: Regra, caminho: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Condicao]]:
    """Each condition with its place, as in ``ProblemaDaRegra``."""
    if isinstance(regra, Condicao):
        yield caminho, regra
        return
    if isinstance(regra, Nao):
        yield from list_lugares(regra.regra, caminho)
        return
    for place, part in enumerate(regra.regras):
        yield from list_lugares(part, (*caminho, place))


def validate_condicoes(variaveis: Mapping[str, Variavel]) -> tuple[ProblemaDaVariavel, ...]:
    """Conditions of variables on each other: each must name a yes-or-no variable, and none may wait for itself."""
    problems = []
    for slug, variavel in variaveis.items():
        condition = variaveis.get(variavel.condicao)
        if variavel.condicao and condition is None:
            problems.append(ProblemaDaVariavel(slug, f"depende de {explain_unknown(variavel.condicao, variaveis)}"))
        elif condition is not None and condition.tipo is not TipoDeVariavel.BOOLEANO:
            motivo = f"depende de “{condition.slug}”, que não é uma pergunta de sim ou não"
            problems.append(ProblemaDaVariavel(slug, motivo))
        elif cycle := _find_cycle(slug, variaveis):
            problems.append(ProblemaDaVariavel(slug, f"depende de si mesma: {' → '.join(cycle)}"))
    return tuple(problems)


def explain_unknown(slug: str, variaveis: Mapping[str, Variavel]) -> str:
    """That there is no such variable, with the nearest name."""
    near = get_close_matches(slug, variaveis, n=1, cutoff=0.6)
    hint = f"; você quis dizer “{near[0]}”" if near else ""
    return f"uma variável que não existe, “{slug}”{hint}"


def _find_cycle(slug: str, variaveis: Mapping[str, Variavel]) -> tuple[str, ...]:
    """The way from ``slug`` back to itself; empty when it ends elsewhere."""
    way = [slug]
    while (variavel := variaveis.get(way[-1])) is not None and variavel.condicao:
        if variavel.condicao == slug:
            return (*way, slug)
        if variavel.condicao in way:
            return ()
        way.append(variavel.condicao)
    return ()


def _find_problem(condicao: Condicao, variaveis: Mapping[str, Variavel]) -> tuple[Campo, str] | None:
    variavel = variaveis.get(condicao.variavel)
    if variavel is None:
        return Campo.VARIAVEL, f"a regra usa {explain_unknown(condicao.variavel, variaveis)}"
    if condicao.operador not in OPERADORES_DO_TIPO[variavel.tipo]:
        words = describe_operador(condicao.operador, variavel).rstrip(":")
        return Campo.OPERADOR, f"“{words}” não serve para “{variavel.slug}”, que é {PALAVRAS_DO_TIPO[variavel.tipo]}"
    if condicao.operador in SEM_OPERANDO:
        return None
    itens = condicao.valor if isinstance(condicao.valor, tuple) else (condicao.valor,)
    reasons = ("falta o valor" if item is None else _explain_valor(condicao.operador, item, variavel) for item in itens)
    reason = next((reason for reason in reasons if reason), "")
    return (Campo.VALOR, reason) if reason else None


def _explain_valor(operador: Operador, valor: Escalar, variavel: Variavel) -> str:
    """Why the value cannot be compared with what the variable holds; empty when it can."""
    lado = Lado(valor)
    if operador is Operador.MATCHES_REGEX:
        return explain_padrao(str(valor))
    match variavel.tipo:
        case TipoDeVariavel.BOOLEANO:
            return "" if lado.booleano is not None else f"esperava sim ou não, e está “{valor}”"
        case TipoDeVariavel.NUMERO | TipoDeVariavel.MOEDA:
            is_number = not isinstance(valor, bool) and lado.numero is not None
            return "" if is_number else f"esperava um número, como 10.000,00, e está {_quote(valor)}"
        case TipoDeVariavel.DATA:
            return "" if lado.data else f"esperava uma data, como 31/12/2026, e está {_quote(valor)}"
        case TipoDeVariavel.ESCOLHA | TipoDeVariavel.LISTA if operador not in _PARTS:
            return _explain_opcao(valor, variavel)
        case _:
            is_text = not isinstance(valor, bool) and str(valor).strip()
            return "" if is_text else f"esperava um texto, e está {_quote(valor)}"


def _explain_opcao(valor: Escalar, variavel: Variavel) -> str:
    by_form = {normalize(opcao): opcao for opcao in variavel.opcoes}
    if not variavel.opcoes or (normalize(str(valor)) in by_form and not isinstance(valor, bool)):
        return ""
    return f"{_quote(valor)} não é uma das opções de “{variavel.slug}” ({', '.join(variavel.opcoes)})"


def _quote(valor: Escalar) -> str:
    if isinstance(valor, bool):
        return "“sim”" if valor else "“não”"
    return f"“{valor}”" if str(valor).strip() else "vazio"
