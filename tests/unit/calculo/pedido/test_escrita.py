"""Values as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calculo.entrada import parse_valor
from core.calculo.motor.domain import Parcela
from core.calculo.pedido.campos import DEFINICOES, NomeDoCampo
from core.calculo.pedido.escrita import normalize_valor, parse_parcelas, write_parcelas, write_valor
from core.errors import InvalidCalculoError

N = NomeDoCampo
VALORES = st.decimals(Decimal(0), Decimal("9999999.99"), places=2)
DIAS = st.dates(date(1995, 1, 1), date(2030, 12, 31))
DESCRICOES = st.text(st.characters(whitelist_categories=("Ll", "Lu")), max_size=20)


@given(VALORES)
def test_an_amount_is_read_as_it_was_written(valor: Decimal) -> None:
    assert parse_valor(write_valor(valor), "valor") == valor


@given(st.lists(st.builds(Parcela, DIAS, VALORES, DESCRICOES), max_size=20))
def test_a_list_of_parcelas_is_read_as_it_was_written(parcelas: list[Parcela]) -> None:
    assert parse_parcelas(write_parcelas(parcelas), "parcelas") == tuple(parcelas)


@pytest.mark.parametrize(
    ("nome", "texto", "escrito"),
    [
        (N.DATA_DA_CITACAO, " 5/3/2019 ", "05/03/2019"),
        (N.VALOR_PEDIDO, "R$ 18243,9", "18.243,90"),
        (N.HONORARIOS, "10%", "10,00"),
        (N.JUROS, "0,5 % ao mes", "0,5% ao mês"),
        (N.JUROS, "6% a.a.", "6% ao ano"),
        (N.JUROS, "Selic", "SELIC"),
        (N.CORRECAO, "ipca-e", "IPCA-E"),
        (N.PARCELAS, "31/1/2017;R$ 512,40; janeiro \n\n", "31/01/2017; 512,40; janeiro"),
        (N.OBJETO, " um \n objeto ", "um objeto"),
        (N.MULTA, "  ", ""),
    ],
)
def test_a_value_is_kept_in_one_way(nome: NomeDoCampo, texto: str, escrito: str) -> None:
    assert normalize_valor(DEFINICOES[nome], texto) == escrito


@pytest.mark.parametrize(
    ("nome", "texto", "motivo"),
    [
        (N.DATA_DA_CITACAO, "31/02/2019", "não existe no calendário"),
        (N.DATA_DA_CITACAO, "2019-03-25", "não está no formato"),
        (N.VALOR_PEDIDO, "-10,00", "negativo"),
        (N.VALOR_PEDIDO, "1.5", "não é um valor"),
        (N.HONORARIOS, "-5", "negativo"),
        (N.HONORARIOS, "120", "passa de 100"),
        (N.CORRECAO, "IGP-XYZ", "não é uma das opções"),
        (N.PARCELAS, "31/01/2017; 1,00\n28/02/2017", "linha 2"),
        (N.PARCELAS, "\n".join(["31/01/2017; 1,00"] * 601), "601 linhas"),
    ],
)
def test_what_cannot_be_read_is_refused_by_field(nome: NomeDoCampo, texto: str, motivo: str) -> None:
    with pytest.raises(InvalidCalculoError, match=motivo) as refused:
        normalize_valor(DEFINICOES[nome], texto)
    assert DEFINICOES[nome].rotulo in refused.value.user_message


def test_a_choice_that_the_tables_offer_is_taken() -> None:
    assert normalize_valor(DEFINICOES[N.NATUREZA], "civil", ["Servidor", "Civil"]) == "Civil"
