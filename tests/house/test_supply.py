"""Where the product's packages come from: the lock with hashes, the licences, and an image that its linter accepts."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tests.house.test_packaging import REQUIREMENTS, normalize, read_requirements

HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
PERMISSIVE = r"(MIT|BSD|Apache|PSF|Python|ISC|0BSD|Zlib|CC0|MPL|Mozilla|CNRI|BSL|Unlicense|LGPL|Lesser General Public)"
"""Families of licences that a portal used within the office may stand on without giving its own source away."""

NAMED_OTHERWISE = {"locate": "MIT License", "pyrage": "MIT License", "tokenizers": "Apache"}
"""Packages that name their licence only in words of their own: what their licence file begins with, or who wrote it."""


def read_lock(name: str) -> dict[str, list[str]]:
    """Hashes by exact requirement."""
    text = (ROOT / name).with_suffix(".lock").read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]
    return {entry.split(" ", 1)[0].strip(): HASH.findall(entry) for entry in entries}


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_lock_has_the_pinned_versions_and_all_but_torch_are_hashed(name: str) -> None:
    pinned = [line.split("==") for line in read_requirements(name) if not line.startswith("torch==")]
    locked = read_lock(name)
    assert set(locked) == {f"{normalize(package)}=={version}" for package, version in pinned}, "run: ./portal lock"
    assert [requirement for requirement, hashes in locked.items() if not hashes] == []


def test_nothing_is_installed_without_its_hash() -> None:
    """Every installation by the portal's command or the image goes through a lock; only torch has none."""
    text = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in ("portal", "Dockerfile", ".ci/run"))
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    installing = [line for line in lines if re.search(r"pip install|install\[@\]", line) and "install=(" not in line]
    assert installing
    assert [line for line in installing if "--require-hashes" not in line and "^torch==" not in line] == []


def describe_licence(name: str) -> str:
    metadata = distribution(name).metadata
    stated = [metadata.get("License-Expression", ""), metadata.get("License", "")[:200]]
    return " | ".join([*stated, *(c for c in metadata.get_all("Classifier", []) if c.startswith("License"))])


def test_licences_of_the_product_ask_for_no_source() -> None:
    names = [normalize(line.partition("==")[0]) for line in read_requirements("requirements.txt")]
    licences = {name: describe_licence(name) for name in names if name not in NAMED_OTHERWISE}
    refused = {name: text for name, text in licences.items() if not re.search(PERMISSIVE, text)}
    assert refused == {}
    assert [name for name, text in licences.items() if re.search(r"\b(A?GPL)", text)] == []


@pytest.mark.parametrize(("name", "words"), NAMED_OTHERWISE.items())
def test_licence_named_otherwise_is_what_its_package_says(name: str, words: str) -> None:
    package = distribution(name)
    files = [Path(str(package.locate_file(file))) for file in package.files or [] if "LICENSE" in file.name.upper()]
    told = [file.read_text(encoding="utf-8") for file in files] + [str(package.metadata.json)]
    assert any(words in text for text in told)


def test_image_is_clean_for_its_linter() -> None:
    command = [str(Path(sys.executable).parent / "hadolint"), "--no-color", str(ROOT / "Dockerfile")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "")
