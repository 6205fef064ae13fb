"""The values of fields as people write them: read, or refused with the reason, and written in one way. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from core.calculo.entrada import parse_data, parse_valor, refuse
from core.calculo.motor.domain import Parcela
from core.calculo.pedido.campos import DefinicaoDoCampo, TipoDeCampo
from core.calculo.regimes.domain import Juros, PeriodoDaTaxa

MAX_TEXTO = 4_000
_MAX_PARCELAS = 600
_TAXA = re.compile(
    r"(\d{1,2}(?:,\d{1,4})?)\s*%\s*(?:(?:ao|a\.?)\s*(?P<ano>ano|a\.?)|(?:ao|a\.?)\s*(?:mês|mes|m\.?)"
    r"|(?P<anual>anual|anuais)|mensal|mensais)",
    re.IGNORECASE,
)
_PERCENTUAL = re.compile(r"(-?\d{1,3}(?:,\d{1,4})?)\s*%?")


def normalize_valor(definicao: DefinicaoDoCampo, texto: str, opcoes: Sequence[str] = ()) -> str:
    """The value in the one way in which it is kept; empty stays empty.

    ``opcoes`` are the choices, where the definition leaves them open. Raises InvalidCalculoError naming the field.
    """
    limpo = texto.replace("\0", "").strip()
    if not limpo:
        return ""
    if len(limpo) > MAX_TEXTO * (10 if definicao.tipo is TipoDeCampo.PARCELAS else 1):
        raise refuse(definicao.rotulo, "o texto é longo demais")
    match definicao.tipo:
        case TipoDeCampo.TEXTO:
            return " ".join(limpo.split())
        case TipoDeCampo.DATA:
            return write_data(parse_data(limpo, definicao.rotulo))
        case TipoDeCampo.MOEDA:
            return write_valor(require_not_negative(parse_valor(limpo, definicao.rotulo), definicao.rotulo))
        case TipoDeCampo.PERCENTUAL:
            return write_valor(parse_percentual(limpo, definicao.rotulo))
        case TipoDeCampo.PARCELAS:
            return write_parcelas(parse_parcelas(limpo, definicao.rotulo))
        case TipoDeCampo.JUROS if found := _TAXA.fullmatch(limpo):
            return f"{found[1]}% ao {'ano' if found['ano'] or found['anual'] else 'mês'}"
        case TipoDeCampo.ESCOLHA | TipoDeCampo.JUROS:
            return _choose(definicao, limpo, opcoes or definicao.opcoes)


def parse_percentual(texto: str, campo: str) -> Decimal:
    """``10``, ``10%`` or ``0,5 %``, above zero and at most 100. Raises InvalidCalculoError naming ``campo``."""
    found = _PERCENTUAL.fullmatch(texto.strip())
    if not found:
        raise refuse(campo, f"“{texto}” não é um percentual")
    valor = Decimal(found[1].replace(",", "."))
    if valor < 0:
        raise refuse(campo, "o percentual não pode ser negativo")
    if valor > 100:
        raise refuse(campo, "o percentual passa de 100%")
    return valor


def parse_juros(texto: str) -> Juros | None:
    """A fixed rate such as ``0,5% ao mês``; None for anything else."""
    found = _TAXA.fullmatch(texto.strip())
    if not found:
        return None
    periodo = PeriodoDaTaxa.ANO if found["ano"] or found["anual"] else PeriodoDaTaxa.MES
    return Juros(taxa=Decimal(found[1].replace(",", ".")), periodo=periodo)


def parse_parcelas(texto: str, campo: str) -> tuple[Parcela, ...]:
    """One a line, ``31/01/2020; 1.234,56; description``. Raises InvalidCalculoError naming field and line."""
    lines = [line.strip() for line in texto.splitlines() if line.strip()]
    if len(lines) > _MAX_PARCELAS:
        raise refuse(campo, f"são {len(lines)} linhas, e o máximo é {_MAX_PARCELAS}")
    return tuple(parse_parcela(line, f"{campo}, linha {number}") for number, line in enumerate(lines, start=1))


def parse_parcela(line: str, campo: str) -> Parcela:
    """One line of a list. Raises InvalidCalculoError naming ``campo``."""
    quando, mark, resto = line.partition(";")
    if not mark:
        raise refuse(campo, "falta o “;” entre a data e o valor")
    valor, _, descricao = resto.partition(";")
    lido = require_not_negative(parse_valor(valor.strip(), campo), campo)
    return Parcela(parse_data(quando.strip(), campo), lido, " ".join(descricao.replace(";", ",").split()))


def write_parcelas(parcelas: Sequence[Parcela]) -> str:
    return "\n".join(
        f"{write_data(one.vencimento)}; {write_valor(one.valor)}" + (f"; {one.descricao}" if one.descricao else "")
        for one in parcelas
    )


def write_data(dia: date) -> str:
    return f"{dia:%d/%m/%Y}"


def write_valor(valor: Decimal) -> str:
    """``1.234,56``: at least two decimals, more only where they say something."""
    decimals = max(2, -int(valor.normalize().as_tuple().exponent))
    return f"{valor:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def require_not_negative(valor: Decimal, campo: str) -> Decimal:
    if valor < 0:
        raise refuse(campo, "o valor é negativo")
    return valor


def _choose(definicao: DefinicaoDoCampo, texto: str, opcoes: Sequence[str]) -> str:
    found = next((opcao for opcao in opcoes if opcao.casefold() == texto.casefold()), None)
    if found is None:
        raise refuse(definicao.rotulo, f"“{texto}” não é uma das opções")
    return found
