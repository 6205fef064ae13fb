"""Series made from other series, against the values that the product ships."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.calculo.indices.derivados import MesDerivado, list_derivados
from core.calculo.indices.domain import Indice, TabelaDeIndices, number_mes
from core.calculo.indices.tabela import load_tabela

TABELA = load_tabela()


def cut(indice: Indice, last: int) -> TabelaDeIndices:
    """The table without the months of one series after ``last``."""
    serie = TABELA.series[indice]
    kept = {mes: valor for mes, valor in serie.valores.items() if mes <= last}
    return TABELA.replace_serie(replace(serie, valores=kept))


@pytest.mark.parametrize(
    ("indice", "since", "ties"),
    [
        pytest.param(Indice.IPCA_E, date(2000, 5, 1), 0, id="ipca-e"),
        pytest.param(Indice.POUPANCA_ANTIGA, date(1991, 2, 1), 18, id="older-savings"),
        pytest.param(Indice.JUROS_DA_POUPANCA, date(2012, 6, 1), 0, id="interest-of-savings"),
    ],
)
def test_rule_gives_every_month_that_is_known(indice: Indice, since: date, ties: int) -> None:
    """But for ``ties``: exactly half of the last decimal, which the shipped table rounds down."""
    last = number_mes(since)
    known = {mes: valor for mes, valor in TABELA.series[indice].valores.items() if mes > last}
    derivados = {um.mes: um.valor for um in list_derivados(indice, cut(indice, last))}
    assert derivados.keys() == known.keys()
    assert len(known) > 100
    different = [derivados[mes] - known[mes] for mes in known if derivados[mes] != known[mes]]
    assert different == [Decimal("0.0001")] * ties


def test_month_made_from_a_provisional_value_is_provisional() -> None:
    derivados = list_derivados(Indice.POUPANCA_ANTIGA, cut(Indice.POUPANCA_ANTIGA, number_mes(date(2026, 4, 1))))
    maio, junho = number_mes(date(2026, 5, 1)), number_mes(date(2026, 6, 1))
    assert [(um.mes, um.is_provisorio) for um in derivados] == [(maio, False), (junho, True)]


def test_month_is_made_only_when_all_sources_have_it() -> None:
    tr = TABELA.series[Indice.TR]
    julho = number_mes(date(2026, 7, 1))
    ahead = TABELA.replace_serie(replace(tr, valores={**tr.valores, julho: Decimal("0.1700")}))
    assert list_derivados(Indice.JUROS_DA_POUPANCA, ahead) == ()
    assert list_derivados(Indice.POUPANCA_ANTIGA, ahead) == (MesDerivado(julho, Decimal("0.6709"), False),)


def test_series_of_its_own_has_nothing_to_derive() -> None:
    assert list_derivados(Indice.IPCA, TABELA) == ()
