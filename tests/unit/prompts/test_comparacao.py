"""Each operator against each kind of value."""

from __future__ import annotations

from datetime import date

import pytest

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
