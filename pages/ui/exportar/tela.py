"""The step Exportar of a peça: its state, its files, its text to copy, who else may open it, dossiê and feedback."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.exportacao.html import render_html
from core.pecas.domain import Geracao
from core.pecas.etapas import NomeDaEtapa
from core.pecas.revisao.domain import EstadoDaPeca, Revisao
from core.pecas.revisao.regras import describe_pendentes
from core.usuarios.domain import Usuario
from pages.ui.compartilhar import show_compartilhar
from pages.ui.dates import format_when
from pages.ui.dossie import show_dossie
from pages.ui.errors import report_errors
from pages.ui.exportar.arquivos import show_arquivos
from pages.ui.feedback import show_feedback
from pages.ui.runtime import services
from pages.ui.urls import link_to_etapa

_FALTA = {
    EstadoDaPeca.RASCUNHO: "Falta concluir a conferência, aprovar e tornar final.",
    EstadoDaPeca.CONFERIDA: "A conferência foi concluída. Falta aprovar e tornar final.",
    EstadoDaPeca.APROVADA: "A peça foi aprovada. Falta tornar final.",
}
_ICONS = {
    EstadoDaPeca.RASCUNHO: "pronto_com_ressalvas",
    EstadoDaPeca.CONFERIDA: "em_andamento",
    EstadoDaPeca.APROVADA: "em_andamento",
    EstadoDaPeca.FINAL: "pronto",
}


def show_exportar(usuario: Usuario, geracao: Geracao) -> None:
    """Each part fails alone: a dossiê that cannot be shown keeps nobody from the file."""
    if geracao.peca_id is None:
        return
    with report_errors():
        revisao = services().revisao.get(geracao.peca_id, usuario.id)
        st.subheader("Arquivos da peça", anchor=False)
        _show_estado(revisao, geracao)
        show_arquivos(usuario, geracao.peca_id, is_final=revisao.estado is EstadoDaPeca.FINAL)
        _show_texto(revisao)
    with report_errors():
        show_compartilhar(usuario, geracao)
    with report_errors():
        show_dossie(usuario, geracao)
    with report_errors():
        show_feedback(usuario, geracao)


def _show_estado(revisao: Revisao, geracao: Geracao) -> None:
    """State by icon and word, who brought it there, and what is missing for the final text."""
    ato = revisao.find_passo(revisao.estado)
    quem = "" if ato is None else f" · {escape(ato.autor)}, {format_when(ato.feito_em)}"
    versao = revisao.versao_final or revisao.versao
    st.html(
        f'<p class="portal-resumo"><span class="portal-estado portal-estado-{_ICONS[revisao.estado]}">'
        f'{revisao.estado.label}</span> <span class="quando">versão {versao}{quem}</span></p>'
    )
    if revisao.estado is EstadoDaPeca.FINAL:
        st.write("Os arquivos saem sem o aviso de minuta. O portal não protocola: faça o protocolo no sistema do TJMS.")
        return
    pendentes = f" {describe_pendentes(revisao.pendentes)}" if revisao.pendentes else ""
    st.write(f"{_FALTA[revisao.estado]}{pendentes} Até lá, cada página dos arquivos traz “MINUTA - NÃO PROTOCOLAR”.")
    address = escape(link_to_etapa(geracao.id, NomeDaEtapa.CONFERENCIA))
    st.html(f'<p><a class="portal-botao" href="{address}" target="_self">Ir para a Conferência</a></p>')


def _show_texto(revisao: Revisao) -> None:
    """What leaves, as it stands; the button copies it with its formatting."""
    st.html(
        '<p class="portal-acoes"><button type="button" class="portal-botao portal-copiar">Copiar texto</button></p>'
        '<article class="portal-minuta portal-previa" tabindex="0" aria-label="Texto que sai nos arquivos">'
        f"{render_html(revisao.texto)}</article>"
    )
