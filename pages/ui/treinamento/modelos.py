"""Trained models: the list, the card of one, and what puts it in use."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from uuid import UUID

import streamlit as st

from core.bert.modelos.domain import EstadoDoModelo, Modelo, ModeloResumido
from core.usuarios.domain import Usuario
from pages.ui.dates import format_when
from pages.ui.laboratorio.rotulos import format_numero, render_estado, render_tabela
from pages.ui.runtime import services
from pages.ui.treinamento.cartao import show_cartao
from pages.ui.treinamento.enderecos import MODELO, OUTRO, link_to, run_gesto, show_recusa
from pages.ui.urls import read_uuid
from pages.ui.work import show_empty

_PREFIX = "treinamento_bert_modelos"
_SINAIS = {
    EstadoDoModelo.CANDIDATO: "aguardando_voce",
    EstadoDoModelo.PROMOVIDO: "promovido",
    EstadoDoModelo.ARQUIVADO: "arquivado",
}
_LINHA = """
<li><a href="{link}" target="_self">
  <span class="nome">{nome}<span class="lugar">{dataset}</span></span>
  {estado}
  <span>{fatos}<span class="lugar">{linear}</span></span>
  <span class="quando">{quando}<span class="lugar">{autor}</span></span>
</a></li>
"""


def show_modelos(usuario: Usuario) -> None:
    """The model in the address, beside another one if chosen; or all of them."""
    show_recusa()
    modelo_id = read_uuid(MODELO)
    if modelo_id is not None:
        _show_modelo(modelo_id, usuario)
        return
    is_arquivado = st.toggle("Mostrar arquivados", key=f"{_PREFIX}_arquivados")
    modelos = services().modelos_treinados.list(is_arquivado=is_arquivado)
    if not modelos:
        show_empty("Nenhum modelo aqui.", "Um treino que termina deixa o seu modelo nesta lista.")
        return
    st.html(render_modelos(modelos))


def render_modelos(modelos: Sequence[ModeloResumido]) -> str:
    """One line for each, a link to its card."""
    lines = "".join(
        _LINHA.format(
            link=escape(link_to("modelos", modelo=modelo.id)),
            nome=escape(modelo.nome),
            dataset=escape(modelo.dataset_nome),
            estado=render_estado(_SINAIS[modelo.estado], modelo.estado.label),
            fatos=f"F1 macro {format_numero(modelo.f1_macro, 3)}",
            linear=f"modelo linear {format_numero(modelo.f1_linear, 3)}",
            quando=format_when(modelo.criado_em),
            autor=escape(modelo.autor),
        )
        for modelo in modelos
    )
    return f'<ul class="portal-lista treino-lista" aria-label="Modelos">{lines}</ul>'


def _show_modelo(modelo_id: UUID, usuario: Usuario) -> None:
    modelo = services().modelos_treinados.get(modelo_id)
    st.html(
        f'<div class="leitor-topo"><a href="{link_to("modelos")}" target="_self">‹ Modelos</a>'
        f'<h2>{escape(modelo.nome)}</h2><p class="portal-assunto">{escape(modelo.dataset_nome)} · '
        f"{escape(modelo.autor)} · {format_when(modelo.criado_em)}</p></div>"
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="treino-situacao" role="status">{_render_situacao(modelo)}</p>', width="stretch")
        _show_gestos(modelo, usuario)
    _show_comparacao(modelo)
    show_cartao(modelo)


def _render_situacao(modelo: Modelo) -> str:
    """The state by sign and word; of one in use, who decided it, and of one that cannot be, why."""
    estado = render_estado(_SINAIS[modelo.estado], modelo.estado.label)
    if modelo.estado is EstadoDoModelo.PROMOVIDO and modelo.promovido_em is not None:
        return f"{estado}<span>desde {format_when(modelo.promovido_em)}, por {escape(modelo.promovido_por)}</span>"
    if not modelo.resultado.supera_linear:
        return f"{estado}<span>Não supera o modelo linear nos mesmos textos, e por isso não pode entrar em uso.</span>"
    return estado


def _show_gestos(modelo: Modelo, usuario: Usuario) -> None:
    registry = services().modelos_treinados
    if modelo.estado is EstadoDoModelo.CANDIDATO:
        with st.popover("Pôr em uso", icon=":material/verified:", disabled=not modelo.is_promovivel):
            st.write("O Classificador passa a usar este modelo no lugar do que tem os mesmos rótulos.")
            st.button(
                "Promover modelo",
                type="primary",
                on_click=run_gesto,
                args=(lambda: registry.promote(modelo.id, usuario),),
                key=f"{_PREFIX}_promover",
            )
    if modelo.estado is not EstadoDoModelo.PROMOVIDO:
        is_arquivado = modelo.estado is EstadoDoModelo.ARQUIVADO
        st.button(
            "Tirar do arquivo" if is_arquivado else "Arquivar",
            icon=f":material/{'unarchive' if is_arquivado else 'archive'}:",
            on_click=run_gesto,
            args=(lambda: registry.archive(modelo.id, is_arquivado=not is_arquivado),),
            key=f"{_PREFIX}_arquivar",
        )


def _show_comparacao(modelo: Modelo) -> None:
    others = [one for one in services().modelos_treinados.list() if one.id != modelo.id]
    if not others:
        return
    named = read_uuid(OUTRO)
    place = next((n for n, one in enumerate(others) if one.id == named), None)
    chosen = st.selectbox(
        "Comparar com outro modelo",
        others,
        index=place,
        format_func=lambda one: f"{one.nome} ({format_when(one.criado_em)})",
        placeholder="Escolha um modelo",
        key=f"{_PREFIX}_outro_{named}",
    )
    if chosen is None:
        return
    if chosen.id != named:
        st.query_params[OUTRO] = str(chosen.id)
    comparacao = services().modelos_treinados.compare(modelo.id, chosen.id)
    if not comparacao.is_comparavel:
        st.warning(
            "Os dois foram medidos em textos diferentes; a diferença abaixo é só uma indicação.",
            icon=":material/warning:",
        )
    rows = [("Todos (F1 macro)", format_numero(modelo.f1_macro, 3), format_numero(chosen.f1_macro, 3))]
    rows += [(escape(one.rotulo), _write(one.f1_a), _write(one.f1_b)) for one in comparacao.rotulos]
    head = ("Rótulo", modelo.nome, chosen.nome)
    st.html(render_tabela("F1 de cada rótulo nos dois modelos", head, rows, classe="laboratorio-tabela"))


def _write(f1: float | None) -> str:
    return "não tem" if f1 is None else format_numero(f1, 3)
