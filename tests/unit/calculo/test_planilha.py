"""The spreadsheet recomputes to the cents of the calculator, and what people typed stays text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.calculo.indices.tabela import load_tabela
from core.calculo.motor.calculo import calculate
from core.calculo.motor.domain import (
    Acrescimo,
    BaseDoAcrescimo,
    Conta,
    ContagemDoTempo,
    Criterios,
    Imputacao,
    Memoria,
    Pagamento,
    Parcela,
    TipoDeAcrescimo,
)
from core.calculo.planilha.xlsx import export_planilha
from core.calculo.regimes.domain import Capitalizacao, Juros, Regime
from core.calculo.regimes.tabela import list_regimes
from tests.unit.calculo.formulas import Livro

TABELA = load_tabela()
CONTA = Conta(
    tuple(Parcela(date(2019 + n // 4, n % 4 * 3 + 1, 15), Decimal("1234.56")) for n in range(12)),
    Criterios(list_regimes("servidor"), date(2023, 6, 20), date(2019, 5, 9)),
    (Pagamento(date(2020, 3, 5), Decimal(2500)), Pagamento(date(2022, 7, 8), Decimal(9000))),
    (
        Acrescimo(TipoDeAcrescimo.HONORARIOS, "CPC, art. 85", percentual=Decimal("10.5")),
        Acrescimo(TipoDeAcrescimo.MULTA, "título", percentual=Decimal(2), base=BaseDoAcrescimo.PRINCIPAL),
        Acrescimo(TipoDeAcrescimo.CUSTAS, "título", valor=Decimal("77.70")),
    ),
)
COMPOSTOS = (
    Regime("x", date(2000, 1, 1), None, Juros(taxa=Decimal("0.7"), capitalizacao=Capitalizacao.COMPOSTA), "x"),
)


def read_total(memoria: Memoria) -> list[str]:
    """The figures of the summary, as somebody who opens the file sees them."""
    livro = Livro(export_planilha(memoria, TABELA))
    return [f"{livro.get('Resumo', f'B{row}'):.2f}" for row in range(2, 5 + len(memoria.acrescimos))]


@pytest.mark.parametrize(
    "mudancas",
    [
        pytest.param({}, id="by-month"),
        pytest.param({"contagem": ContagemDoTempo.POR_DIA}, id="by-day"),
        pytest.param({"regimes": list_regimes("condenacao_administrativa")}, id="consolidated"),
        pytest.param({"imputacao": Imputacao.CAPITAL_PRIMEIRO}, id="capital-first"),
        pytest.param({"imputacao": Imputacao.PROPORCIONAL, "contagem": ContagemDoTempo.POR_DIA}, id="in-proportion"),
        pytest.param({"regimes": COMPOSTOS, "contagem": ContagemDoTempo.POR_DIA}, id="compound"),
    ],
)
def test_spreadsheet_recomputes_to_the_same_cents(mudancas: dict[str, object]) -> None:
    memoria = calculate(replace(CONTA, criterios=replace(CONTA.criterios, **mudancas)), TABELA)
    acrescimos = [str(item.valor) for item in memoria.acrescimos]
    assert read_total(memoria) == [str(memoria.principal), str(memoria.juros), *acrescimos, str(memoria.total)]


def test_spreadsheet_settles_a_debt_that_was_paid_too_much() -> None:
    pago = replace(CONTA, pagamentos=(Pagamento(date(2022, 1, 8), Decimal(999_999)),), acrescimos=())
    assert read_total(calculate(pago, TABELA)) == ["0.00", "0.00", "0.00"]


def test_changed_rate_changes_the_total() -> None:
    """The formulas live: they hang on the table of indices, not on figures written beside it."""
    content = export_planilha(calculate(CONTA, TABELA), TABELA)
    before = Livro(content)
    row = next(row for row in range(2, 200) if before.book["Índices"][f"B{row}"].value == "05/2021")
    after = Livro(content)
    after.book["Índices"][f"C{row}"] = 50
    after.compute()
    assert after.get("Resumo", "B2") > before.get("Resumo", "B2") * 1.3


def test_series_are_named_as_people_know_them() -> None:
    sheet = Livro(export_planilha(calculate(CONTA, TABELA), TABELA)).book["Memória"]
    named = {sheet[f"E{row}"].value for row in range(3, sheet.max_row + 1)}
    assert {"IPCA-E", "juros da poupança", "SELIC"} <= named
    assert not any("_" in str(name) for name in named)


def test_typed_text_never_becomes_a_formula() -> None:
    perigosa = replace(CONTA, parcelas=(Parcela(date(2020, 1, 1), Decimal(10), "=HYPERLINK(1)\x07"),), pagamentos=())
    sheet = Livro(export_planilha(calculate(perigosa, TABELA), TABELA)).book["Memória"]
    assert (sheet["P3"].value, sheet["P3"].data_type) == ("'=HYPERLINK(1) ", "s")
