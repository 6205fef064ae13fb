"""The shape of a page: who may see it comes first, the services do the work, and nothing else hides in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from core.usuarios.domain import ALL_PERMISSIONS
from tests.house.sources import ROOT, Source, find_source, list_sources, name_call

PAGES = [Source(path) for path in sorted((ROOT / "pages").glob("*.py")) if path.name != "__init__.py"]
_MAY_IMPORT = ("__future__", "core", "dataclasses", "datetime", "pages.ui", "streamlit", "uuid")
_MENU = "pages/ui/menu.py"

each_page = pytest.mark.parametrize("source", PAGES, ids=lambda source: source.path.stem)


def read_menu() -> dict[str, str]:
    """Permission by page, from the literals of the menu."""
    items = [node for node in find_source(_MENU).walk() if name_call(node) == "MenuItem" and isinstance(node, ast.Call)]
    return {ast.literal_eval(item.args[0]): ast.literal_eval(item.args[3]) for item in items}


def find_require_access(source: Source) -> ast.Call | None:
    """The call that guards the page, when it is the first statement after docstring and imports."""
    body = [node for node in source.tree.body[1:] if not isinstance(node, ast.Import | ast.ImportFrom)]
    first = body[0] if body else None
    call = first.value if isinstance(first, ast.Assign | ast.Expr) else None
    return call if isinstance(call, ast.Call) and name_call(call) == "require_access" else None


def list_unreported(node: ast.AST) -> Iterator[int]:
    """Lines where services are used outside ``with report_errors()``."""
    if isinstance(node, ast.With) and any(name_call(item.context_expr) == "report_errors" for item in node.items):
        return
    if isinstance(node, ast.Call) and name_call(node) == "services":
        yield node.lineno
    for child in ast.iter_child_nodes(node):
        yield from list_unreported(child)


def test_there_are_pages() -> None:
    assert len(PAGES) >= 3


@each_page
def test_page_asks_who_it_is_first(source: Source) -> None:
    call = find_require_access(source)
    assert ast.get_docstring(source.tree)
    assert call is not None
    assert ast.literal_eval(call.args[0]) == read_menu()[source.path.stem]
    assert ast.literal_eval(call.args[0]) in ALL_PERMISSIONS


@each_page
def test_page_imports_only_what_a_page_needs(source: Source) -> None:
    strange = [name for name in source.imports() if not f"{name}.".startswith(tuple(f"{ok}." for ok in _MAY_IMPORT))]
    assert strange == []


@each_page
def test_page_has_no_try(source: Source) -> None:
    assert [node.lineno for node in source.walk() if isinstance(node, ast.Try)] == []


@each_page
def test_page_uses_services_inside_report_errors(source: Source) -> None:
    assert list(list_unreported(source.tree)) == []


@each_page
def test_page_keys_start_with_its_name(source: Source) -> None:
    keys = [
        keyword.value.value
        for node in source.walk()
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "key" and isinstance(keyword.value, ast.Constant)
    ]
    assert [key for key in keys if not str(key).startswith(source.path.stem)] == []


def test_caches_of_streamlit_hold_no_case() -> None:
    """``st.cache_data`` is shared by all users; shared objects live in ``pages.ui.runtime`` only."""
    users = {
        source.name
        for source in list_sources("pages", "Home.py")
        for node in source.walk()
        if isinstance(node, ast.Attribute) and node.attr in ("cache_data", "cache_resource")
    }
    assert users <= {"pages/ui/runtime.py"}


def test_sources_of_screens_start_no_thread_and_no_blocking_sleep() -> None:
    """Work that takes time is a job; the server's own tasks are async."""
    forbidden = ("threading.Thread", "concurrent.futures", "subprocess", "time.sleep", "multiprocessing")
    found = {
        f"{source.name}: {name}"
        for source in list_sources("pages", "Home.py")
        for name in (*source.imports(), *(name_call(node) for node in source.walk()))
        if name.startswith(forbidden)
    }
    assert found == set()
