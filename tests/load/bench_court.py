"""``portal bench court``: time and memory of reading large answers of the court, beside plain zeep and lxml by hand.

Five documents of 10 MB in one answer, the same as attributes (each of which the parser must hold whole), and a case
with 5,000 movements; each reading in a process of its own, all from the same server on this machine.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from ops.state import ROOT
from tests.load.court_server import run_court
from tests.load.report import parse_options, print_report

_WAYS = ("ours", "zeep", "lxml")
_NAMES = {"ours": "the portal", "zeep": "plain zeep", "lxml": "lxml by hand"}

Measured = dict[str, float]


def main() -> None:
    options = parse_options("court")
    rounds = 2 if options.is_quick else 5
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, run_court(Path(folder), options.seed) as url:
        documentos = _measure("documentos", url, rounds)
        atributos = _measure("atributos", url, rounds, ("ours",))
        movimentos = _measure("movimentos", url, rounds)
    rows = _describe("5 documents of 10 MB", documentos) + _describe("the same as attributes", atributos)
    rows += _describe("5,000 movements", movimentos)
    ratio = documentos["ours"]["s"] / documentos["zeep"]["s"]
    rows.append(("5 documents: time over zeep's", f"{ratio:.2f}", "target <= 1, memory target <= +10 MB"))
    ratio = movimentos["ours"]["s"] / movimentos["zeep"]["s"]
    rows.append(("5,000 movements: time over zeep's", f"{ratio:.2f}", "target <= 1"))
    keys = _list_keys("", documentos) | _list_keys("atributos_", atributos) | _list_keys("movimentos_", movimentos)
    print_report("court", options, rows, keys)


def _measure(what: str, url: str, rounds: int, ways: tuple[str, ...] = _WAYS) -> dict[str, Measured]:
    """Medians by way (of two the lower); the ways take turns, so that a busy moment strikes all alike."""
    runs: dict[str, list[Measured]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            runs[way].append(_read(way, what, url))
    return {
        way: {name: statistics.median_low(run[name] for run in found) for name in ("s", "peak_mb")}
        for way, found in runs.items()
    }


def _read(way: str, what: str, url: str) -> Measured:
    argv = [sys.executable, "-m", "tests.load.court_reader", way, what, url]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{way} could not read {what}: {done.stderr[-500:]}")
    measured: Measured = json.loads(done.stdout.splitlines()[-1])
    return measured


def _describe(what: str, measured: dict[str, Measured]) -> list[tuple[str, object, str]]:
    return [
        (f"{what}: {_NAMES[way]}, s", f"{figures['s']:.2f}", f"+{figures['peak_mb']:.1f} MB")
        for way, figures in measured.items()
    ]


def _list_keys(prefix: str, measured: dict[str, Measured]) -> dict[str, float]:
    suffixes = {"ours": "", "zeep": "_zeep", "lxml": "_lxml"}
    return {
        f"{prefix}{name}{suffixes[way]}": round(figures[name], 3 if name == "s" else 1)
        for way, figures in measured.items()
        for name in ("s", "peak_mb")
    }


if __name__ == "__main__":
    main()
