"""Why a rule decides as it does: each part of the tree with its state, the value that was seen and the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from core.prompts.comparacao import Decisao, FatoLido, SemValor, ValorDoFato, compare_lido, negate, read_operando
from core.prompts.descricao import Variaveis, describe_valor
from core.prompts.regras import Condicao, E, Nao, Regra, evaluate_regra

_NONE: Variaveis = MappingProxyType({})


class EstadoDoNo(StrEnum):
    """What a person reads beside a part of a rule."""

    VERDADEIRO = "verdadeiro"
    FALSO = "falso"
    NAO_SE_APLICA = "não se aplica"
    DESCONHECIDO = "desconhecido"


_ESTADOS = {
    Decisao.SIM: EstadoDoNo.VERDADEIRO,
    Decisao.NAO: EstadoDoNo.FALSO,
    Decisao.DESCONHECIDA: EstadoDoNo.DESCONHECIDO,
}


@dataclass(frozen=True)
class No:
    """A part of a rule over one case. ``valor`` is what a condition saw; None for a group.

    ``decisao`` is what the parts above count with: a condition that does not apply counts as false there.
    """

    regra: Regra
    decisao: Decisao
    estado: EstadoDoNo
    motivo: str
    valor: ValorDoFato | None = None
    partes: tuple[No, ...] = ()


def trace_regra(regra: Regra, valores: Mapping[str, ValorDoFato], variaveis: Variaveis = _NONE) -> No:
    """The tree of ``regra`` over the values of a case; an absent variable is unknown.

    Its root decides as ``evaluate_regra`` does. ``variaveis`` give the questions and formats of the reasons.
    """
    if isinstance(regra, Condicao):
        return _trace_condicao(regra, valores, variaveis)
    parts = (regra.regra,) if isinstance(regra, Nao) else regra.regras
    nodes = tuple(trace_regra(part, valores, variaveis) for part in parts)
    decisao = evaluate_regra(regra, valores).decisao
    return No(regra, decisao, _ESTADOS[decisao], _explain_group(regra, decisao, nodes), partes=nodes)


def _trace_condicao(condicao: Condicao, valores: Mapping[str, ValorDoFato], variaveis: Variaveis) -> No:
    valor = valores.get(condicao.variavel, SemValor.DESCONHECIDO)
    decisao = compare_lido(condicao.operador, FatoLido(valor), read_operando(condicao.valor))
    is_absent = valor is SemValor.NAO_SE_APLICA and decisao is Decisao.NAO
    estado = EstadoDoNo.NAO_SE_APLICA if is_absent else _ESTADOS[decisao]
    motivo = _explain_condicao(condicao, valor, decisao, variaveis)
    return No(condicao, decisao, estado, motivo, valor)


def _explain_condicao(condicao: Condicao, valor: ValorDoFato, decisao: Decisao, variaveis: Variaveis) -> str:
    if valor is SemValor.DESCONHECIDO:
        return "Os documentos não respondem, ou não foram lidos."
    if valor is SemValor.NAO_SE_APLICA:
        return "A pergunta não se aplica a este caso."
    seen = f"A resposta é {describe_valor(valor, variaveis.get(condicao.variavel))}"
    if decisao is Decisao.DESCONHECIDA:
        return f"{seen}, que não pode ser comparada com o que a condição pede."
    return f"{seen}: atende ao que se pede." if decisao is Decisao.SIM else f"{seen}: não atende ao que se pede."


def _explain_group(regra: Regra, decisao: Decisao, nodes: tuple[No, ...]) -> str:
    if isinstance(regra, Nao):
        state = nodes[0].estado.value
        turned = _ESTADOS[negate(nodes[0].decisao)].value
        return f"O que está dentro é {state}; negado, fica {turned}."
    count = sum(node.decisao is decisao for node in nodes)
    total = len(nodes)
    if decisao is Decisao.DESCONHECIDA:
        if count == total:
            return "Nada aqui é conhecido ainda."
        return f"{_count(count, 'parte é desconhecida', 'partes são desconhecidas')} e o resto não basta para decidir."
    is_true = decisao is Decisao.SIM
    if isinstance(regra, E) and is_true:
        return f"Todas as {total} partes são verdadeiras."
    if isinstance(regra, E):
        return f"{_count(count, 'parte falhou', 'partes falharam')}."
    met = f"{_count(count, 'parte é verdadeira', 'partes são verdadeiras')}; uma basta."
    return met if is_true else f"Nenhuma das {total} partes é verdadeira."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
