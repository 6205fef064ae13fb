"""Modules that are not on the list: found by words or meaning; and the full text of any of them."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.exportacao.html import render_html
from core.pecas.curadoria.domain import Curadoria
from core.prompts.domain import Modulo
from pages.ui.curadoria.gestos import ask
from pages.ui.errors import report_errors
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services

_LIMIT = 8
_MODULO = "modulo"


def show_procura(curadoria: Curadoria) -> None:
    """The search; each module found can be read and added."""
    with report_errors():
        texto = st.text_input(
            "Buscar módulo para acrescentar",
            placeholder="Palavra ou assunto; não escreva dados do processo",
            icon=":material/search:",
            key="curadoria_busca",
        )
        if not texto.strip():
            return
        found = services().busca_de_modulos.search(texto, curadoria.geracao.pedido.grupo, limit=_LIMIT)
        for aviso in found.avisos:
            st.caption(aviso)
        dentro = {item.decidido.slug for item in curadoria.dentro}
        offered = [one.modulo for one in found.achados if one.modulo.secao]
        if not offered:
            st.caption("Nenhum módulo com essas palavras. Tente outras.")
        for modulo in offered:
            _show_achado(modulo, curadoria.versao, is_dentro=modulo.slug in dentro)


def show_texto(curadoria: Curadoria) -> None:
    """The text of the module that the address names, in the version that would enter."""
    slug = st.query_params.get(_MODULO, "")
    if not slug:
        return
    item = curadoria.itens.get(slug)
    with report_errors():
        modulo = services().curadoria.get_modulo(slug, item.decidido.versao if item else None)
        with st.container(border=True, key="curadoria_texto"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{escape_markdown(modulo.titulo)}**", width="stretch")
                st.button(
                    "Fechar", icon=":material/close:", type="tertiary", on_click=_close, key="curadoria_texto_fechar"
                )
            st.html(f'<article class="curadoria-texto">{render_html(modulo.texto)}</article>')


def _show_achado(modulo: Modulo, versao: int, *, is_dentro: bool) -> None:
    with st.container(border=True, gap="small", key=f"curadoria_achado_{modulo.slug}"):
        st.html(
            f'<p class="curadoria-pergunta"><strong>{escape(modulo.titulo)}</strong>'
            f"<span>{escape(modulo.secao)}</span></p>"
        )
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Já está na peça" if is_dentro else "Acrescentar",
                icon=":material/check:" if is_dentro else ":material/add:",
                disabled=is_dentro,
                on_click=ask,
                args=("acrescentar", versao, modulo.slug),
                key=f"curadoria_acrescentar_{modulo.slug}",
            )
            st.button("Ler", type="tertiary", on_click=_open, args=(modulo.slug,), key=f"curadoria_ler_{modulo.slug}")


def _open(slug: str) -> None:
    st.query_params[_MODULO] = slug


def _close() -> None:
    st.query_params.pop(_MODULO, None)
