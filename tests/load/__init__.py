"""Benchmarks. They measure side by side and report; they never fail on a slow machine."""
