"""Regimes as JSON holds them; ``parse_regime`` is the inverse of ``dump_regime``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.calculo.indices.domain import Indice
from core.calculo.regimes.domain import BaseDosJuros, Capitalizacao, Juros, PeriodoDaTaxa, Regime


def dump_regime(regime: Regime) -> dict[str, Any]:
    return {
        "natureza": regime.natureza,
        "vigencia": regime.vigencia.isoformat(),
        "correcao": regime.correcao,
        "juros": _dump_juros(regime.juros) if regime.juros else None,
        "fonte": regime.fonte,
        "is_mes_inteiro": regime.is_mes_inteiro,
        "correcao_antes_da_mora": regime.correcao_antes_da_mora,
        "teto": regime.teto,
        "aviso": regime.aviso,
    }


def parse_regime(body: Mapping[str, Any]) -> Regime:
    """Raises KeyError or ValueError for what ``dump_regime`` never wrote."""
    return Regime(
        natureza=body["natureza"],
        vigencia=date.fromisoformat(body["vigencia"]),
        correcao=_parse_indice(body["correcao"]),
        juros=_parse_juros(body["juros"]) if body["juros"] else None,
        fonte=body["fonte"],
        is_mes_inteiro=body["is_mes_inteiro"],
        correcao_antes_da_mora=_parse_indice(body["correcao_antes_da_mora"]),
        teto=_parse_indice(body["teto"]),
        aviso=body["aviso"],
    )


def _dump_juros(juros: Juros) -> dict[str, Any]:
    return {
        "indice": juros.indice,
        "taxa": str(juros.taxa),
        "periodo": juros.periodo,
        "capitalizacao": juros.capitalizacao,
        "base": juros.base,
        "is_lei_9250": juros.is_lei_9250,
    }


def _parse_juros(body: Mapping[str, Any]) -> Juros:
    return Juros(
        indice=_parse_indice(body["indice"]),
        taxa=Decimal(body["taxa"]),
        periodo=PeriodoDaTaxa(body["periodo"]),
        capitalizacao=Capitalizacao(body["capitalizacao"]),
        base=BaseDosJuros(body["base"]),
        is_lei_9250=body["is_lei_9250"],
    )


def _parse_indice(text: str | None) -> Indice | None:
    return Indice(text) if text else None
