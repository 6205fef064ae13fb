"""``./portal lock`` and ``./portal sbom``: what is installed, to the byte, and under which licences."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

from ops.state import ROOT

TORCH = "torch=="
"""Not hashed: each kind of machine has a build of its own (CPU, GPU, another processor)."""

_BIN = Path(sys.executable).parent
_CYCLONEDX = "cyclonedx-bom==7.5.0"
"""Runs in an environment of its own, so that what it needs is not counted as ours."""


def lock(_rest: list[str]) -> int:
    """Write the ``.lock`` beside each requirements file: the same versions, with the SHA-256 of every published file.

    ``./portal`` installs from these, so a file that was exchanged in an index is refused.
    """
    for source in sorted(ROOT.glob("requirements*.txt")):
        hashed = "".join(line for line in source.open(encoding="utf-8") if not line.startswith(TORCH))
        command: list[str | Path] = [
            _BIN / "uv",
            "pip",
            "compile",
            "-",
            "--quiet",
            "--no-deps",
            "--universal",
            "--no-annotate",
        ]
        command += ["--generate-hashes", "--python-version", "3.11", "--custom-compile-command", "./portal lock"]
        command += ["--output-file", source.with_suffix(".lock")]
        result = subprocess.run(command, cwd=ROOT, input=hashed, text=True, stdout=subprocess.DEVNULL, check=False)
        if result.returncode != 0:
            return result.returncode
    return 0


def sbom(rest: list[str]) -> int:
    """Write ``sbom.json`` (CycloneDX) and ``licencas.csv`` of the installed product into a folder, ``artifacts``."""
    folder = Path(rest[0]) if rest else ROOT / "artifacts"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "sbom.json"
    command: list[str | Path] = [
        _BIN / "uv",
        "tool",
        "run",
        "--quiet",
        "--from",
        _CYCLONEDX,
        "cyclonedx-py",
        "environment",
    ]
    command += [sys.executable, "--output-reproducible", "--output-file", target]
    if (status := subprocess.run(command, cwd=ROOT, check=False).returncode) != 0:
        return status
    components = json.loads(target.read_text(encoding="utf-8"))["components"]
    with (folder / "licencas.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["pacote", "versão", "licença"])
        table.writerows([item["name"], item["version"], _describe_licences(item)] for item in components)
    print(f"{len(components)} packages: {target}")
    return 0


def _describe_licences(component: dict[str, list[dict[str, dict[str, str] | str]]]) -> str:
    """The licences of one component of a CycloneDX document, as its makers wrote them."""
    found = []
    for choice in component.get("licenses", []):
        licence = choice.get("license")
        named = licence.get("id") or licence.get("name", "") if isinstance(licence, dict) else choice.get("expression")
        found.append(str(named).splitlines()[0])
    return " / ".join(sorted(set(found)))
