"""A case: its header, the list of its documents, search in all its text, one PDF of it all."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.processos.autos.domain import (
    CABECALHO,
    INTEIRO,
    Achado,
    Autos,
    Busca,
    DocumentoDosAutos,
    Situacao,
    describe_andamento,
    describe_paginas,
)
from core.processos.autos.service import MAX_ACHADOS
from core.processos.numero_cnj import format_numero_cnj
from core.processos.tipos import find_nome_do_tipo
from core.usuarios.domain import Usuario
from pages.ui.buscas import show_busca, show_stop, show_volume
from pages.ui.dates import format_day, format_when
from pages.ui.errors import report_errors
from pages.ui.folhas import show_documento
from pages.ui.inputs import ask_numero_cnj, explain_empty_numero
from pages.ui.leitor import mount_leitor, render_trecho, render_vai, search_autos
from pages.ui.novidades import show_novidades
from pages.ui.runtime import services
from pages.ui.urls import link_to_autos, read_int
from pages.ui.work import show_empty

_BUSCA = "processos_busca"
_NUMERO = "processos_numero"
SITUACOES = {
    Situacao.LIDO: ("pronto", "Lido"),
    Situacao.LIDO_POR_OCR: ("pronto", "Lido por OCR"),
    Situacao.LIDO_EM_PARTE: ("pronto_com_ressalvas", "Lido em parte"),
    Situacao.ILEGIVEL: ("com_erro", "Ilegível"),
    Situacao.VAZIO: ("pronto_com_ressalvas", "Vazio"),
    Situacao.SIGILOSO: ("sigiloso", "Sigiloso"),
    Situacao.EM_LEITURA: ("em_andamento", "Em leitura"),
    Situacao.NA_FILA_DE_LEITURA: ("na_fila", "Na fila de leitura"),
    Situacao.LEITURA_INTERROMPIDA: ("cancelado", "Leitura interrompida"),
    Situacao.NAO_LIDO: ("na_fila", "Ainda não lido"),
    Situacao.NAO_BAIXADO: ("na_fila", "Ainda não baixado"),
}
_VISITA = """
<li><a href="{link}" target="_self">
  <span class="numero">{numero}</span><span class="assunto">{assunto}</span><span class="quando">{quando}</span>
</a></li>
"""
_LINHA = """
<li>{abre}
  <span class="data">{data}</span>
  <span class="nome">{titulo}<span class="lugar">{citacao}</span></span>
  <span class="paginas">{paginas}</span>
  <span class="portal-estado portal-estado-{sinal}">{situacao}</span>
{fecha}</li>
"""


def ask_processo(usuario: Usuario) -> str | None:
    """The number field and the last cases of the person; the 20 digits when the button was pressed."""
    with st.container(key="processos_formulario"):
        numero = ask_numero_cnj(key=_NUMERO)
        has_asked = st.button("Abrir processo", type="primary", icon=":material/folder_open:", key="processos_enviar")
    if has_asked and numero is None:
        explain_empty_numero(_NUMERO)
    visitas = services().autos.list_visitas(usuario.id)
    st.header("Vistos por último", anchor=False)
    if visitas:
        lines = "".join(
            _VISITA.format(
                link=escape(link_to_autos(processo.numero_cnj)),
                numero=format_numero_cnj(processo.numero_cnj),
                assunto=escape(processo.orgao_julgador),
                quando=format_when(quando),
            )
            for processo, quando in visitas
        )
        st.html(f'<ul class="portal-lista autos-visitas" aria-label="Vistos por último">{lines}</ul>')
    else:
        show_empty("Nenhum processo aberto ainda.", "Cole o número acima: o portal busca os documentos no TJMS.")
    return numero if has_asked else None


def open_processo(usuario: Usuario, numero: str) -> None:
    """Go to the case; one that the portal never saw is asked for at once."""
    if services().autos.find(numero) is None:
        services().buscas.request(numero, CABECALHO, usuario.id)
    st.query_params["processo"] = numero
    st.rerun()


def show_autos(usuario: Usuario, numero: str) -> None:
    """The case, or the document and page that the address names."""
    with report_errors():
        autos = services().autos.find(numero)
        if autos is None:
            _show_unknown(usuario, numero)
        elif autos.is_sigiloso:
            _show_heading(autos)
            _show_secret(usuario, autos)
        elif id_documento := st.query_params.get("documento"):
            show_documento(usuario, autos, id_documento, read_int("pagina"))
        else:
            _show_heading(autos)
            _show_case(usuario, autos)
        mount_leitor()


def _show_heading(autos: Autos) -> None:
    processo = autos.processo
    st.header(format_numero_cnj(processo.numero_cnj), anchor=False)
    facts = [processo.orgao_julgador]
    if not autos.is_sigiloso:
        facts += [name_polo(autos, "AT"), name_polo(autos, "PA")]
    facts.append(f"consultado no TJMS {format_when(autos.consultado_em)}")
    st.html(f'<p class="portal-assunto">{escape(" · ".join(fact for fact in facts if fact))}</p>')


def name_polo(autos: Autos, codigo: str) -> str:
    names = [parte.nome for parte in autos.processo.polo(codigo)]
    return "" if not names else f"{names[0]} e outros" if len(names) > 1 else names[0]


def _show_unknown(usuario: Usuario, numero: str) -> None:
    st.header(format_numero_cnj(numero), anchor=False)
    busca = services().buscas.find(numero, CABECALHO)
    if busca is None:
        show_empty("O portal ainda não consultou este processo.", "A consulta ao TJMS leva alguns segundos.")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="processos_acoes"):
        show_busca(usuario, numero, CABECALHO, label="Consultar no TJMS", is_primary=True)
        _show_other()


def _show_secret(usuario: Usuario, autos: Autos) -> None:
    st.warning(
        f"Este processo é sigiloso no TJMS (nível {autos.processo.nivel_sigilo}). "
        "O portal não baixa nem mostra os documentos; consulte-os nos próprios autos.",
        icon=":material/lock:",
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="processos_acoes"):
        show_busca(usuario, autos.processo.numero_cnj, CABECALHO, label="Atualizar")
        _show_other()


def _show_case(usuario: Usuario, autos: Autos) -> None:
    numero = autos.processo.numero_cnj
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="processos_acoes"):
        show_busca(usuario, numero, CABECALHO, label="Atualizar")
        show_inteiro(usuario, autos)
        show_volume(usuario, autos)
        _show_other()
    show_novidades(usuario, autos)
    show_documentos(usuario, autos)


def show_documentos(usuario: Usuario, autos: Autos) -> None:
    """The search in all the text of the case, and the list of its documents."""
    numero = autos.processo.numero_cnj
    if not autos.documentos:
        show_empty("O TJMS não listou documentos neste processo.", "Atualize mais tarde ou confira nos próprios autos.")
        return
    termo = _ask_busca()
    if termo:
        _show_achados(usuario, autos, termo)
    is_busy = _is_busy(autos, services().buscas.find(numero, INTEIRO))
    st.fragment(_show_lista, run_every="2s" if is_busy else None)(numero, was_busy=is_busy)


def show_inteiro(usuario: Usuario, autos: Autos) -> None:
    """The button for all documents, how far they are, or the way to stop what is still being read of them."""
    numero = autos.processo.numero_cnj
    if _is_open(services().buscas.find(numero, INTEIRO)) or any(d.situacao.is_pending for d in autos.abertos):
        show_busca(usuario, numero, INTEIRO, label="Baixar e ler todos os documentos")
    elif any(documento.situacao.is_coming for documento in autos.abertos):
        show_stop(usuario, numero, INTEIRO, label="Parar leitura")


def _is_busy(autos: Autos, inteiro: Busca | None) -> bool:
    return _is_open(inteiro) or any(documento.situacao.is_coming for documento in autos.documentos)


def _is_open(busca: Busca | None) -> bool:
    return busca is not None and not busca.etapa.is_final


def _show_other() -> None:
    st.html('<a class="portal-botao" href="/processos" target="_self">Abrir outro processo</a>', width="content")


def _ask_busca() -> str:
    """The words to look for; they stay in the address."""
    st.session_state.setdefault(_BUSCA, st.query_params.get("busca", ""))
    st.text_input(
        "Buscar no texto de todo o processo",
        key=_BUSCA,
        placeholder="Palavra, nome ou valor; acentos e maiúsculas não importam",
        max_chars=100,
        on_change=_keep_busca,
    )
    return str(st.session_state[_BUSCA]).strip()


def _keep_busca() -> None:
    st.query_params["busca"] = str(st.session_state[_BUSCA]).strip()


def _show_achados(usuario: Usuario, autos: Autos, termo: str) -> None:
    with report_errors():
        achados = search_autos(usuario, autos, termo)
        unread = sum(not documento.is_lido for documento in autos.abertos)
        words = "1 documento ainda não lido" if unread == 1 else f"{unread} documentos ainda não lidos"
        rest = f" A busca não alcança {words}." if unread else ""
        if not achados:
            show_empty("Nenhuma página com essas palavras.", f"Confira a busca ou apague-a.{rest}")
            return
        pages = "1 página" if len(achados) == 1 else f"{len(achados)} páginas"
        if len(achados) > MAX_ACHADOS:
            pages, rest = f"As primeiras {MAX_ACHADOS} páginas", f" Há mais: use palavras mais exatas.{rest}"
        st.html(f'<p role="status"><strong>{pages}</strong> com essas palavras.{rest}</p>')
        items = "".join(f"<li>{_render_achado(autos, achado, termo)}</li>" for achado in achados[:MAX_ACHADOS])
        st.html(f'<ol class="portal-lista autos-achados" aria-label="Páginas encontradas">{items}</ol>')


def _render_achado(autos: Autos, achado: Achado, termo: str) -> str:
    documento = achado.documento
    times = "1 vez" if achado.vezes == 1 else f"{achado.vezes} vezes"
    link = render_vai(autos.processo.numero_cnj, documento.id_documento, achado.pagina, termo)
    return (
        f'<a {link}><span class="nome">{escape(documento.titulo)}<span class="lugar">'
        f"{escape(documento.cite(achado.pagina))} · {times}</span></span>"
        f'<span class="trecho">{render_trecho(achado.trecho)}</span></a>'
    )


def _show_lista(numero: str, *, was_busy: bool) -> None:
    """The documents by date; while some are being read the list renews itself, and the last one renews the page."""
    with report_errors():
        autos = services().autos.get(numero)
        if was_busy and not _is_busy(autos, services().buscas.find(numero, INTEIRO)):
            st.rerun()
        count = len(autos.documentos)
        st.subheader(f"{count} documento{'' if count == 1 else 's'}", anchor=False)
        lines = "".join(_render_documento(numero, documento) for documento in autos.documentos)
        st.html(f'<ul class="portal-lista autos-lista" aria-label="Documentos do processo">{lines}</ul>')


def _render_documento(numero: str, documento: DocumentoDosAutos) -> str:
    is_secret = documento.is_sigiloso
    sinal, situacao = SITUACOES[documento.situacao]
    if is_secret:
        situacao = f"{situacao} (nível {documento.documento.nivel_sigilo})"
    if documento.ocultas:
        sinal, situacao = "pronto_com_ressalvas", f"{situacao} · texto oculto"
    return _LINHA.format(
        abre='<div class="fechado">' if is_secret else f"<a {render_vai(numero, documento.id_documento, 1)}>",
        fecha="</div>" if is_secret else "</a>",
        data=format_day(documento.documento.data_hora),
        titulo=escape(documento.titulo),
        citacao=escape(" · ".join(filter(None, (documento.lugar, _name_tipo(documento))))),
        paginas=escape(describe_paginas(documento.estados) if documento.is_lido else describe_andamento(documento)),
        sinal=sinal,
        situacao=situacao,
    )


def _name_tipo(documento: DocumentoDosAutos) -> str:
    """The kind of the document, where its title does not say it already."""
    nome = find_nome_do_tipo(documento.documento.tipo)
    return "" if nome.casefold() in documento.titulo.casefold() else nome
