"""Fees of experts beside the annex of Resolução CNJ 232/2016."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.assistencia.decisoes import FolhaDoJuizo
from core.assistencia.domain import FolhaLida
from core.assistencia.pericia import Faixa, HonorarioFixado, find_honorarios, load_tabela

ANEXO = {
    "1.1": 300, "1.2": 370, "1.3": 630, "1.4": 830, "1.5": 370,
    "2.1": 430, "2.2": 530, "2.3": 370, "2.4": 700, "2.5": 870, "2.6": 370, "2.7": 370,
    "3.1": 370, "3.2": 370, "3.3": 370, "4": 300, "5.1": 300, "6.1": 170, "6.2": 330, "6.3": 300,
}  # fmt: skip
"""The annex as the CNJ's page of acts has it (atos.cnj.jus.br/atos/detalhar/2309)."""


def read(texto: str, *, ano: int = 2025) -> tuple[HonorarioFixado, ...]:
    folha = FolhaLida("d1", 1, "fl. 80", "Decisão", texto)
    return find_honorarios((FolhaDoJuizo(folha, datetime(ano, 3, 1, tzinfo=UTC)),))


def test_the_table_is_the_annex() -> None:
    assert {item.codigo: item.maximo for item in load_tabela()} == {
        code: Decimal(value) for code, value in ANEXO.items()
    }
    assert all(item.fonte and item.norma for item in load_tabela())


@pytest.mark.parametrize(
    ("valor", "faixa", "vezes"),
    [
        ("R$ 370,00", Faixa.DENTRO, "1.0"),
        ("R$ 370,01", Faixa.COM_FUNDAMENTO, "1.0"),
        ("R$ 1.850,00", Faixa.COM_FUNDAMENTO, "5.0"),
        ("R$ 1.850,01", Faixa.ACIMA, "5.0"),
        ("R$ 3.700,00", Faixa.ACIMA, "10.0"),
    ],
)
def test_an_amount_is_put_beside_the_limit_and_its_multiple(valor: str, faixa: Faixa, vezes: str) -> None:
    (found,) = read(f"Nomeio perita a médica Rita Inventada e fixo os honorários periciais em {valor}. Intimem-se.")
    assert (found.item.codigo, found.faixa, str(found.vezes)) == ("3.3", faixa, vezes)
    assert valor in found.lugar.trecho


@pytest.mark.parametrize(
    ("texto", "codigo"),
    [
        ("Fixo os honorários do perito engenheiro em R$ 400,00.", "2.7"),
        ("Fixo os honorários periciais em R$ 400,00 pelo estudo social.", "5.1"),
        ("Fixo a remuneração do perito em R$ 400,00.", "6.3"),
        ("Nomeio perito contador. Arbitro os honorários periciais em R$ 400,00.", "1.5"),
    ],
)
def test_the_speciality_comes_from_the_sentence_or_else_from_its_page(texto: str, codigo: str) -> None:
    assert [found.item.codigo for found in read(texto)] == [codigo]


@pytest.mark.parametrize(
    "texto",
    [
        "Condeno ao pagamento de honorários advocatícios de R$ 1.500,00.",
        "Honorários advocatícios e honorários periciais somam R$ 900,00.",
        "O perito apresentou o laudo. O valor da causa é R$ 50.000,00.",
        "Depositem-se os honorários periciais.",
    ],
)
def test_other_amounts_are_not_taken_for_an_experts(texto: str) -> None:
    assert read(texto) == ()


def test_what_was_fixed_before_the_table_is_not_measured_by_it() -> None:
    assert [found.faixa for found in read("Fixo os honorários periciais em R$ 2.000,00.", ano=2015)] == [Faixa.ANTERIOR]
