"""The prompts of the portal: which version is in production, and which one is being tried."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.prompts.domain import Subsistema
from core.prompts.instrucoes.domain import LinhaDaInstrucao
from core.usuarios.domain import Usuario
from pages.ui.areas import Area
from pages.ui.dates import format_when
from pages.ui.laboratorio.instrucao import show_instrucao
from pages.ui.laboratorio.rotulos import SUBSISTEMAS, link_here, render_estado, show_notice
from pages.ui.runtime import services
from pages.ui.work import show_empty

_LINHA = """
<li><a href="{link}" target="_self"><span class="nome">{nome}<span class="lugar">{subsistema}</span></span>
<span>{producao}</span><span>{candidata}</span><span class="quando">{versoes}, {quando}</span></a></li>
"""


def show_instrucoes(usuario: Usuario) -> None:
    """The prompts of every subsystem, or the one that the address names (``?prompt=``)."""
    _show(usuario, tuple(SUBSISTEMAS))


def show_laboratorio(usuario: Usuario) -> None:
    """The classifier's prompts alone."""
    _show(usuario, (Subsistema.CLASSIFICADOR,))


INSTRUCOES = Area("instrucoes", "Instruções", show_instrucoes)
"""An area of Prompts e Módulos."""


def _show(usuario: Usuario, subsistemas: Sequence[Subsistema]) -> None:
    show_notice()
    slug = st.query_params.get("prompt", "")
    if slug:
        show_instrucao(usuario, slug)
        return
    linhas = [linha for linha in services().instrucoes.list_instrucoes() if linha.subsistema in subsistemas]
    if not linhas:
        show_empty("Nenhum prompt ainda.", "Peça ao administrador que carregue o conteúdo inicial do portal.")
        return
    st.write(
        "Cada prompt tem uma versão em produção, que todos usam, e pode ter uma candidata, que só a equipe de dados "
        "testa. Salvar cria uma versão nova e não muda nada para os outros até que ela seja promovida."
    )
    items = "".join(_render_linha(linha) for linha in linhas)
    st.html(f'<ul class="portal-lista prompts-modulos laboratorio-lista" aria-label="Prompts">{items}</ul>')


def _render_linha(linha: LinhaDaInstrucao) -> str:
    candidata = f"Candidata: versão {linha.candidata}" if linha.candidata else "Sem candidata"
    return _LINHA.format(
        link=escape(link_here(prompt=linha.slug)),
        nome=escape(linha.nome),
        subsistema=SUBSISTEMAS[linha.subsistema],
        producao=render_estado("pronto", f"Produção: versão {linha.producao}"),
        candidata=render_estado("em_andamento" if linha.candidata else "cancelado", candidata),
        versoes="1 versão" if linha.versoes == 1 else f"{linha.versoes} versões",
        quando=format_when(linha.alterada_em),
    )
