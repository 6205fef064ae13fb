"""One edit of a table in this tab: the version that was opened, the change it became, and another person's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from core.calculo.tabelas.afetados import Afetados
from core.calculo.tabelas.domain import Conteudo, Guardada
from core.calculo.tabelas.edicao import Edicao, apply_edicao
from core.errors import PortalError, VersionConflictError
from core.usuarios.domain import Usuario
from pages.ui.calculo_tabelas.afetados import show_afetados
from pages.ui.calculo_tabelas.mudancas import render_mudancas
from pages.ui.dates import local_now
from pages.ui.errors import report_errors, show_error
from pages.ui.runtime import services

_PREFIX = "pedido_de_calculo_tabelas"
_MESA, _NUMERO, _AVISO = f"{_PREFIX}_mesa", f"{_PREFIX}_numero", f"{_PREFIX}_aviso"


@dataclass(frozen=True)
class Proposta:
    """A change made over the version that was opened, and the stored calculations it would change."""

    edicao: Edicao
    nova: Guardada[Conteudo]
    afetados: Afetados


@dataclass
class Mesa:
    """``base`` is the version that was opened; ``numero`` makes the keys of its fields.

    A conflict sets ``viva``, the version that another person published meanwhile.
    """

    base: Guardada[Conteudo]
    numero: int
    proposta: Proposta | None = None
    viva: Guardada[Conteudo] | None = None

    @property
    def prefix(self) -> str:
        return f"{_PREFIX}_{self.numero}"


def open_mesa(live: Guardada[Conteudo]) -> Mesa:
    """The edit of this table that is under way in this tab, or a new one of its live version."""
    mesa = st.session_state.get(_MESA)
    if isinstance(mesa, Mesa) and mesa.base.slug == live.slug:
        return mesa
    st.session_state[_NUMERO] = numero = st.session_state.get(_NUMERO, 0) + 1
    st.session_state[_MESA] = mesa = Mesa(live, numero)
    return mesa


def today() -> date:
    """In Campo Grande."""
    return local_now().date()


def propose(mesa: Mesa, edicao: Edicao) -> None:
    """Show what the change would do, over the version that was opened; a refusal is told and nothing changes."""
    try:
        nova = apply_edicao(mesa.base, edicao)
        if nova.conteudo == mesa.base.conteudo:
            st.info("A tabela já está assim: não há o que publicar.", icon=":material/info:")
            return
        with st.spinner("Conferindo os cálculos guardados…"):
            afetados = services().tabelas_de_calculo.list_afetados(nova)
    except PortalError as error:
        show_error(error)
        return
    mesa.proposta, mesa.viva = Proposta(edicao, nova, afetados), None
    st.rerun()


def show_aviso() -> None:
    """What the last publication was, once."""
    if notice := st.session_state.pop(_AVISO, ""):
        st.success(notice, icon=":material/check_circle:")


def show_proposta(usuario: Usuario, mesa: Mesa) -> None:
    """The change, what it does to stored calculations, and the way to publish it or leave it."""
    proposta = mesa.proposta
    if proposta is None:
        return
    with st.container(border=True, key=f"{mesa.prefix}_proposta"):
        if mesa.viva is not None:
            _show_conflito(mesa, mesa.viva, proposta)
        st.subheader("O que muda", anchor=False)
        st.html(render_mudancas(mesa.base.conteudo, proposta.nova.conteudo))
        show_afetados(usuario, proposta.afetados)
        _offer_rest(mesa, proposta)
        motivo = st.text_input("Motivo da alteração (obrigatório)", key=f"{mesa.prefix}_motivo", max_chars=500)
        with st.container(horizontal=True, gap="small", key=f"{mesa.prefix}_acoes"):
            has_sent = st.button(
                "Publicar",
                type="primary",
                icon=":material/publish:",
                key=f"{mesa.prefix}_publicar",
                disabled=mesa.viva is not None,
                help="Escolha antes o que fazer com a versão da outra pessoa." if mesa.viva else None,
            )
            if st.button("Desistir desta alteração", key=f"{mesa.prefix}_desistir"):
                mesa.proposta = mesa.viva = None
                st.rerun()
        if has_sent:
            _publish(usuario, mesa, proposta, motivo)


def _offer_rest(mesa: Mesa, proposta: Proposta) -> None:
    """Those that there was no time to look at."""
    rest = proposta.afetados.guardados - proposta.afetados.examinados
    if rest <= 0 or not st.button(f"Conferir mais ({rest} restantes)", key=f"{mesa.prefix}_resto"):
        return
    with report_errors(), st.spinner("Conferindo os cálculos guardados…"):
        afetados = services().tabelas_de_calculo.list_afetados(proposta.nova, proposta.afetados)
        mesa.proposta = replace(proposta, afetados=afetados)
        st.rerun()


def start_anew(notice: str) -> None:
    """Tell it at the top and begin with empty fields. Ends the run."""
    st.session_state.pop(_MESA, None)
    st.session_state[_AVISO] = notice
    st.rerun()


def _publish(usuario: Usuario, mesa: Mesa, proposta: Proposta, motivo: str) -> None:
    service = services().tabelas_de_calculo
    try:
        versao = service.save(proposta.nova, autor=usuario.login, motivo=motivo)
    except VersionConflictError as error:
        mesa.viva = service.get(mesa.base.slug, error.viva)
        st.rerun()
    except PortalError as error:
        show_error(error)
        return
    start_anew(f"Versão {versao} publicada. Vale para os cálculos feitos a partir de agora.")


def _show_conflito(mesa: Mesa, viva: Guardada[Conteudo], proposta: Proposta) -> None:
    st.warning(
        f"Outra pessoa publicou a versão {viva.versao} enquanto você editava. A sua alteração continua aqui e ainda "
        "não vale.",
        icon=":material/merge:",
    )
    st.markdown("**O que a outra pessoa mudou**")
    st.html(render_mudancas(mesa.base.conteudo, viva.conteudo))
    if st.button("Refazer a minha sobre a versão dela", icon=":material/redo:", key=f"{mesa.prefix}_refazer"):
        with report_errors():
            mesa.base = viva
            propose(mesa, proposta.edicao)
