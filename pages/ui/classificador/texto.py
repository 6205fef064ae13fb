"""The text of a document as it was read, page by page: what the model was given, or was given a part of."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.classificador.domain import ItemDoLote
from core.classificador.itens.service import DOS_AUTOS
from core.processos.autos.texto import reflow
from core.processos.domain import DocumentoLido, EstadoDaPagina
from core.usuarios.domain import Usuario
from pages.ui.runtime import services
from pages.ui.urls import link_to_autos

_KEPT = "classificador_texto"
_MAX_CHARS = 60_000
"""Of one document on the screen; an answer rests on far less."""

_NOT_READ = {
    EstadoDaPagina.ILEGIVEL: "Página ilegível: o portal não conseguiu ler o texto.",
    EstadoDaPagina.CORTADA: "Página não lida: ficou além do limite de leitura.",
    EstadoDaPagina.SIGILOSA: "Página sigilosa.",
    EstadoDaPagina.VAZIA: "Página sem texto.",
}


def show_texto(usuario: Usuario, item: ItemDoLote) -> None:
    """Looked up once for a document; the page that renews itself sends it again without reading it again."""
    if item.numero_cnj and not usuario.has_permission("processos.ver"):
        st.caption(DOS_AUTOS)
        return
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] != (item.id, item.sha256):
        lido = services().itens.find_lido(item.id, usuario) if item.sha256 else None
        if lido is None:
            st.caption("O texto aparece aqui quando o documento for lido.")
            return
        kept = ((item.id, item.sha256), render_texto(lido))
        st.session_state[_KEPT] = kept
    if item.numero_cnj and item.id_documento:
        address = escape(link_to_autos(item.numero_cnj, item.id_documento, 1))
        st.html(
            f'<p class="lote-volta"><a href="{address}" target="_blank" rel="noopener">Abrir nos autos'
            '<span class="portal-so-leitor"> (abre em outra aba)</span></a></p>'
        )
    st.html(f'<article class="lote-texto" tabindex="0" aria-label="Texto do documento">{kept[1]}</article>')


def render_texto(lido: DocumentoLido) -> str:
    """Pages with their numbers where there are several; what is too long for a screen is cut, and says so."""
    parts, left = [], _MAX_CHARS
    for pagina in lido.paginas:
        if left <= 0:
            parts.append("<p><em>O restante do documento não é mostrado aqui.</em></p>")
            break
        if len(lido.paginas) > 1:
            parts.append(f"<h4>Página {pagina.numero}</h4>")
        if pagina.texto.strip():
            parts.append(f"<div>{escape(reflow(pagina.texto[:left]))}</div>")
        else:
            parts.append(f"<p><em>{_NOT_READ.get(pagina.estado, 'Página sem texto.')}</em></p>")
        left -= len(pagina.texto)
    return "".join(parts) or "<p><em>O documento não tem texto.</em></p>"
