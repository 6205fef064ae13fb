"""Templates: all places filled once, or an error with every missing name."""

from __future__ import annotations

import pytest

from core.errors import InvalidInputError
from core.prompts.service import render_template


def test_render_template_fills_every_place() -> None:
    assert render_template("{{a}} e {{ b }} e {{a}}", a="um", b="dois") == "um e dois e um"


def test_render_template_names_every_missing_value() -> None:
    with pytest.raises(InvalidInputError) as caught:
        render_template("{{b}} {{a}} {{c}} {{b}}", c="x")
    assert caught.value.user_message.endswith("a, b.")


def test_render_template_does_not_expand_what_a_value_contains() -> None:
    assert render_template("{{a}} {{b}}", a="{{b}}", b=r"\1") == r"{{b}} \1"
