"""What the benchmark of the Classificador counts as a wrong verdict."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from core.classificador.avaliacao.domain import Decisao
from core.classificador.avaliacao.veredito import decide
from core.classificador.estatistica import Pareada
from tests.load.bench_classify import measure_verdicts


def test_verdicts_that_are_the_wrong_way_round_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def turn_round(tabela: Pareada) -> Decisao:
        return decide(replace(tabela, so_a=tabela.so_b, so_b=tabela.so_a))

    monkeypatch.setattr("tests.load.bench_classify._COMPARISONS", 20)
    assert max(measure_verdicts(random.Random(1)).values()) <= 5
    monkeypatch.setattr("tests.load.bench_classify.decide", turn_round)
    wrong = measure_verdicts(random.Random(1))
    assert (wrong["better"], wrong["worse"]) == (100, 100)
