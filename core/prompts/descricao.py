"""Rules and values in plain Portuguese, for the people who keep the library and those who use it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from core.prompts.comparacao import Decisao, Escalar, Operador, SemValor, ValorDoFato
from core.prompts.domain import TipoDeVariavel, Variavel
from core.prompts.numeros import format_numero_br
from core.prompts.regras import Condicao, E, Nao, Regra

Variaveis = Mapping[str, Variavel]

PALAVRAS_DO_OPERADOR = {
    Operador.EQUALS: "é",
    Operador.NOT_EQUALS: "não é",
    Operador.CONTAINS: "contém",
    Operador.NOT_CONTAINS: "não contém",
    Operador.STARTS_WITH: "começa com",
    Operador.ENDS_WITH: "termina com",
    Operador.GREATER_THAN: "é maior que",
    Operador.LESS_THAN: "é menor que",
    Operador.GREATER_OR_EQUAL: "é maior ou igual a",
    Operador.LESS_OR_EQUAL: "é menor ou igual a",
    Operador.IS_EMPTY: "está vazio",
    Operador.IS_NOT_EMPTY: "não está vazio",
    Operador.IN_LIST: "é um destes:",
    Operador.NOT_IN_LIST: "não é nenhum destes:",
    Operador.MATCHES_REGEX: "combina com a expressão",
    Operador.EXISTS: "se aplica ao caso",
    Operador.NOT_EXISTS: "não se aplica ao caso",
}
_DA_DATA = {
    Operador.GREATER_THAN: "é depois de",
    Operador.LESS_THAN: "é antes de",
    Operador.GREATER_OR_EQUAL: "é a partir de",
    Operador.LESS_OR_EQUAL: "é até",
}
_DA_LISTA = {
    Operador.EQUALS: "inclui",
    Operador.NOT_EQUALS: "não inclui",
    Operador.IN_LIST: "inclui algum destes:",
    Operador.NOT_IN_LIST: "não inclui nenhum destes:",
}
PALAVRAS_DA_DECISAO = {Decisao.SIM: "verdadeiro", Decisao.NAO: "falso", Decisao.DESCONHECIDA: "desconhecido"}


def describe_operador(operador: Operador, variavel: Variavel | None = None) -> str:
    """The words of an operator, fit to the type of the variable: ``é depois de`` for a date, ``inclui`` for a list."""
    especial = {TipoDeVariavel.DATA: _DA_DATA, TipoDeVariavel.LISTA: _DA_LISTA}
    palavras = especial.get(variavel.tipo, {}) if variavel else {}
    return palavras.get(operador) or PALAVRAS_DO_OPERADOR[operador]


def describe_regra(regra: Regra, variaveis: Variaveis) -> str:
    """What the rule means, as one sentence: ``Quando “Há pedido de cirurgia?” é sim e …``."""
    return f"Quando {_describe(regra, variaveis)}."


def describe_condicao(condicao: Condicao, variaveis: Variaveis) -> str:
    """``“Há pedido de cirurgia?” é sim``; a variable that is not known by its name alone."""
    variavel = variaveis.get(condicao.variavel)
    palavras = [name_variavel(condicao.variavel, variaveis), describe_operador(condicao.operador, variavel)]
    if isinstance(condicao.valor, tuple):
        palavras.append(" ou ".join(describe_escalar(item, variavel) for item in condicao.valor))
    elif condicao.valor is not None:
        palavras.append(describe_escalar(condicao.valor, variavel))
    return " ".join(palavras)


def name_variavel(slug: str, variaveis: Variaveis) -> str:
    """The question between quotes, or the name in words when there is no such variable."""
    variavel = variaveis.get(slug)
    return f"“{variavel.pergunta}”" if variavel else f"“{slug.replace('_', ' ')}”"


def describe_valor(valor: ValorDoFato, variavel: Variavel | None = None) -> str:
    """A fact as people read it: ``sim``, ``R$ 1.234,50``, ``31/12/2026``, ``fraldas; insumos``, ``não se aplica``."""
    if isinstance(valor, SemValor):
        return "não se aplica" if valor is SemValor.NAO_SE_APLICA else "desconhecido"
    if isinstance(valor, Escalar):
        return describe_escalar(valor, variavel)
    return "; ".join(valor) or "nenhum item"


def describe_escalar(valor: Escalar, variavel: Variavel | None = None) -> str:
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    if isinstance(valor, int | float | Decimal):
        return _describe_numero(valor, is_money=variavel is not None and variavel.tipo is TipoDeVariavel.MOEDA)
    if isinstance(valor, date):
        return f"{valor:%d/%m/%Y}"
    try:
        return f"{date.fromisoformat(valor):%d/%m/%Y}"
    except ValueError:
        return valor if valor.strip() else "(vazio)"


def _describe_numero(valor: float | Decimal, *, is_money: bool) -> str:
    if is_money:
        return f"R$ {format_numero_br(valor, 2)}"
    is_whole = valor == valor // 1
    return format_numero_br(int(valor) if is_whole else valor)


def _describe(regra: Regra, variaveis: Variaveis) -> str:
    if isinstance(regra, Condicao):
        return describe_condicao(regra, variaveis)
    if isinstance(regra, Nao):
        return f"não vale que {_describe_part(regra.regra, variaveis)}"
    return (" e " if isinstance(regra, E) else " ou ").join(_describe_part(part, variaveis) for part in regra.regras)


def _describe_part(regra: Regra, variaveis: Variaveis) -> str:
    text = _describe(regra, variaveis)
    return text if isinstance(regra, Condicao | Nao) or len(regra.regras) == 1 else f"({text})"
