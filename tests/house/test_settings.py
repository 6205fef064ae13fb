"""Every setting is explained, used, and shown in ``.env.example``."""

from __future__ import annotations

import ast

from core.settings import Settings
from ops.env_example import PATH, render_env_example
from tests.house.sources import list_sources

GROUPS = {name: field.annotation for name, field in Settings.model_fields.items()}


def test_env_example_is_what_the_settings_say() -> None:
    """After a change of the settings: python -m ops.env_example."""
    assert PATH.read_text(encoding="utf-8") == render_env_example()


def test_every_setting_says_what_it_is() -> None:
    unexplained = [
        f"{group}.{name}"
        for group, model in GROUPS.items()
        if model
        for name, field in model.model_fields.items()
        if not field.description
    ]
    assert unexplained == []


def test_every_group_says_what_it_is() -> None:
    assert [group for group, model in GROUPS.items() if model and not model.__doc__] == []


def test_every_setting_is_used() -> None:
    used = {
        node.attr
        for source in list_sources("core", "pages", "jobs", "ops", "Home.py")
        for node in source.walk()
        if isinstance(node, ast.Attribute)
    }
    unused = [
        f"{group}.{name}" for group, model in GROUPS.items() if model for name in model.model_fields if name not in used
    ]
    assert unused == []
