"""What of a long text the model reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bert.domain import ModoLongo
from core.bert.recorte import cut, is_cut, slide


@pytest.mark.parametrize(
    ("modo", "janelas"),
    [
        (ModoLongo.INICIO, (((0, 10),),)),
        (ModoLongo.FIM, (((90, 100),),)),
        (ModoLongo.INICIO_E_FIM, (((0, 5), (95, 100)),)),
    ],
)
def test_long_text_is_read_where_it_was_asked(modo: ModoLongo, janelas: object) -> None:
    assert cut(100, 10, modo, 8) == janelas


@pytest.mark.parametrize("modo", list(ModoLongo))
def test_short_text_is_read_whole(modo: ModoLongo) -> None:
    assert cut(10, 10, modo, 8) == (((0, 10),),)
    assert not is_cut(10, 10, modo, 8)


@pytest.mark.parametrize("modo", [ModoLongo.INICIO, ModoLongo.FIM, ModoLongo.INICIO_E_FIM])
def test_text_beyond_the_window_counts_as_cut(modo: ModoLongo) -> None:
    assert is_cut(11, 10, modo, 8)


@given(pecas=st.integers(1, 3000), room=st.integers(2, 500), most=st.integers(1, 12))
def test_windows_fit_and_lose_a_piece_only_where_it_is_said(pecas: int, room: int, most: int) -> None:
    spans = slide(pecas, room, most)
    seen = {place for start, end in spans for place in range(start, end)}
    assert len(spans) <= most
    assert all(0 <= start < end <= pecas and end - start <= room for start, end in spans)
    assert pecas - 1 in seen
    assert is_cut(pecas, room, ModoLongo.JANELAS, most) == (seen != set(range(pecas)))
