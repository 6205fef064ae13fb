"""Gerador de Peças: ask for a minuta, watch the agents, read it, download it."""

from __future__ import annotations

import streamlit as st

from pages.ui.access import require_access
from pages.ui.errors import report_errors
from pages.ui.etapas import show_etapas
from pages.ui.geracao import remember_unused, show_unused
from pages.ui.historico import show_historico
from pages.ui.leitura import show_alheia
from pages.ui.pedido import ask_pedido
from pages.ui.runtime import services
from pages.ui.urls import GERACAO, read_uuid

usuario = require_access("pecas.gerar")

with report_errors():
    geracao_id = read_uuid(GERACAO)
    if geracao_id is None:
        st.title("Gerador de Peças", anchor=False)
        pedido = ask_pedido(usuario)
        if pedido is not None:
            geracao = services().pecas.request_geracao(pedido, usuario.id)
            remember_unused(geracao, pedido)
            st.query_params[GERACAO] = str(geracao.id)
            st.rerun()
        show_historico(usuario)
    elif alheia := services().leituras_de_pecas.find_alheia(geracao_id, usuario):
        show_alheia(usuario, geracao_id, alheia)
    else:
        geracao = services().pecas.get_geracao(geracao_id, usuario.id)
        show_unused(geracao)
        show_etapas(usuario, geracao)
