"""How long a peça takes without the portal: the reference of the time saved in Relatórios."""

from __future__ import annotations

import streamlit as st

from core.ajustes.domain import AreaDoAjuste
from core.pecas.domain import TipoDePeca
from core.usuarios.domain import Usuario
from pages.ui.ajustes.mesa import ask_valor, choose_linha, edit, show_aviso
from pages.ui.ajustes.tabela import show_historico, show_tabela
from pages.ui.ajustes.textos import describe_autor, format_valor
from pages.ui.autores import name_autores
from pages.ui.runtime import services


def show_tempos(usuario: Usuario) -> None:
    """The minutes of each piece type, and the change of one."""
    show_aviso()
    linhas = {linha.alvo: linha for linha in services().ajustes.list_linhas(AreaDoAjuste.TEMPOS)}
    titulos = {alvo: name_tipo(alvo) for alvo in linhas}
    nomes = dict(name_autores(linha.ajuste.autor for linha in linhas.values() if linha.ajuste))
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_tabela(
            "Tempo de uma peça sem o portal",
            ("Tipo de peça", "Vale agora", "Quem mudou"),
            (
                (
                    titulos[alvo],
                    "não definido" if linha.valor is None else format_valor(linha.definicao, linha.valor),
                    describe_autor(linha.ajuste, nomes) if linha.ajuste else "ninguém",
                )
                for alvo, linha in linhas.items()
            ),
        )
        show_historico(AreaDoAjuste.TEMPOS)
    with right:
        st.subheader("Mudar um tempo", anchor=False)
        linha = choose_linha("Tipo de peça", linhas, titulos)
        st.caption(linha.definicao.ajuda)
        edit(usuario, linha, ask_valor(linha))


def name_tipo(alvo: str) -> str:
    return TipoDePeca(alvo).label if alvo else "Todos os outros tipos"
