"""From the corrections of a lot to a golden set: each is reviewed by a person before it counts."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.classificador.domain import LoteCorrigido
from core.classificador.gabarito.domain import EstadoDaProposta, Gabarito, PropostaDeCaso
from core.errors import PortalError
from core.usuarios.domain import Usuario
from pages.ui.errors import show_error
from pages.ui.laboratorio.matriz import name_classe
from pages.ui.laboratorio.rotulos import name_categorias, tell_next
from pages.ui.plain import escape_markdown
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services
from pages.ui.work import show_empty

_TRECHO = 1_200


def show_correcoes(usuario: Usuario, gabarito: Gabarito) -> None:
    """Bring them from a lot, accept or refuse each, then publish the accepted ones as the next version."""
    gabaritos = services().gabaritos
    _ask_lote(gabarito)
    counts = gabaritos.count_propostas(gabarito.slug)
    nomes = name_categorias(gabarito.prompt_slug)
    if aceitas := counts.get(EstadoDaProposta.ACEITA, 0):
        _ask_publicar(usuario, gabarito)
        _show_aceitas(gabarito, aceitas, nomes)
    total = counts.get(EstadoDaProposta.PENDENTE, 0)
    st.subheader(f"A revisar ({total})", anchor=False)
    pendentes = gabaritos.list_propostas(gabarito.slug) if total else ()
    if not pendentes:
        show_empty("Nenhuma correção espera revisão.", "Traga as de um lote em que alguém corrigiu respostas.")
        return
    for proposta in pendentes:
        _show_proposta(usuario, proposta, nomes)
    if total > len(pendentes):
        st.caption(f"São mostradas {len(pendentes)} de {total}; as outras vêm quando estas forem decididas.")


def _show_aceitas(gabarito: Gabarito, total: int, nomes: dict[str, str]) -> None:
    """An acceptance that keeps the next version from being published can be taken back."""
    with st.expander(f"Aceitas que esperam publicação ({total})"):
        aceitas = services().gabaritos.list_propostas(gabarito.slug, EstadoDaProposta.ACEITA)
        for proposta in aceitas:
            with st.container(horizontal=True, vertical_alignment="center", key=f"laboratorio_aceita_{proposta.id}"):
                caso = proposta.caso
                st.markdown(f"**{escape_markdown(caso.nome)}**: {escape_markdown(name_classe(caso.categoria, nomes))}")
                if st.button("Desfazer", icon=":material/undo:", key=f"laboratorio_desfazer_{proposta.id}"):
                    _undo(proposta.id)
        if total > len(aceitas):
            st.caption(f"São mostradas {len(aceitas)} de {total}.")


def _undo(proposta_id: int) -> None:
    try:
        services().gabaritos.undo_review(proposta_id)
    except PortalError as error:
        show_error(error)
        return
    tell_next("A correção voltou à revisão.")
    st.rerun()


def _ask_lote(gabarito: Gabarito) -> None:
    lotes = {str(lote.id): lote for lote in services().gabaritos.list_lotes_corrigidos(gabarito.slug)}
    if not lotes:
        st.caption("Nenhum lote deste prompt tem correções ainda.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="laboratorio_gabarito_lotes"):
        chosen = st.selectbox(
            "Lote com correções",
            list(lotes),
            format_func=lambda lote_id: _name_lote(lotes[lote_id]),
            key=f"laboratorio_gabarito_lote_{gabarito.slug}",
        )
        has_asked = st.button("Trazer as correções", icon=":material/move_to_inbox:")
    if not has_asked or not chosen:
        return
    try:
        found = services().gabaritos.propose(gabarito.slug, lotes[chosen].id)
    except PortalError as error:
        show_error(error)
        return
    parts = (
        ("nova", "novas", found.novas),
        ("já conhecida", "já conhecidas", found.repetidas),
        ("sem texto", "sem texto", found.sem_texto),
        ("com texto longo demais", "com texto longo demais", found.longas),
        ("de categoria que não está em uso", "de categoria que não está em uso", found.sem_categoria),
    )
    counts = [f"{count} {one if count == 1 else many}" for one, many, count in parts if count]
    tell_next(f"Correções do lote: {', '.join(counts) or 'nenhuma'}.")
    st.rerun()


def _name_lote(lote: LoteCorrigido) -> str:
    unidade = f", {lote.unidade}" if lote.unidade else ""
    return f"{lote.nome}{unidade} ({lote.corrigidos})"


def _ask_publicar(usuario: Usuario, gabarito: Gabarito) -> None:
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
        st.markdown(f"**{escape_markdown(caso.nome)}**")
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
