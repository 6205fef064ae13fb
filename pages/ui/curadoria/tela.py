"""A geração that waits for its person: the choice of modules before the minuta is written."""

from __future__ import annotations

from html import escape
from uuid import UUID

import streamlit as st

from core.events import Estado
from core.pecas.curadoria.domain import Curadoria
from core.pecas.domain import Geracao
from core.usuarios.domain import Usuario
from pages.ui.curadoria.gestos import ask, run_gesto
from pages.ui.curadoria.lista import show_modulos
from pages.ui.curadoria.perguntas import show_contradicoes, show_perguntas
from pages.ui.curadoria.procura import show_procura, show_texto
from pages.ui.errors import report_errors
from pages.ui.evidencias import show_avisos
from pages.ui.prompts.cenario_do_caso import offer_cenario
from pages.ui.runtime import services
from pages.ui.urls import ETAPA

_WIDTHS = [5, 3]


def show_curadoria(usuario: Usuario, geracao: Geracao) -> None:
    """All of it is one fragment: a click draws nothing else anew."""
    st.html(
        f'<p class="portal-resultado"><span class="portal-estado portal-estado-{geracao.estado.value}">'
        f"{escape(geracao.estado.label)}</span> <span>Escolha os módulos; o que você fizer fica guardado.</span></p>"
    )
    st.fragment(_show_choice)(usuario, geracao.id)


def _show_choice(usuario: Usuario, geracao_id: UUID) -> None:
    if run_gesto(geracao_id, usuario):
        st.query_params.pop("modulo", None)
        st.query_params.pop(ETAPA, None)
        st.rerun()
    with report_errors():
        curadoria = services().curadoria.get(geracao_id, usuario.id)
        if curadoria.geracao.estado is not Estado.AGUARDANDO_VOCE:  # another tab was faster
            st.rerun()
        _show_bar(usuario, curadoria)
        show_contradicoes(curadoria)
        show_perguntas(curadoria)
        left, right = st.columns(_WIDTHS, gap="medium")
        with left:
            show_modulos(curadoria)
        with right.container(key="gerador_de_pecas_evidencias"):
            show_texto(curadoria)
            show_procura(curadoria)
            if curadoria.geracao.avisos:
                with st.expander(f"Ressalvas da leitura ({len(curadoria.geracao.avisos)})"):
                    show_avisos(curadoria.geracao.avisos)


def _show_bar(usuario: Usuario, curadoria: Curadoria) -> None:
    total, versao = len(curadoria.dentro), curadoria.versao
    noun = "módulo" if total == 1 else "módulos"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="curadoria_barra"):
        st.button(
            f"Gerar minuta com {total} {noun}",
            type="primary",
            icon=":material/edit_document:",
            disabled=not total,
            on_click=ask,
            args=("gerar", versao),
            key="curadoria_gerar",
        )
        st.button(
            "Desfazer",
            icon=":material/undo:",
            disabled=not curadoria.can_undo,
            help="Desfaz o que você fez por último; de novo, o que veio antes.",
            on_click=ask,
            args=("desfazer", versao),
            key="curadoria_desfazer",
        )
        st.button(
            "Parar",
            icon=":material/stop_circle:",
            help="Encerra esta geração; a leitura e as suas escolhas ficam guardadas.",
            on_click=ask,
            args=("desistir", versao),
            key="curadoria_parar",
        )
        offer_cenario(usuario, curadoria.geracao.id)
        if curadoria.perguntas:
            count = len(curadoria.perguntas)
            st.caption(f"{count} pergunta{'s' if count > 1 else ''} sem resposta; os módulos delas estão fora.")
