"""The modules of a peça: those inside with their reason and text, those left out and why, and what a person did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby

import streamlit as st

from core.exportacao.html import render_html
from core.infra.folding import fold
from core.pecas.domain import Geracao, ModuloDecidido, ModuloEscolhido, OrigemDoModulo
from core.pecas.etapas import NomeDaEtapa
from core.usuarios.domain import Usuario
from pages.ui.errors import report_errors
from pages.ui.evidencias import list_feitos, render_fora
from pages.ui.pecas.tabela import BUSCA, ask_busca
from pages.ui.prompts.cenario_do_caso import offer_cenario
from pages.ui.runtime import services
from pages.ui.urls import link_to_etapa
from pages.ui.work import show_empty

MODULO = "modulo"
"""In the address: the module whose text is open."""

_ORIGENS = {
    OrigemDoModulo.BASE: "Sempre entra",
    OrigemDoModulo.REGRA: "Por regra",
    OrigemDoModulo.MODELO: "Pela leitura",
    OrigemDoModulo.PESSOA: "Da biblioteca",
}
_WIDTHS = [5, 3]


def show_modulos(usuario: Usuario, geracao: Geracao) -> None:
    """In the order of the minuta; the text of the one in the address stands beside them."""
    escolhidos, decididos = services().pecas.list_modulos(geracao.id), services().pecas.list_decisoes(geracao.id)
    if not escolhidos and not decididos:
        show_empty("Nenhum módulo foi escolhido.", "A geração parou antes desta etapa.")
        return
    busca = [fold(word) for word in ask_busca("módulos").split()]
    dentro = [one for one in escolhidos if _has(busca, one)]
    inside = {one.slug for one in escolhidos}
    fora = [one for one in decididos if one.slug not in inside and _has(busca, one)]
    feitos = list_feitos(geracao, decididos, services().prompts.list_variaveis())
    offer_cenario(usuario, geracao.id)
    left, right = st.columns(_WIDTHS, gap="medium")
    with left:
        politicas = {one.slug: one.politica for one in decididos if one.politica}
        _show_dentro(geracao, dentro, politicas)
        _show_lista(f"Por que não ({len(fora)})", [_render_fora(geracao, one) for one in fora])
        if feitos:
            _show_lista(f"O que foi feito na curadoria ({len(feitos)})", feitos)
    with right.container(key="gerador_de_pecas_evidencias"):
        _show_texto(geracao, {one.slug: one.versao for one in (*decididos, *escolhidos)})


def _has(words: Sequence[str], modulo: ModuloEscolhido | ModuloDecidido) -> bool:
    text = fold(f"{modulo.titulo} {modulo.secao} {modulo.motivo}")
    return all(word in text for word in words)


def _show_dentro(geracao: Geracao, dentro: Sequence[ModuloEscolhido], politicas: Mapping[str, str]) -> None:
    st.subheader(f"Na minuta ({len(dentro)})", anchor=False)
    for secao, modulos in groupby(dentro, key=lambda one: one.secao):
        items = "".join(f"<li>{_render_dentro(geracao, one, politicas.get(one.slug, ''))}</li>" for one in modulos)
        st.html(f'<h4 class="etapa-secao">{escape(secao)}</h4><ol class="portal-ficha">{items}</ol>')


def _render_dentro(geracao: Geracao, modulo: ModuloEscolhido, politica: str) -> str:
    how = _ORIGENS[modulo.origem] + (f" · política “{politica}”" if politica else "")
    return (
        f'<span class="nome">{_link_texto(geracao, modulo)}</span><span class="lugar">{escape(how)}</span>'
        f'<span class="motivo">{escape(modulo.motivo)}</span>'
    )


def _render_fora(geracao: Geracao, modulo: ModuloDecidido) -> str:
    return render_fora(modulo, _link_texto(geracao, modulo))


def _link_texto(geracao: Geracao, modulo: ModuloEscolhido | ModuloDecidido) -> str:
    """The title, which opens the text beside the list."""
    busca = st.query_params.get(BUSCA, "")
    address = link_to_etapa(
        geracao.id, NomeDaEtapa.MODULOS, **{MODULO: modulo.slug}, **({BUSCA: busca} if busca else {})
    )
    mark = ' aria-current="true"' if st.query_params.get(MODULO) == modulo.slug else ""
    return (
        f'<a class="abrir" href="{escape(address)}" target="_self" data-etapa="" data-fica=""{mark}>'
        f'{escape(modulo.titulo)}<span class="portal-so-leitor"> (ler o texto)</span></a>'
    )


def _show_lista(titulo: str, itens: Iterable[str]) -> None:
    st.subheader(titulo, anchor=False)
    st.html(f'<ul class="portal-ficha">{"".join(f"<li>{item}</li>" for item in itens)}</ul>')


def _show_texto(geracao: Geracao, versoes: Mapping[str, int]) -> None:
    """The text of the module in the address, in the version that was decided on."""
    slug = st.query_params.get(MODULO, "")
    if slug not in versoes:
        st.caption("Abra um módulo para ler o texto dele aqui.")
        return
    with report_errors():
        modulo = services().curadoria.get_modulo(slug, versoes[slug])
        close = escape(link_to_etapa(geracao.id, NomeDaEtapa.MODULOS))
        with st.container(border=True, key="pecas_texto_do_modulo"):
            st.html(
                f'<p class="etapa-texto-topo"><strong>{escape(modulo.titulo)}</strong>'
                f'<a class="portal-botao" href="{close}" target="_self" data-etapa="" data-fica="">Fechar</a></p>'
            )
            st.html(f'<article class="curadoria-texto">{render_html(modulo.texto)}</article>')
