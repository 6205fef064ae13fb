"""A spreadsheet in the hands of the child that reads it."""

from __future__ import annotations

import pytest

from core.bert.dados.domain import Colunas
from core.bert.datasets.planilha import read_isolated
from core.errors import ArquivoRecusadoError
from core.infra.isolated import Limits
from core.infra.spreadsheet import SheetLimits

CONTEUDO = b"texto;rotulo\n" + b"palavras de uma decisao;aceito\n" * 40_000
PESADO = b"texto;rotulo\n" + (b"palavras " * 60 + b";aceito\n") * 40_000
SHEET, COLUNAS = SheetLimits(file_bytes=50_000_000), Colunas(0, 1, None)


def test_rows_come_back_as_samples() -> None:
    lido = read_isolated("dados.csv", CONTEUDO, COLUNAS, (SHEET, Limits(1_000_000_000, 20, 20)))
    assert len(lido.amostras) == 40_000
    assert lido.amostras[0].rotulo == "aceito"


def test_what_takes_too_much_memory_is_refused_in_words() -> None:
    with pytest.raises(ArquivoRecusadoError) as refused:
        read_isolated("dados.csv", PESADO, COLUNAS, (SHEET, Limits(5_000_000, 20, 20)))
    assert "dados.csv” pede memória" in refused.value.user_message


def test_the_words_of_a_refusal_leave_the_child() -> None:
    with pytest.raises(ArquivoRecusadoError) as refused:
        read_isolated("dados.csv", CONTEUDO, None, (SheetLimits(rows=10), Limits(1_000_000_000, 20, 20)))
    assert "linha 10" in refused.value.user_message
