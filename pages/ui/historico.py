"""The person's peças, with search."""

from __future__ import annotations

import streamlit as st

from core.usuarios.domain import Usuario
from pages.ui.leitura import show_da_unidade, show_recebidas
from pages.ui.runtime import services
from pages.ui.work import show_empty, show_work

_LIMIT = 50


def show_historico(usuario: Usuario) -> None:
    """Newest first; the words are looked for in number, party, court and text of the minuta."""
    st.header("Suas peças", anchor=False)
    busca = st.text_input(
        "Procurar nas suas peças",
        key="gerador_de_pecas_busca",
        placeholder="Número, parte, vara ou palavra da minuta",
    )
    itens = services().pecas.list_historico(usuario.id, busca, limit=_LIMIT)
    if itens:
        show_work(itens, label="Suas peças")
        if len(itens) == _LIMIT:
            st.caption(f"São mostradas as {_LIMIT} mais recentes. Use a busca para achar as anteriores.")
    elif busca:
        show_empty("Nenhuma peça com essas palavras.", "Confira a busca ou apague-a para ver todas.")
    else:
        show_empty("Você ainda não gerou peças.", "Digite o número de um processo acima para gerar a primeira.")
    show_recebidas(usuario)
    show_da_unidade(usuario)
