"""A geração that ended: the minuta at left, what it stands on at right."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.events import Estado
from core.exportacao.html import render_html
from core.pecas.domain import DocumentoDaGeracao, EstadoDoFato, Fato, Geracao, ModuloEscolhido
from core.pecas.pedidos import format_valor
from core.processos.domain import EstadoDoDocumento
from pages.ui.geracao import show_heading
from pages.ui.runtime import services

_DOCUMENTO_LABELS = {
    EstadoDoDocumento.LIDO: "Lido",
    EstadoDoDocumento.LIDO_EM_PARTE: "Lido em parte",
    EstadoDoDocumento.ILEGIVEL: "Ilegível",
    EstadoDoDocumento.VAZIO: "Vazio",
    EstadoDoDocumento.SIGILOSO: "Sigiloso",
    EstadoDoDocumento.NAO_ENTREGUE: "Não entregue",
}


def show_result(geracao: Geracao) -> None:
    """State, actions, text and evidence. A failed or stopped geração can be taken up again."""
    show_heading(geracao)
    _show_state(geracao)
    _show_actions(geracao)
    if not geracao.texto:
        return
    text, evidence = st.columns([3, 2], gap="large")
    with text:
        st.html(f'<article class="portal-minuta" aria-label="Minuta">{render_html(geracao.texto)}</article>')
    with evidence:
        _show_evidence(geracao)


def _show_state(geracao: Geracao) -> None:
    label = geracao.estado.label
    st.html(f'<p class="portal-estado portal-estado-{geracao.estado.value}" role="status">{escape(label)}</p>')
    if geracao.erro_mensagem:
        st.error(
            f"{geracao.erro_mensagem}\n\nCódigo para o suporte: **{geracao.erro_codigo}**", icon=":material/error:"
        )
    if geracao.estado is Estado.CANCELADO:
        st.info("A geração foi parada a pedido. O que já estava feito foi mantido.", icon=":material/stop_circle:")
    if geracao.avisos:
        count = len(geracao.avisos)
        with st.expander(f"{count} ressalva{'s' if count > 1 else ''} para conferir", icon=":material/warning:"):
            st.html("<ul>" + "".join(f"<li>{escape(aviso)}</li>" for aviso in geracao.avisos) + "</ul>")


def _show_actions(geracao: Geracao) -> None:
    links = '<a class="portal-botao" href="/gerador_de_pecas" target="_self">Nova peça</a>'
    if geracao.peca_id is not None:
        download = f'href="/baixar/{geracao.peca_id}" download'
        links = f'<a class="portal-botao portal-botao-principal" {download}>Baixar DOCX</a>' + links
    st.html(f'<div class="portal-acoes">{links}</div>')
    if geracao.estado in (Estado.COM_ERRO, Estado.CANCELADO):
        label = "Continuar a redação" if geracao.texto else "Retomar"
        st.button(label, icon=":material/play_arrow:", type="primary", on_click=_resume, args=(geracao,))


def _resume(geracao: Geracao) -> None:
    services().pecas.resume_geracao(geracao.id, geracao.usuario_id)


def _show_evidence(geracao: Geracao) -> None:
    modulos, fatos, documentos = st.tabs(["Módulos", "Fatos", "Documentos"])
    with modulos:
        _show_list([_render_modulo(modulo) for modulo in services().pecas.list_modulos(geracao.id)])
    with fatos:
        known = [
            fato for fato in services().pecas.list_fatos(geracao.id) if fato.estado is not EstadoDoFato.NAO_SE_APLICA
        ]
        questions = services().prompts.list_perguntas()
        _show_list([_render_fato(fato, questions.get(fato.variavel, fato.variavel)) for fato in known])
    with documentos:
        _show_list([_render_documento(documento) for documento in services().pecas.list_documentos(geracao.id)])


def _show_list(items: list[str]) -> None:
    st.html(f'<ul class="portal-ficha">{"".join(f"<li>{item}</li>" for item in items)}</ul>')


def _render_modulo(modulo: ModuloEscolhido) -> str:
    return (
        f'<span class="nome">{escape(modulo.secao)}: {escape(modulo.titulo)}</span>'
        f'<span class="motivo">{escape(modulo.motivo)}</span>'
    )


def _render_fato(fato: Fato, pergunta: str) -> str:
    if fato.estado is EstadoDoFato.DESCONHECIDO:
        return (
            f'<span class="nome">{escape(pergunta)}</span> não consta<span class="lugar">Responda antes de usar.</span>'
        )
    place = escape(fato.documento_rotulo) + (f", p. {fato.pagina}" if fato.pagina else "")
    quote = f": <q>{escape(fato.trecho)}</q>" if fato.trecho else ""
    return (
        f'<span class="nome">{escape(pergunta)}</span> {escape(format_valor(fato))}'
        f'<span class="lugar">{place}{quote}</span>'
    )


def _render_documento(documento: DocumentoDaGeracao) -> str:
    pages = f" · {documento.paginas} página{'s' if documento.paginas > 1 else ''}" if documento.paginas else ""
    detail = escape(documento.motivo or documento.resumo)
    return (
        f'<span class="nome">{escape(documento.rotulo)}</span> {_DOCUMENTO_LABELS[documento.estado]}{pages}'
        f'<span class="motivo">{detail}</span>'
    )
