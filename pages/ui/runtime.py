"""The services of this process, built once by the launcher and shared by routes and pages."""

from __future__ import annotations

from core.bootstrap import Services


class _Holder:
    services: Services | None = None


def install_services(built: Services | None) -> None:
    """Called by the launcher when the server starts and stops, and by tests."""
    _Holder.services = built


def services() -> Services:
    """The services of this process; a module-level object, so that no cache copies or rebuilds them."""
    if _Holder.services is None:
        raise RuntimeError("services were not installed; pages run only inside the launcher")
    return _Holder.services
