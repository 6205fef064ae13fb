"""What is installed and shipped: exact versions, nothing missing in production, an image that adds nothing."""

from __future__ import annotations

import re
import sys
from functools import cache
from importlib.metadata import packages_distributions, requires

import pytest
import yaml
from packaging.requirements import Requirement

from core.errors import ConversorUnavailableError
from core.exportacao.pdf import PACKAGE
from core.settings import WebSettings
from tests.house.sources import ROOT, Source, find_source

PINNED = re.compile(r"[a-z0-9][a-z0-9._-]*==[0-9][0-9a-z.]*")
OURS = ("Home", "core", "jobs", "migrations", "ops", "pages", "simulators", "tests")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")

REQUIREMENTS = ("requirements.txt", "requirements-local.txt", "requirements-dev.txt")
PRODUCTION = (
    "Home.py",
    "pages/**/*.py",
    "jobs/*.py",
    "ops/__main__.py",
    "ops/seed.py",
    "ops/backup/*.py",
    "migrations/env.py",
)
DEMONSTRATION = ("ops/run.py", "simulators/**/*.py")


def read_requirements(name: str) -> list[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def list_distributions(*files: str) -> set[str]:
    return {normalize(line.partition("==")[0]) for file in files for line in read_requirements(file)}


@cache
def list_installed() -> dict[str, set[str]]:
    return {module: {normalize(name) for name in names} for module, names in packages_distributions().items()}


def find_module(name: str) -> Source | None:
    """The file behind ``core.pecas.domain`` or ``core.pecas.domain.Peca``."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:length])
        for candidate in (path.with_suffix(".py"), path / "__init__.py"):
            if candidate.is_file():
                return Source(candidate)
    return None


def list_third_parties(*patterns: str) -> set[str]:
    """Packages that these files and everything of ours behind them import."""
    waiting = [Source(path) for pattern in patterns for path in ROOT.glob(pattern)]
    seen, found = set[str](), set[str]()
    while waiting:
        source = waiting.pop()
        if source.name in seen:
            continue
        seen.add(source.name)
        for name in source.imports():
            top = name.partition(".")[0]
            if top in OURS:
                waiting += [module for module in [find_module(name)] if module]
            elif top not in sys.stdlib_module_names:
                found.add(top)
    return found


def list_missing(patterns: tuple[str, ...], *files: str) -> list[str]:
    known = list_distributions(*files)
    return [name for name in sorted(list_third_parties(*patterns)) if not list_installed().get(name, set()) & known]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_are_exact(name: str) -> None:
    assert [line for line in read_requirements(name) if not PINNED.fullmatch(line)] == []


def test_what_packages_need_is_pinned_too() -> None:
    pinned = list_distributions(*REQUIREMENTS)
    needed = {(name, Requirement(line)) for name in pinned for line in requires(name) or []}
    wanted = {(name, need) for name, need in needed if not need.marker or need.marker.evaluate({"extra": ""})}
    assert [f"{name} needs {need.name}" for name, need in wanted if normalize(need.name) not in pinned] == []


def test_torch_is_plain() -> None:
    """A local version (``+cpu``) or a hash would fit one machine only."""
    assert [line for line in read_requirements("requirements.txt") if line.startswith("torch==")] == ["torch==2.13.0"]


def test_production_needs_only_its_requirements() -> None:
    assert list_missing(PRODUCTION, "requirements.txt") == []


def test_demonstration_needs_only_the_local_requirements_besides() -> None:
    assert list_missing(DEMONSTRATION, "requirements.txt", "requirements-local.txt") == []


def test_tests_need_only_what_is_pinned() -> None:
    """A package that happens to be on somebody's machine would be missing in a fresh clone."""
    assert list_missing(("tests/**/*.py",), *REQUIREMENTS) == []


def test_nothing_is_pinned_twice() -> None:
    names = [normalize(line.partition("==")[0]) for file in REQUIREMENTS for line in read_requirements(file)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("ARG BASE=python:3.11-slim-bookworm\n", id="base-can-be-replaced"),
        pytest.param("tesseract-ocr tesseract-ocr-por poppler-utils", id="ocr-in-portuguese"),
        pytest.param(f"{PACKAGE} fonts-liberation", id="pdf-of-a-peca"),
        pytest.param("\nUSER 10001\n", id="not-root"),
        pytest.param("/health/live'", id="health"),
        pytest.param('\nENTRYPOINT ["./portal"]\nCMD ["web"]\n', id="same-command"),
    ],
)
def test_image_has(line: str) -> None:
    assert line in DOCKERFILE


def test_command_and_words_name_the_package_that_makes_pdf() -> None:
    assert PACKAGE in ConversorUnavailableError.text
    assert f"--no-install-recommends {PACKAGE} " in (ROOT / "portal").read_text(encoding="utf-8")
    assert PACKAGE in (ROOT / "README.md").read_text(encoding="utf-8")


def test_image_is_built_without_heredocs() -> None:
    """The builder used to check it on a machine without Docker does not know them."""
    assert "<<" not in DOCKERFILE


def test_every_process_of_compose_is_a_command_of_the_portal() -> None:
    commands = {name: service["command"][0] for name, service in COMPOSE["services"].items() if "command" in service}
    ours = {name: command for name, command in commands.items() if name in ("web", "worker", "schedule", "migrate")}
    assert ours == {name: name for name in ("web", "worker", "schedule", "migrate")}
    offered = find_source("ops/__main__.py").text
    assert [command for command in ours.values() if f'"{command}":' not in offered] == []


def test_simulators_run_only_in_a_demonstration() -> None:
    simulators = [service for name, service in COMPOSE["services"].items() if name.startswith("simulador")]
    assert len(simulators) == 2
    assert [service["profiles"] for service in simulators] == [["demonstracao"]] * 2


def test_containers_that_serve_people_do_not_own_the_tables() -> None:
    for name in ("web", "worker", "schedule"):
        environment = COMPOSE["services"][name]["environment"]
        assert "//portal_aplicacao:" in environment["DATABASE_URL"]
        assert environment["POSTGRES_PASSWORD"] == ""
    for name in ("migrate", "copia"):
        assert COMPOSE["services"][name]["environment"]["DATABASE_PAPEL"] == "portal_aplicacao"


def test_compose_holds_no_secret() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    values = re.findall(r"^\s+\w*(?:PASSWORD|SENHA|KEY|AUTH|TOKEN)\w*: (.+)$", text, re.MULTILINE)
    assert values
    assert [value for value in values if not value.startswith(("${", '""'))] == []


def test_compose_waits_longer_than_the_portal_drains() -> None:
    grace = COMPOSE["services"]["web"]["stop_grace_period"]
    assert int(grace.removesuffix("s")) > WebSettings().drain_s


def test_redis_of_compose_loses_nothing() -> None:
    command = " ".join(COMPOSE["services"]["valkey"]["command"])
    wanted = ("appendonly yes", "appendfsync everysec", "maxmemory-policy noeviction", "requirepass")
    assert [setting for setting in wanted if setting not in command] == []
