"""``portal bench security``: what was tried against each protection and what it stopped, counted.

Each part is a file of its own, ``security_<part>.py``, whose ``measure_<part>(seed, is_quick)`` returns its counts by
name. A part whose file is not there is named as missing instead of being counted as well.
"""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Callable, Mapping

from tests.load.report import parse_options, print_report

PARTS = ("routes", "permissions", "tamperings", "outputs", "documents", "bombs", "canaries")

Measure = Callable[[int, bool], Mapping[str, object]]


def main() -> None:
    options = parse_options("security")
    rows: list[tuple[str, object, str]] = []
    keys: dict[str, object] = {}
    for part in PARTS:
        measure = find_measure(part)
        if measure is None:
            rows.append((part, "-", "not measured"))
            continue
        began = time.monotonic()
        found = measure(options.seed, options.is_quick)
        keys |= found
        rows += [(f"{part}: {name}", figure, "") for name, figure in found.items()]
        rows.append((f"{part}: seconds", f"{time.monotonic() - began:.1f}", ""))
    print_report("security", options, rows, keys)


def find_measure(part: str) -> Measure | None:
    """The function of a part, or None while its file is not there."""
    name = f"tests.load.security_{part}"
    if importlib.util.find_spec(name) is None:
        return None
    measure: Measure = getattr(importlib.import_module(name), f"measure_{part}")
    return measure


if __name__ == "__main__":
    main()
