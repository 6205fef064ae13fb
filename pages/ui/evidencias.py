"""What a minuta stands on: the modules with their reason, the facts with their place, the documents.

A place is a link to the page in the reader, with the quoted words marked there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from core.pecas.apresentacao import describe_origem, describe_valor
from core.pecas.curadoria.relato import describe_atos
from core.pecas.domain import (
    DocumentoDaGeracao,
    EstadoDoFato,
    Fato,
    Geracao,
    ModoDeGeracao,
    ModuloDecidido,
    ModuloEscolhido,
)
from core.processos.autos.texto import MAX_TERMO
from core.processos.domain import EstadoDoDocumento
from core.prompts.comparacao import Decisao
from core.prompts.domain import Variavel
from pages.ui.dates import format_when
from pages.ui.runtime import services
from pages.ui.urls import link_to_autos

DOCUMENTO_LABELS = {
    EstadoDoDocumento.LIDO: "Lido",
    EstadoDoDocumento.LIDO_EM_PARTE: "Lido em parte",
    EstadoDoDocumento.ILEGIVEL: "Ilegível",
    EstadoDoDocumento.VAZIO: "Vazio",
    EstadoDoDocumento.SIGILOSO: "Sigiloso",
    EstadoDoDocumento.NAO_ENTREGUE: "Não entregue",
}
_FECHADOS = (EstadoDoDocumento.SIGILOSO, EstadoDoDocumento.NAO_ENTREGUE)
"""Documents that the reader cannot open."""

_ONLY_FILLED = ("Ressalvas", "Por que não", "Curadoria")


def show_evidencias(geracao: Geracao) -> None:
    """Lists with their counts, warnings first; facts that no document answers come last."""
    pecas = services().pecas
    modulos, documentos = pecas.list_modulos(geracao.id), pecas.list_documentos(geracao.id)
    dentro = {modulo.slug for modulo in modulos}
    decididos = pecas.list_decisoes(geracao.id)
    fora = [decidido for decidido in decididos if decidido.slug not in dentro]
    asked = [fato for fato in pecas.list_fatos(geracao.id) if fato.estado is not EstadoDoFato.NAO_SE_APLICA]
    fatos = sorted(asked, key=lambda fato: fato.estado is EstadoDoFato.DESCONHECIDO)
    variaveis = services().prompts.list_variaveis()
    links = list_casos(geracao, documentos)
    lists = {
        "Ressalvas": [escape(aviso) for aviso in geracao.avisos],
        "Módulos": [_render_modulo(modulo) for modulo in modulos],
        "Fatos": [_render_fato(fato, variaveis.get(fato.variavel), links) for fato in fatos],
        "Documentos": [_render_documento(documento, links) for documento in documentos],
        "Por que não": [render_fora(decidido, escape(decidido.titulo)) for decidido in fora],
        "Curadoria": list_feitos(geracao, decididos, variaveis),
    }
    lists = {name: items for name, items in lists.items() if items or name not in _ONLY_FILLED}
    tabs = st.tabs([f"{name} ({len(items)})" for name, items in lists.items()])
    for tab, items in zip(tabs, lists.values(), strict=True):
        with tab:
            _show_list(items)


def show_avisos(avisos: Sequence[str]) -> None:
    """What was left out or is unsure, where there is no text to stand beside."""
    if avisos:
        st.subheader("Ressalvas", anchor=False)
        _show_list([escape(aviso) for aviso in avisos])


def list_casos(geracao: Geracao, documentos: Sequence[DocumentoDaGeracao]) -> dict[str, str]:
    """The case that holds each document that can be opened, by the id of the document."""
    numero = geracao.pedido.numero_cnj
    return {d.id_documento: d.numero_cnj or numero for d in documentos if d.estado not in _FECHADOS}


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


def render_fora(decidido: ModuloDecidido, titulo: str) -> str:
    """A module that was offered and did not enter, with the reason; a person may have taken it out.

    ``titulo`` is its title as safe HTML.
    """
    is_sugerido = decidido.decisao is Decisao.SIM
    motivo = "Sugerido, e retirado na curadoria." if is_sugerido else decidido.motivo
    if decidido.politica:
        motivo = f"{decidido.politica}: {motivo}"
    return (
        f'<span class="lugar">{escape(decidido.secao)}</span><span class="nome">{titulo}</span>'
        f'<span class="motivo">{escape(motivo)}</span>'
    )


def list_feitos(geracao: Geracao, decididos: Sequence[ModuloDecidido], variaveis: Mapping[str, Variavel]) -> list[str]:
    """What the portal suggested and everything that the person did, in its order; nothing without curadoria."""
    if geracao.pedido.modo is not ModoDeGeracao.CURADORIA:
        return []
    sugeridos = "; ".join(decidido.titulo for decidido in decididos if decidido.decisao is Decisao.SIM)
    atos = services().curadoria.list_atos(geracao.id, geracao.usuario_id)
    told = describe_atos(atos, {decidido.slug: decidido.titulo for decidido in decididos}, variaveis)
    first = ("Sugerido, com as respostas dadas", sugeridos or "nenhum módulo")
    itens = [first, *((f"{ato.autor}, {format_when(ato.feito_em)}", words) for ato, words in told)]
    return [
        f'<span class="lugar">{escape(quem)}</span><span class="motivo">{escape(words)}</span>' for quem, words in itens
    ]


def _render_fato(fato: Fato, variavel: Variavel | None, casos: Mapping[str, str]) -> str:
    pergunta = escape(variavel.pergunta if variavel else fato.variavel.replace("_", " "))
    if fato.estado is EstadoDoFato.DESCONHECIDO:
        return (
            f'<span class="motivo">{pergunta}</span><span class="nome">Não consta</span>'
            '<span class="lugar">Confira nos autos antes de usar.</span>'
        )
    quote = f": <q>{escape(fato.trecho)}</q>" if fato.trecho else ""
    lugar = link_fato(fato, casos) or escape(describe_origem(fato))
    return (
        f'<span class="motivo">{pergunta}</span><span class="nome">{escape(describe_valor(fato, variavel))}</span>'
        f'<span class="lugar">{lugar}{quote}</span>'
    )


def find_address(fato: Fato | None, casos: Mapping[str, str]) -> str:
    """Where the reader shows the page of a fact, with its words marked; empty when it cannot be opened."""
    if fato is None or fato.id_documento not in casos:
        return ""
    return link_to_autos(casos[fato.id_documento], fato.id_documento, fato.pagina or 1, _cut(fato.trecho))


def link_fato(fato: Fato, casos: Mapping[str, str]) -> str:
    """The place of a fact as a link to its page; empty when it cannot be opened."""
    address = find_address(fato, casos)
    return _render_link(address, escape(describe_origem(fato))) if address else ""


def _render_documento(documento: DocumentoDaGeracao, casos: Mapping[str, str]) -> str:
    pages = f" · {documento.paginas} página{'s' if documento.paginas > 1 else ''}" if documento.paginas else ""
    head = (
        f'<span class="nome">{escape(documento.rotulo)}</span>'
        f'<span class="lugar">{DOCUMENTO_LABELS[documento.estado]}{pages}</span>'
    )
    if detail := documento.motivo or documento.resumo:
        head = f'<details><summary>{head}</summary><span class="motivo">{escape(detail)}</span></details>'
    link = link_documento(documento, casos, "Abrir nos autos")
    return f'{head}<span class="lugar">{link}</span>' if link else head


def link_documento(documento: DocumentoDaGeracao, casos: Mapping[str, str], label: str = "") -> str:
    """The way to its first page, by its own name unless another is given; empty when it cannot be opened."""
    if documento.id_documento not in casos:
        return ""
    address = link_to_autos(casos[documento.id_documento], documento.id_documento, 1)
    return _render_link(address, escape(label or documento.rotulo))


def _render_link(address: str, label: str) -> str:
    """In another tab: the minuta stays open beside what it is checked against."""
    return (
        f'<a class="abrir" href="{escape(address)}" target="_blank" rel="noopener">{label}'
        '<span class="portal-so-leitor"> (abre em outra aba)</span></a>'
    )


def _cut(trecho: str) -> str:
    """The first whole words of a quotation, as many as the reader looks for."""
    return trecho if len(trecho) <= MAX_TERMO else trecho[: MAX_TERMO + 1].rpartition(" ")[0] or trecho[:MAX_TERMO]
