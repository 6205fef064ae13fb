"""Who is looking at the page, asked again in each run."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import streamlit as st

from core.errors import LoginRequiredError, PermissionDeniedError, RateLimitError
from core.infra.rate import Action
from core.usuarios.domain import Usuario
from pages.ui.errors import show_error
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services

_HURRIED = "portal_apressado"
_TYPED = (str, int, float, date)


def find_usuario() -> Usuario | None:
    """The person of this browser's session, or None when it ended since the page was opened."""
    sessao_id = st.user.get("sessao")
    if not isinstance(sessao_id, str):
        return None
    sessao = services().usuarios.find_sessao_by_id(UUID(sessao_id))
    is_same = sessao is not None and sessao.usuario.login == st.user.get("login")
    return sessao.usuario if sessao and is_same else None


def current_usuario() -> Usuario:
    """The person of this browser's session; a message with the way to the login ends the run when there is none."""
    usuario = find_usuario()
    if usuario is None:
        show_error(LoginRequiredError("session ended"))
        st.stop()
    return usuario


def require_access(permission: str) -> Usuario:
    """The person, when the profile allows ``permission``; otherwise a message, and the run ends.

    The first statement of every page, although the menu shows only what is allowed: the profile may have changed.
    """
    usuario = current_usuario()
    if not usuario.has_permission(permission):
        show_error(PermissionDeniedError(permission))
        st.stop()
    return usuario


def require_ligado(page: str, title: str) -> None:
    """Words in the place of a page that the administration switched off; the run ends."""
    ajustes = services().ajustes
    if ajustes.is_ligado(page):
        return
    st.title(title, anchor=False)
    st.info(
        "Esta parte do portal foi desligada pela administração por enquanto. O que já estava em andamento termina e "
        "fica guardado; volte mais tarde.",
        icon=":material/power_settings_new:",
    )
    st.caption(f"Motivo informado: {escape_markdown(ajustes.find_motivo(page))}")
    st.stop()


def require_pace(usuario: Usuario) -> None:
    """Count one run of a page; a person who asks too fast gets the seconds to wait, and the run ends.

    What was typed comes back with the next run: the browser forgets fields that were not drawn, the server does not.
    """
    try:
        services().rates.require(Action.PAGE, str(usuario.id))
    except RateLimitError as error:
        show_error(error)
        st.button("Continuar", key="portal_continuar")
        st.session_state[_HURRIED] = True
        st.stop()
    if st.session_state.pop(_HURRIED, False):
        _fill_again()


def _fill_again() -> None:
    """Set each kept value anew, which sends it to the browser; buttons and files cannot be set, nor need it."""
    for key, value in st.session_state.items():
        if isinstance(value, _TYPED) and not isinstance(value, bool):
            st.session_state[key] = value
