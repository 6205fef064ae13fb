"""Two ranked lists become one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.prompts.busca.domain import fuse_ranks

RANKED = st.lists(st.integers(0, 30), unique=True)


@pytest.mark.parametrize(
    ("lists", "fused"),
    [
        pytest.param([[], []], (), id="nothing"),
        pytest.param([[3, 1, 2], []], (3, 1, 2), id="one list keeps its order"),
        pytest.param([[1, 2], [3, 2]], (2, 1, 3), id="found twice goes first"),
        pytest.param([[1, 2, 3], [3, 2, 1]], (1, 3, 2), id="a first and a third place beat two second ones"),
        pytest.param([[1, 1, 2], [2]], (2, 1), id="named twice in a list counts once"),
        pytest.param([[1], [2]], (1, 2), id="equal places keep the order of the lists"),
    ],
)
def test_fuse_ranks(lists: list[list[int]], fused: tuple[int, ...]) -> None:
    assert fuse_ranks(*lists) == fused


@given(RANKED, RANKED)
def test_all_that_was_found_is_there_once(words: list[int], meanings: list[int]) -> None:
    fused = fuse_ranks(words, meanings)
    assert len(fused) == len(set(fused))
    assert set(fused) == set(words) | set(meanings)


@given(RANKED, RANKED)
def test_what_is_better_in_both_lists_is_better_in_one(words: list[int], meanings: list[int]) -> None:
    fused = fuse_ranks(words, meanings)
    both = [item for item in words if item in meanings]
    for better in both:
        for worse in both:
            if words.index(better) < words.index(worse) and meanings.index(better) < meanings.index(worse):
                assert fused.index(better) < fused.index(worse)
