"""The services of a worker's child process, built after the fork and closed by its end."""

from __future__ import annotations

from functools import cache

from core.bootstrap import Services, build_services
from core.settings import load_settings


@cache
def services() -> Services:
    """One set per process; never called before the fork, so that no connection is shared between processes."""
    return build_services(load_settings(), process="worker", is_worker=True)
