"""The script that Streamlit runs: frame, menu by permission, and the page chosen."""

from __future__ import annotations

import streamlit as st

from core.errors import LoginRequiredError
from core.infra.behalf import calling_for
from core.infra.slots import Caller, ServiceClass
from core.infra.tracing import trace
from pages.ui.access import find_usuario, require_ligado, require_pace
from pages.ui.errors import report_errors, show_error
from pages.ui.frame import STATIC, TITLE, show_frame
from pages.ui.menu import list_pages
from pages.ui.runtime import enter_page, leave_page, services

_MENU_WIDTH_PX = 264


def show_ended() -> None:
    """The only page of a session that ended while its tab was open."""
    show_error(LoginRequiredError("session ended"))


def run() -> None:
    """One run of the frame and the page. Only allowed pages are registered, so no address opens the others."""
    st.set_page_config(
        page_title=TITLE, page_icon=str(STATIC / "favicon.svg"), layout="wide", initial_sidebar_state=_MENU_WIDTH_PX
    )
    leave_page()
    usuario = find_usuario()
    if usuario is None:
        st.navigation([st.Page(show_ended, title="Sessão encerrada", default=True)], position="hidden").run()
        return
    items = [item for item in list_pages() if usuario.has_permission(item.permission)]
    pages = [
        st.Page(item.path, title=item.title, icon=item.icon, url_path=item.name, default=item is items[0])
        for item in items
    ]
    page = st.navigation(pages, expanded=True)
    st.set_page_config(page_title=f"{page.title} · {TITLE}")
    show_frame(usuario, is_demonstration=services().settings.web.is_demonstration)
    caller = Caller(str(usuario.id), ServiceClass.INTERACTIVE, unit=usuario.unidade)
    with trace("page", page=page.url_path), calling_for(caller), report_errors():
        require_pace(usuario)
        require_ligado(page.url_path, page.title)
        enter_page(page.url_path)
        page.run()


run()
