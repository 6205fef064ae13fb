"""Limits: how much is done at the same time, and how often each person may ask in a minute."""

from __future__ import annotations

import streamlit as st

from core.ajustes.domain import AreaDoAjuste, Linha
from core.usuarios.domain import Usuario
from pages.ui.ajustes.mesa import ask_valor, choose_linha, edit, show_aviso
from pages.ui.ajustes.tabela import show_historico, show_tabela
from pages.ui.ajustes.textos import describe_autor, format_valor
from pages.ui.autores import name_autores
from pages.ui.runtime import services

_PARTES = {
    AreaDoAjuste.LIMITES: "Ao mesmo tempo",
    AreaDoAjuste.POR_MINUTO: "Por minuto",
}
_PARTE = "parte"


def show_limites(usuario: Usuario) -> None:
    """What counts now beside the portal's own value, and the change of one."""
    show_aviso()
    area = _choose_parte()
    linhas = {linha.definicao.nome: linha for linha in services().ajustes.list_linhas(area)}
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_linhas(area, list(linhas.values()))
        show_historico(area)
    with right:
        st.subheader("Mudar um limite", anchor=False)
        linha = choose_linha("Limite", linhas, {nome: one.definicao.titulo for nome, one in linhas.items()})
        if linha.definicao.ajuda:
            st.caption(linha.definicao.ajuda)
        edit(usuario, linha, ask_valor(linha))


def _choose_parte() -> AreaDoAjuste:
    named = st.query_params.get(_PARTE, "")
    current = AreaDoAjuste.POR_MINUTO if named == AreaDoAjuste.POR_MINUTO else AreaDoAjuste.LIMITES
    chosen = st.segmented_control(
        "Tipo de limite",
        list(_PARTES),
        default=current,
        required=True,
        format_func=_PARTES.__getitem__,
        key=f"administracao_ajuste_parte_{current}",
    )
    if chosen is not None and chosen is not current:
        st.query_params.pop("item", None)
        st.query_params[_PARTE] = chosen.value
        st.rerun()
    return current


def _show_linhas(area: AreaDoAjuste, linhas: list[Linha]) -> None:
    nomes = dict(name_autores(linha.ajuste.autor for linha in linhas if linha.ajuste))
    show_tabela(
        f"Limites: {_PARTES[area].lower()}",
        ("Limite", "Vale agora", "Padrão do portal", "Quem mudou"),
        (
            (
                linha.definicao.titulo,
                format_valor(linha.definicao, linha.valor),
                format_valor(linha.definicao, linha.padrao),
                describe_autor(linha.ajuste, nomes) if linha.ajuste else "ninguém",
            )
            for linha in linhas
        ),
    )
