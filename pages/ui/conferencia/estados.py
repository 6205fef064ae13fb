"""From the draft to the final text: what was reached by whom, and the one step that comes next."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.pecas.domain import Geracao
from core.pecas.etapas import NomeDaEtapa
from core.pecas.revisao.domain import AtoDaRevisao, EstadoDaPeca, Revisao, TipoDeAto
from core.pecas.revisao.regras import describe_pendentes
from pages.ui.conferencia.gestos import ask
from pages.ui.conferencia.tempo import PAUSA_MIN
from pages.ui.dates import format_when
from pages.ui.plain import escape_markdown
from pages.ui.urls import link_to_etapa

_DECLARACAO = (
    "Li a peça inteira, conferi fatos, citações e pedidos, e respondo por este texto (OAB, Recomendação 001/2024)."
)
_TEMPO = (
    f"O tempo é medido por este navegador enquanto você usa esta tela; pausas de mais de {PAUSA_MIN} minutos "
    "e o trabalho fora dela não contam."
)

_MOTIVO_VOLTA = "Por que a peça volta a ser rascunho"


def show_estados(revisao: Revisao, geracao: Geracao) -> None:
    """The row of states, why it came back if it did, and the buttons of the state it is in."""
    steps = "".join(_render_passo(estado, revisao) for estado in EstadoDaPeca)
    st.html(f'<ol class="conf-estados" aria-label="Estado da peça">{steps}</ol>')
    _show_volta(revisao)
    match revisao.estado:
        case EstadoDaPeca.RASCUNHO:
            _show_concluir(revisao)
        case EstadoDaPeca.CONFERIDA:
            _ask_aprovacao()
        case EstadoDaPeca.APROVADA:
            _show_finalizar()
        case EstadoDaPeca.FINAL:
            _show_final(revisao, geracao)


def show_atos(revisao: Revisao) -> None:
    """Everything that was done, newest first."""
    if not revisao.atos:
        return
    with st.expander(f"O que foi feito nesta revisão ({len(revisao.atos)})"):
        lines = "".join(f"<li>{_render_ato(ato)}</li>" for ato in reversed(revisao.atos))
        st.html(f'<ul class="portal-ficha">{lines}</ul>')
        st.caption(_TEMPO)


def _render_passo(estado: EstadoDaPeca, revisao: Revisao) -> str:
    is_now = estado is revisao.estado
    kind = "atual" if is_now else ("feito" if estado.is_reached_by(revisao.estado) else "falta")
    word = {"atual": "estado atual", "feito": "passou", "falta": "ainda não"}[kind]
    ato = revisao.find_passo(estado)
    who = f'<span class="quem">{escape(_name_quem(ato))}</span>' if ato is not None else ""
    mark = ' aria-current="step"' if is_now else ""
    return (
        f'<li class="conf-passo conf-passo-{kind}"{mark}><span class="nome">{estado.label}</span>'
        f'<span class="portal-so-leitor"> ({word})</span>{who}</li>'
    )


def _name_quem(ato: AtoDaRevisao) -> str:
    tempo = f" · {_describe_tempo(ato.tempo_s)}" if ato.tipo is TipoDeAto.APROVOU else ""
    return f"{ato.autor}, {format_when(ato.feito_em)}{tempo}"


def _describe_tempo(seconds: int) -> str:
    if seconds < 60:
        return "menos de 1 min nesta tela"
    hours, minutes = divmod(seconds // 60, 60)
    return f"{f'{hours} h ' if hours else ''}{minutes} min nesta tela"


def _show_volta(revisao: Revisao) -> None:
    """Why it is a draft again: the reason of the person, or the text that changed."""
    steps = [ato for ato in revisao.atos if ato.tipo not in (TipoDeAto.ACEITOU, TipoDeAto.RETIROU)]
    if revisao.estado is not EstadoDaPeca.RASCUNHO or not steps:
        return
    last = steps[-1]
    if last.tipo in (TipoDeAto.DEVOLVEU, TipoDeAto.REABRIU):
        when = format_when(last.feito_em)
        st.info(f"{last.tipo.label} por {last.autor}, {when}: {escape_markdown(last.motivo)}", icon=":material/undo:")
    elif last.texto_sha256 != revisao.texto_sha256:
        st.info(
            "O texto mudou depois da conferência; por isso a peça voltou a ser rascunho. Os aceites continuam valendo.",
            icon=":material/edit_note:",
        )


def _show_concluir(revisao: Revisao) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="conferencia_acoes"):
        st.button(
            "Concluir conferência",
            type="primary",
            icon=":material/fact_check:",
            on_click=ask,
            args=("concluir",),
            key="conferencia_concluir",
        )
        if revisao.pendentes:
            st.caption(describe_pendentes(revisao.pendentes))
        else:
            st.caption("Nada a decidir neste texto. A conferência do programa não substitui a sua leitura.")


def _ask_aprovacao() -> None:
    field = "conferencia_declaracao"
    with st.form("conferencia_aprovar", border=False):
        st.checkbox(_DECLARACAO, key=field)
        st.form_submit_button(
            "Aprovar", type="primary", icon=":material/verified:", on_click=ask, args=("aprovar", "", field)
        )
    st.caption(_TEMPO)
    _ask_volta("devolver", "Devolver")


def _show_finalizar() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="conferencia_acoes"):
        st.button(
            "Tornar final",
            type="primary",
            icon=":material/lock:",
            help="O texto não muda mais, e o Word sai sem o aviso de minuta. O portal não protocola.",
            on_click=ask,
            args=("finalizar",),
            key="conferencia_finalizar",
        )
        _ask_volta("devolver", "Devolver")


def _show_final(revisao: Revisao, geracao: Geracao) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="conferencia_acoes"):
        address = escape(link_to_etapa(geracao.id, NomeDaEtapa.EXPORTAR))
        st.html(
            f'<a class="portal-botao portal-botao-principal" href="{address}" target="_self">Ir para Exportar</a>',
            width="content",
        )
        _ask_volta("reabrir", "Reabrir")
        st.caption(f"A versão {revisao.versao_final} é a final. O portal não protocola a peça.")


def _ask_volta(nome: str, label: str) -> None:
    """A way back asks for its reason; Enter sends it."""
    field = f"conferencia_motivo_{nome}"
    with st.popover(label, icon=":material/undo:"), st.form(f"conferencia_{nome}", border=False):
        st.text_input(_MOTIVO_VOLTA, key=field)
        st.form_submit_button(f"{label} para rascunho", on_click=ask, args=(nome, "", field))


def _render_ato(ato: AtoDaRevisao) -> str:
    trecho, motivo = str(ato.valor.get("trecho", "")), ato.motivo
    parts = [f"versão {ato.versao}"]
    if ato.tipo in (TipoDeAto.CONFERIU, TipoDeAto.APROVOU):
        parts.append(_describe_tempo(ato.tempo_s))
    told = f'<span class="motivo">{escape(motivo)}</span>' if motivo else ""
    quoted = f'<span class="motivo"><q>{escape(trecho)}</q></span>' if trecho else ""
    where = f"{escape(ato.autor)}, {format_when(ato.feito_em)} · {' · '.join(parts)}"
    return f'<span class="nome">{ato.tipo.label}</span><span class="lugar">{where}</span>{quoted}{told}'
