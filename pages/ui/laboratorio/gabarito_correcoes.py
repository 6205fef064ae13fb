"""From the corrections of a lot to a golden set: each is reviewed by a person before it counts."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.classificador.domain import FinalidadeDoLote
from core.classificador.gabarito.domain import EstadoDaProposta, Gabarito, PropostaDeCaso
from core.errors import PortalError
from core.usuarios.domain import Usuario
from pages.ui.errors import show_error
from pages.ui.laboratorio.matriz import name_classe
from pages.ui.laboratorio.rotulos import name_categorias, tell_next
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services
from pages.ui.work import show_empty

_MOSTRADAS = 20
_TRECHO = 1_200


def show_correcoes(usuario: Usuario, gabarito: Gabarito) -> None:
    """Bring them from a lot, accept or refuse each, then publish the accepted ones as the next version."""
    _ask_lote(usuario, gabarito)
    gabaritos = services().gabaritos
    pendentes = gabaritos.list_propostas(gabarito.slug)
    aceitas = gabaritos.list_propostas(gabarito.slug, EstadoDaProposta.ACEITA)
    _ask_publicar(usuario, gabarito, len(aceitas))
    st.subheader(f"A revisar ({len(pendentes)})", anchor=False)
    if not pendentes:
        show_empty("Nenhuma correção espera revisão.", "Traga as de um lote em que alguém corrigiu respostas.")
        return
    nomes = name_categorias(gabarito.prompt_slug)
    for proposta in pendentes[:_MOSTRADAS]:
        _show_proposta(usuario, proposta, nomes)
    if len(pendentes) > _MOSTRADAS:
        st.caption(f"São mostradas {_MOSTRADAS} de {len(pendentes)}; as outras vêm quando estas forem decididas.")


def _ask_lote(usuario: Usuario, gabarito: Gabarito) -> None:
    lotes = {
        str(lote.id): lote
        for lote in services().lotes.list_lotes(usuario)
        if lote.pedido.finalidade is FinalidadeDoLote.LOTE
        and lote.pedido.prompt_slug == gabarito.prompt_slug
        and lote.contagem.corrigidos
    }
    if not lotes:
        st.caption("Nenhum lote deste prompt tem correções ainda.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="laboratorio_gabarito_lotes"):
        chosen = st.selectbox(
            "Lote com correções",
            list(lotes),
            format_func=lambda lote_id: f"{lotes[lote_id].pedido.nome} ({lotes[lote_id].contagem.corrigidos})",
            key=f"laboratorio_gabarito_lote_{gabarito.slug}",
        )
        has_asked = st.button("Trazer as correções", icon=":material/move_to_inbox:")
    if not has_asked or not chosen:
        return
    try:
        found = services().gabaritos.propose(gabarito.slug, lotes[chosen].id, usuario)
    except PortalError as error:
        show_error(error)
        return
    parts = (
        ("nova", "novas", found.novas),
        ("já conhecida", "já conhecidas", found.repetidas),
        ("sem texto", "sem texto", found.sem_texto),
    )
    counts = [f"{count} {one if count == 1 else many}" for one, many, count in parts if count]
    tell_next(f"Correções do lote: {', '.join(counts) or 'nenhuma'}.")
    st.rerun()


def _ask_publicar(usuario: Usuario, gabarito: Gabarito, aceitas: int) -> None:
    """The button waits until something was accepted; whether that is in a version already, the service says."""
    if not aceitas:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="laboratorio_gabarito_publicar_linha"):
        motivo = st.text_input(
            "Motivo da nova versão",
            "Correções revisadas",
            key=f"laboratorio_gabarito_publicar_motivo_{gabarito.versao}",
            max_chars=500,
        )
        has_asked = st.button(
            "Publicar as aceitas", type="primary", icon=":material/publish:", key="laboratorio_gabarito_publicar"
        )
    if not has_asked:
        return
    try:
        newest = services().gabaritos.get(gabarito.slug).versao
        saved = services().gabaritos.publish(gabarito.slug, viva=newest, autor=usuario.login, motivo=motivo)
    except PortalError as error:
        show_error(error)
        return
    tell_next(f"Versão {saved.versao} publicada com as correções aceitas.")
    go(versao="", ver="")


def _show_proposta(usuario: Usuario, proposta: PropostaDeCaso, nomes: dict[str, str]) -> None:
    caso = proposta.caso
    with st.container(border=True, key=f"laboratorio_proposta_{proposta.id}"):
        st.markdown(f"**{_plain(caso.nome)}**")
        resposta, certa = (escape(name_classe(classe, nomes)) for classe in (proposta.resposta, caso.categoria))
        st.html(
            f'<p class="portal-resumo"><span>O modelo disse: {resposta}</span>'
            f"<span>{escape(caso.autor)} disse: <strong>{certa}</strong></span></p>"
        )
        with st.expander("Texto do documento"):
            cut = "…" if len(caso.texto) > _TRECHO else ""
            st.html(f'<div class="laboratorio-prompt">{escape(caso.texto[:_TRECHO])}{cut}</div>')
        motivo = st.text_input("Motivo, se recusar", key=f"laboratorio_proposta_motivo_{proposta.id}", max_chars=500)
        with st.container(horizontal=True, gap="small", key=f"laboratorio_proposta_acoes_{proposta.id}"):
            accepts = st.button("Aceitar", icon=":material/check:", key=f"laboratorio_aceitar_{proposta.id}")
            refuses = st.button("Recusar", icon=":material/close:", key=f"laboratorio_recusar_{proposta.id}")
        if not (accepts or refuses):
            return
        try:
            services().gabaritos.review(proposta.id, is_aceita=accepts, autor=usuario.login, motivo=motivo)
        except PortalError as error:
            show_error(error)
            return
        st.rerun()


def _plain(texto: str) -> str:
    """A file's name inside Markdown."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#~$:" else char for char in texto)
