"""What was found out about a candidate against the version in production, in words."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.classificador.avaliacao.domain import Comparacao, Veredito
from core.classificador.avaliacao.resultado import list_protegidas
from core.prompts.instrucoes.domain import VersaoDaInstrucao
from pages.ui.laboratorio.rotulos import render_estado
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services

_SINAIS = {
    Veredito.MELHOR: "pronto",
    Veredito.PIOR: "com_erro",
    Veredito.EMPATE: "historico",
    Veredito.NAO_DA_PARA_SABER: "desconhecido",
}
_DIZEM = (Veredito.MELHOR, Veredito.EMPATE)
"""Verdicts that are a reason to promote."""

_SEM_RODADAS = (
    "A candidata ainda não foi comparada com a versão em produção. "
    "Abra “Avaliação” e rode as duas sobre o mesmo gabarito, com o mesmo modelo."
)
_SEM_CONFERENCIA = (
    "Ninguém conferiu o que a candidata faz com o que a instrução protege ({nomes}): se for promovida agora, o portal "
    "não tem como impedir uma piora. {falta}"
)
_LIDAS = "laboratorio_comparacoes"


def show_ultimo(producao: VersaoDaInstrucao, candidata: VersaoDaInstrucao) -> tuple[Comparacao, ...]:
    """The newest verdict over each golden set; answers what it is about."""
    comparacoes = find_comparacoes(candidata.prompt.slug, producao.prompt.versao, candidata.prompt.versao)
    if not comparacoes:
        _tell_sem_rodadas(producao, candidata)
    for comparacao in comparacoes:
        st.html(render_veredito(comparacao, name_gabarito(comparacao)))
    return comparacoes


def _tell_sem_rodadas(producao: VersaoDaInstrucao, candidata: VersaoDaInstrucao) -> None:
    """A warning where there are classes to protect: nothing but a comparison finds out what they lose."""
    protegidas = [f"“{escape_markdown(one.nome)}”" for one in list_protegidas(producao.prompt, candidata.prompt)]
    if protegidas:
        st.warning(_SEM_CONFERENCIA.format(nomes=", ".join(protegidas), falta=_SEM_RODADAS), icon=":material/warning:")
    else:
        st.caption(_SEM_RODADAS)


def find_comparacoes(slug: str, producao: int, versao: int) -> tuple[Comparacao, ...]:
    """Read anew only when a run of this prompt began or ended: it takes all answers of both."""
    avaliacoes = services().avaliacoes
    signature = (slug, producao, versao, tuple((one.id, one.estado) for one in avaliacoes.list_avaliacoes(slug)))
    kept = st.session_state.get(_LIDAS)
    if kept is None or kept[0] != signature:
        kept = (signature, avaliacoes.find_comparacoes(slug, versao))
        st.session_state[_LIDAS] = kept
    found: tuple[Comparacao, ...] = kept[1]
    return found


def render_veredito(comparacao: Comparacao, gabarito: str) -> str:
    """The verdict by sign and word, what it stands on, and what keeps the version out of production."""
    head, dot, rest = comparacao.frase.partition(". ")
    avaliacao = comparacao.b.avaliacao
    pedido = avaliacao.pedido
    parte = f", {pedido.parte.label.lower()}" if pedido.parte else ""
    where = f"Gabarito “{gabarito}”, versão {pedido.gabarito_versao}{parte}; modelo {avaliacao.nome_do_modelo}."
    bloqueio = (
        f"<p>{render_estado('com_erro', 'Promoção bloqueada.')} {escape(comparacao.bloqueio)}</p>"
        if comparacao.bloqueio
        else ""
    )
    return (
        f'<div class="laboratorio-veredito" role="status">'
        f"<p>{render_estado(_SINAIS[comparacao.decisao.veredito], head + dot.strip())}</p>"
        f'<p>{escape(rest)} <span class="quando">{escape(where)}</span></p>{bloqueio}</div>'
    )


def name_gabarito(comparacao: Comparacao) -> str:
    pedido = comparacao.b.avaliacao.pedido
    return services().gabaritos.get(pedido.gabarito_slug, pedido.gabarito_versao).nome


def suggest_motivo(comparacoes: tuple[Comparacao, ...]) -> str:
    """A reason made of the newest verdict, where that speaks for the candidate; cut to what a reason may be."""
    spoken = [one.frase for one in comparacoes if one.decisao.veredito in _DIZEM]
    return spoken[0][:500] if spoken else ""
