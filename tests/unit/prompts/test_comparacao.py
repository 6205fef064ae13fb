"""Each operator against each kind of value."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.prompts.comparacao import Decisao, Operador, SemValor, ValorDaCondicao, ValorDoFato, compare

SIM, NAO, DESCONHECIDA = Decisao.SIM, Decisao.NAO, Decisao.DESCONHECIDA
ABSENCE_OPERATORS = {Operador.IS_EMPTY, Operador.NOT_EXISTS}


@pytest.mark.parametrize(
    ("operador", "fato", "valor", "expected"),
    [
        ("equals", "  SÃO  Paulo ", "sao paulo", SIM),
        ("equals", "eletiva", "urgência", NAO),
        ("equals", True, "Sim", SIM),
        ("equals", "NÃO", False, SIM),
        ("equals", "0", False, SIM),
        ("equals", 1, True, SIM),
        ("equals", "talvez", True, DESCONHECIDA),
        ("equals", 17.9, "17,9", SIM),
        ("equals", "R$ 1.234,56", 1234.56, SIM),
        ("equals", "1,234", 1.234, DESCONHECIDA),
        ("equals", "19/09/2024", "2024-09-19", SIM),
        ("equals", ["fraldas", "Consulta"], "consulta", SIM),
        ("equals", [], "consulta", NAO),
        ("not_equals", ["fraldas", "consulta"], "consulta", NAO),
        ("not_equals", [], "consulta", SIM),
        ("not_equals", "talvez", True, DESCONHECIDA),
        ("contains", "Vaga em UTI neonatal", "uti", SIM),
        ("not_contains", "Vaga em UTI neonatal", "uti", NAO),
        ("contains", ["dieta enteral"], "enteral", SIM),
        ("starts_with", "Órtese ou prótese", "ortese", SIM),
        ("ends_with", "Órtese ou prótese", "PROTESE", SIM),
        ("in_list", "Baixa", ("baixa", "ausente"), SIM),
        ("in_list", 3, (1, 2), NAO),
        ("not_in_list", "alta", ("baixa", "ausente"), SIM),
        ("matches_regex", "CID-10 F84.0", r"f84(\.\d)?$", SIM),
        ("matches_regex", "órgão", "^ORGAO$", SIM),
        ("greater_than", "R$ 100.000,00", 99_999.99, SIM),
        ("greater_than", 100_000.0, "100.000,00", NAO),
        ("greater_or_equal", 100_000.0, "100.000,00", SIM),
        ("less_than", "2024-09-19", "19/09/2024", NAO),
        ("less_or_equal", date(2024, 9, 19), "2024-09-19", SIM),
        ("greater_than", "2024-09-20", "19/09/2024", SIM),
        ("greater_than", "2024-09-20", 5, DESCONHECIDA),
        ("greater_than", "alto", 5, DESCONHECIDA),
        ("greater_than", True, 0, DESCONHECIDA),
        ("greater_than", float("nan"), 0, DESCONHECIDA),
        ("is_empty", "  ", None, SIM),
        ("is_empty", [], None, SIM),
        ("is_empty", False, None, NAO),
        ("is_empty", 0, None, NAO),
        ("is_not_empty", ["consulta"], None, SIM),
        ("exists", False, None, SIM),
        ("exists", "", None, SIM),
        ("not_exists", False, None, NAO),
    ],
)
def test_compare_decides_known_values(
    operador: str, fato: ValorDoFato, valor: ValorDaCondicao, expected: Decisao
) -> None:
    assert compare(Operador(operador), fato, valor) is expected


@pytest.mark.parametrize("operador", Operador)
def test_compare_never_decides_an_unknown_value(operador: Operador) -> None:
    assert compare(operador, SemValor.DESCONHECIDO, "1") is DESCONHECIDA


@pytest.mark.parametrize("operador", Operador)
def test_compare_is_false_for_what_does_not_apply_except_absence(operador: Operador) -> None:
    expected = SIM if operador in ABSENCE_OPERATORS else NAO
    assert compare(operador, SemValor.NAO_SE_APLICA, "1") is expected


DATAS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
ORDER = {
    Operador.EQUALS: lambda a, b: a == b,
    Operador.GREATER_THAN: lambda a, b: a > b,
    Operador.LESS_THAN: lambda a, b: a < b,
    Operador.GREATER_OR_EQUAL: lambda a, b: a >= b,
    Operador.LESS_OR_EQUAL: lambda a, b: a <= b,
}
each_order = pytest.mark.parametrize("operador", ORDER)


@each_order
@settings(database=None)
@given(DATAS, DATAS)
def test_dates_are_ordered_whatever_their_writing(operador: Operador, left: date, right: date) -> None:
    expected = SIM if ORDER[operador](left, right) else NAO
    for fato in (f"{left:%Y-%m-%d}", f"{left:%d/%m/%Y}", left):
        for valor in (f"{right:%Y-%m-%d}", f"{right:%d/%m/%Y}", right):
            assert compare(operador, fato, valor) is expected


@each_order
@settings(database=None)
@given(st.integers(-(10**11), 10**11), st.integers(-(10**11), 10**11))
def test_amounts_are_ordered_whatever_their_writing(operador: Operador, left: int, right: int) -> None:
    expected = SIM if ORDER[operador](left, right) else NAO
    fato, valor = write_moeda(left), write_moeda(right)
    assert compare(operador, fato, right / 100) is expected
    assert compare(operador, left / 100, valor) is expected
    if operador is not Operador.EQUALS:  # of two texts the words count
        assert compare(operador, fato, valor) is expected


def write_moeda(centavos: int) -> str:
    reais, rest = divmod(abs(centavos), 100)
    return f"R$ {'-' if centavos < 0 else ''}" + f"{reais:,}".replace(",", ".") + f",{rest:02d}"
