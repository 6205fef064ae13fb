"""What a statement stands on, beside the text: the page of a document with the words lit, or the text of a source."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.conferencia.domain import Evidencia
from core.processos.autos.texto import MAX_TERMO
from pages.ui.folhas import render_folha
from pages.ui.runtime import services
from pages.ui.urls import link_to_autos


def show_fonte(evidencia: Evidencia, numero_cnj: str) -> None:
    """A page of a document as picture and text; the text of a module or of the approved base as it is.

    ``numero_cnj`` is the case of evidence that names none. The component of ``pages.ui.leitor`` must be on the page:
    it asks again for a picture that is late.
    """
    if not evidencia.id_documento:
        quote = f'<blockquote tabindex="0">{escape(evidencia.trecho)}</blockquote>' if evidencia.trecho else ""
        st.html(f'<section class="portal-fonte"><h4>{escape(evidencia.rotulo)}</h4>{quote}</section>')
        return
    numero, pagina = evidencia.numero_cnj or numero_cnj, evidencia.pagina or 1
    address = link_to_autos(numero, evidencia.id_documento, pagina, _cut(evidencia.trecho))
    st.html(
        f'<section class="portal-fonte"><h4>{escape(evidencia.rotulo)}</h4>'
        f'<a href="{escape(address)}" target="_blank" rel="noopener">Abrir nos autos'
        '<span class="portal-so-leitor"> (abre em outra aba)</span></a></section>'
    )
    documento = services().autos.require_documento(numero, evidencia.id_documento)
    folha = services().autos.get_pagina(documento, pagina)
    drawn = render_folha(numero, documento, folha, evidencia.trecho)
    st.html(f'<div class="portal-fonte-folha" data-quieto="1">{drawn}</div>')


def _cut(trecho: str) -> str:
    """The first whole words of a quotation, as many as the reader looks for."""
    return trecho if len(trecho) <= MAX_TERMO else trecho[: MAX_TERMO + 1].rpartition(" ")[0] or trecho[:MAX_TERMO]
