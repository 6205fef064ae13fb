"""What a lot will cost about: by size, by the part that is read, by the model, and never nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.classificador.domain import Corte, ModoDoCorte
from core.classificador.estimativa import estimate_arquivos, estimate_cem
from core.classificador.remessas.domain import ArquivoDaRemessa
from core.infra.tariff import Tariff
from core.prompts.domain import Prompt
from core.settings import GeminiSettings

TARIFA = Tariff(GeminiSettings.model_construct(precos={"caro": (10.0, 100.0), "barato": (1.0, 10.0)}))
SEM_TEXTO = Prompt("p", 1, "")
SAIDA_CARA = Decimal("0.015")  # 150 tokens at R$ 100 per million


def build(nome: str, size_bytes: int, membros: int = 0) -> ArquivoDaRemessa:
    return ArquivoDaRemessa(1, nome, "a" * 64, size_bytes, membros)


@pytest.mark.parametrize(
    ("arquivo", "tokens"),
    [
        pytest.param(build("a.txt", 4_000), 1_000, id="text by its bytes"),
        pytest.param(build("a.pdf", 1), 500, id="at least one page"),
        pytest.param(build("a.pdf", 120_000), 1_000, id="pages by their size"),
        pytest.param(build("a.pdf", 10**9), 100_000, id="no document is endless"),
    ],
)
def test_a_document_costs_by_its_size(arquivo: ArquivoDaRemessa, tokens: int) -> None:
    found = estimate_arquivos([arquivo], SEM_TEXTO, Corte(), "caro", TARIFA)
    assert found.custo_brl == pytest.approx(Decimal(tokens) / 100_000 + SAIDA_CARA)


def test_each_document_of_a_package_counts() -> None:
    found = estimate_arquivos([build("a.zip", 9, membros=30), build("b.txt", 4)], SEM_TEXTO, Corte(), "barato", TARIFA)
    assert found.documentos == 31


def test_a_part_of_the_text_costs_less_and_the_dearer_model_more() -> None:
    arquivos = [build("a.txt", 400_000)]
    inteiro = estimate_arquivos(arquivos, SEM_TEXTO, Corte(), "barato", TARIFA)
    parte = estimate_arquivos(arquivos, SEM_TEXTO, Corte(ModoDoCorte.PRIMEIROS, 1_000), "barato", TARIFA)
    caro = estimate_arquivos(arquivos, SEM_TEXTO, Corte(), "caro", TARIFA)
    assert Decimal(0) < parte.custo_brl < inteiro.custo_brl < caro.custo_brl


def test_the_instruction_is_paid_with_every_document() -> None:
    longa = Prompt("p", 1, "x" * 40_000)
    assert estimate_cem(longa, Corte(), "caro", TARIFA).custo_brl - estimate_cem(
        SEM_TEXTO, Corte(), "caro", TARIFA
    ).custo_brl == pytest.approx(Decimal(10))
