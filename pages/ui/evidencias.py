"""What a minuta stands on: the modules with their reason, the facts with their place, the documents."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.pecas.apresentacao import describe_lugar, describe_valor
from core.pecas.domain import DocumentoDaGeracao, EstadoDoFato, Fato, Geracao, ModuloEscolhido
from core.processos.domain import EstadoDoDocumento
from core.prompts.domain import Variavel
from pages.ui.runtime import services

_DOCUMENTO_LABELS = {
    EstadoDoDocumento.LIDO: "Lido",
    EstadoDoDocumento.LIDO_EM_PARTE: "Lido em parte",
    EstadoDoDocumento.ILEGIVEL: "Ilegível",
    EstadoDoDocumento.VAZIO: "Vazio",
    EstadoDoDocumento.SIGILOSO: "Sigiloso",
    EstadoDoDocumento.NAO_ENTREGUE: "Não entregue",
}


def show_evidencias(geracao: Geracao) -> None:
    """Lists with their counts, warnings first; facts that no document answers come last."""
    pecas = services().pecas
    modulos, documentos = pecas.list_modulos(geracao.id), pecas.list_documentos(geracao.id)
    asked = [fato for fato in pecas.list_fatos(geracao.id) if fato.estado is not EstadoDoFato.NAO_SE_APLICA]
    fatos = sorted(asked, key=lambda fato: fato.estado is EstadoDoFato.DESCONHECIDO)
    variaveis = services().prompts.list_variaveis()
    lists = {
        "Ressalvas": [escape(aviso) for aviso in geracao.avisos],
        "Módulos": [_render_modulo(modulo) for modulo in modulos],
        "Fatos": [_render_fato(fato, variaveis.get(fato.variavel)) for fato in fatos],
        "Documentos": [_render_documento(documento) for documento in documentos],
    }
    if not geracao.avisos:
        del lists["Ressalvas"]
    tabs = st.tabs([f"{name} ({len(items)})" for name, items in lists.items()])
    for tab, items in zip(tabs, lists.values(), strict=True):
        with tab:
            _show_list(items)


def show_avisos(avisos: Sequence[str]) -> None:
    """What was left out or is unsure, where there is no text to stand beside."""
    if avisos:
        st.subheader("Ressalvas", anchor=False)
        _show_list([escape(aviso) for aviso in avisos])


def _show_list(items: Sequence[str]) -> None:
    if items:
        st.html(f'<ul class="portal-ficha">{"".join(f"<li>{item}</li>" for item in items)}</ul>')
    else:
        st.caption("Nada aqui: a geração parou antes desta etapa.")


def _render_modulo(modulo: ModuloEscolhido) -> str:
    return (
        f'<span class="lugar">{escape(modulo.secao)}</span><span class="nome">{escape(modulo.titulo)}</span>'
        f'<span class="motivo">{escape(modulo.motivo)}</span>'
    )


def _render_fato(fato: Fato, variavel: Variavel | None) -> str:
    pergunta = escape(variavel.pergunta if variavel else fato.variavel.replace("_", " "))
    if fato.estado is EstadoDoFato.DESCONHECIDO:
        return (
            f'<span class="motivo">{pergunta}</span><span class="nome">Não consta</span>'
            '<span class="lugar">Confira nos autos antes de usar.</span>'
        )
    quote = f": <q>{escape(fato.trecho)}</q>" if fato.trecho else ""
    return (
        f'<span class="motivo">{pergunta}</span><span class="nome">{escape(describe_valor(fato, variavel))}</span>'
        f'<span class="lugar">{escape(describe_lugar(fato))}{quote}</span>'
    )


def _render_documento(documento: DocumentoDaGeracao) -> str:
    pages = f" · {documento.paginas} página{'s' if documento.paginas > 1 else ''}" if documento.paginas else ""
    head = (
        f'<span class="nome">{escape(documento.rotulo)}</span>'
        f'<span class="lugar">{_DOCUMENTO_LABELS[documento.estado]}{pages}</span>'
    )
    detail = documento.motivo or documento.resumo
    if not detail:
        return head
    return f'<details><summary>{head}</summary><span class="motivo">{escape(detail)}</span></details>'
