"""The project's own files, read and parsed once, for the tests that keep its rules."""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("core", "pages", "jobs", "Home.py")
EVERYTHING = (*PRODUCT, "simulators", "ops", "migrations", "tests")


@dataclass(frozen=True)
class Source:
    """A Python file of the project."""

    path: Path

    @property
    def name(self) -> str:
        """The path below the repository, with slashes."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def lines(self) -> int:
        return self.text.count("\n")

    @cached_property
    def _nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    def walk(self) -> Iterator[ast.AST]:
        return iter(self._nodes)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in self.walk() if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    @cached_property
    def comments(self) -> tuple[tuple[int, str], ...]:
        """Line and text of each comment; a ``#`` inside a string is not one."""
        tokens = tokenize.generate_tokens(StringIO(self.text).readline) if "#" in self.text else ()
        return tuple((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)

    def imports(self) -> Iterator[str]:
        """Full dotted names of what the file imports, wherever the import stands."""
        for node in self.walk():
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def list_sources(*places: str) -> tuple[Source, ...]:
    """The Python files of folders, or single files, in a stable order."""
    paths = [path for place in places for path in _expand(ROOT / place)]
    return tuple(_open(path) for path in sorted(paths))


def _expand(place: Path) -> list[Path]:
    return [place] if place.is_file() else list(place.rglob("*.py"))


def find_source(name: str) -> Source:
    return _open(ROOT / name)


@cache
def _open(path: Path) -> Source:
    """One object for each file, so that it is parsed once whoever asks."""
    return Source(path)


def name_call(node: ast.AST) -> str:
    """The dotted name that a call uses (``st.form``), or an empty string for anything else."""
    if isinstance(node, ast.Call):
        return name_call(node.func)
    if isinstance(node, ast.Attribute):
        return f"{name_call(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""
