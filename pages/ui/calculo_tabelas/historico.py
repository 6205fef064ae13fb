"""The history of one table: who published what and why, and an older version put back."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.calculo.tabelas.domain import Conteudo, Guardada
from core.usuarios.domain import Usuario
from pages.ui.autores import name_autores
from pages.ui.calculo_tabelas.mesa import start_anew
from pages.ui.calculo_tabelas.mudancas import summarize
from pages.ui.calculo_tabelas.textos import render_tabela
from pages.ui.dates import format_when
from pages.ui.errors import report_errors
from pages.ui.runtime import services

_PREFIX = "pedido_de_calculo_historico"
_PARAM = "historico"
_TITULOS = ("Versão", "Quando", "Autor", "Motivo", "O que mudou")


def show_historico(usuario: Usuario, live: Guardada[Conteudo]) -> None:
    """Behind a switch that the address keeps: reading old versions takes time that few visits need."""
    is_open = _PARAM in st.query_params
    wants = st.toggle("Mostrar o histórico desta tabela", is_open, key=f"{_PREFIX}_{live.slug}_{is_open}")
    if wants != is_open:
        if wants:
            st.query_params[_PARAM] = "1"
        else:
            st.query_params.pop(_PARAM)
        st.rerun()
    if not is_open:
        return
    versoes = services().tabelas_de_calculo.list_versoes(live.slug)
    nomes = name_autores(versao.autor for versao in versoes)
    antes: list[Conteudo | None] = [versao.guardada.conteudo for versao in versoes[1:]]
    has_first = bool(versoes) and versoes[-1].guardada.versao == 1
    antes.append(None if has_first else versoes[-1].guardada.conteudo)
    rows = (
        (
            f"Versão {versao.guardada.versao}{' (vale agora)' if versao.is_viva else ''}",
            format_when(versao.criada_em),
            escape(nomes[versao.autor]),
            escape(versao.motivo),
            summarize(old, versao.guardada.conteudo),
        )
        for versao, old in zip(versoes, antes, strict=True)
    )
    st.html(render_tabela("Histórico desta tabela", _TITULOS, rows))
    _ask_restore(usuario, live, [versao.guardada.versao for versao in versoes if not versao.is_viva])


def _ask_restore(usuario: Usuario, live: Guardada[Conteudo], old: list[int]) -> None:
    if not old:
        return
    key = f"{_PREFIX}_{live.slug}_{live.versao}"
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}_restaurar"):
        chosen = st.selectbox("Versão a restaurar", old, key=f"{key}_antiga", width=200)
        has_sent = st.button(f"Restaurar a versão {chosen}", icon=":material/settings_backup_restore:")
    if has_sent and chosen:
        with report_errors():
            services().tabelas_de_calculo.restore_versao(live.slug, chosen, viva=live.versao, autor=usuario.login)
            start_anew(f"Voltou a valer o que a versão {chosen} dizia. As outras continuam no histórico.")
