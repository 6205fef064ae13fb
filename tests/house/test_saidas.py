"""Every place that writes a sheet, parses XML or opens a connection keeps the rule that protects whoever opens it."""

from __future__ import annotations

import ast
import re

from tests.house.sources import PRODUCT, list_sources


def test_every_sheet_is_disarmed() -> None:
    writers = [
        source for source in list_sources(*PRODUCT) if re.search(r"csv\.(Dict)?[wW]riter\(|Workbook\(", source.text)
    ]
    assert len(writers) >= 5
    unsafe = [
        source.name for source in writers if not re.search(r"import (clean, )?disarm|import .*\bdisarm\b", source.text)
    ]
    assert unsafe == []


def test_every_parser_of_xml_refuses_entities_of_others() -> None:
    parsers = _list_calls("XMLParser")
    assert len(parsers) >= 2
    loose = [name for name, call in parsers if _find(call, "resolve_entities") not in (False, "internal")]
    assert loose == []
    assert [name for name, call in parsers if _find(call, "no_network") is not True] == []


def test_no_client_follows_redirects() -> None:
    """The hub's alone does, to hosts of its own."""
    follows = [name for name, call in _list_calls("Client") if _find(call, "follow_redirects") is True]
    assert follows == ["core/bert/training/hub.py"]
    fetched = [source.name for source in list_sources("core", "pages", "jobs") if "urlopen(" in source.text]
    assert fetched == []


def test_no_words_become_a_program() -> None:
    names = {"eval", "exec", "compile", "__import__"}
    found = [
        f"{source.name}:{node.lineno}"
        for source in list_sources(*PRODUCT)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and ((isinstance(node.func, ast.Name) and node.func.id in names) or _find(node, "shell") is True)
    ]
    assert found == []


def _list_calls(name: str) -> list[tuple[str, ast.Call]]:
    return [
        (source.name, node)
        for source in list_sources("core", "pages", "jobs")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
    ]


def _find(call: ast.Call, name: str) -> object:
    """The value of a keyword that is written out; None without it."""
    values = [keyword.value for keyword in call.keywords if keyword.arg == name]
    return values[0].value if values and isinstance(values[0], ast.Constant) else None
