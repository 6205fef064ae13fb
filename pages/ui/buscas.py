"""What was asked of the court or of a worker while a person looks on: a button, then how far it is, then the result."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.processos.autos.domain import CABECALHO, Autos, Busca, Etapa
from core.usuarios.domain import Usuario
from pages.ui.errors import report_errors, show_failure
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services

_LOOK_EVERY = "1s"
_MB = 1_000_000


def show_busca(usuario: Usuario, numero: str, alvo: str, *, label: str, is_primary: bool = False) -> None:
    """The button that asks, or the search that is going on; a failed one says why and may be asked again."""
    busca = services().buscas.find(numero, alvo)
    if busca is not None and not busca.etapa.is_final:
        if alvo != CABECALHO:
            show_stop(usuario, numero, alvo, label="Parar")
        st.fragment(_show_running, run_every=_LOOK_EVERY)(numero, alvo)
        return
    if busca is not None and busca.etapa is Etapa.COM_ERRO and not busca.is_parada:
        show_failure(busca.erro_mensagem, busca.erro_codigo)
    key = f"processos_buscar_{alvo or 'cabecalho'}"
    kind = "primary" if is_primary else "secondary"
    if st.button(label, key=key, type=kind, icon=":material/cloud_download:"):
        with report_errors():
            services().buscas.request(numero, alvo, usuario.id)
            st.rerun()


def show_stop(usuario: Usuario, numero: str, alvo: str, *, label: str) -> None:
    """The button that ends a search and the readings that came of it."""
    key = f"processos_parar_{alvo}"
    if st.button(label, key=key, icon=":material/stop_circle:", help="O que já foi lido fica guardado."):
        with report_errors():
            services().buscas.stop(numero, alvo, usuario.id)
            st.rerun()


def show_progress(busca: Busca, place: int | None) -> None:
    """One line: what happens, how far it is, or why nothing moves."""
    text = f"Consultando o TJMS: {busca.feitos} de {busca.total} documentos" if busca.total else "Consultando o TJMS…"
    if busca.etapa is Etapa.NA_FILA:
        text = f"Na fila para o TJMS: {place}ª" if place else "Na fila para o TJMS…"
    show_working(busca.espera or text)


def show_working(text: str) -> None:
    st.html(
        f'<p class="autos-andamento" role="status"><span class="portal-estado portal-estado-em_andamento">'
        f"{escape(text)}</span></p>"
    )


def _show_running(numero: str, alvo: str) -> None:
    with report_errors():
        busca = services().buscas.find(numero, alvo)
        if busca is None or busca.etapa.is_final:
            st.rerun()
        else:
            show_progress(busca, services().buscas.find_place(busca))


def show_volume(usuario: Usuario, autos: Autos) -> None:
    """One PDF of the case: asked for, being made, or ready to be taken."""
    volume = services().volumes.find(autos)
    if volume is not None and not volume.motivo:
        size = f"{max(volume.size_bytes / _MB, 0.1):.1f} MB".replace(".", ",")
        link = f"/autos/volume?processo={autos.processo.numero_cnj}"
        st.html(f'<a class="portal-botao" href="{link}" download>Baixar PDF do processo ({size})</a>', width="content")
        return
    if volume is None and services().volumes.is_making(autos):
        st.fragment(_show_making, run_every=_LOOK_EVERY)(autos.processo.numero_cnj)
        return
    if volume is not None:
        st.warning(escape_markdown(volume.motivo), icon=":material/warning:")
    if not any(documento.is_baixado for documento in autos.abertos):
        return
    if st.button("Juntar em um PDF", key="processos_juntar", icon=":material/picture_as_pdf:", help=_JUNTAR):
        with report_errors():
            services().volumes.request(autos, usuario.id)
            st.rerun()


_JUNTAR = "Um arquivo com marcadores. O que ainda não foi baixado ou é sigiloso aparece só pelo nome."


def _show_making(numero: str) -> None:
    with report_errors():
        autos = services().autos.get(numero)
        if services().volumes.find(autos) is not None or not services().volumes.is_making(autos):
            st.rerun()
        show_working("Juntando os documentos em um PDF…")
