"""One field: its value to be confirmed or corrected, the candidates for it, and the page that it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from core.calculo.pedido.campos import DEFINICOES, DefinicaoDoCampo, NomeDoCampo, TipoDeCampo
from core.calculo.pedido.domain import (
    Achado,
    Ancora,
    Campo,
    CandidatoDeCitacao,
    EstadoDoCampo,
    PedidoDeCalculo,
)
from core.conferencia.domain import Evidencia
from core.usuarios.domain import Usuario
from pages.ui.calculo.enderecos import CAMPO
from pages.ui.calculo.impugnacao import show_impugnacao
from pages.ui.dates import format_when
from pages.ui.errors import report_errors
from pages.ui.fonte import show_fonte
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services
from pages.ui.urls import link_to_autos

_DIGITADO = "pedido_de_calculo_digitado"
_GRAVADOS = "pedido_de_calculo_gravados"
_LINHAS_PX, _TEXTO_PX = 220, 100
_SEM_LUGAR = "Sem lugar nos autos: o valor foi escrito por uma pessoa."
_SEM_LUGAR_LIDO = "O modelo não disse em que documento leu este valor: confira nos autos antes de gravar."
_FICA: Mapping[str, Any] = {"on_change": "ignore", "persist_state": "page"}
"""What is typed goes with the next click, whatever is clicked, and stays while the field is out of sight."""


def show_campo(usuario: Usuario, pedido: PedidoDeCalculo, campo: Campo, achados: Sequence[Achado]) -> None:
    st.subheader(campo.rotulo, anchor=False)
    _show_estado(campo)
    for achado in achados:
        st.warning(escape_markdown(achado.texto), icon=":material/warning:")
    _ask_valor(usuario, pedido, campo)
    _show_candidatos(usuario, pedido, campo)
    if campo.nome is NomeDoCampo.DATA_DA_INTIMACAO:
        show_impugnacao(pedido, campo)
    ancora = campo.ancora
    if ancora is None and campo.extraido and campo.revisao:
        ancora = _find_lida(usuario, pedido, campo)
    if ancora is not None:
        with report_errors():
            _show_pagina(ancora, pedido.numero_cnj)
    elif campo.valor:
        st.caption(_SEM_LUGAR_LIDO if campo.estado is EstadoDoCampo.EXTRAIDO else _SEM_LUGAR)


def count_gravados(pedido: PedidoDeCalculo) -> int:
    """How many fields this tab stored: the next field gets the focus when it grows."""
    return int(st.session_state.get(f"{_GRAVADOS}_{pedido.id}", 0))


def list_rascunhos(pedido: PedidoDeCalculo) -> frozenset[NomeDoCampo]:
    """Fields in which this tab holds something else than what was stored when they were opened."""
    return frozenset(campo.nome for campo in pedido.campos if _is_rascunho(_build_key(pedido, campo)))


def _show_estado(campo: Campo) -> None:
    words = campo.situacao
    if campo.informado_por and campo.informado_em is not None:
        words += f" por {campo.informado_por}, {format_when(campo.informado_em)}"
    if campo.estado is EstadoDoCampo.CORRIGIDO and campo.extraido:
        words += f" · lido nos autos: {campo.extraido.splitlines()[0]}"
    st.caption(words)


def _ask_valor(usuario: Usuario, pedido: PedidoDeCalculo, campo: Campo) -> None:
    """Written as people write it; the same value confirms, another one corrects. A refused one stays in the field.

    What another tab wrote meanwhile is told once, over what this one typed, which may then be sent again.
    """
    key = _build_key(pedido, campo)
    _open_valor(key, pedido, campo)
    with st.container(key="pedido_de_calculo_campo_formulario"):
        texto = _draw_widget(campo, services().pedidos_de_calculo.list_opcoes(campo.nome), key)
        has_sent = st.button(
            "Gravar e seguir", type="primary", icon=":material/task_alt:", key="pedido_de_calculo_campo_enviar"
        )
    if has_sent:
        with report_errors():
            seen: Campo = st.session_state[f"{key}_visto"]
            st.session_state[f"{key}_visto"] = campo
            _save(usuario, pedido, replace(campo, revisao=seen.revisao), texto)


def _build_key(pedido: PedidoDeCalculo, campo: Campo) -> str:
    base = f"{_DIGITADO}_{pedido.id}_{campo.nome}"
    return f"{base}_{st.session_state.get(base, 0)}"


def _open_valor(key: str, pedido: PedidoDeCalculo, campo: Campo) -> None:
    """What was typed here and not stored is still there; an untouched field opens with what is stored now."""
    aberto = f"{_DIGITADO}_{pedido.id}_aberto"
    is_opening = st.session_state.get(aberto) != key
    if key not in st.session_state or (is_opening and not _is_rascunho(key)):
        st.session_state[key] = campo.valor or (None if _is_escolha(campo) else "")
        st.session_state[f"{key}_visto"] = campo
    st.session_state[aberto] = key


def _is_rascunho(key: str) -> bool:
    seen: Campo | None = st.session_state.get(f"{key}_visto")
    return seen is not None and key in st.session_state and (st.session_state[key] or "") != seen.valor


def _is_escolha(campo: Campo) -> bool:
    return bool(services().pedidos_de_calculo.list_opcoes(campo.nome))


def _draw_widget(campo: Campo, opcoes: tuple[str, ...], key: str) -> str:
    definicao = campo.definicao
    helped = definicao.ajuda or None
    if definicao.tipo is TipoDeCampo.PARCELAS:
        return st.text_area(definicao.rotulo, key=key, help=helped, height=_LINHAS_PX, **_FICA)
    if definicao.tipo is TipoDeCampo.TEXTO and not opcoes:
        return st.text_area(definicao.rotulo, key=key, help=helped, height=_TEXTO_PX, **_FICA)
    if opcoes:
        return _draw_escolha(definicao, opcoes, key)
    return st.text_input(definicao.rotulo, key=key, help=helped, placeholder=_EXEMPLOS.get(definicao.tipo), **_FICA)


_EXEMPLOS = {
    TipoDeCampo.DATA: "dia/mês/ano, como 31/12/2025",
    TipoDeCampo.MOEDA: "valor em reais, como 1.234,56",
    TipoDeCampo.PERCENTUAL: "percentual, como 10",
}


def _draw_escolha(definicao: DefinicaoDoCampo, opcoes: tuple[str, ...], key: str) -> str:
    """A rate may be written that is on no list; what was read and is no option is offered too, and refused by name."""
    valor = st.session_state.get(key)
    chosen = st.selectbox(
        definicao.rotulo,
        [*opcoes, *([valor] if valor and valor not in opcoes else [])],
        index=None,
        key=key,
        help=definicao.ajuda or None,
        placeholder="Escolha",
        accept_new_options=definicao.tipo is TipoDeCampo.JUROS,
        **_FICA,
    )
    return chosen or ""


def _save(usuario: Usuario, pedido: PedidoDeCalculo, campo: Campo, texto: str, ancora: Ancora | None = None) -> None:
    service = services().pedidos_de_calculo
    if texto.strip() == campo.valor and ancora is None:
        service.confirm_campo(pedido.id, usuario, campo.nome, campo.revisao)
    else:
        kept = ancora or (campo.ancora if texto.strip() == campo.valor else None)
        service.correct_campo(pedido.id, usuario, campo.nome, texto, revisao=campo.revisao, ancora=kept)
    _go_on(pedido, campo)


def _go_on(pedido: PedidoDeCalculo, campo: Campo) -> None:
    """To the next field that waits, in the order of the screen and then from its beginning; else stay."""
    base, gravados = f"{_DIGITADO}_{pedido.id}_{campo.nome}", f"{_GRAVADOS}_{pedido.id}"
    st.session_state[base] = st.session_state.get(base, 0) + 1  # the field begins anew with what was stored
    st.session_state[gravados] = st.session_state.get(gravados, 0) + 1
    por_nome = {one.nome: one for one in pedido.campos}
    nomes = list(DEFINICOES)
    place = nomes.index(campo.nome)
    following = [*nomes[place + 1 :], *nomes[:place]]
    proximo = next((n for n in following if por_nome[n].estado is EstadoDoCampo.EXTRAIDO), campo.nome)
    st.query_params[CAMPO] = proximo.value
    st.rerun()


def _show_candidatos(usuario: Usuario, pedido: PedidoDeCalculo, campo: Campo) -> None:
    """The days on which it may have happened, the likeliest first, each with its reason."""
    levantamento = pedido.levantamento
    candidatos = [c for c in (levantamento.candidatos if levantamento else ()) if c.campo is campo.nome]
    if not candidatos:
        return
    st.markdown(f"**Datas possíveis ({len(candidatos)})**")
    for number, candidato in enumerate(sorted(candidatos, key=lambda one: -one.score)):
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.html(_render_candidato(candidato))
        texto = f"{candidato.data:%d/%m/%Y}"
        if right.button(f"Usar {texto}", key=f"pedido_de_calculo_candidato_{campo.nome}_{number}"):
            with report_errors():
                _save(usuario, pedido, campo, texto, candidato.ancora)


def _render_candidato(candidato: CandidatoDeCitacao) -> str:
    lugar = ""
    ancora = candidato.ancora
    if ancora is not None:
        address = link_to_autos(ancora.numero_cnj, ancora.id_documento, ancora.pagina or 1)
        lugar = (
            f'<a class="abrir" href="{escape(address)}" target="_blank" rel="noopener">{escape(ancora.rotulo)}'
            '<span class="portal-so-leitor"> (abre em outra aba)</span></a>'
        )
    fonte = f" ({escape(candidato.fonte)})" if candidato.fonte else ""
    return (
        f'<div class="portal-ficha calculo-candidato"><span class="nome">{candidato.data:%d/%m/%Y} '
        f'<span class="lugar">confiança {candidato.score} de 100</span></span>'
        f'<span class="motivo">{escape(candidato.motivo)}{fonte}</span><span class="lugar">{lugar}</span></div>'
    )


def _find_lida(usuario: Usuario, pedido: PedidoDeCalculo, campo: Campo) -> Ancora | None:
    """Where the value stands that was read before a person wrote another one."""
    lida = services().pedidos_de_calculo.list_revisoes(pedido.id, usuario.id, campo.nome)[0].ancora
    if lida is not None:
        st.caption("O valor lido antes da correção está nesta página.")
    return lida


def _show_pagina(ancora: Ancora, numero_cnj: str) -> None:
    """The page with the words lit; what the court's data say has none."""
    if ancora.pagina is None or not ancora.id_documento:
        st.caption(f"De onde veio: {escape_markdown(ancora.rotulo)}")
        return
    if not ancora.is_encontrada and ancora.trecho:
        st.caption("O trecho abaixo não foi achado palavra por palavra nesta página: confira com atenção.")
    show_fonte(
        Evidencia(ancora.rotulo, ancora.trecho, ancora.numero_cnj or numero_cnj, ancora.id_documento, ancora.pagina),
        numero_cnj,
    )
