"""Every case to the cent, by two ways that share no arithmetic."""

from __future__ import annotations

import pytest

from tests.unit.calculo.casos import CASOS, Caso, solve_product, solve_reference


@pytest.mark.parametrize("caso", CASOS, ids=lambda caso: f"{caso.natureza}-{caso.parcelas[0][0]}-{caso.ate}")
def test_product_gives_the_cents_of_the_reference(caso: Caso) -> None:
    assert solve_product(caso) == solve_reference(caso)


def test_there_are_enough_cases() -> None:
    assert len(set(CASOS)) >= 40
