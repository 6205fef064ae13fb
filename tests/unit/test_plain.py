"""Words that stand as they are in Streamlit's Markdown."""

from __future__ import annotations

import pytest

from pages.ui.plain import escape_markdown
from tests.hostile.harm import find_in_markdown
from tests.hostile.outputs import OUTPUTS

HONEST = ["Contestação (versão 2).pdf", "R 1.234,56 - fls. 12-13", "Peça 10%, 2ª via; fim!", "Às 14:05, não."]


@pytest.mark.parametrize("name", OUTPUTS)
def test_words_of_a_model_mean_nothing_in_a_label(name: str) -> None:
    assert find_in_markdown(escape_markdown(OUTPUTS[name])) == ""
    assert find_in_markdown(f"O arquivo “{escape_markdown(OUTPUTS[name])}” passa de 50 MB.") == ""


@pytest.mark.parametrize("text", HONEST)
def test_honest_words_are_not_touched(text: str) -> None:
    assert escape_markdown(text) == text


def test_without_it_they_would_mean_something() -> None:
    seen = [text for text in OUTPUTS.values() if find_in_markdown(text)]
    assert len(seen) > 150
