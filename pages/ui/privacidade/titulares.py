"""A person asks for the data that the portal keeps of them: found, put into a file, erased."""

from __future__ import annotations

import streamlit as st

from core.lgpd.titulares.domain import ATENDER, CasoDoTitular
from core.processos.chave import describe_autos
from core.usuarios.domain import Usuario
from pages.ui.ajustes.tabela import show_tabela
from pages.ui.errors import report_errors
from pages.ui.privacidade.arquivo import PREFIX, begin_copy, show_copy
from pages.ui.runtime import services
from pages.ui.work import show_empty

_AVISO, _BUSCA = f"{PREFIX}_aviso", f"{PREFIX}_busca"
_MOTIVO = "Motivo ou número do pedido (obrigatório)"


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
        _show_partes(usuario)
    with right:
        _show_pessoas(usuario)


def _show_partes(usuario: Usuario) -> None:
    st.subheader("Parte de um processo", anchor=False)
    with st.form(f"{PREFIX}_buscar", border=False):
        typed = st.text_input("CPF ou nome da parte", st.session_state.get(_BUSCA, ""), max_chars=100)
        if st.form_submit_button("Buscar", icon=":material/search:"):
            st.session_state[_BUSCA] = typed.strip()
    if not st.session_state.get(_BUSCA):
        return
    with report_errors():
        casos = services().titulares.find_casos(st.session_state[_BUSCA], usuario)
        _show_casos(casos)
        if casos:
            _act_on_casos(usuario, casos)


def _show_casos(casos: tuple[CasoDoTitular, ...]) -> None:
    if not casos:
        show_empty("Nenhum processo guardado com esta parte.", "Confira o CPF ou tente outra forma do nome.")
        return
    show_tabela(
        "Processos da parte",
        ("Processo", "Parte", "Guardado", "Pode ser eliminado"),
        ((describe_autos(one.numero_cnj), one.nome, _count(one), _say_destino(one)) for one in casos),
    )


def _count(caso: CasoDoTitular) -> str:
    return f"{caso.documentos} documentos, {caso.minutas} minutas, {caso.perguntas} perguntas, {caso.calculos} cálculos"


def _say_destino(caso: CasoDoTitular) -> str:
    if caso.has_final:
        return "Não: há peça final, guardada para a defesa do Estado"
    return "Não agora: há trabalho em andamento" if caso.has_work else "Sim"


def _act_on_casos(usuario: Usuario, casos: tuple[CasoDoTitular, ...]) -> None:
    if st.button("Reunir os dados em um arquivo", icon=":material/folder_zip:", key=f"{PREFIX}_reunir"):
        begin_copy(services().titulares.request_copy(usuario, casos=[one.numero_cnj for one in casos]))
    motivo = st.text_input(_MOTIVO, key=f"{PREFIX}_motivo", max_chars=300)
    is_sure = st.checkbox("Sei que o que for eliminado não volta", key=f"{PREFIX}_certeza")
    can_erase = is_sure and any(one.can_be_erased for one in casos)
    if st.button("Eliminar os dados", icon=":material/delete:", disabled=not can_erase, key=f"{PREFIX}_eliminar"):
        erased = services().titulares.erase_casos(st.session_state[_BUSCA], usuario, motivo)
        st.session_state[_AVISO] = f"Dados de {len(erased)} processos eliminados. O ato ficou na Auditoria."
        st.rerun()


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
        st.caption("Ao anonimizar, nome e login saem do portal; o registro de atos guarda o login, como pede a lei.")
        motivo = st.text_input(_MOTIVO, key=f"{PREFIX}_motivo_pessoa", max_chars=300)
        if st.button("Anonimizar a pessoa", icon=":material/person_off:", key=f"{PREFIX}_anonimizar"):
            services().titulares.forget_pessoa(chosen, usuario, motivo)
            st.session_state[_AVISO] = "Pessoa anonimizada. O ato ficou na Auditoria."
            st.rerun()
