"""The sheet of a pedido: written live, edited, checked and exported by the screens of the generator."""

from __future__ import annotations

from html import escape
from uuid import UUID

import streamlit as st

from core.errors import RecordNotFoundError
from core.pecas.domain import TipoDePeca
from core.usuarios.domain import Usuario
from pages.ui.calculo.enderecos import Passo, link_to_passo
from pages.ui.etapas import show_etapas
from pages.ui.runtime import services


def show_folha(usuario: Usuario, geracao_id: UUID) -> None:
    """Raises RecordNotFoundError for what is another person's, or no sheet."""
    geracao = services().pecas.get_geracao(geracao_id, usuario.id)
    if geracao.pedido.tipo_de_peca is not TipoDePeca.PEDIDO_DE_CALCULO:
        raise RecordNotFoundError(f"geracao {geracao_id} is no sheet")
    pedido = services().pedidos_de_calculo.find_anterior(geracao.pedido.numero_cnj, usuario.id)
    address = "/pedido_de_calculo" if pedido is None else link_to_passo(pedido.id, Passo.CALCULO)
    show_etapas(usuario, geracao)
    st.html(f'<p class="calculo-volta"><a href="{escape(address)}" target="_self">‹ Cálculo deste processo</a></p>')
