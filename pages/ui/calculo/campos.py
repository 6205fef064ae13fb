"""The fields of a pedido: the list at left, the open one beside its page at right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from itertools import groupby

import streamlit as st

from core.calculo.pedido.campos import DEFINICOES, NomeDoCampo, TipoDeCampo
from core.calculo.pedido.domain import Achado, Campo, EstadoDoCampo, PedidoDeCalculo
from core.usuarios.domain import Usuario
from pages.ui.calculo.campo import count_gravados, list_rascunhos, show_campo
from pages.ui.calculo.enderecos import CAMPO, Passo, link_to_passo
from pages.ui.components import build_component
from pages.ui.leitor import mount_leitor
from pages.ui.runtime import services

_WIDTHS = [5, 6]
_SINAIS = {
    EstadoDoCampo.EXTRAIDO: "aguardando_voce",
    EstadoDoCampo.CONFIRMADO: "pronto",
    EstadoDoCampo.CORRIGIDO: "pronto",
    EstadoDoCampo.DESCONHECIDO: "na_fila",
}
_MAX_VALOR = 90


def show_campos(usuario: Usuario, pedido: PedidoDeCalculo) -> None:
    """J and K go to the next and the former field; Enter in the field stands for it and goes on."""
    achados = services().pedidos_de_calculo.list_achados(pedido)
    ordered = _sort(pedido.campos)
    aberto = _choose(ordered)
    mount_leitor()
    rascunhos = list_rascunhos(pedido)
    teclas = {"vez": count_gravados(pedido), "campo": aberto.rotulo, "rascunhos": len(rascunhos)}
    build_component("calculo")(key="pedido_de_calculo_teclas", data=teclas)
    _show_achados(pedido, achados)
    left, right = st.columns(_WIDTHS, gap="medium")
    with left:
        _show_resumo(ordered)
        st.html(_render_lista(pedido, ordered, aberto, rascunhos))
    with right.container(key="pedido_de_calculo_campo"):
        show_campo(usuario, pedido, aberto, [achado for achado in achados if achado.campo is aberto.nome])


def _sort(campos: Sequence[Campo]) -> list[Campo]:
    """In the order of the screen, whatever order they are stored in."""
    places = {nome: place for place, nome in enumerate(DEFINICOES)}
    return sorted(campos, key=lambda campo: places[campo.nome])


def _choose(campos: Sequence[Campo]) -> Campo:
    """The field in the address; otherwise the first that waits for the person, or the first of all."""
    named = st.query_params.get(CAMPO, "")
    by_name = next((campo for campo in campos if campo.nome == named), None)
    pending = next((campo for campo in campos if campo.estado is EstadoDoCampo.EXTRAIDO), None)
    return by_name or pending or campos[0]


def _show_resumo(campos: Sequence[Campo]) -> None:
    faltam = sum(campo.estado is EstadoDoCampo.EXTRAIDO for campo in campos)
    vazios = sum(not campo.valor and campo.definicao.is_obrigatorio for campo in campos)
    words = [f"{faltam} a confirmar" if faltam else "Tudo o que foi lido está conferido"]
    if vazios:
        words.append(f"{vazios} obrigatório{'s' if vazios > 1 else ''} sem valor")
    sign = "aguardando_voce" if faltam or vazios else "pronto"
    st.html(
        f'<p class="portal-resumo" role="status"><span class="portal-estado portal-estado-{sign}">'
        f'{" · ".join(words)}</span> <span class="quando">Enter grava e segue (Ctrl+Enter nas escolhas e listas). '
        "Esc sai do campo; J e K mudam de campo.</span></p>"
    )


def _show_achados(pedido: PedidoDeCalculo, achados: Sequence[Achado]) -> None:
    """What is wrong, those that forbid the calculation first; each names its field."""
    if not achados:
        return
    graves = sum(achado.codigo.is_impeditivo for achado in achados)
    title = f"{len(achados)} ponto{'s' if len(achados) > 1 else ''} a ver"
    if graves:
        title += f", {graves} impede{'m' if graves > 1 else ''} o cálculo"
    with st.expander(title, expanded=bool(graves), icon=":material/warning:"):
        st.html(f'<ul class="portal-ficha">{"".join(_render_achado(pedido, achado) for achado in achados)}</ul>')


def _render_achado(pedido: PedidoDeCalculo, achado: Achado) -> str:
    sign, word = (
        ("com_erro", "Impede o cálculo") if achado.codigo.is_impeditivo else ("pronto_com_ressalvas", "Confira")
    )
    link = ""
    if achado.campo is not None:
        address = escape(link_to_passo(pedido.id, Passo.CAMPOS, **{CAMPO: achado.campo.value}))
        name = escape(DEFINICOES[achado.campo].rotulo)
        link = f'<a class="abrir lugar" href="{address}" target="_self" data-etapa="">Ir para {name}</a>'
    return (
        f'<li><span class="portal-estado portal-estado-{sign}">{word}</span>'
        f'<span class="motivo">{escape(achado.texto)}</span>{link}</li>'
    )


def _render_lista(
    pedido: PedidoDeCalculo, campos: Sequence[Campo], aberto: Campo, rascunhos: Collection[NomeDoCampo]
) -> str:
    place = campos.index(aberto)
    keys = {place - 1: "K", place + 1: "J"}
    parts = []
    for grupo, members in groupby(enumerate(campos), key=lambda item: item[1].definicao.grupo):
        rows = "".join(
            _render_linha(pedido, campo, _render_marcas(campo is aberto, keys.get(number, "")), campo.nome in rascunhos)
            for number, campo in members
        )
        parts.append(f'<h4 class="etapa-secao">{grupo.value}</h4><ul class="calculo-campos">{rows}</ul>')
    return f'<nav class="calculo-lista" aria-label="Campos">{"".join(parts)}</nav>'


def _render_marcas(is_aberto: bool, key: str) -> str:  # noqa: FBT001 - mapped
    mark = ' aria-current="true"' if is_aberto else ""
    return f'{mark} data-tecla="{key}" aria-keyshortcuts="{key}"' if key else mark


def _render_linha(pedido: PedidoDeCalculo, campo: Campo, marcas: str, is_rascunho: bool) -> str:  # noqa: FBT001 - mapped
    address = escape(link_to_passo(pedido.id, Passo.CAMPOS, **{CAMPO: campo.nome.value}))
    vazio = escape(campo.definicao.sem_valor or "sem valor")
    valor = escape(shorten(campo)) or f'<span class="vazio">{vazio}</span>'
    needed = "" if campo.valor or not campo.definicao.is_obrigatorio else " (obrigatório)"
    sinal, palavra = (_SINAIS[campo.estado], campo.situacao)
    if is_rascunho:
        sinal, palavra = "aguardando_voce", "Digitado, não gravado"
    return (
        f'<li><a href="{address}" target="_self" data-etapa="" data-fica=""{marcas}>'
        f'<span class="nome">{escape(campo.rotulo)}{needed}</span><span class="valor">{valor}</span>'
        f'<span class="portal-estado portal-estado-{sinal}">{palavra}</span></a></li>'
    )


def shorten(campo: Campo) -> str:
    """The value in one line."""
    if campo.definicao.tipo is TipoDeCampo.PARCELAS and campo.valor:
        lines = campo.valor.splitlines()
        return lines[0] if len(lines) == 1 else f"{len(lines)} lançamentos, o primeiro {lines[0]}"
    return campo.valor if len(campo.valor) <= _MAX_VALOR else f"{campo.valor[:_MAX_VALOR].rsplit(' ', 1)[0]}…"
