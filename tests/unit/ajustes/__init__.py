"""Tests of the values that people set."""
