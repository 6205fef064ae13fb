"""Versions of the tables as JSON holds them, and the first ones, from the files that the product ships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from core.calculo.calendario.domain import Efeito, LinhaDoCalendario, Portaria
from core.calculo.calendario.tabela import load_linhas, load_portarias
from core.calculo.indices.domain import Indice, SerieMensal, first_dia, number_mes
from core.calculo.indices.tabela import load_tabela
from core.calculo.regimes.domain import Natureza
from core.calculo.regimes.formato import dump_regime, parse_regime
from core.calculo.regimes.tabela import list_regimes, load_naturezas
from core.calculo.tabelas.domain import Conteudo, Especie, Guardada, TabelaDeDias, TabelaDeRegimes, build_slug


def load_tabelas() -> tuple[Guardada[Conteudo], ...]:
    """Everything that the product ships, as versions that are not stored yet."""
    series = [
        Guardada[Conteudo](build_slug(Especie.INDICE, indice), 0, serie)
        for indice, serie in load_tabela().series.items()
    ]
    regimes = [TabelaDeRegimes(natureza, list_regimes(natureza.slug)) for natureza in load_naturezas()]
    dias = [
        TabelaDeDias(nome, tuple(linha for linha in load_linhas() if linha.abrangencia == nome))
        for nome in sorted({linha.abrangencia for linha in load_linhas()})
    ]
    dias = [TabelaDeDias(um.abrangencia, um.linhas, load_portarias()) if um.is_estado else um for um in dias]
    outras: list[TabelaDeRegimes | TabelaDeDias] = [*regimes, *dias]
    return (*series, *(Guardada[Conteudo](tabela.slug, 0, tabela) for tabela in outras))


def dump_conteudo(conteudo: Conteudo) -> dict[str, Any]:
    if isinstance(conteudo, SerieMensal):
        return _dump_serie(conteudo)
    if isinstance(conteudo, TabelaDeRegimes):
        return {"nome": conteudo.natureza.nome, "regimes": [dump_regime(regime) for regime in conteudo.regimes]}
    return {
        "linhas": [asdict(linha) for linha in conteudo.linhas],
        "portarias": [
            {**asdict(portaria), "consultada_em": portaria.consultada_em.isoformat()} for portaria in conteudo.portarias
        ],
    }


def parse_conteudo(especie: Especie, nome: str, body: Mapping[str, Any]) -> Conteudo:
    """The inverse of ``dump_conteudo``."""
    if especie is Especie.INDICE:
        return _parse_serie(Indice(nome), body)
    if especie is Especie.REGIMES:
        regimes = tuple(parse_regime(row) for row in body["regimes"])
        return TabelaDeRegimes(Natureza(nome, body["nome"]), regimes)
    linhas = tuple(LinhaDoCalendario(**{**row, "efeito": Efeito(row["efeito"])}) for row in body["linhas"])
    portarias = tuple(
        Portaria(**{**row, "consultada_em": date.fromisoformat(row["consultada_em"])}) for row in body["portarias"]
    )
    return TabelaDeDias(nome, linhas, portarias)


def _dump_serie(serie: SerieMensal) -> dict[str, Any]:
    return {
        "nome": serie.nome,
        "fonte": serie.fonte,
        "consultada_em": serie.consultada_em.isoformat(),
        "valores": {_dump_mes(mes): str(serie.valores[mes]) for mes in sorted(serie.valores)},
        "provisorios": [_dump_mes(mes) for mes in sorted(serie.provisorios)],
    }


def _parse_serie(indice: Indice, body: Mapping[str, Any]) -> SerieMensal:
    return SerieMensal(
        indice=indice,
        nome=body["nome"],
        fonte=body["fonte"],
        consultada_em=date.fromisoformat(body["consultada_em"]),
        valores={_parse_mes(mes): Decimal(valor) for mes, valor in sorted(body["valores"].items())},
        provisorios=frozenset(_parse_mes(mes) for mes in body["provisorios"]),
    )


def _dump_mes(mes: int) -> str:
    return f"{first_dia(mes):%Y-%m}"


def _parse_mes(text: str) -> int:
    return number_mes(date(int(text[:4]), int(text[5:]), 1))
