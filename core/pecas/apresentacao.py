"""Facts as people read them, by the type of their variable."""

from __future__ import annotations

from datetime import date

from core.pecas.domain import Fato
from core.processos.citacao import cite_pagina
from core.prompts.domain import TipoDeVariavel, Variavel


def describe_valor(fato: Fato, variavel: Variavel | None) -> str:
    """``sim``, ``R$ 1.234,50``, ``31/12/2026``, ``10``, ``fraldas; insumos`` or the text; empty without a value."""
    valor = fato.valor
    match valor:
        case None:
            return ""
        case bool():
            return "sim" if valor else "não"
        case list():
            return "; ".join(valor)
        case float() | int():
            is_money = variavel is not None and variavel.tipo is TipoDeVariavel.MOEDA
            return format_moeda(valor) if is_money else _format_number(valor, 0 if valor % 1 == 0 else 2)
        case _:
            is_date = variavel is not None and variavel.tipo is TipoDeVariavel.DATA
            return _format_date(valor) if is_date else valor


def describe_lugar(fato: Fato) -> str:
    """The leaf, or the document and the page, as far as they are known."""
    return cite_pagina(fato.documento_rotulo, fato.pagina)


def describe_origem(fato: Fato) -> str:
    """The place in the documents and, where a person answered, who did."""
    lugar = describe_lugar(fato)
    if not fato.informado_por:
        return lugar
    said = f"{'escolhido' if lugar else 'informado'} por {fato.informado_por}"
    return f"{lugar}, {said}" if lugar else said


def format_moeda(valor: float) -> str:
    return f"R$ {_format_number(valor, 2)}"


def _format_number(valor: float, decimals: int) -> str:
    return f"{valor:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def _format_date(valor: str) -> str:
    try:
        return f"{date.fromisoformat(valor):%d/%m/%Y}"
    except ValueError:
        return valor
