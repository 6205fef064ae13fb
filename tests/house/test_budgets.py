"""How long files and functions may be, and how deep (house rule: a reader sees one thing at a time)."""

from __future__ import annotations

import ast

import pytest

from tests.house.sources import EVERYTHING, ROOT, Source, list_sources

FILE, TEST_FILE, PAGE, JOB = 400, 500, 120, 80
FUNCTION = 60
NESTING = 3
_GENERATED = "migrations/versions/"
_TABLE = {"core/errors.py": 600}
"""Read as a table, one entry after the other, and kept as one tree (house.md 6)."""
_LEVELS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.Match)


def budget(source: Source) -> int:
    if source.name in _TABLE:
        return _TABLE[source.name]
    folder, _, rest = source.name.partition("/")
    if folder == "tests":
        return TEST_FILE
    if folder == "pages" and "/" not in rest:
        return PAGE
    is_job = folder == "jobs" and any(function.name == "run" for function in source.functions())
    return JOB if is_job else FILE


def measure_nesting(node: ast.AST, depth: int = 0) -> int:
    """The deepest level of a function; ``elif`` is no new level, and an inner function counts for itself."""
    deepest = depth
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            is_elif = name == "orelse" and isinstance(node, ast.If) and isinstance(child, ast.If)
            deepest = max(deepest, measure_nesting(child, depth + (isinstance(child, _LEVELS) and not is_elif)))
    return deepest


def test_files_are_short() -> None:
    long = {
        source.name: source.lines
        for source in list_sources(*EVERYTHING)
        if source.lines > budget(source) and not source.name.startswith(_GENERATED)
    }
    assert long == {}


@pytest.mark.parametrize("pattern", ["pages/ui/**/*.js", "pages/ui/**/*.css", "portal"])
def test_other_files_are_short(pattern: str) -> None:
    found = list(ROOT.glob(pattern))
    assert found
    assert {path.name for path in found if path.read_text(encoding="utf-8").count("\n") > FILE} == set()


def test_functions_are_short() -> None:
    long = [
        f"{source.name}: {function.name}"
        for source in list_sources(*EVERYTHING)
        for function in source.functions()
        if (function.end_lineno or 0) - function.lineno >= FUNCTION and not source.name.startswith(_GENERATED)
    ]
    assert long == []


def test_functions_are_shallow() -> None:
    deep = [
        f"{source.name}: {function.name}"
        for source in list_sources(*EVERYTHING)
        for function in source.functions()
        if measure_nesting(function) > NESTING
    ]
    assert deep == []
