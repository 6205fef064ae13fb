"""Groups of people, as the administration keeps them: access that is given to several at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import streamlit as st

from core.errors import PortalError
from core.usuarios.compartilhamento.domain import MAX_NOME, GrupoDeUsuarios
from core.usuarios.domain import Usuario
from pages.ui.ajustes.tabela import show_tabela
from pages.ui.errors import show_error
from pages.ui.runtime import services
from pages.ui.work import show_empty

_PREFIX = "administracao_grupos"
_GRUPO = "grupo"
_AVISO, _VEZ = f"{_PREFIX}_aviso", f"{_PREFIX}_vez"


def show_grupos(usuario: Usuario) -> None:
    """All groups beside the form of the one that the URL names (``?grupo=``), or of a new one."""
    aviso = st.session_state.pop(_AVISO, "")
    if aviso:
        st.success(aviso, icon=":material/check_circle:")
    grupos = services().compartilhamentos.list_grupos()
    pessoas = {pessoa.id: pessoa for pessoa in services().usuarios.list_usuarios()}
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_lista(grupos, pessoas)
    with right:
        _ask_grupo(usuario, _choose(grupos), pessoas)


def _show_lista(grupos: Sequence[GrupoDeUsuarios], pessoas: dict[int, Usuario]) -> None:
    if not grupos:
        show_empty("Nenhum grupo de pessoas ainda.", "Um grupo recebe de uma vez o que alguém compartilha.")
        return
    show_tabela(
        "Grupos de pessoas",
        ("Grupo", "Pessoas", "Situação"),
        (
            (
                grupo.nome,
                ", ".join(sorted(pessoas[one].nome for one in grupo.membros if one in pessoas)) or "Ninguém",
                "✓ Vale" if grupo.is_active else "■ Não vale mais",
            )
            for grupo in grupos
        ),
    )


def _choose(grupos: Sequence[GrupoDeUsuarios]) -> GrupoDeUsuarios | None:
    by_id = {str(grupo.id): grupo for grupo in grupos}
    named = st.query_params.get(_GRUPO, "")
    current = named if named in by_id else ""
    options = ["", *by_id]
    chosen = st.selectbox(
        "Grupo",
        options,
        index=options.index(current),
        format_func=lambda ident: by_id[ident].nome if ident else "Novo grupo",
        key=f"{_PREFIX}_qual_{current}_{len(options)}",
    )
    if chosen != current:
        st.query_params.from_dict({"aba": "grupos", **({_GRUPO: chosen} if chosen else {})})
        st.rerun()
    return by_id.get(current)


def _ask_grupo(autor: Usuario, grupo: GrupoDeUsuarios | None, pessoas: dict[int, Usuario]) -> None:
    key = f"{_PREFIX}_{grupo.id if grupo else 'novo'}_{st.session_state.get(_VEZ, 0)}"
    stored = grupo.membros if grupo else frozenset()
    with st.form(key, border=False):
        nome = st.text_input("Nome", grupo.nome if grupo else "", max_chars=MAX_NOME, key=f"{key}_nome")
        membros = st.multiselect(
            "Pessoas do grupo",
            list(pessoas),
            default=[one for one in pessoas if one in stored],
            format_func=lambda one: f"{pessoas[one].nome} ({pessoas[one].login})",
            placeholder="Ninguém",
            key=f"{key}_membros",
        )
        is_active = True
        if grupo is not None:
            is_active = st.toggle("O grupo vale", grupo.is_active, key=f"{key}_vale")
            st.caption("Quem sai do grupo, ou tem o grupo desligado, deixa de abrir na hora o que ele recebeu.")
        has_sent = st.form_submit_button("Guardar" if grupo else "Criar grupo", type="primary", icon=":material/check:")
    if not has_sent:
        return
    service = services().compartilhamentos
    try:
        if grupo is None:
            saved = service.create_grupo(nome, membros, autor=autor)
        else:
            asked = replace(grupo, nome=nome, membros=frozenset(membros), is_active=is_active)
            saved = service.change_grupo(asked, autor=autor)
    except PortalError as error:
        show_error(error)
        return
    _finish(f"Grupo {saved.nome} guardado.", saved.id)


def _finish(aviso: str, grupo_id: UUID) -> None:
    """Tell it at the top and begin with fields as they are stored. Ends the run."""
    st.session_state[_AVISO] = aviso
    st.session_state[_VEZ] = st.session_state.get(_VEZ, 0) + 1
    st.query_params.from_dict({"aba": "grupos", _GRUPO: str(grupo_id)})
    st.rerun()
