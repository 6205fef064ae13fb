"""The dossiê of a peça: what it holds, in words, and the way to get and to verify it."""

from __future__ import annotations

import streamlit as st

from core.pecas.domain import Geracao
from core.pecas.dossie.domain import Dossie
from core.usuarios.domain import Usuario
from pages.ui.dates import format_when
from pages.ui.errors import report_errors
from pages.ui.runtime import services

_CONTEM = """
- documentos considerados, com o código de integridade de cada um e o estado de cada página;
- fatos, com documento, página e trecho citado, e quem respondeu os que uma pessoa respondeu;
- módulos decididos, com o motivo de cada um, e o que você mudou na curadoria;
- versões das instruções, dos módulos, das políticas, das constantes e dos modelos usados;
- cada chamada ao modelo, com parâmetros, volume, duração e custo em reais;
- versões do texto, com origem e autor, e a diferença entre a minuta e o texto final;
- apontamentos da conferência, decisões, quem revisou e por quanto tempo.

Ele não traz o texto da peça nem o das páginas: só os trechos que os fatos e os apontamentos citam.
"""
_COMO = (
    "O código de integridade depende de cada byte do arquivo. A equipe de tecnologia confere o arquivo com o comando "
    "abaixo: ele aponta o lugar de qualquer alteração e, com a opção do banco, compara o código com o que o portal "
    "guardou no momento em que a peça se tornou final."
)
_ESPERA = "O dossiê fecha sozinho quando a peça se torna final. Antes disso não há o que baixar."
_FECHANDO = "A peça é final e o portal está fechando o dossiê. Leva segundos; o botão já pode ser usado."
_REABERTA = "A peça foi reaberta depois deste fechamento. Quando voltar a ser final, o portal fecha outro dossiê."


def show_dossie(usuario: Usuario, geracao: Geracao) -> None:
    """For the owner of the peça, in the step Exportar."""
    if geracao.peca_id is None:
        return
    st.subheader("Dossiê", anchor=False)
    st.write("O registro de como esta peça foi feita, para prestar contas do uso da inteligência artificial.")
    with report_errors():
        dossie = services().dossie.find(geracao.peca_id, usuario.id)
        is_closing = services().dossie.is_closing(geracao.peca_id, usuario.id)
        _show_estado(dossie, is_closing=is_closing, is_final=services().dossie.is_final(geracao.peca_id))
        if dossie is not None or is_closing:
            _show_download(geracao, dossie)
    with st.expander("O que o dossiê contém"):
        st.markdown(_CONTEM)


def _show_estado(dossie: Dossie | None, *, is_closing: bool, is_final: bool) -> None:
    if is_closing:
        st.info(_FECHANDO, icon=":material/hourglass_top:")
    elif dossie is None:
        st.info(_ESPERA, icon=":material/lock_open:")
    elif not is_final:
        st.info(_REABERTA, icon=":material/undo:")


def _show_download(geracao: Geracao, dossie: Dossie | None) -> None:
    st.html(f'<a class="portal-botao" href="/dossie/{geracao.peca_id}" download>Baixar dossiê</a>')
    if dossie is not None:
        st.caption(_describe(dossie))
        with st.expander("Como conferir o arquivo"):
            st.write(_COMO)
            st.code(f"./portal verify {dossie.nome} --banco", language=None)


def _describe(dossie: Dossie) -> str:
    size = f"{max(dossie.size_bytes / 1024, 1):.0f} KB"
    when = format_when(dossie.fechado_em)
    return f"Fechado {when} · versão {dossie.versao} · {size}  \nCódigo de integridade: `{cut_cabeca(dossie.cabeca)}`"


def cut_cabeca(cabeca: str) -> str:
    """The first characters in groups of four: enough for a person to compare."""
    return " ".join(cabeca[place : place + 4] for place in range(0, 16, 4)) + "…"
