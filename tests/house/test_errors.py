"""Every failure has its own code and words a person can act on; every error and event is really used."""

from __future__ import annotations

import ast
import re

import pytest

from core import errors, events
from core.errors import PortalError
from tests.house.sources import find_source, list_sources, name_call

TECHNICAL = re.compile(
    r"\b(api|backend|bug|cache|cookie|erro \d+|exceção|http|https|job|json|llm|null|payload|prompt|redis|request"
    r"|servidor|soap|socket|sql|stack|string|thread|timeout|token|traceback|url|worker|xml)s?\b",
    re.IGNORECASE,
)
"""Words that attorneys never read."""


def list_family(root: type) -> list[type]:
    return [root, *(found for child in root.__subclasses__() for found in list_family(child))]


ERRORS: list[type[PortalError]] = [cls for cls in list_family(PortalError) if cls.__module__ == errors.__name__]
EVENTS = events.Event.__subclasses__()
each_error = pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)


def read_literal(node: ast.expr) -> str:
    """The text of a string or f-string, with "x" for what is put in; empty for anything else."""
    if isinstance(node, ast.JoinedStr):
        return "".join(read_literal(part) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def list_messages() -> list[tuple[str, str]]:
    """Every literal that is shown instead of a class's own words, with the file it stands in."""
    messages = [
        (source.name, read_literal(keyword.value))
        for source in list_sources("core", "pages", "jobs")
        for node in source.walk()
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "user_message"
    ]
    return [(place, message) for place, message in messages if message]


def count_parts(message: str) -> int:
    return len([part for part in re.split(r"[.;:](?:\s|$)", message) if part.strip()])


def list_names(path_to_skip: str) -> set[str]:
    """Names used in the product outside import lines and outside the file that defines them."""
    return {
        node.id
        for source in list_sources("core", "pages", "jobs")
        if source.name != path_to_skip
        for node in source.walk()
        if isinstance(node, ast.Name)
    }


def list_calls() -> set[str]:
    return {name_call(node) for source in list_sources("core", "pages", "jobs") for node in source.walk()}


def render_tree(cls: type, prefix: str = "") -> list[str]:
    lines = []
    children = cls.__subclasses__()
    for child in children:
        is_last = child is children[-1]
        lines.append(f"{prefix}{'└── ' if is_last else '├── '}{child.__name__}")
        lines += render_tree(child, prefix + ("    " if is_last else "│   "))
    return lines


def test_codes_are_unique() -> None:
    codes = [error.code for error in ERRORS]
    assert sorted(codes) == sorted(set(codes))


@each_error
def test_code_is_its_own(error: type[PortalError]) -> None:
    assert "code" in vars(error)
    assert re.fullmatch(r"[A-Z]\d{3}", error.code)


@each_error
def test_message_can_be_acted_on(error: type[PortalError]) -> None:
    assert error.text.endswith(".")
    assert count_parts(error.text) >= 2
    assert "!" not in error.text
    assert TECHNICAL.findall(error.text) == []


@pytest.mark.parametrize(("place", "message"), list_messages())
def test_message_given_on_the_spot_can_be_acted_on(place: str, message: str) -> None:
    assert message.endswith("."), place
    assert count_parts(message) >= 2, place
    assert "!" not in message, place
    assert TECHNICAL.findall(message) == [], place


def test_families_share_the_first_digit() -> None:
    strangers = [
        child.__name__
        for family in PortalError.__subclasses__()
        for child in list_family(family)
        if child.code[:2] != family.code[:2]
    ]
    assert strangers == []


def test_tree_at_the_top_of_the_file_is_true() -> None:
    assert re.findall(r"^[│├└─ ]*── \w+", errors.__doc__ or "", re.MULTILINE) == render_tree(PortalError)


def test_every_error_is_raised_somewhere() -> None:
    used = list_names("core/errors.py")
    assert [error.__name__ for error in ERRORS if error.__name__ not in used and not error.__subclasses__()] == []


def test_every_event_is_published_somewhere() -> None:
    assert EVENTS
    calls = list_calls()
    assert [event.__name__ for event in EVENTS if event.__name__ not in calls] == []


def test_every_event_is_understood_by_a_screen() -> None:
    """``core.pecas.andamento`` folds what a person sees; an event that it does not name reaches nobody."""
    known = {node.id for node in find_source("core/pecas/andamento.py").walk() if isinstance(node, ast.Name)}
    assert [event.__name__ for event in EVENTS if event.__name__ not in known] == []
