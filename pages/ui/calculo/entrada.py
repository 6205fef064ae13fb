"""Where a pedido begins: the case number, what was already read of it, and the person's pedidos."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.calculo.pedido.domain import ItemDoHistorico, PedidoDeCalculo
from core.pecas.calculo.memoria import format_reais
from core.processos.numero_cnj import format_numero_cnj
from core.usuarios.domain import Usuario
from pages.ui.calculo.enderecos import NUMERO, PEDIDO
from pages.ui.dates import format_when
from pages.ui.errors import report_errors
from pages.ui.inputs import ask_numero_cnj, explain_empty_numero
from pages.ui.runtime import services
from pages.ui.urls import read_numero
from pages.ui.work import show_empty

_KEY = "pedido_de_calculo_numero"
_LIMIT = 50
_SAMPLE = ("Cumprimento com planilha", "0805077-70.2025.8.12.0001")
_ITEM = (
    '<li><a href="?pedido={id}" target="_self"><span class="tipo">{total}</span>'
    '<span class="numero">{numero}<span class="assunto">{classe}</span></span>'
    '<span class="estados"><span class="portal-estado portal-estado-{estado}">{rotulo}</span></span>'
    '<span class="quando">{quando}</span></a></li>'
)


def show_entrada(usuario: Usuario) -> None:
    """A case that was read before is offered to be opened; nothing is read again without being asked for."""
    with st.container(key="pedido_de_calculo_formulario"):
        numero = ask_numero_cnj(key=_KEY)
        if services().settings.web.is_demonstration:
            _offer_sample()
        has_asked = st.button(
            "Ler o processo", type="primary", icon=":material/calculate:", key="pedido_de_calculo_enviar"
        )
    if has_asked and numero is None:
        explain_empty_numero(_KEY)
    if has_asked and numero is not None:
        st.query_params[NUMERO] = numero
    with report_errors():
        _answer(usuario, has_asked=has_asked)
    _show_historico(usuario)


def _answer(usuario: Usuario, *, has_asked: bool) -> None:
    """The number in the address: a new case is asked for, one that was read before is offered."""
    numero = read_numero(NUMERO)
    if numero is None:
        return
    anterior = services().pedidos_de_calculo.find_anterior(numero, usuario.id)
    if anterior is not None:
        _offer_anterior(usuario, anterior)
    elif has_asked:
        _open(services().pedidos_de_calculo.request(numero, usuario.id))


def _offer_anterior(usuario: Usuario, anterior: PedidoDeCalculo) -> None:
    numero = format_numero_cnj(anterior.numero_cnj)
    resultado = anterior.resultado
    total = f", com total de {format_reais(resultado.memoria.total)}" if resultado else ", ainda sem cálculo"
    st.info(
        f"Você já leu o processo {numero} ({format_when(anterior.criado_em)}{total}). "
        "Abra o pedido guardado ou leia o processo de novo; o guardado não se perde.",
        icon=":material/history:",
    )
    with st.container(horizontal=True, gap="small"):
        if st.button("Abrir o pedido guardado", type="primary", icon=":material/folder_open:"):
            _open(anterior)
        if st.button("Ler de novo", icon=":material/refresh:"):
            _open(services().pedidos_de_calculo.redo(anterior.id, usuario.id))


def _open(pedido: PedidoDeCalculo) -> None:
    st.query_params.from_dict({PEDIDO: str(pedido.id)})
    st.rerun()


def _offer_sample() -> None:
    """One click fills the number; only while the simulators answer."""
    nome, numero = _SAMPLE
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="gerador_de_pecas_exemplos"):
        st.html('<span class="portal-exemplos">Para experimentar:</span>', width="content")
        st.button(nome, type="tertiary", on_click=_fill, args=(numero,))


def _fill(numero: str) -> None:
    st.session_state[_KEY] = numero


def _show_historico(usuario: Usuario) -> None:
    st.header("Seus pedidos", anchor=False)
    busca = st.text_input(
        "Procurar nos seus pedidos",
        key="pedido_de_calculo_busca",
        placeholder="Número do processo ou parte dele",
    )
    itens = services().pedidos_de_calculo.list_historico(usuario.id, busca, limit=_LIMIT)
    if itens:
        st.html(f'<ul class="portal-lista" aria-label="Seus pedidos">{_render_itens(itens)}</ul>')
        if len(itens) == _LIMIT:
            st.caption(f"São mostrados os {_LIMIT} mais recentes. Use a busca para achar os anteriores.")
    elif busca:
        show_empty("Nenhum pedido com esse número.", "Confira a busca ou apague-a para ver todos.")
    else:
        show_empty("Você ainda não fez pedidos de cálculo.", "Digite acima o número do cumprimento de sentença.")


def _render_itens(itens: Sequence[ItemDoHistorico]) -> str:
    return "".join(
        _ITEM.format(
            id=item.id,
            total=format_reais(item.total) if item.total is not None else "Sem cálculo",
            numero=format_numero_cnj(item.numero_cnj),
            classe=escape(item.classe),
            estado=item.estado.value,
            rotulo=escape(item.estado.label),
            quando=format_when(item.criado_em),
        )
        for item in itens
    )
