"""The newest movements go to a report and to a question, in whatever order the court sends them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.assistencia.pedido import render_dados
from core.pecas.relatorio.preparo import list_dados
from core.processos.autos.domain import Autos
from core.processos.domain import Movimento
from core.processos.ordem import sort_movimentos
from tests.builders import build_processo

_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
ANTIGOS = tuple(Movimento(None, f"Ato {n}", _BEGIN + timedelta(days=n)) for n in range(801))


@pytest.mark.parametrize("movimentos", [ANTIGOS, ANTIGOS[::-1]], ids=["oldest-first", "newest-first"])
def test_the_newest_go_oldest_first(movimentos: tuple[Movimento, ...]) -> None:
    processo = replace(build_processo(), movimentos=movimentos)
    lines = [line for line in render_dados(processo).texto.splitlines() if line.startswith("Movimentação")]
    assert (len(lines), lines[0].endswith("Ato 1"), lines[-1].endswith("Ato 800")) == (800, True, True)
    fatos = [fato for fato in list_dados(Autos(processo, _BEGIN, is_sigiloso=False)) if "movimento" in fato.variavel]
    assert [fato.valor[-7:] for fato in (fatos[0], fatos[-1])] == ["Ato 741", "Ato 800"]


def test_a_date_without_a_zone_and_none_at_all_have_their_place() -> None:
    named, bare = Movimento(None, "com", _BEGIN), Movimento(None, "sem fuso", _BEGIN.replace(year=2019, tzinfo=None))
    undated = Movimento(None, "sem data", None)
    assert sort_movimentos((named, bare, undated)) == (undated, bare, named)
