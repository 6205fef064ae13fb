"""The summaries, and which of them answers a question soonest: whole months by month, the rest by day.

Migrations make them. A question that is about no person is read from lines that know none: there are fewer of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    FromClause,
    String,
    TableClause,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    table,
    union_all,
)

from core.relatorios.domain import Divisao, DivisaoDoCusto, FiltroDoRelatorio

ZONE = ZoneInfo("America/Campo_Grande")

CONTAGENS = {
    "geracoes": "count(*)",
    "prontas": "count(*) FILTER (WHERE estado = 'pronto')",
    "com_ressalvas": "count(*) FILTER (WHERE estado = 'pronto_com_ressalvas')",
    "com_erro": "count(*) FILTER (WHERE estado = 'com_erro')",
    "canceladas": "count(*) FILTER (WHERE estado = 'cancelado')",
    "finais": "count(*) FILTER (WHERE is_final)",
    "medidas": "count(trabalho_s)",
    "espera_s": "coalesce(sum(espera_s), 0)",
    "trabalho_s": "coalesce(sum(trabalho_s), 0)",
    "avaliacoes": "count(estrelas)",
    "estrelas": "coalesce(sum(estrelas), 0)",
    "corretas": "count(*) FILTER (WHERE veredito = 'correto')",
    "pecas": "count(*) FILTER (WHERE has_peca)",
    "parciais": "count(*) FILTER (WHERE veredito = 'parcial')",
    "incorretas": "count(*) FILTER (WHERE veredito = 'incorreto')",
    "erros_da_ia": "count(*) FILTER (WHERE veredito = 'erro_da_ia')",
    "comparadas": "count(distancia)",
    "sem_mudanca": "count(*) FILTER (WHERE distancia = 0)",
    "palavras": "coalesce(sum(palavras), 0)",
    "distancia": "coalesce(sum(distancia), 0)",
    "conferidas": "count(vermelhos)",
    "com_vermelho": "count(*) FILTER (WHERE vermelhos > 0)",
    "vermelhos": "coalesce(sum(vermelhos), 0)",
    "exame_s": "coalesce(sum(exame_s) FILTER (WHERE is_final), 0)",
    "cronometradas": "count(*) FILTER (WHERE is_cronometrada)",
    "tribunal_s": "coalesce(sum(tribunal_s), 0)",
    "leitura_s": "coalesce(sum(leitura_s), 0)",
    "escolha_s": "coalesce(sum(escolha_s), 0)",
    "redacao_s": "coalesce(sum(redacao_s), 0)",
    "vez_s": "coalesce(sum(vez_s), 0)",
}
"""What is summed of gerações, and how it is counted in ``medida_de_geracao``."""

USOS = {
    "sugeridos": "count(*) FILTER (WHERE is_sugerido)",
    "usados": "count(*) FILTER (WHERE is_usado)",
    "rejeitados": "count(*) FILTER (WHERE is_sugerido AND NOT is_usado)",
    "acrescentados": "count(*) FILTER (WHERE is_usado AND NOT is_sugerido)",
}
"""The same of modules, in ``registro_de_modulo``."""

CHAMADAS = {
    "chamadas": "count(*)",
    "falhas": "count(*) FILTER (WHERE resultado <> 'ok')",
    "entrada": "coalesce(sum(entrada), 0)",
    "saida": "coalesce(sum(saida), 0)",
    "custo_brl": "coalesce(sum(custo_brl), 0)",
    "segundos": "sum(segundos)",
}
"""The same of calls of the model, in ``chamada_do_modelo``."""

_SEM_PESSOA = ("unidade", "tipo_de_peca", "grupo")


@dataclass(frozen=True)
class Resumo:
    """One summary by day. ``chaves`` are what its lines are told apart by, after the day."""

    nome: str
    chaves: tuple[str, ...]
    somas: tuple[str, ...]

    @property
    def tabela(self) -> TableClause:
        return table(self.nome, *(column(name) for name in ("dia", *self.chaves, *self.somas)))


MEDIDAS = Resumo("medidas_por_dia", ("unidade", "usuario_id", "tipo_de_peca", "grupo"), tuple(CONTAGENS))
MEDIDAS_DA_UNIDADE = Resumo("medidas_por_dia_da_unidade", _SEM_PESSOA, tuple(CONTAGENS))
MEDIDAS_POR_MES = Resumo("medidas_por_mes", MEDIDAS.chaves, tuple(CONTAGENS))

MODULOS = Resumo("modulos_por_dia", (*_SEM_PESSOA, "slug"), ("titulo", *USOS))
MODULOS_POR_MES = Resumo("modulos_por_mes", MODULOS.chaves, MODULOS.somas)

CONSUMO = Resumo("consumo_por_dia", ("unidade", "pessoa", "modelo", "operation"), tuple(CHAMADAS))
CONSUMO_DA_UNIDADE = Resumo("consumo_por_dia_da_unidade", ("unidade", "modelo", "operation"), tuple(CHAMADAS))
CONSUMO_POR_MES = Resumo("consumo_por_mes", CONSUMO.chaves, tuple(CHAMADAS))
CONSUMO_POR_VERSAO = Resumo("consumo_por_versao", ("unidade", "pessoa", "instrucao", "versao"), tuple(CHAMADAS))
CONSUMO_POR_PROCESSO = Resumo("consumo_por_processo", ("unidade", "pessoa", "numero_cnj"), tuple(CHAMADAS))


def find_medidas(filtro: FiltroDoRelatorio, divisao: Divisao) -> FromClause:
    """Lines that sum up to each day of the period, of each person where one is asked about."""
    is_about_people = divisao is Divisao.PESSOA or filtro.usuario_id is not None
    days = MEDIDAS if is_about_people else MEDIDAS_DA_UNIDADE
    return days.tabela if divisao is Divisao.DIA else join_months(filtro, MEDIDAS_POR_MES, days)


def find_consumo(filtro: FiltroDoRelatorio, divisao: DivisaoDoCusto) -> FromClause:
    """The same of calls of the model, with the column that ``divisao`` names."""
    if divisao is DivisaoDoCusto.VERSAO:
        return CONSUMO_POR_VERSAO.tabela
    if divisao is DivisaoDoCusto.PROCESSO:
        return CONSUMO_POR_PROCESSO.tabela
    is_about_people = divisao is DivisaoDoCusto.PESSOA or filtro.usuario_id is not None
    days = CONSUMO if is_about_people else CONSUMO_DA_UNIDADE
    return days.tabela if divisao is DivisaoDoCusto.DIA else join_months(filtro, CONSUMO_POR_MES, days)


def join_months(filtro: FiltroDoRelatorio, months: Resumo, days: Resumo) -> FromClause:
    """Whole months of the period by month, the others by day, with the columns that both have."""
    first = (filtro.desde.replace(day=1) + timedelta(days=31)).replace(day=1) if filtro.desde.day > 1 else filtro.desde
    end = (filtro.ate + timedelta(days=1)).replace(day=1)
    if first >= end:
        return days.tabela
    names = ("dia", *days.chaves, *days.somas)
    by_month, by_day = months.tabela.c, days.tabela.c
    at_the_edges = or_(by_day.dia.between(filtro.desde, first - timedelta(days=1)), by_day.dia.between(end, filtro.ate))
    return union_all(
        select(*(by_month[name] for name in names)).where(by_month.dia >= first, by_month.dia < end),
        select(*(by_day[name] for name in names)).where(at_the_edges),
    ).subquery()


def find_chave(divisao: str, columns: Any) -> ColumnElement[Any]:
    """What a line stands for, as text."""
    if divisao == "total":
        return literal("").label("chave")
    if divisao == "mes":
        return func.to_char(columns.dia, "YYYY-MM").label("chave")
    if divisao == "versao":
        return func.concat(columns.instrucao, "/", columns.versao).label("chave")
    return cast(columns[divisao], String).label("chave")


def list_conditions(filtro: FiltroDoRelatorio, columns: Any) -> list[ColumnElement[bool]]:
    """The period and what of the question the summary knows; the rest is left aside."""
    person = None if filtro.usuario_id is None else str(filtro.usuario_id)
    wanted = {
        "unidade": filtro.unidade,
        "tipo_de_peca": filtro.tipo_de_peca,
        "grupo": filtro.grupo,
        "usuario_id": filtro.usuario_id,
        "pessoa": person,
    }
    wheres = [columns[name] == value for name, value in wanted.items() if value not in ("", None) and name in columns]
    return [columns.dia >= filtro.desde, columns.dia <= filtro.ate, *wheres]


def begin_day(day: date) -> datetime:
    """An instant, so that an index of instants serves."""
    return datetime.combine(day, time(), ZONE)


@dataclass(frozen=True)
class Fonte:
    """Raw rows: a view or table, its instant, and the day of it in Campo Grande."""

    nome: str
    instante: str
    dia: str


MEDIDA = Fonte("medida_de_geracao", "criada_em", "dia")
MODULO = Fonte("registro_de_modulo", "criada_em", f"(criada_em AT TIME ZONE '{ZONE.key}')::date")
CHAMADA = Fonte("consumo_do_modelo", "created_at", f"(created_at AT TIME ZONE '{ZONE.key}')::date")
CHAMADA_SEGUIDA = Fonte("chamada_do_modelo", "criada_em", "dia")
"""Calls with the case and the version of the instruction that they were made for."""


def list_counts(resumo: Resumo, fonte: Fonte, sums: Iterable[str]) -> tuple[str, str]:
    """Count the days from ``first`` to before ``end`` anew: what was said of them goes, then what is so now comes."""
    rows = f"{fonte.nome} WHERE {fonte.instante} >= :since AND {fonte.instante} < :before"
    return _replace(resumo, fonte.dia, ", ".join(sums), rows)


def list_sums(resumo: Resumo, days: Resumo, *, is_month: bool = False) -> tuple[str, str]:
    """The same from lines by day; ``is_month``: the days from ``first`` to before ``end`` become one line."""
    sums = ", ".join(f"max({name})" if name == "titulo" else f"sum({name})" for name in resumo.somas)
    dia = "date_trunc('month', dia)::date" if is_month else "dia"
    return _replace(resumo, dia, sums, f"{days.nome} WHERE dia >= :first AND dia < :end")


def _replace(resumo: Resumo, dia: str, sums: str, rows: str) -> tuple[str, str]:
    """Names of ours only: values are parameters."""
    keys = ", ".join(resumo.chaves)
    insert = f"INSERT INTO {resumo.nome} (dia, {keys}, {', '.join(resumo.somas)})"
    return (
        f"DELETE FROM {resumo.nome} WHERE dia >= :first AND dia < :end",  # noqa: S608 - names of ours, no value
        f"{insert} SELECT {dia}, {keys}, {sums} FROM {rows} GROUP BY {dia}, {keys}",  # noqa: S608 - as above
    )
