"""What every benchmark prints: where it ran, a table for people, one JSON line for programs."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ops.state import ROOT


@dataclass(frozen=True)
class Options:
    """``kills`` is what ``--kills`` asked for, where a benchmark has it."""

    is_quick: bool
    seed: int
    kills: int | None = None


def parse_options(name: str, *, has_kills: bool = False) -> Options:
    parser = argparse.ArgumentParser(prog=f"./portal bench {name}")
    parser.add_argument("--quick", action="store_true", help="end within 50 s")
    parser.add_argument("--seed", type=int, default=1)
    if has_kills:
        parser.add_argument("--kills", type=int, help="go on until so many processes were killed")
    arguments = parser.parse_args()
    return Options(arguments.quick, arguments.seed, arguments.kills if has_kills else None)


def print_report(
    name: str, options: Options, rows: Sequence[tuple[str, object, str]], keys: Mapping[str, object]
) -> None:
    """``rows`` are (what, figure, target or remark)."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"\nbench {name}: seed {options.seed}, commit {commit}, {os.cpu_count()} cores, load {load}")
    for what, figure, remark in rows:
        print(f"  {what:<52} {figure!s:>12}  {remark}")
    print(json.dumps({"bench": name, "seed": options.seed, "quick": options.is_quick, **keys}))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 1).__int__() - 1)]
