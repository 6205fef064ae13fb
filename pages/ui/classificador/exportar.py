"""The answers of a lot as files: the link has them made when it is pressed, and the person is told meanwhile."""

from __future__ import annotations

import streamlit as st

from core.classificador.domain import FormatoDeExportacao, Lote

_FORMATOS = {
    FormatoDeExportacao.XLSX: ("Excel", "Planilha para ler e filtrar."),
    FormatoDeExportacao.CSV: ("CSV", "Para outros programas: ponto e vírgula entre as colunas."),
    FormatoDeExportacao.JSON: ("JSON", "Para a equipe de dados."),
}


def show_exportar(lote: Lote) -> None:
    """One link for each kind of file."""
    with st.popover(
        "Exportar", icon=":material/download:", disabled=not lote.contagem.feitos, key="classificador_exportar"
    ):
        if not lote.estado.is_final:
            st.caption("O lote ainda não terminou: o arquivo leva o que há agora.")
        st.html("".join(_render(lote, formato, *words) for formato, words in _FORMATOS.items()))


def _render(lote: Lote, formato: FormatoDeExportacao, nome: str, ajuda: str) -> str:
    return (
        f'<p class="classificador-formato"><a class="portal-botao" href="/lotes/{lote.id}/exportar?formato={formato}" '
        f"download>Baixar {nome}</a> <span>{ajuda}</span></p>"
    )
