"""The way to a report as a PDF: asked for, made elsewhere, offered here when it is ready."""

from __future__ import annotations

import streamlit as st

from core.relatorios.folhas import Folha
from pages.ui.access import current_usuario
from pages.ui.errors import report_errors, show_failure
from pages.ui.runtime import services

_LOOK_EVERY = "1s"
_FALHOU = (
    "Não foi possível fazer o PDF desta tabela. Os arquivos de Excel e CSV continuam aqui ao lado; "
    "tente de novo e, se continuar, informe o código ao suporte."
)


def show_folha(folha: Folha, *, key: str) -> None:
    """A button that orders the file; after it, what became of the order of this very table."""
    place = f"{key}_folha"
    ordered: tuple[Folha, str] | None = st.session_state.get(place)
    if ordered is None or ordered[0] != folha:
        if not st.button("PDF", key=f"{key}_pdf", icon=":material/print:", help="A tabela como página para imprimir."):
            return
        with report_errors():
            st.session_state[place] = (folha, services().folhas.request(folha, current_usuario()))
            st.rerun()
        return
    is_ready = st.session_state.get(f"{place}_pronta") == ordered[1]
    st.fragment(_show_arquivo, run_every=None if is_ready else _LOOK_EVERY)(*ordered, place)


def _show_arquivo(folha: Folha, chave: str, place: str) -> None:
    with report_errors():
        arquivo = services().folhas.find(chave, current_usuario())
        if arquivo is None:
            st.html('<p class="portal-estado portal-estado-em_andamento" role="status">Preparando o arquivo…</p>')
            return
        if st.session_state.get(f"{place}_pronta") != chave:
            st.session_state[f"{place}_pronta"] = chave
            st.rerun()
        if arquivo.erro_codigo:
            show_failure(_FALHOU, arquivo.erro_codigo)
            if st.button("Tentar de novo", key=f"{place}_de_novo", icon=":material/refresh:"):
                services().folhas.request(folha, current_usuario())
                del st.session_state[f"{place}_pronta"]
                st.rerun()
            return
        kind = "PDF" if arquivo.mimetype == "application/pdf" else "Word"
        st.download_button(
            f"Baixar {kind}",
            lambda: arquivo.conteudo,
            arquivo.nome,
            arquivo.mimetype,
            key=f"{place}_baixar",
            icon=":material/download:",
            type="primary",
            on_click="ignore",
        )
