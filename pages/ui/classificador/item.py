"""One document beside its answer: what the model said, what people corrected, the fields to correct it, its text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.classificador.domain import EstadoDoItem, ItemDoLote
from core.classificador.local import format_certeza
from core.classificador.roteamento import Destino
from core.processos.numero_cnj import format_numero_cnj
from core.prompts.domain import CategoriaDeClassificacao
from core.usuarios.domain import Usuario
from pages.ui.classificador.gestos import TECLAS, Aberto, has_typed, open_item, press, read_fields
from pages.ui.classificador.rotulos import SINAIS_DA_CONFIANCA, SINAIS_DO_ITEM, format_brl, format_number
from pages.ui.classificador.texto import show_texto
from pages.ui.dates import format_when
from pages.ui.inputs import PLACEHOLDER
from pages.ui.plain import escape_markdown

Categorias = Sequence[CategoriaDeClassificacao]


def show_item(usuario: Usuario, item: ItemDoLote, categorias: Categorias) -> None:
    """The panel of the document that is open."""
    aberto = open_item(item)
    nomes = {categoria.slug: categoria.nome for categoria in categorias}
    st.html(_render_topo(item))
    if item.resposta is not None:
        st.html(_render_resposta(item, nomes))
    elif item.erro_mensagem:
        st.html(
            f'<p class="lote-motivo">{escape(item.erro_mensagem)} <span>Código {escape(item.erro_codigo)}</span></p>'
        )
    if item.correcao is not None:
        st.html(_render_correcao(item, nomes))
    if can_correct(item):
        if item.revisao != aberto.base:
            _show_conflito(usuario, item, aberto, nomes)
        show_texto(usuario, item)
        _ask_correcao(usuario, item, aberto, categorias)
    else:
        show_texto(usuario, item)


def can_correct(item: ItemDoLote) -> bool:
    """A person may classify what the model could not, too."""
    return item.estado in (EstadoDoItem.CONCLUIDO, EstadoDoItem.ERRO)


def _render_topo(item: ItemDoLote) -> str:
    sign = f'<span class="portal-estado portal-estado-{SINAIS_DO_ITEM[item.estado]}">{item.estado.label}</span>'
    processo = f" · {format_numero_cnj(item.numero_cnj)}" if item.numero_cnj else ""
    return (
        f'<div class="lote-topo"><h3>{escape(item.nome)}</h3>'
        f'<p>{sign}<span class="lugar">nº {item.ordem}{processo}</span></p></div>'
    )


def _render_resposta(item: ItemDoLote, nomes: dict[str, str]) -> str:
    resposta = item.resposta
    if resposta is None:
        return ""
    facts = [f"{format_number(item.segundos, 1)} s", format_brl(item.custo_brl)]
    if item.destino is Destino.GEMINI:
        facts.append(
            f"respondido pelo Gemini: o modelo do portal tinha {format_certeza(item.probabilidade)} de certeza"
        )
    numero = resposta.numero_processo_cnj
    if numero:
        facts.insert(0, f"processo {format_numero_cnj(numero)}")
    return (
        '<section class="lote-resposta" aria-label="Resposta do modelo">'
        f"<p><strong>{escape(_name(nomes, resposta.categoria, resposta.subcategoria))}</strong> "
        f"{render_confianca(item)}</p>"
        f'<p class="lote-justificativa">{escape(resposta.justificativa_breve)}</p>'
        f'<p class="lugar">{escape(" · ".join(facts))}</p></section>'
    )


def render_confianca(item: ItemDoLote) -> str:
    """Sign and words, never the colour alone."""
    if item.resposta is None:
        return ""
    confianca = item.resposta.confianca
    words = f"Confiança {confianca.label.lower()}"
    return f'<span class="lote-confianca lote-confianca-{SINAIS_DA_CONFIANCA[confianca]}">{words}</span>'


def _render_correcao(item: ItemDoLote, nomes: dict[str, str]) -> str:
    correcao = item.correcao
    if correcao is None:
        return ""
    is_same = item.resposta is not None and (correcao.categoria, correcao.subcategoria) == (
        item.resposta.categoria,
        item.resposta.subcategoria,
    )
    act = "Confirmado" if is_same else f"Corrigido para {_name(nomes, correcao.categoria, correcao.subcategoria)}"
    who = f"{correcao.autor}, {format_when(correcao.corrigido_em)}"
    return (
        '<p class="lote-correcao" role="status">'
        f'<span class="portal-estado portal-estado-corrigido">{escape(act)}</span>'
        f'<span class="lugar">{escape(who)}</span></p>'
    )


def _show_conflito(usuario: Usuario, item: ItemDoLote, aberto: Aberto, nomes: dict[str, str]) -> None:
    """Somebody was faster: what was chosen here stays in the fields until the person decides."""
    dela = item.correcao
    if dela is None or not has_typed(aberto):
        return
    categoria, subcategoria, _ = read_fields(aberto)
    with st.container(border=True, key=f"lote_conflito_{item.id}"):
        st.warning(
            escape_markdown(
                f"{dela.autor} corrigiu este documento para “{_name(nomes, dela.categoria, dela.subcategoria)}” "
                f"{format_when(dela.corrigido_em)}, depois que você o abriu. A sua escolha, "
                f"“{_name(nomes, categoria, subcategoria)}”, continua abaixo e ainda não vale."
            ),
            icon=":material/merge:",
        )
        with st.container(horizontal=True, gap="small"):
            st.button("Ficar com a dela", on_click=press, args=(usuario, "dela", item.id), key=aberto.key("dela"))
            st.button("Pôr a minha no lugar", on_click=press, args=(usuario, "minha", item.id), key=aberto.key("minha"))


def _ask_correcao(usuario: Usuario, item: ItemDoLote, aberto: Aberto, categorias: Categorias) -> None:
    slugs = [categoria.slug for categoria in categorias]
    labels = {
        categoria.slug: escape_markdown(f"{tecla.upper()} · {categoria.nome}" if tecla else categoria.nome)
        for categoria, tecla in zip(categorias, TECLAS.ljust(len(slugs)), strict=False)
    }
    chosen = st.radio(
        "Categoria",
        slugs,
        index=slugs.index(aberto.inicial[0]) if aberto.inicial[0] in slugs else None,
        format_func=lambda slug: labels[slug],
        key=aberto.key("categoria"),
        horizontal=True,
    )
    subcategorias = next((c.subcategorias for c in categorias if c.slug == chosen), ())
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if subcategorias:
            _ask_subcategoria(aberto, chosen or "", subcategorias)
        st.text_input(
            "Número do processo no documento", aberto.inicial[2], key=aberto.key("numero"), placeholder=PLACEHOLDER
        )
    is_conflito = item.revisao != aberto.base and has_typed(aberto)
    with st.container(horizontal=True, gap="small", key=f"lote_botoes_{item.id}"):
        st.button(
            "Corrigir e seguir" if has_typed(aberto) else "Confirmar e seguir",
            type="primary",
            icon=":material/check:",
            help="Enter",
            disabled=chosen is None or is_conflito,
            on_click=press,
            args=(usuario, "guardar", item.id),
            key=aberto.key("confirmar"),
        )
        st.button("Anterior", on_click=press, args=(usuario, "anterior", item.id), key=aberto.key("anterior"), help="K")
        st.button("Próximo", on_click=press, args=(usuario, "proximo", item.id), key=aberto.key("proximo"), help="J")


def _ask_subcategoria(aberto: Aberto, categoria: str, subcategorias: Sequence[str]) -> None:
    options = ["", *subcategorias]
    before = aberto.inicial[1] if categoria == aberto.inicial[0] else ""
    st.selectbox(
        "Subcategoria",
        options,
        index=options.index(before) if before in options else 0,
        format_func=lambda value: value or "Nenhuma",
        key=f"{aberto.key('subcategoria')}_{categoria}",
    )


def _name(nomes: dict[str, str], categoria: str, subcategoria: str) -> str:
    nome = nomes.get(categoria, categoria)
    return f"{nome} · {subcategoria}" if subcategoria else nome
