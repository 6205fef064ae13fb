"""Variables that come from the court's data, by program and without the model (domain: variables)."""

from __future__ import annotations

import csv
import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from core.pecas.domain import EstadoDoFato, Fato
from core.processos.domain import Parte, Processo

_CORTE_TEMA_1234 = date(2024, 9, 19)
"""Tema 1234/STF binds cases filed after the publication of its decision; the day itself is not included."""

_ESTADO = re.compile(
    r"^(fazenda publica (estadual|do estado de mato grosso do sul)|estado de (mato grosso do sul|ms))\b"
)
_MUNICIPIO = re.compile(
    r"^(municipio d[eao]s?|prefeitura( municipal)?( d[eao]s?)?|fazenda publica (municipal|do municipio))\b"
)
_UNIAO = re.compile(r"^(uniao( federal)?( - .*| \(.*\))?|advocacia[- ]geral da uniao|fazenda (publica )?nacional)$")
_DEFENSORIA = re.compile(r"\bdefensoria publica\b")


def list_fatos_do_processo(processo: Processo) -> tuple[Fato, ...]:
    """One fact per ``processo_`` variable; missing data is unknown, never false."""
    reus, autores = processo.polo("PA"), processo.polo("AT")
    valor = _valor(processo)
    representantes = [nome for parte in autores for nome in (parte.nome, *parte.advogados)]
    known: dict[str, bool | float | None] = {
        "processo_valor_causa": float(valor) if valor is not None else None,
        "processo_ajuizado_apos_19_09_2024": processo.ajuizado_em > _CORTE_TEMA_1234 if processo.ajuizado_em else None,
        "processo_valor_abaixo_60_sm": _compare_salarios(processo, 60, is_above=False),
        "processo_valor_acima_210_sm": _compare_salarios(processo, 210, is_above=True),
        "processo_estado_no_polo_passivo": _any_matches(_ESTADO, reus),
        "processo_municipio_no_polo_passivo": _any_matches(_MUNICIPIO, reus),
        "processo_uniao_no_polo_passivo": _any_matches(_UNIAO, reus),
        "processo_justica_gratuita": any(parte.has_justica_gratuita for parte in autores) if autores else None,
        "processo_defensoria_publica": (
            any(_DEFENSORIA.search(_fold(nome)) for nome in representantes) if representantes else None
        ),
    }
    return tuple(_to_fato(slug, value) for slug, value in known.items())


def find_salario_minimo(day: date) -> Decimal:
    """National minimum wage in force on a day, in R$ (table of dated rows; 01/07/1994 on)."""
    in_force = [value for since, value in _salarios() if since <= day]
    return in_force[-1] if in_force else _salarios()[0][1]


@cache
def _salarios() -> tuple[tuple[date, Decimal], ...]:
    text = resources.files("core.pecas").joinpath("constantes/salario_minimo.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((date.fromisoformat(row["from_date"]), Decimal(row["value"])) for row in rows)


def _valor(processo: Processo) -> Decimal | None:
    return None if processo.valor_causa_centavos is None else Decimal(processo.valor_causa_centavos) / 100


def _compare_salarios(processo: Processo, quantity: int, *, is_above: bool) -> bool | None:
    valor = _valor(processo)
    if valor is None or processo.ajuizado_em is None:
        return None
    limit = quantity * find_salario_minimo(processo.ajuizado_em)
    return valor > limit if is_above else valor < limit


def _any_matches(pattern: re.Pattern[str], partes: tuple[Parte, ...]) -> bool | None:
    if not partes:
        return None
    return any(pattern.match(_fold(parte.nome)) for parte in partes)


def _fold(nome: str) -> str:
    bare = unicodedata.normalize("NFKD", nome).encode("ascii", "ignore").decode()
    return " ".join(bare.lower().split())


def _to_fato(slug: str, value: bool | float | None) -> Fato:  # noqa: FBT001  # the value of the fact itself
    if value is None:
        return Fato(slug, EstadoDoFato.DESCONHECIDO, None)
    if value is False:
        return Fato(slug, EstadoDoFato.FALSO, False, documento_rotulo="dados do TJMS")
    return Fato(slug, EstadoDoFato.VALORADO, value, documento_rotulo="dados do TJMS")
