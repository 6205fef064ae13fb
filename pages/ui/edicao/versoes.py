"""The versions of a peça: the list, any two compared, and the way back to one."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.pecas.edicao.domain import Edicao, VersaoNaLista
from core.usuarios.domain import Usuario
from pages.ui.dates import format_when
from pages.ui.diferencas import render_diferenca
from pages.ui.errors import report_errors
from pages.ui.runtime import services

_AGORA = 0
"""The working text among the versions."""

_ANTES, _DEPOIS, _VOLTAR = "edicao_versao_antes", "edicao_versao_depois", "edicao_versao_voltar"


def show_versoes(usuario: Usuario, edicao: Edicao) -> None:
    with report_errors():
        versoes = services().edicao.list_versoes(edicao.peca_id, usuario.id)
        _show_lista(versoes, edicao)
        if edicao.has_changes and not edicao.is_final:
            _ask_fix(usuario, edicao)
        names = {versao.numero: f"Versão {versao.numero} · {versao.origem.label.lower()}" for versao in versoes}
        if edicao.has_changes:
            names = {_AGORA: "Texto em edição", **names}
        if len(names) > 1:
            _show_diferenca(usuario, edicao, names)
            if not edicao.is_final:
                _ask_restore(usuario, edicao, {numero: name for numero, name in names.items() if numero})


def _ask_fix(usuario: Usuario, edicao: Edicao) -> None:
    if st.button("Guardar como versão agora", icon=":material/bookmark_add:", key="edicao_guardar"):
        services().edicao.fix_versao(edicao.peca_id, usuario)
        st.rerun(scope="fragment")


def _show_lista(versoes: Sequence[VersaoNaLista], edicao: Edicao) -> None:
    lines = []
    if edicao.has_changes:
        when = format_when(edicao.mudada_em) if edicao.mudada_em else "agora"
        who = escape(edicao.autor)
        lines.append(_render_line("Texto em edição", f"{who}, {when}. Vira versão sozinho numa pausa."))
    for versao in versoes:
        mark = " · atual" if versao is versoes[0] and not edicao.has_changes else ""
        when = format_when(versao.criada_em)
        lines.append(
            _render_line(f"Versão {versao.numero}{mark}", f"{versao.origem.label} · {escape(versao.autor)}, {when}")
        )
    st.html(f'<ul class="portal-ficha">{"".join(lines)}</ul>')


def _render_line(name: str, detail: str) -> str:
    return f'<li><span class="nome">{name}</span><span class="lugar">{detail}</span></li>'


def _show_diferenca(usuario: Usuario, edicao: Edicao, names: dict[int, str]) -> None:
    st.subheader("Comparar", anchor=False)
    numbers = list(names)
    left, right = st.columns(2)
    antes = left.selectbox("De", numbers, index=1, format_func=names.__getitem__, key=_ANTES)
    depois = right.selectbox("Para", numbers, index=0, format_func=names.__getitem__, key=_DEPOIS)
    trechos = services().edicao.compare(edicao.peca_id, usuario.id, antes, depois)
    if len(trechos) < 2 and antes != depois and all(trecho.sinal.value == "igual" for trecho in trechos):
        st.caption("Os dois textos são iguais.")
        return
    if antes == depois:
        st.caption("Escolha duas versões diferentes.")
        return
    html = render_diferenca(trechos, is_whole=False)
    st.html(
        '<p class="edicao-resumo">Riscado: saiu. Sublinhado: entrou.</p>'
        f'<div class="edicao-diferenca" role="region" tabindex="0" aria-label="Diferença">{html}</div>'
    )


def _ask_restore(usuario: Usuario, edicao: Edicao, names: dict[int, str]) -> None:
    st.subheader("Restaurar", anchor=False)
    numero = st.selectbox("Versão", list(names), format_func=names.__getitem__, key=_VOLTAR)
    st.caption("O texto dela vira uma versão nova; nada do que existe se perde.")
    if st.button("Restaurar esta versão", icon=":material/history:", key="edicao_restaurar"):
        services().edicao.restore(edicao.peca_id, usuario, numero)
        st.toast(f"Versão {numero} restaurada.")
        st.rerun(scope="fragment")
