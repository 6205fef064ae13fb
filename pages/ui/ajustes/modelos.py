"""Models: whom each agent asks and how freely it writes, with what it inherits and from where."""

from __future__ import annotations

import streamlit as st

from core.ajustes.domain import AreaDoAjuste, Linha
from core.infra.modelos import ESCRITORES, SUBSISTEMAS
from core.usuarios.domain import Usuario
from pages.ui.ajustes import textos
from pages.ui.ajustes.mesa import ask_valor, choose_linha, edit, show_aviso
from pages.ui.ajustes.tabela import show_historico, show_tabela
from pages.ui.runtime import services


def show_modelos(usuario: Usuario) -> None:
    """Each agent with its model and where that comes from; then the change of one agent, of a subsystem or of all."""
    show_aviso()
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_agentes()
        st.caption(
            "O valor mais próximo vale: o do próprio agente, depois o do subsistema, depois o de todos, depois o "
            "padrão do portal. Uma geração usa até o fim o modelo com que começou. Lotes e testes usam o modelo que "
            "a pessoa escolhe."
        )
        show_historico(AreaDoAjuste.MODELOS)
    with right:
        st.subheader("Mudar", anchor=False)
        linhas = {_name_item(one): one for one in services().ajustes.list_linhas(AreaDoAjuste.MODELOS)}
        nomes = {item: _name_linha(one) for item, one in linhas.items()}
        linha = choose_linha("O que mudar", linhas, nomes)
        if linha.definicao.ajuda:
            st.caption(linha.definicao.ajuda)
        edit(usuario, linha, ask_valor(linha))


def _show_agentes() -> None:
    modelos = services().modelos
    rows = []
    for agente, subsistema in SUBSISTEMAS.items():
        found = modelos.get(agente)
        temperatura = f"{found.temperatura:g}".replace(".", ",")
        if agente in ESCRITORES:
            temperatura = f"{temperatura} ({textos.ORIGENS[found.origem_da_temperatura]})"
        rows.append(
            (
                textos.AGENTES[agente],
                textos.SUBSISTEMAS[subsistema],
                found.modelo,
                textos.ORIGENS[found.origem_do_modelo],
                temperatura,
            )
        )
    show_tabela("Modelo de cada agente", ("Agente", "Subsistema", "Modelo", "De onde vem", "Temperatura"), rows)


def _name_item(linha: Linha) -> str:
    return f"{linha.definicao.nome}.{linha.alvo or 'todos'}"


def _name_linha(linha: Linha) -> str:
    """``Modelo · Redação da minuta: gemini-2.5-pro``."""
    alvo = textos.name_alvo(linha.definicao.nome, linha.alvo, {}) if linha.alvo else "Todos os agentes"
    now = "" if linha.ajuste is None else f": {textos.format_valor(linha.definicao, linha.valor)}"
    return f"{linha.definicao.titulo} · {alvo}{now}"
