"""Dates and money as the court writes them."""

from __future__ import annotations

import pytest

from core.clients.tribunal.valores import parse_centavos, parse_data_hora


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20240920101500", "2024-09-20T10:15:00-04:00"),
        ("20240920", "2024-09-20T00:00:00-04:00"),
        ("2024-09-20T10:15:00", "2024-09-20T10:15:00-04:00"),
        ("2024-09-20T02:15:00Z", "2024-09-19T22:15:00-04:00"),
        ("20/09/2024 10:15", "2024-09-20T10:15:00-04:00"),
    ],
)
def test_date_is_read_in_every_form(text: str, expected: str):
    moment = parse_data_hora(text)
    assert moment is not None
    assert moment.isoformat() == expected


@pytest.mark.parametrize("text", ["", "ontem", "20241399101500", "00000000000000", "31/02/2024", "2024-99-99"])
def test_malformed_date_is_none(text: str):
    assert parse_data_hora(text) is None


@pytest.mark.parametrize(
    ("text", "centavos"),
    [
        ("15000.5", 1500050),
        ("1.5E5", 15000000),
        ("R$ 1.234,56", 123456),
        ("0.005", 1),
        ("17,9", 1790),
        ("1000", 100000),
    ],
)
def test_money_is_read_as_centavos(text: str, centavos: int):
    assert parse_centavos(text) == centavos


@pytest.mark.parametrize("text", ["", "NaN", "INF", "1e400", "mil reais", "1.2.3"])
def test_malformed_money_is_none(text: str):
    assert parse_centavos(text) is None
