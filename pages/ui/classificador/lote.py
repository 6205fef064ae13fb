"""One lot: how far it is, what can be done with it, its documents with filters, the way to its files."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from uuid import UUID

import streamlit as st

from core.classificador.domain import Confianca, EstadoDoItem, FiltroDeItens, Lote
from core.classificador.roteamento import is_local
from core.usuarios.domain import Usuario
from pages.ui.classificador.acoes import show_acoes
from pages.ui.classificador.enderecos import (
    BUSCA,
    CATEGORIA,
    CONFIANCA,
    PAGE,
    SITUACAO,
    ask_choice,
    ask_text,
    link_here,
)
from pages.ui.classificador.exportar import show_exportar
from pages.ui.classificador.gestos import show_recusa
from pages.ui.classificador.mesa import Categorias, show_mesa
from pages.ui.classificador.rotulos import (
    SINAIS_DO_LOTE,
    count_documentos,
    describe_corte,
    describe_gasto,
    describe_modelos,
    describe_restante,
    format_number,
)
from pages.ui.dates import format_when
from pages.ui.errors import report_errors, show_failure
from pages.ui.runtime import services
from pages.ui.urls import read_int
from pages.ui.work import show_empty

_LIVE, _CALM = "1s", "4s"
"""While it runs every document is soon on the screen; afterwards only other people's corrections come."""

_RITMO = "classificador_ritmo"
_A_REVISAR = "a_revisar"


def show_lote(usuario: Usuario, lote_id: UUID) -> None:
    """Head and filters once; what moves is a fragment that looks again by itself."""
    lote = services().lotes.get_lote(lote_id, usuario)
    categorias = services().itens.get_prompt(lote).categorias
    st.html(
        f'<div class="leitor-topo"><a href="{PAGE}?aba=lotes" target="_self">‹ Lotes</a>'
        f'<h2>{escape(lote.pedido.nome)}</h2><p class="portal-assunto">{escape(_describe(lote))}</p></div>'
    )
    st.session_state[_RITMO] = lote.estado.is_at_work
    with st.container(key="classificador_filtros"):
        texto, categoria, confianca = st.columns([3, 2, 2])
        ask_text(texto, "Procurar documento", "Nome do arquivo ou número do processo", is_bare=True)
        nomes = {c.slug: c.nome for c in categorias}
        ask_choice(categoria, CATEGORIA, "Categoria", list(nomes), nomes.__getitem__, "Todas as categorias")
        ask_choice(
            confianca,
            CONFIANCA,
            "Confiança",
            list(Confianca),
            lambda value: f"Confiança {Confianca(value).label.lower()}",
            "Qualquer confiança",
        )
    every = _LIVE if lote.estado.is_at_work else _CALM
    st.fragment(_show_vivo, run_every=every)(usuario, lote_id, categorias)


def _show_vivo(usuario: Usuario, lote_id: UUID, categorias: Categorias) -> None:
    with st.container():  # whatever is said here, what follows keeps its place
        show_recusa()
    with report_errors():
        lote = services().lotes.get_lote(lote_id, usuario)
        if lote.estado.is_at_work != st.session_state.get(_RITMO):
            st.rerun()  # another pace, other buttons
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="classificador_acoes"):
            st.html(_render_andamento(lote), width="stretch")
            show_acoes(usuario, lote)
            show_exportar(lote)
        _show_erro(lote)
        st.html(_render_filtros(lote))
        filtro = _read_filtro()
        pagina = services().itens.list_itens(lote_id, usuario, filtro, read_int("pagina"))
        if not pagina.total:
            _show_nothing(lote)
        show_mesa(usuario, pagina, lambda _: categorias, is_revisao=filtro.is_a_revisar)


def _describe(lote: Lote) -> str:
    pedido = lote.pedido
    version = f"instrução versão {pedido.prompt_versao}"
    parts = [lote.autor, format_when(lote.criado_em), version, describe_modelos(pedido)]
    if not is_local(pedido.modelo):
        parts.append(describe_corte(pedido.corte))
    return " · ".join(parts)


def _render_andamento(lote: Lote) -> str:
    """State by sign and word, a bar, counts, and what it cost so far."""
    contagem = lote.contagem
    since = lote.iniciado_em or lote.criado_em
    restante = describe_restante(lote, (datetime.now(UTC) - since).total_seconds())
    facts = [f"{format_number(contagem.feitos)} de {count_documentos(contagem.total)}"]
    if restante:
        facts.append(f"falta {restante}")
    if lote.fontes_a_abrir:
        facts.append("ainda abrindo pacotes e processos")
    if lote.pedido.rota:
        facts.append(f"{format_number(contagem.locais)} respondidos no portal")
    if gasto := describe_gasto(lote):
        facts.append(gasto)
    share = contagem.feitos / contagem.total if contagem.total else 0
    return (
        f'<div class="lote-andamento"><p class="portal-resumo"><span role="status" class="portal-estado '
        f'portal-estado-{SINAIS_DO_LOTE[lote.estado]}">{lote.estado.label}</span>'
        f'<span class="quando">{escape(" · ".join(facts))}</span></p>'
        f'<progress max="1" value="{share:.4f}" aria-label="Documentos feitos">{share:.0%}</progress></div>'
    )


def _show_erro(lote: Lote) -> None:
    """Why the lot as a whole could not go on."""
    if lote.erro_mensagem:
        show_failure(lote.erro_mensagem, lote.erro_codigo)


def _render_filtros(lote: Lote) -> str:
    contagem = lote.contagem
    counts = {
        "": ("Todos", contagem.total),
        EstadoDoItem.PENDENTE.value: ("Pendentes", contagem.pendentes),
        EstadoDoItem.PROCESSANDO.value: ("Em andamento", contagem.processando),
        EstadoDoItem.CONCLUIDO.value: ("Concluídos", contagem.concluidos),
        EstadoDoItem.ERRO.value: ("Com erro", contagem.erros),
        EstadoDoItem.PULADO.value: ("Pulados", contagem.pulados),
        _A_REVISAR: ("A revisar", contagem.a_revisar),
    }
    chosen = st.query_params.get(SITUACAO, "")
    links = "".join(_render_filtro(name, *told, is_chosen=name == chosen) for name, told in counts.items())
    return f'<nav class="lote-filtros" aria-label="Mostrar documentos">{links}</nav>'


def _render_filtro(name: str, label: str, count: int, *, is_chosen: bool) -> str:
    mark = ' aria-current="true"' if is_chosen else ""
    address = escape(link_here(**{SITUACAO: name, "pagina": "", "item": ""}))
    return (
        f'<a class="lote-vai lote-filtro" data-situacao="{name}" href="{address}" target="_self"{mark}>'
        f"{label} <strong>{format_number(count)}</strong></a>"
    )


def _read_filtro() -> FiltroDeItens:
    values = st.query_params
    situacao, confianca = values.get(SITUACAO, ""), values.get(CONFIANCA, "")
    return FiltroDeItens(
        estados=(EstadoDoItem(situacao),) if situacao in list(EstadoDoItem) else (),
        categoria=values.get(CATEGORIA, ""),
        confianca=Confianca(confianca) if confianca in list(Confianca) else None,
        texto=values.get(BUSCA, ""),
        is_a_revisar=situacao == _A_REVISAR,
    )


def _show_nothing(lote: Lote) -> None:
    if lote.contagem.total:
        show_empty("Nenhum documento com esses filtros.", "Escolha outra situação ou apague um filtro.")
    else:
        show_empty("O portal ainda está juntando os documentos.", "Eles aparecem aqui assim que estiverem na lista.")
