"""Benchmarks. They measure side by side and report; they never fail on a slow machine."""

import core.bert.training  # noqa: F401  # says what torch's threads may do, before any of them imports torch
