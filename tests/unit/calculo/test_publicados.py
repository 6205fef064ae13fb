"""Worked examples that others published, to the cent, with the address where they stand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.calculo.indices.domain import Indice
from core.calculo.indices.tabela import load_tabela
from core.calculo.motor.calculo import calculate
from core.calculo.motor.domain import Conta, ContagemDoTempo, Criterios, Parcela
from core.calculo.regimes.domain import Regime
from core.calculo.regimes.tabela import list_regimes

TABELA = load_tabela()


@pytest.mark.parametrize("contagem", ContagemDoTempo)
@pytest.mark.parametrize(
    ("pagamento", "total"),
    [
        (date(2023, 5, 31), "1000.00"),
        (date(2023, 6, 30), "1010.00"),
        (date(2023, 7, 31), "1020.70"),
        (date(2023, 8, 31), "1031.40"),
        (date(2023, 9, 29), "1042.80"),
        (date(2023, 10, 31), "1052.50"),
        (date(2023, 11, 30), "1062.50"),
    ],
)
def test_tax_refund_of_2023_is_corrected_as_the_revenue_service_did(
    pagamento: date, total: str, contagem: ContagemDoTempo
) -> None:
    """Receita Federal, refunds of IRPF 2023: 0%, 1%, 2,07%, 3,14%, 4,28%, 5,25% and 6,25% from 31/05/2023 on.

    SELIC from the month after the due date, and 1% of the month of payment (Lei 9.250/1995). Published on 30/11/2023
    at infomoney.com.br/minhas-financas/imposto-de-renda-2o-lote-residual-de-restituicao-tera-correcao-de-625-pela-selic
    """
    criterios = Criterios(list_regimes("tributaria"), pagamento, contagem=contagem)
    assert calculate(Conta((Parcela(date(2023, 5, 31), Decimal(1000)),), criterios), TABELA).total == Decimal(total)


@pytest.mark.parametrize(
    ("ate", "total"), [(date(2003, 2, 1), "1022.50"), (date(2004, 1, 1), "1093.00")], ids=["um-mes", "um-ano"]
)
def test_ipca_of_2003_grows_as_in_the_method_of_the_central_bank(ate: date, total: str) -> None:
    """Banco Central, Calculadora do Cidadão, "Metodologia da Correção pelos Índices", examples 1 and 2.

    IPCA of 01/2003: 1,0225; of 01/2003 to 12/2003: 1,0929994. Method at www3.bcb.gov.br/CALCIDADAO, repeated at
    multicalculadora.com.br/blog/calculadora/calculadora-de-atualizacao-monetaria.html (read on 23/11/2026).
    """
    ipca = Regime("contrato", date(2003, 1, 1), Indice.IPCA, None, "contrato")
    conta = Conta((Parcela(date(2003, 1, 1), Decimal(1000)),), Criterios((ipca,), ate))
    assert calculate(conta, TABELA).total == Decimal(total)
