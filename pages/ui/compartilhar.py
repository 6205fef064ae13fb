"""Who else may open a peça: given and taken back by its owner."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from core.pecas.domain import Geracao
from core.usuarios.compartilhamento.domain import Alvo, Compartilhamento
from core.usuarios.domain import Usuario
from pages.ui.dates import format_when
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services

_PREFIX = "gerador_de_pecas_compartilhar"
_AVISO = f"{_PREFIX}_aviso"
_VEZ = f"{_PREFIX}_vez"


def show_compartilhar(usuario: Usuario, geracao: Geracao) -> None:
    """People and groups, each with the way to take the access back."""
    st.subheader("Compartilhar", anchor=False)
    aviso = st.session_state.pop(_AVISO, "")
    if aviso:
        st.success(aviso, icon=":material/check_circle:")
    unidade = f" Colegas da sua unidade ({usuario.unidade}) já podem." if usuario.unidade.strip() else ""
    st.caption(f"Quem recebe lê e baixa a peça pelo endereço desta página, e não muda nada.{unidade}")
    acessos = services().leituras_de_pecas.list_acessos(geracao, usuario)
    given = {(one.alvo.usuario_id, one.alvo.grupo_id) for one in acessos}
    alvos = services().leituras_de_pecas.list_alvos(usuario)
    _ask_alvo(usuario, geracao, [one for one in alvos if (one.usuario_id, one.grupo_id) not in given])
    for acesso in acessos:
        _show_acesso(usuario, geracao, acesso)


def _ask_alvo(usuario: Usuario, geracao: Geracao, alvos: list[Alvo]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        alvo = st.selectbox(
            "Colega ou grupo",
            alvos,
            index=None,
            format_func=_name,
            placeholder="Escolha com quem" if alvos else "Não há mais ninguém com acesso a peças",
            disabled=not alvos,
            key=f"{_PREFIX}_{geracao.id}_{st.session_state.get(_VEZ, 0)}",
        )
        has_asked = st.button("Compartilhar", icon=":material/person_add:", key=f"{_PREFIX}_{geracao.id}_dar")
    if not has_asked:
        return
    if alvo is None:
        st.warning("Escolha um colega ou um grupo e compartilhe de novo.", icon=":material/info:")
        return
    services().leituras_de_pecas.share(geracao, alvo, usuario)
    _finish(f"{_name(alvo)} agora pode ler esta peça. Envie o endereço desta página.")


def _show_acesso(usuario: Usuario, geracao: Geracao, acesso: Compartilhamento) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{escape_markdown(_name(acesso.alvo))} · desde {format_when(acesso.criado_em)}", width="stretch")
        has_asked = st.button(
            "Retirar",
            icon=":material/person_remove:",
            help=f"{_name(acesso.alvo)} deixa de abrir esta peça na hora.",
            key=f"{_PREFIX}_{acesso.id}_retirar",
        )
    if has_asked:
        _withdraw(usuario, geracao, acesso.id, _name(acesso.alvo))


def _withdraw(usuario: Usuario, geracao: Geracao, acesso_id: UUID, nome: str) -> None:
    services().leituras_de_pecas.withdraw(geracao, acesso_id, usuario)
    _finish(f"{nome} não abre mais esta peça.")


def _finish(aviso: str) -> None:
    """Tell it at the top of the section, over an empty choice. Ends the run."""
    st.session_state[_AVISO] = aviso
    st.session_state[_VEZ] = st.session_state.get(_VEZ, 0) + 1
    st.rerun()


def _name(alvo: Alvo) -> str:
    return f"Grupo {alvo.nome}" if alvo.grupo_id else alvo.nome
