"""The portal as a whole on Hoje, for who looks after it: the month in figures, troubles, and limits in use."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from core.events import Estado
from core.infra.slots import SlotReport
from core.operacao.domain import TarefaMorta
from core.relatorios.domain import FiltroDoRelatorio
from core.usuarios.domain import Usuario
from pages.ui.classificador.rotulos import format_brl, format_number
from pages.ui.dates import format_when, local_now
from pages.ui.errors import report_errors
from pages.ui.hoje.mesa import Linha, render_linhas
from pages.ui.menu import list_addresses
from pages.ui.operacao import describe_slot, list_troubles
from pages.ui.runtime import services

_REFRESH_EVERY = "5s"
_MOST_MORTAS = 3
_ALWAYS = ("geracao", "gemini", "tjms", "ocr")
"""Limits that are shown even while nobody uses them."""

_OPERACAO = "/administracao?aba=operacao"
_CARTAO = (
    '<li><a href="{link}" target="_self"><span class="titulo">{titulo}</span><strong>{valor}</strong>'
    '<span class="antes">{antes}</span></a></li>'
)
_MEDIDOR = (
    '<li><span class="titulo">{nome}</span><meter min="0" max="{limite}" value="{em_uso}" high="{alto}" '
    'aria-label="{nome}: {uso} em uso"></meter><span class="uso">{uso}</span><span class="antes">{fila}</span></li>'
)


def show_portal(person: Usuario) -> None:
    """Each part by its own permission, and with its own failures."""
    if person.has_permission("relatorios.ver") and "relatorios" in list_addresses():
        with report_errors():
            _show_mes(person)
        with report_errors():
            _show_monitores()
    if person.has_permission("relatorios.ver") or person.has_permission("admin.ver"):
        st.fragment(_draw_agora, run_every=_REFRESH_EVERY)(person)


def _show_mes(person: Usuario) -> None:
    """Three figures of this month so far, beside as many days before it; each leads to what is behind it."""
    reports, today = services().relatorios, local_now().date()
    filtro = FiltroDoRelatorio(today.replace(day=1), today)
    agora, antes = reports.compare_volume(filtro, person)
    custo, custo_antes = reports.compare_custo(filtro, person)
    prontas, prontas_antes = (one.prontas + one.com_ressalvas for one in (agora, antes))
    cards = (
        ("/relatorios", "Peças pedidas", format_number(agora.geracoes), format_number(antes.geracoes)),
        ("/relatorios?registros=1", "Peças prontas", format_number(prontas), format_number(prontas_antes)),
        (
            "/relatorios?visao=custo&custo_por=unidade",
            "Gasto com o Gemini",
            format_brl(custo.custo_brl),
            format_brl(custo_antes.custo_brl),
        ),
    )
    st.header("O mês até agora", anchor=False)
    lines = (
        _CARTAO.format(link=escape(link), titulo=titulo, valor=valor, antes=f"antes: {before}")
        for link, titulo, valor, before in cards
    )
    st.html(f'<ul class="hoje-cartoes" aria-label="O mês até agora">{"".join(lines)}</ul>')
    before = filtro.anterior
    st.caption(
        f"Antes: de {before.desde:%d/%m} a {before.ate:%d/%m}, o mesmo número de dias. "
        f"Contado até {format_when(reports.get_atualizado_em())}."
    )


def _show_monitores() -> None:
    """What should not be; nothing where all is well."""
    found = [one for one in services().relatorios.list_monitores() if one.quantos]
    if found:
        lines = [
            Linha(
                "Portal",
                one.tipo.label,
                "/relatorios",
                Estado.PRONTO_COM_RESSALVAS,
                rotulo=str(one.quantos),
                quando=one.desde,
            )
            for one in found
        ]
        st.header("O que pede atenção", anchor=False)
        st.html(render_linhas(lines, "O que pede atenção"))


def _draw_agora(person: Usuario) -> None:
    with report_errors():
        found = services().gauges.read()
        if person.has_permission("admin.ver"):
            _show_problemas(list_troubles(found), services().operacao.list_mortas(limit=_MOST_MORTAS))
        st.header("Limites em uso", anchor=False)
        if found.slots is None:
            st.html('<p class="portal-estado portal-estado-com_erro">Não foi possível ler agora; voltam sozinhos.</p>')
        else:
            st.html(render_medidores(found.slots))


def _show_problemas(troubles: list[str], mortas: Iterable[TarefaMorta]) -> None:
    """What an administrator should look at, and the work that waits to be put back."""
    lines = [
        Linha("Portal", text[0].upper() + text[1:], _OPERACAO, Estado.PRONTO_COM_RESSALVAS, "Ver em Operação")
        for text in troubles
    ]
    lines += [
        Linha(
            morta.label,
            "Trabalho parado",
            _OPERACAO,
            Estado.COM_ERRO,
            acao="Tentar de novo",
            assunto=morta.motivo,
            quando=morta.falhou_em,
        )
        for morta in mortas
        if morta.is_waiting
    ]
    st.header("O que pede ação no portal", anchor=False)
    if lines:
        st.html(render_linhas(lines, "O que pede ação no portal"))
    else:
        st.html('<p class="portal-estado portal-estado-pronto">Tudo em ordem: nada fora do ar e nada parado.</p>')


def render_medidores(reports: Iterable[SlotReport]) -> str:
    """One gauge for each limit that is always shown, or that somebody uses or waits for."""
    used = [one for one in reports if one.resource in _ALWAYS or one.in_use or sum(one.waiting.values())]
    return f'<ul class="hoje-medidores" aria-label="Limites em uso">{"".join(map(_render_medidor, used))}</ul>'


def _render_medidor(report: SlotReport) -> str:
    nome, uso, fila, *_ = describe_slot(report, None)
    return _MEDIDOR.format(
        nome=escape(nome),
        limite=report.limit,
        em_uso=report.in_use,
        alto=0.8 * report.limit,
        uso=escape(uso),
        fila="" if fila == "ninguém" else f"esperando: {escape(fila)}",
    )
