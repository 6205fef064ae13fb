"""The list of promises, by subject, each with the state of its tests."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from core.garantias.domain import GarantiaVerificada, Situacao
from pages.ui.dates import format_when

_STATES = {
    Situacao.VERIFICADA: ":material/verified: Verificada {quando}",
    Situacao.FALHOU: ":material/error: Falhou {quando}: a equipe do portal precisa olhar",
    Situacao.SEM_VERIFICACAO: ":material/hourglass_empty: Ainda não verificada nesta instalação",
}


def show_garantias(items: tuple[GarantiaVerificada, ...]) -> None:
    verified = sum(item.situacao is Situacao.VERIFICADA for item in items)
    st.caption(f"{verified} de {len(items)} promessas verificadas nesta instalação.")
    for tema, group in groupby(items, key=lambda item: item.garantia.tema):
        st.subheader(tema.label, anchor=False)
        for item in group:
            _show_garantia(item)
    with st.expander("Testes de cada promessa"):
        _show_testes(items)


def _show_garantia(item: GarantiaVerificada) -> None:
    text, state = st.columns([3, 2])
    text.markdown(item.garantia.promessa)
    state.markdown(_STATES[item.situacao].format(quando=format_when(item.em) if item.em else ""))
    if item.versao:
        state.caption(f"Versão {item.versao}")


def _show_testes(items: tuple[GarantiaVerificada, ...]) -> None:
    """For who wants to run them: `./portal test NAME`."""
    rows = [(item.garantia.promessa, teste) for item in items for teste in item.garantia.testes]
    st.dataframe(
        {"Promessa": [promessa for promessa, _ in rows], "Teste": [teste for _, teste in rows]},
        hide_index=True,
        width="stretch",
    )
