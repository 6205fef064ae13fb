"""One document of a case, a page at a time: the picture beside the text, and what was not read said plainly."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.processos.autos.domain import (
    Autos,
    Busca,
    DocumentoDosAutos,
    PaginaDosAutos,
    Situacao,
    describe_andamento,
    describe_paginas,
)
from core.processos.autos.service import pick_documento
from core.processos.autos.texto import reflow
from core.processos.chave import ENVIADOS, is_envio
from core.processos.domain import EstadoDaPagina
from core.processos.numero_cnj import format_numero_cnj
from core.usuarios.domain import Usuario
from pages.ui.buscas import show_busca, show_progress, show_stop, show_working
from pages.ui.dates import format_day
from pages.ui.errors import report_errors
from pages.ui.frame import TITLE
from pages.ui.leitor import render_marked, render_vai, search_autos
from pages.ui.runtime import services
from pages.ui.urls import link_to_autos
from pages.ui.work import show_empty

_LOOK_EVERY = "1s"
_NEAR = 2
"""Pages shown on each side of the current one in the strip."""

_ESTADOS = {
    EstadoDaPagina.LIDA: ("pronto", "Texto do próprio arquivo"),
    EstadoDaPagina.OCR: ("pronto", "Texto lido da imagem (OCR): confira nomes e números"),
    EstadoDaPagina.ILEGIVEL: ("com_erro", "Página ilegível: o portal não conseguiu ler o texto"),
    EstadoDaPagina.CORTADA: ("com_erro", "Página não lida: ficou além do limite de leitura"),
    EstadoDaPagina.SIGILOSA: ("sigiloso", "Página sigilosa"),
    EstadoDaPagina.VAZIA: ("pronto_com_ressalvas", "Página sem texto"),
}
_MARCA = ' <span class="leitor-marca" aria-hidden="true">●</span><span class="portal-so-leitor">, texto oculto</span>'
_OCULTO = """
<aside class="leitor-oculto" aria-label="Texto oculto nesta página">
<p><strong>Texto oculto nesta página.</strong> O arquivo traz as palavras abaixo, mas quem olha a página não as vê.
O portal as separou do texto e não as envia ao modelo.</p><blockquote>{texto}</blockquote></aside>
"""
_FOLHA = """
<div class="leitor-folha" data-modo="ambos">
<figure class="leitor-imagem" tabindex="0" aria-label="Imagem da página">
<img src="{imagem}" alt="Imagem da página {numero} de {titulo}. O texto está ao lado.">
<figcaption class="leitor-aviso" role="status">Preparando a imagem…</figcaption></figure>
<article class="leitor-texto" aria-label="Texto da página {numero}" tabindex="0">
<p class="portal-estado portal-estado-{sinal}">{estado}</p>{motivo}{oculto}
<div class="leitor-corpo">{texto}</div></article>
</div>
"""
_BARRA = """
<div class="leitor-barra" role="group" aria-label="Modo de ver">
<button type="button" class="portal-botao" data-ver="ambos" aria-pressed="true">Imagem e texto</button>
<button type="button" class="portal-botao" data-ver="imagem" aria-pressed="false">Só imagem</button>
<button type="button" class="portal-botao" data-ver="texto" aria-pressed="false">Só texto</button>
<button type="button" class="portal-botao" data-zoom="-1" aria-label="Diminuir a imagem">−</button>
<button type="button" class="portal-botao" data-zoom="1" aria-label="Aumentar a imagem">+</button>
<button type="button" class="portal-botao" data-copia="{endereco}">Copiar link da página</button>
<button type="button" class="portal-botao" data-copia="{citacao}">Copiar citação</button>
</div>
"""


def show_documento(usuario: Usuario, autos: Autos, id_documento: str, numero: int) -> None:
    """The document that the address names, at the page that it names."""
    documento = pick_documento(autos, id_documento)
    if not documento.is_lido:
        documento = services().autos.require_documento(autos.processo.numero_cnj, id_documento)  # with its pages so far
    numero_cnj, busca = autos.processo.numero_cnj, st.query_params.get("busca", "")
    facts = (documento.lugar, format_day(documento.documento.data_hora), describe_paginas(documento.estados))
    shown = escape(" · ".join(facts if documento.is_lido else facts[:2]))
    st.html(
        f'<div class="leitor-topo"><a {render_vai(numero_cnj, busca=busca)}>‹ {_name_lista(numero_cnj)}</a>'
        f'<h2>{escape(documento.titulo)}</h2><p class="portal-assunto">{shown}</p></div>'
    )
    if not documento.is_lido:
        _show_unread(usuario, autos, documento, numero)
    elif documento.situacao is Situacao.VAZIO and not documento.estados:
        show_empty("O TJMS entregou este documento vazio.", "Confira nos próprios autos ou peça de novo mais tarde.")
    else:
        _show_folha(usuario, autos, documento, numero)


def _name_lista(numero_cnj: str) -> str:
    return ENVIADOS if is_envio(numero_cnj) else f"Documentos do processo {format_numero_cnj(numero_cnj)}"


def _show_unread(usuario: Usuario, autos: Autos, documento: DocumentoDosAutos, numero: int) -> None:
    """What happens to a document that was not read, and its pages so far. Opening it first asks the court for it."""
    numero_cnj, alvo = autos.processo.numero_cnj, documento.id_documento
    if is_envio(numero_cnj) and not documento.is_baixado:
        show_empty("O prazo de guarda deste arquivo passou.", "O portal apagou o arquivo. Envie-o de novo para lê-lo.")
        return
    busca = services().buscas.find(numero_cnj, alvo)
    if busca is None and not documento.is_baixado:
        services().buscas.request(numero_cnj, alvo, usuario.id)
        busca = services().buscas.find(numero_cnj, alvo)
    if _is_coming(busca, documento):
        st.fragment(_show_coming, run_every=_LOOK_EVERY)(usuario, documento, numero, numero_cnj)
    elif not documento.is_baixado:
        _show_missing(usuario, numero_cnj, documento, busca)
    elif services().processos.has_failed_leitura(documento.por_ler):
        show_empty("O leitor do portal não conseguiu abrir este arquivo.", "Baixe o documento para vê-lo.")
    else:
        _show_stopped(usuario, documento)
    if documento.prontas:
        _show_folha(usuario, autos, documento, numero)
    elif documento.por_ler:
        _show_downloads(numero_cnj, documento)


def _is_coming(busca: Busca | None, documento: DocumentoDosAutos) -> bool:
    return documento.situacao.is_coming or (busca is not None and not busca.etapa.is_final)


def _show_coming(usuario: Usuario, documento: DocumentoDosAutos, numero: int, numero_cnj: str) -> None:
    """How far the document is; when it comes no further or its first page is there, all is drawn anew."""
    with report_errors():
        alvo = documento.id_documento
        busca, now = services().buscas.find(numero_cnj, alvo), services().autos.require_documento(numero_cnj, alvo)
        if not _is_coming(busca, now) or (now.prontas and not documento.prontas):
            st.rerun()
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="processos_leitura"):
            if now.situacao.is_coming or busca is None:
                show_stop(usuario, numero_cnj, alvo, label="Parar leitura")
                show_working(_describe_leitura(now))
            else:
                show_stop(usuario, numero_cnj, alvo, label="Parar")
                show_progress(busca, services().buscas.find_place(busca))
        if documento.prontas:  # the page below is the one that could be opened then
            termo = st.query_params.get("busca", "")
            st.html(_render_passos(numero_cnj, now, _find_near(documento, numero), termo))


def _describe_leitura(documento: DocumentoDosAutos) -> str:
    paginas = describe_andamento(documento)
    if documento.situacao is Situacao.NA_FILA_DE_LEITURA:
        return f"Na fila de leitura: {paginas}" if paginas else "Na fila de leitura…"
    return f"Em leitura: {paginas}" if paginas else "Em leitura…"


def _show_missing(usuario: Usuario, numero_cnj: str, documento: DocumentoDosAutos, busca: Busca | None) -> None:
    if busca is not None and busca.is_parada:
        show_empty("A busca deste documento foi parada.", "Peça de novo quando quiser lê-lo.")
    else:
        show_empty("O TJMS não entregou este documento.", "Peça de novo mais tarde ou consulte nos próprios autos.")
    show_busca(usuario, numero_cnj, documento.id_documento, label="Pedir de novo")


def _show_stopped(usuario: Usuario, documento: DocumentoDosAutos) -> None:
    """Nobody reads it at this moment; it goes on behind the pages that there are."""
    paginas = describe_andamento(documento)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="processos_leitura"):
        if paginas:
            text, label = f"Leitura interrompida: {paginas}", "Continuar leitura"
        else:
            text, label = "Este documento ainda não foi lido.", "Ler documento"
        has_asked = st.button(label, key="processos_continuar", type="primary", icon=":material/play_arrow:")
        st.html(f'<p class="autos-andamento"><span class="portal-estado portal-estado-cancelado">{text}</span></p>')
    if has_asked:
        with report_errors():
            services().leituras.request(documento.por_ler, usuario.id)
            st.rerun()


def _show_folha(usuario: Usuario, autos: Autos, documento: DocumentoDosAutos, numero: int) -> None:
    """A page that is there: of a document that is still being read, the nearest one before it."""
    numero_cnj, total, numero = autos.processo.numero_cnj, documento.prontas, _find_near(documento, numero)
    pagina = services().autos.get_pagina(documento, numero)
    termo = st.query_params.get("busca", "")
    st.set_page_config(page_title=f"p. {numero} · {documento.titulo} · {TITLE}")
    endereco = link_to_autos(numero_cnj, documento.id_documento, numero)
    barra = _BARRA.format(endereco=escape(endereco), citacao=escape(pagina.citacao))
    is_coming = documento.situacao.is_coming  # then the steps stand above, where they grow with the pages
    passos = "" if is_coming else _render_passos(numero_cnj, documento, numero, termo)
    st.html(f'<div class="leitor-comandos">{passos}{barra}</div>')
    if termo:
        st.html(_render_ocorrencias(usuario, autos, documento, numero))
    st.html(render_folha(numero_cnj, documento, pagina, termo))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="processos_rodape"):
        if total > 1:
            key = f"processos_ir_{documento.ordem}_{numero}"
            st.number_input("Ir para a página", 1, total, numero, key=key, on_change=_go_to, args=(key,), width=180)
        _show_downloads(numero_cnj, documento)


def _find_near(documento: DocumentoDosAutos, numero: int) -> int:
    """The page asked for, or the nearest one that can be opened."""
    return min(max(numero, 1), documento.prontas)


def _go_to(key: str) -> None:
    st.query_params["pagina"] = str(st.session_state[key])


def _render_passos(numero_cnj: str, documento: DocumentoDosAutos, numero: int, termo: str) -> str:
    """Before, a strip of pages, after; K and J press the outer ones."""
    ident, total = documento.id_documento, documento.prontas
    near = {n for n in range(numero - _NEAR, numero + _NEAR + 1) if 1 <= n <= total} | {1, total}
    items, last = [], 0
    for n in sorted(near):
        gap = "<li aria-hidden='true'>…</li>" if n > last + 1 else ""
        mark = ' aria-current="page"' if n == numero else ""
        oculto = _MARCA if n in documento.ocultas else ""
        items.append(f"{gap}<li><a {render_vai(numero_cnj, ident, n, termo)}{mark}>{n}{oculto}</a></li>")
        last = n
    before = _render_passo(numero_cnj, documento, numero - 1, termo, "‹ Anterior", "K")
    after = _render_passo(numero_cnj, documento, numero + 1, termo, "Próxima ›", "J")
    rest = "" if documento.is_lido else " já lidas"
    return (
        f'<nav class="leitor-passos" aria-label="Páginas do documento">{before}<ol>{"".join(items)}</ol>{after}'
        f'<span class="leitor-onde" role="status">Página {numero} de {total}{rest} · '
        f"{escape(documento.cite(numero))}</span></nav>"
    )


def _render_passo(numero_cnj: str, documento: DocumentoDosAutos, numero: int, termo: str, label: str, key: str) -> str:
    if not 1 <= numero <= documento.prontas:
        return f'<span class="portal-botao leitor-fim" aria-hidden="true">{label}</span>'
    link = render_vai(numero_cnj, documento.id_documento, numero, termo)
    return f'<a {link} data-tecla="{key}" aria-keyshortcuts="{key}"><span class="portal-botao">{label}</span></a>'


def _render_ocorrencias(usuario: Usuario, autos: Autos, documento: DocumentoDosAutos, numero: int) -> str:
    """The pages before and after this one where the words stand, through the whole case."""
    numero_cnj, termo = autos.processo.numero_cnj, st.query_params["busca"]
    achados = search_autos(usuario, autos, termo)
    here = (documento.ordem, numero)
    before = next((a for a in reversed(achados) if (a.documento.ordem, a.pagina) < here), None)
    after = next((a for a in achados if (a.documento.ordem, a.pagina) > here), None)
    links = [
        f"<a {render_vai(numero_cnj, a.documento.id_documento, a.pagina, termo)}>{label}</a>"
        for a, label in ((before, "‹ ocorrência anterior"), (after, "próxima ocorrência ›"))
        if a is not None
    ]
    clear = f"<a {render_vai(numero_cnj, documento.id_documento, numero)}>limpar a busca</a>"
    return f'<p class="leitor-ocorrencias">Busca: <q>{escape(termo)}</q> {" · ".join([*links, clear])}</p>'


def render_folha(numero_cnj: str, documento: DocumentoDosAutos, pagina: PaginaDosAutos, termo: str) -> str:
    """Picture and text of one page, with the words marked; ``leitor.js`` asks again for a picture that is late."""
    sinal, estado = _ESTADOS[pagina.estado]
    imagem = link_to_autos(numero_cnj, documento.id_documento, pagina.numero).replace("/processos?", "/autos/imagem?")
    return _FOLHA.format(
        imagem=escape(imagem),
        numero=pagina.numero,
        titulo=escape(documento.titulo),
        sinal=sinal,
        estado=estado,
        motivo=f'<p class="leitor-motivo">{escape(pagina.motivo)}</p>' if pagina.motivo else "",
        oculto=_OCULTO.format(texto=escape(pagina.oculto)) if pagina.oculto else "",
        texto=render_marked(reflow(pagina.texto), termo),
    )


def _show_downloads(numero_cnj: str, documento: DocumentoDosAutos) -> None:
    """The originals, one link for each part that is here."""
    base = link_to_autos(numero_cnj, documento.id_documento).replace("/processos?", "/autos/original?")
    many = len(documento.partes) > 1
    links = "".join(
        f'<a class="portal-botao" href="{escape(base)}&amp;parte={place}" download>'
        f"Baixar documento{f' (parte {place} de {len(documento.partes)})' if many else ''}</a>"
        for place, parte in enumerate(documento.partes, start=1)
        if parte.sha256
    )
    st.html(f'<div class="portal-acoes">{links}</div>', width="content")
