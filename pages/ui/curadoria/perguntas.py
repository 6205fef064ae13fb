"""Open questions and contradictions between documents: what only the person can settle."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.pecas.apresentacao import describe_lugar, describe_valor
from core.pecas.curadoria.domain import Curadoria, PerguntaAberta
from core.pecas.domain import Contradicao, Fato
from core.prompts.domain import TipoDeVariavel, Variavel
from pages.ui.curadoria.gestos import ask, ask_typed
from pages.ui.dates import NEWEST, OLDEST
from pages.ui.evidencias import link_fato, list_casos
from pages.ui.runtime import services

_FIRST = 3
"""Questions in sight; the others are one click away."""


def show_perguntas(curadoria: Curadoria) -> None:
    """Each with the modules that wait for it; an answer decides them at once."""
    if not curadoria.perguntas:
        return
    st.subheader(f"Perguntas em aberto ({len(curadoria.perguntas)})", anchor=False)
    for pergunta in curadoria.perguntas[:_FIRST]:
        _show_pergunta(pergunta, curadoria.versao)
    rest = curadoria.perguntas[_FIRST:]
    if rest:
        with st.expander(f"Mais {len(rest)} pergunta{'s' if len(rest) > 1 else ''}"):
            for pergunta in rest:
                _show_pergunta(pergunta, curadoria.versao)


def show_contradicoes(curadoria: Curadoria) -> None:
    """What documents answer differently, each answer with the page it stands on."""
    if not curadoria.contradicoes:
        return
    count = len(curadoria.contradicoes)
    documentos = services().pecas.list_documentos(curadoria.geracao.id)
    casos = list_casos(curadoria.geracao, documentos)
    title = "1 contradição entre documentos" if count == 1 else f"{count} contradições entre documentos"
    with st.expander(f"{title}: vale a primeira resposta, até você escolher", icon=":material/compare_arrows:"):
        for contradicao in curadoria.contradicoes:
            _show_contradicao(curadoria, contradicao, casos)


def _show_pergunta(pergunta: PerguntaAberta, versao: int) -> None:
    slug = pergunta.variavel.slug
    titles = "; ".join(pergunta.modulos)
    label = "Decide o módulo" if len(pergunta.modulos) == 1 else f"Decide {len(pergunta.modulos)} módulos"
    with st.container(border=True, gap="small", key=f"curadoria_pergunta_{slug}"):
        st.html(
            f'<p class="curadoria-pergunta"><strong>{escape(pergunta.variavel.pergunta)}</strong>'
            f"<span>{escape(label)}: {escape(titles)}</span></p>"
        )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _ask_valor(pergunta.variavel, versao)
            st.button("Não se aplica", on_click=ask, args=("nao_se_aplica", versao, slug), key=f"curadoria_na_{slug}")
            st.button(
                "Continuar sem responder",
                type="tertiary",
                on_click=ask,
                args=("dispensar", versao, slug),
                key=f"curadoria_sem_{slug}",
            )


def _ask_valor(variavel: Variavel, versao: int) -> None:
    """Buttons for yes and no; for anything else the field of its type, with a button."""
    slug = variavel.slug
    if variavel.tipo is TipoDeVariavel.BOOLEANO:
        for label, valor in (("Sim", True), ("Não", False)):
            st.button(label, on_click=ask, args=("responder", versao, slug, valor), key=f"curadoria_{label}_{slug}")
        return
    key = f"curadoria_valor_{slug}"
    hidden = {"label_visibility": "collapsed", "key": key, "width": 320}
    match variavel.tipo:
        case TipoDeVariavel.ESCOLHA:
            st.selectbox(variavel.pergunta, variavel.opcoes, index=None, placeholder="Escolha a resposta", **hidden)
        case TipoDeVariavel.LISTA:
            st.multiselect(variavel.pergunta, variavel.opcoes, placeholder="Escolha as respostas", **hidden)
        case TipoDeVariavel.DATA:
            bounds = {"min_value": OLDEST, "max_value": NEWEST}
            st.date_input(variavel.pergunta, value=None, format="DD/MM/YYYY", **bounds, **hidden)
        case TipoDeVariavel.MOEDA:
            st.text_input(variavel.pergunta, placeholder="Ex.: 1.234,56", **hidden)
        case _:
            st.text_input(variavel.pergunta, placeholder="Sua resposta", **hidden)
    st.button("Responder", on_click=ask_typed, args=(versao, slug, key), key=f"curadoria_responder_{slug}")


def _show_contradicao(curadoria: Curadoria, contradicao: Contradicao, casos: dict[str, str]) -> None:
    slug = contradicao.variavel
    variavel = curadoria.variaveis.get(slug)
    st.markdown(f"**{variavel.pergunta if variavel else slug.replace('_', ' ')}**")
    for place, resposta in enumerate(contradicao.respostas):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                f"Vale: {describe_valor(resposta, variavel)}",
                on_click=ask,
                args=("escolher", curadoria.versao, slug, place),
                key=f"curadoria_vale_{slug}_{place}",
            )
            st.html(f'<span class="portal-ficha">{_render_lugar(resposta, casos)}</span>')


def _render_lugar(fato: Fato, casos: dict[str, str]) -> str:
    quote = f": <q>{escape(fato.trecho)}</q>" if fato.trecho else ""
    return f"{link_fato(fato, casos) or escape(describe_lugar(fato))}{quote}"
