"""Variables that come from the court's data, by program and without the model (domain: variables)."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.errors import RecordNotFoundError
from core.pecas.domain import EstadoDoFato, Fato
from core.processos.domain import Parte, Processo
from core.prompts.constantes.domain import (
    CORTE_TEMA_1234,
    PISO_DA_UNIAO,
    SALARIO_MINIMO,
    TETO_DO_JUIZADO,
    Constantes,
)

_CAMPO_GRANDE = ZoneInfo("America/Campo_Grande")

_ESTADO = re.compile(
    r"^(fazenda publica (estadual|do estado de mato grosso do sul)|estado de (mato grosso do sul|ms))\b"
)
_MUNICIPIO = re.compile(
    r"^(municipio d[eao]s?|prefeitura( municipal)?( d[eao]s?)?|fazenda publica (municipal|do municipio))\b"
)
_UNIAO = re.compile(r"^(uniao( federal)?( - .*| \(.*\))?|advocacia[- ]geral da uniao|fazenda (publica )?nacional)$")
_DEFENSORIA = re.compile(r"\bdefensoria publica\b")


@dataclass(frozen=True)
class DadosDoProcesso:
    """``avisos`` name each legal constant that was missing; its facts are unknown."""

    fatos: tuple[Fato, ...]
    avisos: tuple[str, ...] = ()


def read_dados_do_processo(processo: Processo, constantes: Constantes, agora: datetime) -> DadosDoProcesso:
    """One fact per ``processo_`` variable; missing data is unknown, never false.

    The limits are those in force ``agora``, in minimum wages of the day of filing. Tema 1234/STF binds cases filed
    after its cut date; the day itself is not included.
    """
    hoje = agora.astimezone(_CAMPO_GRANDE).date()
    reus, autores = processo.polo("PA"), processo.polo("AT")
    valor = _valor(processo)
    representantes = [nome for parte in autores for nome in (parte.nome, *parte.advogados)]
    known: dict[str, bool | float | None] = {
        "processo_valor_causa": float(valor) if valor is not None else None,
        "processo_estado_no_polo_passivo": _any_matches(_ESTADO, reus),
        "processo_municipio_no_polo_passivo": _any_matches(_MUNICIPIO, reus),
        "processo_uniao_no_polo_passivo": _any_matches(_UNIAO, reus),
        "processo_justica_gratuita": any(parte.has_justica_gratuita for parte in autores) if autores else None,
        "processo_defensoria_publica": (
            any(_DEFENSORIA.search(_fold(nome)) for nome in representantes) if representantes else None
        ),
    }
    avisos: list[str] = []
    for slug, compare in _POR_CONSTANTE.items():
        try:
            known[slug] = compare(processo, constantes, hoje)
        except RecordNotFoundError as error:
            known[slug] = None
            avisos.append(error.user_message)
    return DadosDoProcesso(tuple(_to_fato(slug, value) for slug, value in known.items()), tuple(dict.fromkeys(avisos)))


def _is_after_corte(processo: Processo, constantes: Constantes, hoje: date) -> bool | None:
    if processo.ajuizado_em is None:
        return None
    return processo.ajuizado_em > constantes.find_data(CORTE_TEMA_1234, hoje)


def _is_below_juizado(processo: Processo, constantes: Constantes, hoje: date) -> bool | None:
    return _compare_salarios(processo, constantes, constantes.find_numero(TETO_DO_JUIZADO, hoje), operator.lt)


def _is_above_uniao(processo: Processo, constantes: Constantes, hoje: date) -> bool | None:
    return _compare_salarios(processo, constantes, constantes.find_numero(PISO_DA_UNIAO, hoje), operator.gt)


_POR_CONSTANTE: dict[str, Callable[[Processo, Constantes, date], bool | None]] = {
    "processo_ajuizado_apos_19_09_2024": _is_after_corte,
    "processo_valor_abaixo_60_sm": _is_below_juizado,
    "processo_valor_acima_210_sm": _is_above_uniao,
}


def _valor(processo: Processo) -> Decimal | None:
    return None if processo.valor_causa_centavos is None else Decimal(processo.valor_causa_centavos) / 100


def _compare_salarios(
    processo: Processo, constantes: Constantes, salarios: Decimal, compare: Callable[[Decimal, Decimal], bool]
) -> bool | None:
    valor = _valor(processo)
    if valor is None or processo.ajuizado_em is None:
        return None
    return compare(valor, salarios * constantes.find_numero(SALARIO_MINIMO, processo.ajuizado_em))


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
