"""The text of a simulated document: Markdown made from its template."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from simulators.tribunal.casos.construcao import MODELOS
from simulators.tribunal.casos.domain import CasoSimulado, DocumentoSimulado

_MESES = (
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
)


def render_texto(caso: CasoSimulado, documento: DocumentoSimulado) -> str:
    """Markdown of the whole document, even when the court split its file. Fails on a name no template should use."""
    contexto = {**caso.contexto, "doc": documento, "extra": documento.extra, "resultado": ""}
    return _environment().get_template(documento.modelo).render(contexto | documento.extra)


def format_numero(digits: str) -> str:
    return f"{digits[:7]}-{digits[7:9]}.{digits[9:13]}.{digits[13]}.{digits[14:16]}.{digits[16:]}"


def format_reais(valor: float) -> str:
    """``R$ 1.234,56`` from reais."""
    return "R$ " + f"{valor:,.2f}".translate(str.maketrans(",.", ".,"))


def _format_documento(digits: str) -> str:
    if len(digits) == 11:
        return f"{digits[:3]}.{digits[3:6]}.{digits[6:9]}-{digits[9:]}"
    return f"{digits[:2]}.{digits[2:5]}.{digits[5:8]}/{digits[8:12]}-{digits[12:]}"


def _format_data(dia: date, *, mais: int = 0) -> str:
    return (dia + timedelta(days=mais)).strftime("%d/%m/%Y")


def _format_extenso(dia: date | datetime) -> str:
    return f"{dia.day} de {_MESES[dia.month - 1]} de {dia.year}"


def _format_oab(inscricao: str) -> str:
    return f"OAB/{inscricao[:2]} {int(inscricao[2:9]):,}".replace(",", ".")


@cache
def _environment() -> Environment:
    environment = Environment(  # noqa: S701 - the result is Markdown, never a page of the portal
        loader=FileSystemLoader(MODELOS), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    filters: dict[str, Any] = {
        "numero": format_numero,
        "reais": format_reais,
        "documento": _format_documento,
        "data": _format_data,
        "extenso": _format_extenso,
        "oab": _format_oab,
    }
    environment.filters.update(filters)
    return environment
