"""Words and signs of lots and their documents, and numbers as people in Brazil write them."""

from __future__ import annotations

from decimal import Decimal

from core.classificador.domain import (
    Confianca,
    Contagem,
    Corte,
    EstadoDoItem,
    EstadoDoLote,
    Lote,
    ModoDoCorte,
    PedidoDeLote,
)
from core.classificador.local import ModeloDisponivel
from core.classificador.roteamento import is_local

SINAIS_DO_LOTE = {
    EstadoDoLote.NA_FILA: "na_fila",
    EstadoDoLote.EM_ANDAMENTO: "em_andamento",
    EstadoDoLote.PAUSADO: "pausado",
    EstadoDoLote.CONCLUIDO: "pronto",
    EstadoDoLote.COM_RESSALVAS: "pronto_com_ressalvas",
    EstadoDoLote.COM_ERRO: "com_erro",
    EstadoDoLote.CANCELADO: "cancelado",
}
SINAIS_DO_ITEM = {
    EstadoDoItem.PENDENTE: "na_fila",
    EstadoDoItem.PROCESSANDO: "em_andamento",
    EstadoDoItem.CONCLUIDO: "pronto",
    EstadoDoItem.ERRO: "com_erro",
    EstadoDoItem.PULADO: "pulado",
}
SINAIS_DA_CONFIANCA = {Confianca.ALTA: "alta", Confianca.MEDIA: "media", Confianca.BAIXA: "baixa"}

_MODELOS = {
    "gemini-2.5-flash": "Gemini 2.5 Flash, mais rápido",
    "gemini-2.5-pro": "Gemini 2.5 Pro, mais cuidadoso e mais caro",
}

_TOKENS_POR_PAGINA = 500
"""About one page of a court document, as the model counts."""

PAGINAS_DO_CORTE = (1, 2, 4, 8, 16, 32)
"""Lengths offered for a part of a text, in pages."""


def name_modelo(modelo: str) -> str:
    """What a model is good for, where the portal knows it."""
    if is_local(modelo):
        return "modelo treinado no portal"
    return _MODELOS.get(modelo, modelo)


def describe_modelos(pedido: PedidoDeLote) -> str:
    """Who answers a lot: ``“Petições 1”, treinado no portal; com menos de 90% de certeza, Gemini 2.5 Flash``."""
    if not pedido.nome_local:
        return name_modelo(pedido.modelo)
    local = f"“{pedido.nome_local}”, treinado no portal"
    if pedido.rota is None:
        return local
    gemini = name_modelo(pedido.modelo).partition(",")[0]
    return f"{local}; com menos de {format_percentual(pedido.rota.limiar)} de certeza, {gemini}"


def describe_local(modelo: ModeloDisponivel) -> str:
    """What a model trained here does and costs."""
    custo = format_brl(modelo.custo_por_mil_brl)
    return f"Lê cada documento como foi treinado, e nada é enviado ao Gemini. Cada 1.000 documentos custam {custo}."


def build_corte(modo: ModoDoCorte, paginas: int) -> Corte:
    return Corte() if modo is ModoDoCorte.INTEIRO else Corte(modo, paginas * _TOKENS_POR_PAGINA)


def describe_corte(corte: Corte) -> str:
    """``texto inteiro``, ``só o começo (cerca de 2 páginas)``."""
    if corte.modo is ModoDoCorte.INTEIRO:
        return "texto inteiro"
    side = "o começo" if corte.modo is ModoDoCorte.PRIMEIROS else "o fim"
    return f"só {side} ({describe_paginas(max(1, round(corte.tokens / _TOKENS_POR_PAGINA)))})"


def describe_paginas(paginas: int) -> str:
    return "cerca de 1 página" if paginas == 1 else f"cerca de {paginas} páginas"


def format_number(number: float, decimals: int = 0) -> str:
    """``1.204`` and ``1,05``."""
    return f"{number:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def format_percentual(parte: float) -> str:
    """``87%`` and ``87,5%`` of a share between 0 and 1."""
    value = round(100 * parte, 1)
    return f"{format_number(value, 0 if value.is_integer() else 1)}%"


def describe_gasto(lote: Lote) -> str:
    """What a lot cost so far, and what that makes for a thousand documents; empty where nothing was paid."""
    custo, feitos = lote.consumido.custo_brl, lote.contagem.concluidos
    if not custo:
        return ""
    return f"{format_brl(custo)} ({format_brl(1000 * custo / feitos)} por 1.000)" if feitos else format_brl(custo)


def format_brl(value: Decimal | float) -> str:
    """``R$ 1.204,50``; less than a cent is said so."""
    return "menos de R$ 0,01" if 0 < value < Decimal("0.01") else f"R$ {format_number(float(value), 2)}"


def count_documentos(count: int) -> str:
    return "1 documento" if count == 1 else f"{format_number(count)} documentos"


def describe_andamento(lote: Lote) -> str:
    """``180 de 200``, with what went wrong."""
    contagem = lote.contagem
    errors = f", {format_number(contagem.erros)} com erro" if contagem.erros else ""
    return f"{format_number(contagem.feitos)} de {format_number(contagem.total)}{errors}"


def describe_restante(lote: Lote, segundos: float) -> str:
    """About how long a lot still takes, from its pace so far; empty while nothing can be said.

    ``segundos`` since it began; a lot that was resumed counts with its pauses, so it errs on the long side.
    """
    contagem: Contagem = lote.contagem
    left, done = contagem.pendentes + contagem.processando, contagem.concluidos + contagem.erros
    if not lote.estado.is_at_work or not left or done < _ENOUGH or segundos <= 0:
        return ""
    rest_s = left * segundos / done
    return "menos de 1 minuto" if rest_s < 60 else f"cerca de {round(rest_s / 60)} min"


_ENOUGH = 5
"""Documents done before a pace is one."""
