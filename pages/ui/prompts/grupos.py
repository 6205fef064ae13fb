"""Groups of modules: their names, the order of their sections, and the names that they offer."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.errors import PortalError, VersionConflictError
from core.prompts.domain import SECOES, GrupoDeModulos
from core.usuarios.domain import Usuario
from pages.ui.errors import show_error
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services

_NOVO = "novo"
_AVISO = "prompts_e_modulos_grupo_aviso"


def show_grupos(usuario: Usuario) -> None:
    """Choose one (``?item=``), change it, or make a new one."""
    grupos = {grupo.slug: grupo for grupo in services().modulos.list_grupos()}
    named = st.query_params.get("item", "")
    options = [*grupos, _NOVO]
    current = named if named in options else options[0]
    chosen = st.pills(
        "Grupo",
        options,
        default=current,
        required=True,
        format_func=lambda slug: grupos[slug].nome if slug in grupos else "Novo grupo",
        key=f"prompts_e_modulos_grupo_{current}",
    )
    if chosen and chosen != current:
        go(item=chosen)
    if notice := st.session_state.pop(_AVISO, ""):
        st.success(notice, icon=":material/check_circle:")
    _edit(usuario, grupos.get(current, GrupoDeModulos("", "", ordem=50, secoes=SECOES, versao=0)))


def _edit(usuario: Usuario, grupo: GrupoDeModulos) -> None:
    prefix = f"prompts_e_modulos_grupo_{grupo.slug or _NOVO}"
    if f"{prefix}_nome" not in st.session_state:  # the fields begin anew, so the version they start from does too
        st.session_state[f"{prefix}_base"] = grupo.versao
    base = st.session_state[f"{prefix}_base"]
    left, right = st.columns([3, 1])
    nome = left.text_input("Nome do grupo", grupo.nome, key=f"{prefix}_nome", max_chars=100)
    ordem = right.number_input("Ordem no menu", 0, 1000, grupo.ordem, 10, key=f"{prefix}_ordem")
    secoes = _ask_lines("Seções, uma por linha, na ordem da peça", grupo.secoes, f"{prefix}_secoes")
    left, right = st.columns(2)
    with left:
        subgrupos = _ask_lines("Subgrupos, um por linha", grupo.subgrupos, f"{prefix}_subgrupos")
    with right:
        assuntos = _ask_lines("Assuntos, um por linha", grupo.assuntos, f"{prefix}_assuntos")
    is_active = st.toggle("Oferecido a quem gera peças", grupo.is_active, key=f"{prefix}_ativo")
    motivo = st.text_input("Motivo da alteração (obrigatório)", key=f"{prefix}_motivo", max_chars=500)
    if not st.button("Guardar o grupo", type="primary", icon=":material/save:", key=f"{prefix}_enviar"):
        return
    new = replace(
        grupo,
        nome=nome,
        ordem=int(ordem),
        secoes=secoes,
        subgrupos=subgrupos,
        assuntos=assuntos,
        is_active=is_active,
        versao=base,
    )
    _save(usuario, new, motivo, prefix)


def _ask_lines(label: str, values: tuple[str, ...], key: str) -> tuple[str, ...]:
    text = st.text_area(label, "\n".join(values), key=key, height=150)
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _save(usuario: Usuario, grupo: GrupoDeModulos, motivo: str, prefix: str) -> None:
    """What was typed stays in the fields when it is refused or somebody was faster."""
    try:
        saved = services().modulos.save_grupo(grupo, autor=usuario.login, motivo=motivo)
    except VersionConflictError as error:
        st.session_state[f"{prefix}_base"] = error.viva
        live = next((item for item in services().modulos.list_grupos() if item.slug == grupo.slug), None)
        show_error(error)
        if live:
            st.markdown(
                f"**Agora vale:** {live.nome}; seções {', '.join(live.secoes)}. "
                "Se guardar de novo, o que está nos campos fica no lugar disso."
            )
        return
    except PortalError as error:
        show_error(error)
        return
    for key in [key for key in st.session_state if str(key).startswith(f"{prefix}_")]:
        del st.session_state[key]
    st.session_state[_AVISO] = f"Grupo {saved.nome} guardado."
    go(item=saved.slug)
