"""The days of a row of the calendar as people write and read them: one day, each year, or counted from Easter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.calculo.calendario.domain import LinhaDoCalendario
from core.calculo.entrada import parse_data, refuse

_MESES = (
    *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
    *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
)
_DIA_E_MES = re.compile(r"(\d{1,2})/(\d{1,2})")
_ANO_COMUM = 2023
_MAX_PASCOA = 120


class Repeticao(StrEnum):
    """``label`` is what people read."""

    DATA = "data"
    TODO_ANO = "todo_ano"
    PERIODO = "periodo"
    PASCOA = "pascoa"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Repeticao.DATA: "Um dia só",
    Repeticao.TODO_ANO: "O mesmo dia todo ano",
    Repeticao.PERIODO: "De um dia a outro",
    Repeticao.PASCOA: "Contado da Páscoa",
}


@dataclass(frozen=True)
class Quando:
    """``de`` is a day with or without its year, or the number of days from Easter; ``ate`` ends a period."""

    repeticao: Repeticao
    de: str
    ate: str = ""


def read_quando(linha: LinhaDoCalendario) -> Quando:
    """The row's days as they are typed."""
    if linha.is_data:
        return Quando(Repeticao.DATA, f"{date.fromisoformat(linha.quando):%d/%m/%Y}")
    if linha.quando.startswith("PASCOA"):
        return Quando(Repeticao.PASCOA, linha.quando.removeprefix("PASCOA").removeprefix("+"))
    de, _, ate = linha.quando.partition("/")
    if not ate:
        return Quando(Repeticao.TODO_ANO, _flip(de))
    return Quando(Repeticao.PERIODO, _flip(de), _flip(ate))


def write_quando(quando: Quando) -> str:
    """The row's own form. Raises InvalidCalculoError naming the field that cannot be read."""
    if quando.repeticao is Repeticao.DATA:
        return parse_data(quando.de, "dia").isoformat()
    if quando.repeticao is Repeticao.PASCOA:
        return _write_pascoa(quando.de)
    de = _parse_dia_e_mes(quando.de, "dia")
    if quando.repeticao is Repeticao.TODO_ANO:
        return f"{de:%m-%d}"
    ate = _parse_dia_e_mes(quando.ate, "último dia")
    if ate < de:
        raise refuse("último dia", "o período passa para o ano seguinte; faça uma linha até 31/12 e outra desde 01/01")
    return f"{de:%m-%d}/{ate:%m-%d}"


def describe_quando(linha: LinhaDoCalendario) -> str:
    """``20 a 31 de dezembro, desde 2016``, ``47 dias antes da Páscoa``, ``30/10/2026``."""
    quando = read_quando(linha)
    if quando.repeticao is Repeticao.DATA:
        return quando.de
    if quando.repeticao is Repeticao.PASCOA:
        dias = int(quando.de)
        text = f"{abs(dias)} dias {'antes' if dias < 0 else 'depois'} da Páscoa" if dias else "domingo de Páscoa"
    elif quando.repeticao is Repeticao.TODO_ANO:
        text = _name_dia(quando.de)
    else:
        is_same = quando.de[3:] == quando.ate[3:]
        first = _name_dia(quando.de)
        text = f"{first.partition(' ')[0] if is_same else first} a {_name_dia(quando.ate)}"
    return text + _describe_anos(linha)


def _describe_anos(linha: LinhaDoCalendario) -> str:
    has_first, has_last = linha.de_ano > 1, linha.ate_ano < 9999
    if linha.de_ano == linha.ate_ano:
        return f" de {linha.de_ano}"
    if has_first and has_last:
        return f", de {linha.de_ano} a {linha.ate_ano}"
    if has_first:
        return f", desde {linha.de_ano}"
    return f", até {linha.ate_ano}" if has_last else ""


def _write_pascoa(texto: str) -> str:
    limpo = texto.strip().replace("\N{MINUS SIGN}", "-").removeprefix("+")
    if not re.fullmatch(r"-?\d{1,3}", limpo) or abs(int(limpo)) > _MAX_PASCOA:
        raise refuse("dias da Páscoa", f"“{texto}” não é um número de dias (negativo para antes, até {_MAX_PASCOA})")
    return f"PASCOA{int(limpo):+d}"


def _parse_dia_e_mes(texto: str, campo: str) -> date:
    found = _DIA_E_MES.fullmatch(texto.strip())
    if not found:
        raise refuse(campo, f"“{texto}” não está no formato dia/mês")
    try:
        return date(_ANO_COMUM, int(found[2]), int(found[1]))
    except ValueError as error:
        raise refuse(campo, f"o dia {texto} não existe em todo ano") from error


def _flip(texto: str) -> str:
    """``12-20`` as ``20/12``."""
    mes, dia = texto.split("-")
    return f"{dia}/{mes}"


def _name_dia(texto: str) -> str:
    dia, mes = texto.split("/")
    number = "1º" if dia == "01" else str(int(dia))
    return f"{number} de {_MESES[int(mes) - 1]}"
