"""Regimes: which index and interest count in which period, for each kind of debt."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.calculo.regimes.domain import Regime
from core.calculo.tabelas.domain import Guardada, TabelaDeRegimes
from core.calculo.tabelas.edicao import TrocaDeLinha
from core.errors import PortalError
from core.usuarios.domain import Usuario
from pages.ui.calculo_tabelas.historico import show_historico
from pages.ui.calculo_tabelas.mesa import Mesa, open_mesa, propose, show_aviso, show_proposta
from pages.ui.calculo_tabelas.regimes_formulario import ask_regime, read_regime
from pages.ui.calculo_tabelas.regimes_textos import INDICES, describe_taxa
from pages.ui.calculo_tabelas.textos import format_dia, render_tabela
from pages.ui.errors import show_error
from pages.ui.runtime import services

_PREFIX = "pedido_de_calculo_regimes"
_ITEM = "item"
_TITULOS = ("Vale desde", "Correção", "Juros", "Fonte")


def show_regimes(usuario: Usuario) -> None:
    """Choose a kind of debt (``?item=``), see its regimes, change one or add the next."""
    naturezas = {natureza.slug: natureza.nome for natureza in services().tabelas_de_calculo.list_naturezas()}
    named = st.query_params.get(_ITEM, "")
    current = named if named in naturezas else next(iter(naturezas))
    chosen = st.selectbox(
        "Espécie de dívida",
        list(naturezas),
        index=list(naturezas).index(current),
        format_func=naturezas.__getitem__,
        key=f"{_PREFIX}_{current}",
        width=480,
    )
    if chosen and chosen != current:
        st.query_params[_ITEM] = chosen
        st.rerun()
    live = services().tabelas_de_calculo.get_tabela_de_regimes(current)
    show_aviso()
    mesa = open_mesa(live)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_regimes(live)
    with right:
        st.subheader("Alterar", anchor=False)
        _ask_troca(mesa)
        show_proposta(usuario, mesa)
    show_historico(usuario, live)


def _show_regimes(live: Guardada[TabelaDeRegimes]) -> None:
    st.caption(f"Cada linha vale até a seguinte. Versão {live.versao}.")
    rows = (
        (
            format_dia(regime.vigencia) + (" (mês inteiro)" if regime.is_mes_inteiro else ""),
            _render_correcao(regime),
            escape(describe_taxa(regime.juros)) + _render_teto(regime),
            escape(regime.fonte)
            + (f'<span class="aviso">Aviso: {escape(regime.aviso)}</span>' if regime.aviso else ""),
        )
        for regime in reversed(live.conteudo.regimes)
    )
    st.html(render_tabela(f"Regimes: {live.conteudo.natureza.nome}", _TITULOS, rows))


def _render_correcao(regime: Regime) -> str:
    if regime.correcao:
        return INDICES[regime.correcao]
    if regime.correcao_antes_da_mora:
        return f"{INDICES[regime.correcao_antes_da_mora]} até a mora; depois, só os juros"
    return "na própria taxa" if regime.is_unificado else "nenhuma"


def _render_teto(regime: Regime) -> str:
    return f'<span class="aviso">No máximo a {INDICES[regime.teto]} do período</span>' if regime.teto else ""


def _ask_troca(mesa: Mesa) -> None:
    """One row at a time; what was typed stays when it is refused or somebody was faster."""
    tabela = mesa.base.conteudo
    assert isinstance(tabela, TabelaDeRegimes)
    linhas = {regime.vigencia.isoformat(): regime for regime in reversed(tabela.regimes)}
    linha = st.selectbox(
        "Linha",
        ["", *linhas],
        format_func=lambda dia: f"Desde {format_dia(linhas[dia].vigencia)}" if dia else "Novo regime",
        key=f"{mesa.prefix}_linha",
    )
    old = linhas.get(linha or "")
    rascunho = ask_regime(f"{mesa.prefix}_{linha}", old)
    with st.container(horizontal=True, gap="small", key=f"{mesa.prefix}_linha_acoes"):
        has_sent = st.button("Ver o que muda", icon=":material/difference:", key=f"{mesa.prefix}_ver")
        is_removing = old is not None and st.button(
            "Retirar esta linha", icon=":material/delete:", key=f"{mesa.prefix}_retirar"
        )
    if not has_sent and not is_removing:
        return
    try:
        troca = TrocaDeLinha(old, None if is_removing else read_regime(tabela.natureza.slug, rascunho))
    except PortalError as error:
        show_error(error)
        return
    propose(mesa, troca)
