"""Switches of what the portal offers, and the way to everything that is kept elsewhere."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.ajustes.catalogo import RECURSOS
from core.ajustes.domain import AreaDoAjuste, Linha
from core.usuarios.domain import Usuario
from pages.ui.ajustes.mesa import ask_valor, choose_linha, edit, show_aviso
from pages.ui.ajustes.tabela import show_historico
from pages.ui.ajustes.textos import describe_autor
from pages.ui.autores import name_autores
from pages.ui.runtime import services

_TABELA = (
    '<div class="portal-rolagem" role="group" aria-label="Recursos do portal" tabindex="0">'
    '<table class="portal-tabela"><caption class="portal-so-leitor">Recursos do portal</caption>'
    '<thead><tr><th scope="col">Recurso</th><th scope="col">Situação</th><th scope="col">Motivo</th>'
    '<th scope="col">Quem mudou</th></tr></thead><tbody>{rows}</tbody></table></div>'
)
_PROMPTS, _CALCULO = "prompts.editar", "calculo.ver"
_LUGARES = (
    ("Códigos de documentos", "/prompts_e_modulos?aba=categorias", "Prompts e Módulos, categorias", _PROMPTS),
    ("Constantes legais", "/prompts_e_modulos?aba=constantes", "Prompts e Módulos, constantes", _PROMPTS),
    ("Leis, temas e súmulas", "/prompts_e_modulos?aba=autoridades", "Prompts e Módulos, base aprovada", _PROMPTS),
    ("Calendário forense", "/pedido_de_calculo?aba=calendario", "Pedido de Cálculo, calendário", _CALCULO),
    ("Índices e regimes", "/pedido_de_calculo?aba=indices", "Pedido de Cálculo, índices", _CALCULO),
    ("Papel timbrado", "/administracao?aba=timbre", "Administração, papel timbrado", "admin.ver"),
)
"""What it is, its address, the place in words and the permission that opens it."""


def show_recursos(usuario: Usuario) -> None:
    """What is on and off, with the reason; then the change of one, and where other things are edited."""
    show_aviso()
    linhas = {linha.alvo: linha for linha in services().ajustes.list_linhas(AreaDoAjuste.RECURSOS)}
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_linhas(list(linhas.values()))
        show_historico(AreaDoAjuste.RECURSOS)
        _show_lugares(usuario)
    with right:
        st.subheader("Ligar ou desligar", anchor=False)
        linha = choose_linha("Recurso", linhas, RECURSOS)
        st.caption("Desligar fecha a página para todas as pessoas. O que já está em andamento termina e fica guardado.")
        edit(usuario, linha, ask_valor(linha), voltar="")


def _show_linhas(linhas: list[Linha]) -> None:
    nomes = dict(name_autores(linha.ajuste.autor for linha in linhas if linha.ajuste))
    rows = "".join(
        f'<tr><th scope="row">{escape(RECURSOS[linha.alvo])}</th><td>{_render_situacao(linha)}</td>'
        f"<td>{escape(linha.ajuste.motivo) if linha.ajuste else ''}</td>"
        f"<td>{escape(describe_autor(linha.ajuste, nomes)) if linha.ajuste else 'ninguém'}</td></tr>"
        for linha in linhas
    )
    st.html(_TABELA.format(rows=rows))


def _render_situacao(linha: Linha) -> str:
    estado, word = ("pronto", "Ligado") if linha.valor else ("cancelado", "Desligado")
    return f'<span class="portal-estado portal-estado-{estado}">{word}</span>'


def _show_lugares(usuario: Usuario) -> None:
    """A link where the profile opens it; otherwise only the name of the place."""
    st.subheader("O que se edita em outro lugar", anchor=False)
    items = "".join(
        f'<li><a href="{escape(href)}" target="_self">{escape(nome)}</a>: {escape(where)}.</li>'
        if usuario.has_permission(permission)
        else f"<li>{escape(nome)}: {escape(where)}.</li>"
        for nome, href, where, permission in _LUGARES
    )
    st.html(f"<ul>{items}</ul>")
    st.caption("Cada lugar é editado por quem tem acesso à página.")
