"""The services of a worker, built once in the parent and inherited by every child."""

from __future__ import annotations

from functools import cache

from core.bootstrap import Services, build_services
from core.settings import load_settings


@cache
def services() -> Services:
    """One set of objects per process. Connections open on first use, so a child opens its own."""
    return build_services(load_settings(), process="worker", is_worker=True)


def preload() -> None:
    """Build everything a job will use, then close what that opened: nothing open crosses a fork."""
    services().preload()
    services().close()
