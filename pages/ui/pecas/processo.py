"""The case of a peça: its header and the way to its documents."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.pecas.domain import Geracao
from core.usuarios.domain import Usuario
from pages.ui.urls import link_to_autos


def show_processo(usuario: Usuario, geracao: Geracao) -> None:
    """What the court says of the case."""
    del usuario
    st.html(f'<p class="portal-assunto">{escape(geracao.assunto)}</p>')
    address = escape(link_to_autos(geracao.pedido.numero_cnj))
    st.html(f'<a class="portal-botao" href="{address}" target="_self">Abrir os autos</a>')
