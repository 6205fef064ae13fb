"""``portal bench stability``: the same case asked of the model ten times, and how often it gets the same modules."""

from __future__ import annotations

from tests.load.report import parse_options, print_report
from tests.load.stability import measure_stability


def main() -> None:
    options = parse_options("stability")
    print_report("stability", options, *measure_stability(options))


if __name__ == "__main__":
    main()
