"""One pedido: its heading, its steps, and the one that the address names."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from uuid import UUID

import streamlit as st

from core.calculo.pedido.domain import EstadoDoCampo, PedidoDeCalculo
from core.events import Estado
from core.pecas.etapas import SituacaoDaEtapa
from core.processos.numero_cnj import format_numero_cnj
from core.usuarios.domain import Usuario
from pages.ui.calculo.campos import show_campos
from pages.ui.calculo.enderecos import Passo, link_to_passo
from pages.ui.calculo.leitura import show_leitura, show_parada
from pages.ui.calculo.processo import show_levantamento
from pages.ui.calculo.resultado import show_resultado
from pages.ui.components import build_component
from pages.ui.dates import format_when
from pages.ui.frame import TITLE
from pages.ui.runtime import services
from pages.ui.urls import ETAPA

_KEY = "pedido_de_calculo_passos"
_MARCAS = {
    Estado.NA_FILA: "○ Na fila",
    Estado.EM_ANDAMENTO: "● Lendo",
    Estado.AGUARDANDO_VOCE: "● Com você",
    Estado.COM_ERRO: "✕ Com erro",
    Estado.CANCELADO: "■ Parado",
}
_SHOW = {Passo.PROCESSO: show_levantamento, Passo.CAMPOS: show_campos, Passo.CALCULO: show_resultado}


def show_pedido(usuario: Usuario, pedido_id: UUID) -> None:
    """While it is read the progress is shown; afterwards the step of the address, or where the person is needed."""
    pedido = services().pedidos_de_calculo.get(pedido_id, usuario.id)
    _show_heading(pedido)
    if pedido.estado.is_at_work:
        show_leitura(usuario, pedido)
    elif not pedido.campos:
        show_parada(usuario, pedido)
    else:
        named = st.query_params.get(ETAPA, "")
        passo = next((passo for passo in Passo if passo == named), _choose_passo(pedido))
        _show_barra(pedido, passo)
        _SHOW[passo](usuario, pedido)


def _show_heading(pedido: PedidoDeCalculo) -> None:
    numero = format_numero_cnj(pedido.numero_cnj)
    mark = _MARCAS.get(pedido.estado, "✓ Calculado")
    st.set_page_config(page_title=f"{mark} · Cálculo · {numero} · {TITLE}")
    st.title(f"Pedido de Cálculo · **{numero}**", anchor=False)
    levantamento = pedido.levantamento
    facts = [levantamento.classe, levantamento.orgao] if levantamento else []
    facts.append(f"pedido {format_when(pedido.criado_em)}")
    st.html(
        '<p class="portal-assunto calculo-volta"><a href="/pedido_de_calculo" target="_self">‹ Pedidos de cálculo</a> '
        f"{escape(' · '.join(fact for fact in facts if fact))}</p>"
    )


def _choose_passo(pedido: PedidoDeCalculo) -> Passo:
    return Passo.CALCULO if pedido.is_resultado_atual else Passo.CAMPOS


def _show_barra(pedido: PedidoDeCalculo, atual: Passo) -> None:
    itens = "".join(_render_passo(pedido, passo, is_atual=passo is atual) for passo in Passo)
    st.html(
        f'<nav class="portal-etapas" aria-label="Passos do pedido"><ol>{itens}</ol></nav>'
        f'<h2 class="portal-so-leitor">{escape(atual.label)}</h2>'
    )
    with st.container(key="gerador_de_pecas_etapas"):  # draws nothing: no gap for it
        build_component("etapas")(key=_KEY, data={"atual": atual.value}, on_vai_change=_go)


def _render_passo(pedido: PedidoDeCalculo, passo: Passo, *, is_atual: bool) -> str:
    situacao, palavra = _describe_passo(pedido, passo)
    mark = ' aria-current="step"' if is_atual else ""
    return (
        f'<li><a href="{escape(link_to_passo(pedido.id, passo))}" target="_self" data-etapa=""{mark}>'
        f'<span class="nome">{passo.label}</span>'
        f'<span class="portal-estado portal-etapa-{situacao.value}">{palavra}</span></a></li>'
    )


def _describe_passo(pedido: PedidoDeCalculo, passo: Passo) -> tuple[SituacaoDaEtapa, str]:
    """The sign and its words."""
    if passo is Passo.PROCESSO:
        return SituacaoDaEtapa.FEITA, "Lido"
    if passo is Passo.CAMPOS:
        faltam = sum(campo.estado is EstadoDoCampo.EXTRAIDO for campo in pedido.campos)
        words = f"{faltam} a confirmar" if faltam else "Conferidos"
        return (SituacaoDaEtapa.COM_VOCE if faltam else SituacaoDaEtapa.FEITA), words
    if pedido.resultado is None:
        return SituacaoDaEtapa.A_FAZER, "A fazer"
    if pedido.is_resultado_atual:
        return SituacaoDaEtapa.FEITA, "Feito"
    return SituacaoDaEtapa.COM_VOCE, "Campos mudaram"


def _go() -> None:
    """Before the run that follows: the address says where the person went, in one step of the browser's history."""
    place: Mapping[str, Any] = st.session_state[_KEY].get("vai") or {}
    if place.get(ETAPA):
        st.query_params.from_dict({name: str(value) for name, value in place.items() if name != "vez"})
