"""Handed-in files for their owner to read: the list, and each document beside its picture."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.processos.autos.domain import DocumentoDosAutos, describe_paginas
from core.processos.chave import ENVIADOS
from core.processos.envios.domain import ArquivoEnviado
from core.usuarios.domain import Usuario
from pages.ui.autos import SITUACOES
from pages.ui.errors import report_errors
from pages.ui.folhas import show_documento
from pages.ui.leitor import mount_leitor
from pages.ui.runtime import services
from pages.ui.urls import link_to_autos, read_int

_LINHA = (
    '<li><a href="{link}" target="_self"><span class="nome">{nome}<span class="lugar">{lugar}</span></span>'
    '<span class="paginas">{paginas}</span>'
    '<span class="portal-estado portal-estado-{sinal}">{situacao}</span></a></li>'
)


def show_envio(usuario: Usuario, chave: str) -> None:
    """The person's own files, or the document and page that the address names; others' are not found."""
    with report_errors():
        envio = services().envios.require(chave, usuario.id)
        autos = services().autos.get(chave)
        if id_documento := st.query_params.get("documento"):
            show_documento(usuario, autos, id_documento, read_int("pagina"))
        else:
            st.header(ENVIADOS, anchor=False)
            names = {arquivo.id_documento: arquivo for arquivo in envio.arquivos}
            lines = "".join(_render(chave, names[d.id_documento], d) for d in autos.documentos)
            st.html(f'<ul class="portal-lista autos-lista" aria-label="{ENVIADOS}">{lines}</ul>')
            address = f"/gerador_de_pecas?envio={chave}"
            st.html(f'<a class="portal-botao" href="{address}" target="_self">Usar estes arquivos em uma peça</a>')
        mount_leitor()


def _render(chave: str, arquivo: ArquivoEnviado, documento: DocumentoDosAutos) -> str:
    sinal, situacao = SITUACOES[documento.situacao]
    return _LINHA.format(
        link=escape(link_to_autos(chave, documento.id_documento, 1)),
        nome=escape(arquivo.nome),
        lugar=escape(documento.lugar),
        paginas=describe_paginas(documento.estados) if documento.estados else "",
        sinal=sinal,
        situacao=situacao,
    )
