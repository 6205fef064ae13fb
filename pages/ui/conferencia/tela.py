"""The step Conferência: states above, minuta with marks at left, findings and their places at right."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from core.pecas.domain import Geracao
from core.usuarios.domain import Usuario
from pages.ui.conferencia.estados import show_atos, show_estados
from pages.ui.conferencia.evidencia import show_item
from pages.ui.conferencia.gestos import renew_vista, run_gesto, see_revisao
from pages.ui.conferencia.itens import find_item, show_itens, show_minuta_marcada
from pages.ui.conferencia.tempo import measure_tempo
from pages.ui.errors import report_errors
from pages.ui.leitor import mount_leitor
from pages.ui.work import show_empty

_WIDTHS = [5, 4]


def show_conferencia(usuario: Usuario, geracao: Geracao) -> None:
    """All of it is one fragment: a click draws nothing else anew, and checks the text again only when it changed."""
    if geracao.peca_id is None:
        show_empty("Ainda não há minuta para conferir.", "A conferência abre quando a minuta estiver pronta.")
        return
    renew_vista()
    st.fragment(measure_tempo)(geracao.peca_id)
    st.fragment(_show_revisao)(usuario, geracao, geracao.peca_id)


def _show_revisao(usuario: Usuario, geracao: Geracao, peca_id: UUID) -> None:
    with st.container():  # whatever is said here and above, text and list keep their places and are not drawn anew
        run_gesto(usuario, peca_id)
    with report_errors():
        revisao = see_revisao(peca_id, usuario.id)
        with st.container(gap="small"):
            show_estados(revisao, geracao)
        mount_leitor()  # pictures of pages that are late are asked for again
        left, right = st.columns(_WIDTHS, gap="medium")
        with left:
            show_minuta_marcada(revisao)
        with right.container(key="gerador_de_pecas_evidencias"):
            show_itens(revisao, geracao.id)
            item = find_item(revisao)
            if item is not None:
                show_item(item, revisao, geracao)
            show_atos(revisao)
