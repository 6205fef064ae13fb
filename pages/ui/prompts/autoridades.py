"""The approved base: what a peça may cite, found by words or by the citation itself, and a check of a text."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.prompts.autoridades.domain import Autoridade, TipoDeAutoridade
from core.usuarios.domain import Usuario
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services
from pages.ui.work import show_empty

_PREFIX = "prompts_e_modulos_autoridades"
_MOST = 100
"""Rows that are drawn; a search narrows them."""


def show_autoridades(_usuario: Usuario) -> None:
    """The search, which the address keeps (``?busca=``), its result and the check."""
    left, right = st.columns([3, 1])
    busca = left.text_input(
        "Buscar na base",
        st.query_params.get("busca", ""),
        placeholder="Tema 1234, art. 196 da CF, honorários",
        key=f"{_PREFIX}_busca",
    )
    tipos = {tipo.label: tipo for tipo in TipoDeAutoridade}
    tipo = right.selectbox("Tipo", ["Todos", *tipos], key=f"{_PREFIX}_tipo")
    if busca != st.query_params.get("busca", ""):
        go(busca=busca)
    everything = services().autoridades.list_autoridades()
    found = services().autoridades.list_autoridades(busca) if busca else everything
    shown = [autoridade for autoridade in found if tipo == "Todos" or autoridade.tipo is tipos[tipo]]
    st.html(
        f'<p role="status" class="prompts-contagem"><strong>{len(shown)}</strong> de {len(everything)} autoridades</p>'
    )
    if not shown:
        show_empty("Nada na base com essas palavras.", "O que não está na base não deve ser citado em módulo.")
    else:
        st.html(_render(shown[:_MOST]))
        if len(shown) > _MOST:
            st.caption(f"São mostradas {_MOST}; use a busca para ver as demais.")
    _check_texto()


def _render(autoridades: list[Autoridade]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(a.nome)}</th><td>{escape(a.resumo)}</td>'
        f"<td>{escape(a.fonte)}</td><td>{escape(a.vigencia)}</td></tr>"
        for a in autoridades
    )
    return (
        '<div class="portal-rolagem" tabindex="0"><table class="portal-tabela prompts-versoes"><thead><tr>'
        '<th scope="col">Autoridade</th><th scope="col">Em resumo</th><th scope="col">Fonte</th>'
        f'<th scope="col">Vigência</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _check_texto() -> None:
    with st.expander("Conferir as citações de um texto", icon=":material/fact_check:", key=f"{_PREFIX}_conferir"):
        texto = st.text_area("Texto", key=f"{_PREFIX}_texto", height=160)
        if not st.button("Conferir", key=f"{_PREFIX}_botao") or not texto.strip():
            return
        unknown = dict.fromkeys(citacao.trecho for citacao in services().autoridades.list_desconhecidas(texto))
        if unknown:
            st.error(f"Fora da base: {'; '.join(unknown)}.", icon=":material/cancel:")
        else:
            st.success("Tudo o que o texto cita está na base.", icon=":material/check_circle:")
