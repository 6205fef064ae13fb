"""Pedido de Cálculo: from a case number to the value, each field beside its page, and the sheet in Word."""

from __future__ import annotations

import streamlit as st

from pages.ui.access import require_access
from pages.ui.areas import Area, choose_area
from pages.ui.calculo.enderecos import PEDIDO
from pages.ui.calculo.entrada import show_entrada
from pages.ui.calculo.folha import show_folha
from pages.ui.calculo.tela import show_pedido
from pages.ui.calculo_tabelas.abas import list_areas_de_tabelas
from pages.ui.errors import report_errors
from pages.ui.urls import GERACAO, read_uuid

usuario = require_access("calculo.ver")

with report_errors():
    folha_id, pedido_id = read_uuid(GERACAO), read_uuid(PEDIDO)
    if folha_id or pedido_id:
        require_access("calculo.usar")
    if folha_id is not None:
        show_folha(usuario, folha_id)
    elif pedido_id is not None:
        show_pedido(usuario, pedido_id)
    else:
        st.title("Pedido de Cálculo", anchor=False)
        pedidos = (Area("pedidos", "Pedidos", show_entrada),) if usuario.has_permission("calculo.usar") else ()
        choose_area((*pedidos, *list_areas_de_tabelas(usuario)), "pedido_de_calculo").show(usuario)
