"""A person asks for the data that the portal keeps of them: found, put into a file, erased."""

from __future__ import annotations

import streamlit as st

from core.lgpd.titulares.domain import ATENDER
from core.usuarios.domain import Usuario
from pages.ui.errors import report_errors
from pages.ui.privacidade.arquivo import PREFIX, begin_copy, show_copy
from pages.ui.privacidade.partes import MOTIVO, show_partes
from pages.ui.runtime import services
from pages.ui.work import show_empty

_AVISO = f"{PREFIX}_aviso"


def show_titulares(usuario: Usuario) -> None:
    """Parties of cases and people of the portal, one beside the other. What is typed stays out of the address."""
    if not usuario.has_permission(ATENDER):
        show_empty(
            "Só quem atende pedidos de titulares vê esta parte.",
            "Peça a outra pessoa da administração a permissão “Atender pedidos de titulares de dados”, em Pessoas.",
        )
        return
    if notice := st.session_state.pop(_AVISO, ""):
        st.success(notice, icon=":material/check_circle:")
    show_copy(usuario)
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_partes(usuario)
    with right:
        _show_pessoas(usuario)


def _show_pessoas(usuario: Usuario) -> None:
    st.subheader("Pessoa do portal", anchor=False)
    pessoas = {pessoa.id: pessoa for pessoa in services().usuarios.list_usuarios()}
    chosen = st.selectbox(
        "Pessoa",
        list(pessoas),
        index=None,
        placeholder="Escolha uma pessoa",
        format_func=lambda one: pessoas[one].nome + ("" if pessoas[one].is_active else " (sem acesso)"),
        key=f"{PREFIX}_pessoa",
    )
    if chosen is None:
        return
    with report_errors():
        if st.button("Reunir os dados da pessoa", icon=":material/folder_zip:", key=f"{PREFIX}_reunir_pessoa"):
            begin_copy(services().titulares.request_copy(usuario, pessoa=chosen))
        st.caption(
            "Ao anonimizar, nome e login saem do portal; ficam nos dossiês de peças finais, e o login no registro de "
            "atos e de valores mudados, como pede a lei. Baixe antes o arquivo reunido: ele também é apagado."
        )
        motivo = st.text_input(MOTIVO, key=f"{PREFIX}_motivo_pessoa", max_chars=300)
        if st.button("Anonimizar a pessoa", icon=":material/person_off:", key=f"{PREFIX}_anonimizar"):
            services().titulares.forget_pessoa(chosen, usuario, motivo)
            st.session_state[_AVISO] = "Pessoa anonimizada. O ato ficou na Auditoria."
            st.rerun()
