"""Words: what people read is Portuguese with its accents; what we leave in the code has a reason and an owner."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import EVERYTHING, ROOT, Source, list_sources

_UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
_SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore|pragma|pylint|mypy)\b")
_WITH_REASON = re.compile(r"#\s*(noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\])\s*(#|-)\s+\w+")
_MACHINE_PATH = re.compile(r"(?<![\w./*}])/(home|root|work|Users|mnt)/\w")
_TEXT_SUFFIXES = {
    *("", ".css", ".csv", ".html", ".ini", ".js", ".mako", ".md", ".py", ".sh", ".svg", ".toml", ".txt"),
    *(".yaml", ".yml"),
}
_SKIPPED = {"__pycache__", "artifacts", "node_modules"}

_ENGLISH = re.compile(
    r"\b(the|and|with|your|please|click|loading|error|failed|file|page|search|select|settings|submit|upload)\b",
    re.IGNORECASE,
)
_WITHOUT_ACCENT = re.compile(
    r"\b(acao|analise|apos|ate|atencao|codigo|conteudo|decisao|documentacao|esta sendo|estao|geracao|gestao|historico"
    r"|instrucao|ja|modulos?|nao|numero|opcao|pagina|peca|pecas|peticao|possivel|saude|sentenca|sera|sessao|so|sao"
    r"|tambem|ultimas?|usuarios?|voce|versao)\b",
    re.IGNORECASE,
)
_PROSE = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")
_MARKUP = re.compile(r"<[^>]*>|\{[^}]*\}|:material/\w+:|`[^`]*`|https?://\S+")


def list_texts() -> Iterator[Path]:
    """Every text file of the repository; hidden folders are tools' own, except those we write."""
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        is_ours = not parts[0].startswith(".") or parts[0] in (".streamlit", ".ci", ".dockerignore", ".env.example")
        if is_ours and path.is_file() and path.suffix in _TEXT_SUFFIXES and not _SKIPPED & set(parts):
            yield path


def list_prose(source: Source) -> Iterator[tuple[int, str]]:
    """Literals that read like a sentence, without docstrings, log events and markup."""
    silent = {id(node.value) for node in source.walk() if isinstance(node, ast.Expr)}
    for node in source.walk():
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log.")):
            silent |= {id(part) for part in ast.walk(node)}
    for node in source.walk():
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            text = _MARKUP.sub(" ", node.value)
            if _PROSE.search(text):
                yield node.lineno, text


def list_screens() -> list[Source]:
    return [*list_sources("pages"), *list_sources("core/errors.py", "core/events.py", "core/pecas/andamento.py")]


def find_prose(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{source.name}:{line}: {match.group(0)}"
        for source in list_screens()
        for line, text in list_prose(source)
        if (match := pattern.search(text))
    ]


def test_screens_speak_no_english() -> None:
    assert find_prose(_ENGLISH) == []


def test_screens_write_accents() -> None:
    assert find_prose(_WITHOUT_ACCENT) == []


def test_nothing_unfinished_is_left_in_a_comment() -> None:
    left = [
        f"{source.name}:{line}"
        for source in list_sources(*EVERYTHING)
        for line, comment in source.comments
        if _UNFINISHED.search(comment)
    ]
    assert left == []


def test_every_silenced_rule_says_why() -> None:
    unexplained = [
        f"{source.name}:{line}"
        for source in list_sources(*EVERYTHING)
        for line, comment in source.comments
        if _SILENCED.search(comment) and not _WITH_REASON.search(comment)
    ]
    assert unexplained == []


def test_no_path_of_somebodys_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in list_texts()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if _MACHINE_PATH.search(line)
    ]
    assert found == []
