"""The services of this process, built once by the launcher and shared by routes and pages."""

from __future__ import annotations

import streamlit as st

from core.bootstrap import Services


class _Holder:
    services: Services | None = None


def install_services(built: Services | None) -> None:
    """Called by the launcher when the server starts and stops, and by tests."""
    _Holder.services = built
    services.clear()


def installed_services() -> Services:
    """For routes, which run outside scripts. Raises RuntimeError outside a running launcher."""
    if _Holder.services is None:
        raise RuntimeError("services were not installed; pages run only inside the launcher")
    return _Holder.services


@st.cache_resource(show_spinner=False)
def services() -> Services:
    """For pages: the one instance that the launcher built; no rerun and no session makes another.

    The project's only ``st.cache_resource``: it holds the database engine, Redis, the Gemini client and the slots.
    """
    return installed_services()
