"""The services of this process, built once by the launcher and shared by routes and pages."""

from __future__ import annotations

import streamlit as st

from core.bootstrap import Services
from core.errors import RecursoDesligadoError

_PAGINA = "portal_pagina"


class _Holder:
    services: Services | None = None


def install_services(built: Services | None) -> None:
    """Called by the launcher when the server starts and stops, and by tests."""
    _Holder.services = built
    _find_services.clear()


def installed_services() -> Services:
    """For routes, which run outside scripts. Raises RuntimeError outside a running launcher."""
    if _Holder.services is None:
        raise RuntimeError("services were not installed; pages run only inside the launcher")
    return _Holder.services


def services() -> Services:
    """For pages: the one instance that the launcher built; no rerun and no session makes another.

    What runs without the frame (a fragment, the answer to a click) asks for a page that was open then: raises
    RecursoDesligadoError when it was switched off since.
    """
    found, page = _find_services(), st.session_state.get(_PAGINA)
    if isinstance(page, str) and not found.ajustes.is_ligado(page):
        raise RecursoDesligadoError(page)
    return found


def leave_page() -> None:
    """The frame runs: what it asks is about no page."""
    st.session_state.pop(_PAGINA, None)


def enter_page(name: str) -> None:
    """From here on everything is asked for this page, until the frame runs again."""
    st.session_state[_PAGINA] = name


@st.cache_resource(show_spinner=False)
def _find_services() -> Services:
    """The project's only ``st.cache_resource``: it holds the database engine, Redis, the client and the slots."""
    return installed_services()
