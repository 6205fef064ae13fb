"""The launcher: one ASGI application with the portal's routes and gate in front of Streamlit.

``streamlit run Home.py`` finds the assignment of ``st.App`` below. The script that runs for each person is
``pages/ui/shell.py``: a folder named ``pages`` beside the running script would let anyone open a page by its
address on a fresh server, without the frame.
"""

from __future__ import annotations

import gc
import logging

import pandas  # noqa: F401 - heavy and needed by the first table; loaded before the first person comes
import pyarrow  # noqa: F401 - the same
import streamlit as st

from core.bootstrap import build_services, refusing_in_words
from core.infra.logging import configure_logging
from core.infra.tracing import start_tracing
from core.settings import load_settings
from pages.ui.errors import show_unexpected
from pages.ui.runtime import install_services, installed_services
from pages.ui.web import recursos
from pages.ui.web.portal import Hooks, build_portal

with refusing_in_words():
    settings = load_settings()
configure_logging(settings.logging, process="web")
start_tracing(settings.tracing, process="web")
logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)


def start() -> None:
    """Build the services inside the running server, then take everything loaded so far out of the collector."""
    install_services(build_services(settings, process="web"))
    installed_services().usuarios.preload()
    installed_services().tell_of_process("web")
    gc.collect()
    gc.freeze()


def stop() -> None:
    """Close what ``start`` opened."""
    installed_services().close()
    install_services(None)


portal = build_portal(
    settings.web,
    Hooks(
        usuarios=lambda: installed_services().usuarios,
        rates=lambda: installed_services().rates,
        read_health=lambda: installed_services().health(),  # built later than this line
        read_metrics=lambda: installed_services().render_metrics(),
        start=start,
        stop=stop,
        note_download=lambda *taken: installed_services().auditoria.note_download(*taken),  # noqa: PLW0108 - built later
        others=recursos.ROUTES,
    ),
)

app = st.App(
    "pages/ui/shell.py",
    routes=portal.routes,
    middleware=portal.middleware,
    lifespan=portal.lifespan,
    exception_handlers=portal.exception_handlers,
    on_script_error=show_unexpected,
)
