"""For how long each class of data is kept, and whether the model gets to know the parties."""

from __future__ import annotations

import streamlit as st

from core.ajustes.domain import AreaDoAjuste, Linha, TipoDeAjuste
from core.usuarios.domain import Usuario
from pages.ui.ajustes.mesa import ask_valor, choose_linha, edit, show_aviso
from pages.ui.ajustes.tabela import show_historico, show_tabela
from pages.ui.ajustes.textos import describe_autor, format_valor
from pages.ui.autores import name_autores
from pages.ui.runtime import services


def show_prazos(usuario: Usuario) -> None:
    """What counts now with its bounds, and the change of one."""
    show_aviso()
    linhas = {one.definicao.nome: one for one in services().ajustes.list_linhas(AreaDoAjuste.PRIVACIDADE)}
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_linhas(list(linhas.values()))
        show_historico(AreaDoAjuste.PRIVACIDADE)
    with right:
        st.subheader("Mudar um prazo ou a proteção", anchor=False)
        linha = choose_linha("O que mudar", linhas, {nome: one.definicao.titulo for nome, one in linhas.items()})
        st.caption(linha.definicao.ajuda)
        if linha.definicao.tipo is TipoDeAjuste.INTEIRO:
            st.caption(f"De {linha.definicao.minimo:.0f} a {linha.definicao.maximo:.0f} dias.")
        edit(usuario, linha, ask_valor(linha))


def _show_linhas(linhas: list[Linha]) -> None:
    nomes = dict(name_autores(one.ajuste.autor for one in linhas if one.ajuste))
    show_tabela(
        "Prazos de guarda e proteção",
        ("Dado", "Vale agora", "Padrão do portal", "Quem mudou"),
        (
            (
                one.definicao.titulo,
                _describe(one, is_default=False),
                _describe(one, is_default=True),
                describe_autor(one.ajuste, nomes) if one.ajuste else "ninguém",
            )
            for one in linhas
        ),
    )
    st.caption("Vencido o prazo, o portal apaga sozinho, algumas vezes por dia. O registro de atos e as somas ficam.")


def _describe(linha: Linha, *, is_default: bool) -> str:
    valor = format_valor(linha.definicao, linha.padrao if is_default else linha.valor)
    return f"{valor} dias" if linha.definicao.tipo is TipoDeAjuste.INTEIRO else valor
