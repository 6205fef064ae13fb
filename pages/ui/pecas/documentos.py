"""The documents that a geração considered: what each one is, how it was read, and the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

import streamlit as st

from core.pecas.domain import DocumentoDaGeracao, Geracao
from core.processos.domain import EstadoDoDocumento
from core.processos.tipos import find_nome_do_tipo
from core.usuarios.domain import Usuario
from pages.ui.dates import format_day
from pages.ui.evidencias import DOCUMENTO_LABELS, link_documento, list_casos, show_avisos
from pages.ui.pecas.tabela import Coluna, Filtro, show_tabela
from pages.ui.runtime import services
from pages.ui.work import show_empty

_SINAIS = {
    EstadoDoDocumento.LIDO: "pronto",
    EstadoDoDocumento.LIDO_EM_PARTE: "pronto_com_ressalvas",
    EstadoDoDocumento.ILEGIVEL: "com_erro",
    EstadoDoDocumento.VAZIO: "pronto_com_ressalvas",
    EstadoDoDocumento.SIGILOSO: "sigiloso",
    EstadoDoDocumento.NAO_ENTREGUE: "com_erro",
}
_CONFIANCAS = {"alta": "confiança alta", "media": "confiança média", "baixa": "confiança baixa: confira"}


@dataclass(frozen=True)
class _Linha:
    """``data`` is the court's, None where it gives none or the case is not here any more."""

    documento: DocumentoDaGeracao
    data: datetime | None
    tipo: str
    categoria: str
    lugar: str

    @property
    def is_lido(self) -> bool:
        return self.documento.estado is EstadoDoDocumento.LIDO


def show_documentos(usuario: Usuario, geracao: Geracao) -> None:
    """By date, as the agent read them; what could not be read says why."""
    del usuario
    documentos = services().pecas.list_documentos(geracao.id)
    if not documentos:
        show_empty("Nenhum documento foi considerado.", "A geração parou antes de ler os autos.")
        return
    categorias = {categoria.slug: categoria.nome for categoria in services().prompts.list_categorias()}
    datas, links = _find_datas(geracao, documentos), list_casos(geracao, documentos)
    linhas = [_build(documento, datas, categorias, links) for documento in documentos]
    show_tabela(
        "documentos",
        linhas,
        _COLUNAS,
        filtros=_FILTROS,
        palavras=lambda linha: f"{linha.documento.rotulo} {linha.tipo} {linha.categoria} {linha.documento.resumo}",
    )
    if geracao.avisos:
        with st.expander(f"Ressalvas da geração ({len(geracao.avisos)})"):
            show_avisos(geracao.avisos)


def _find_datas(geracao: Geracao, documentos: tuple[DocumentoDaGeracao, ...]) -> dict[str, datetime | None]:
    numeros = {documento.numero_cnj or geracao.pedido.numero_cnj for documento in documentos}
    found = [autos for numero in sorted(numeros) if (autos := services().autos.find(numero)) is not None]
    return {one.id_documento: one.documento.data_hora for autos in found for one in autos.documentos}


def _build(
    documento: DocumentoDaGeracao,
    datas: Mapping[str, datetime | None],
    categorias: Mapping[str, str],
    links: Mapping[str, str],
) -> _Linha:
    tipo = find_nome_do_tipo(documento.tipo) or documento.descricao
    categoria = categorias.get(documento.categoria, "")
    return _Linha(documento, datas.get(documento.id_documento), tipo, categoria, link_documento(documento, links))


def _render_nome(linha: _Linha) -> str:
    documento = linha.documento
    name = linha.lugar or f'<span class="nome">{escape(documento.rotulo)}</span>'
    if not documento.resumo:
        return name
    return f"{name}<details><summary>Resumo</summary><p>{escape(documento.resumo)}</p></details>"


def _render_categoria(linha: _Linha) -> str:
    if not linha.categoria:
        return "–"
    confianca = _CONFIANCAS.get(linha.documento.confianca, "")
    return escape(linha.categoria) + (f'<span class="lugar">{confianca}</span>' if confianca else "")


def _render_estado(linha: _Linha) -> str:
    estado, motivo = linha.documento.estado, linha.documento.motivo
    why = f'<span class="lugar">{escape(motivo)}</span>' if motivo else ""
    return f'<span class="portal-estado portal-estado-{_SINAIS[estado]}">{DOCUMENTO_LABELS[estado]}</span>{why}'


_COLUNAS = (
    Coluna[_Linha]("data", "Data", 11, lambda one: format_day(one.data), lambda one: one.documento.ordem),
    Coluna[_Linha]("documento", "Documento", 30, _render_nome, lambda one: one.documento.rotulo.casefold()),
    Coluna[_Linha]("tipo", "Tipo", 17, lambda one: escape(one.tipo), lambda one: one.tipo.casefold()),
    Coluna[_Linha]("categoria", "Categoria", 17, _render_categoria, lambda one: one.categoria.casefold()),
    Coluna[_Linha](
        "paginas",
        "Páginas",
        8,
        lambda one: str(one.documento.paginas or "–"),
        lambda one: one.documento.paginas,
        is_numero=True,
    ),
    Coluna[_Linha](
        "leitura", "Leitura", 17, _render_estado, lambda one: list(EstadoDoDocumento).index(one.documento.estado)
    ),
)
_FILTROS = (
    Filtro[_Linha]("", "Todos", lambda _: True),
    Filtro[_Linha]("lidos", "Lidos", lambda one: one.is_lido),
    Filtro[_Linha]("problemas", "Com problema", lambda one: not one.is_lido),
)
