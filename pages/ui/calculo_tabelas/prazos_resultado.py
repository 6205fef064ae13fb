"""What came of a deadline: the last day, the way to it month by month, and every day that did not count."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape

import streamlit as st

from core.calculo.calendario.dias import Calendario
from core.calculo.calendario.domain import MotivoDoDia
from core.calculo.calendario.prazos import Contagem, Prazo
from pages.ui.calculo_tabelas.textos import MESES, format_dia, name_dia, name_dia_da_semana, render_tabela

_DIA = timedelta(days=1)
_MOST_MESES = 6
"""Months that are drawn; a longer way is told by the table alone."""

_SEMANA = (
    ("D", "domingo"),
    ("S", "segunda-feira"),
    ("T", "terça-feira"),
    ("Q", "quarta-feira"),
    ("Q", "quinta-feira"),
    ("S", "sexta-feira"),
    ("S", "sábado"),
)
_MES = '<table class="prazo-mes"><caption>{titulo}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
_LEITOR = '<span class="portal-so-leitor">{}</span>'


def show_prazo(prazo: Prazo, origem: str) -> None:
    """``origem`` says why the communication counts as made on its day."""
    kind = "úteis" if prazo.pedido.contagem is Contagem.UTEIS else "corridos"
    dobro = f" ({prazo.pedido.dias} em dobro)" if prazo.dias != prazo.pedido.dias else ""
    days = f"1 dia {kind.removesuffix('s')}" if prazo.dias == 1 else f"{prazo.dias} dias {kind}"
    facts = (
        ("Comunicação", f"{name_dia(prazo.pedido.intimacao)}: {origem}"),
        ("Primeiro dia contado", name_dia(prazo.primeiro_dia)),
        ("Prazo", f"{days}{dobro}"),
        ("Fundamento", "; ".join(prazo.fontes)),
    )
    rows = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in facts)
    st.html(
        f'<section class="prazo-resultado" role="status"><p class="vence">Vence em '
        f"<strong>{name_dia(prazo.vencimento)}</strong></p><dl>{rows}</dl></section>"
    )
    for aviso in prazo.avisos:
        st.warning(aviso, icon=":material/warning:")
    _show_meses(prazo)
    _show_nao_contados(prazo.nao_contados)


def show_dia(calendario: Calendario, dia: date) -> None:
    """Whether one day is a business day, and whether deadlines run on it."""
    motivo, borda = calendario.explain(dia), calendario.explain_borda(dia)
    if motivo is not None:
        st.info(f"**{name_dia(dia)}** não é dia útil: {motivo.motivo} ({motivo.fonte}).", icon=":material/event_busy:")
    else:
        st.success(f"**{name_dia(dia)}** é dia útil no calendário do TJMS.", icon=":material/event_available:")
    if borda is not None and borda != motivo:
        what = "nele nenhum prazo corre" if calendario.explain_suspensao(dia) else "nele nenhum prazo começa ou termina"
        st.info(f"{borda.motivo}: {what} ({borda.fonte}).", icon=":material/event_note:")
    if dia.year not in calendario.anos_conferidos:
        st.warning(
            f"A portaria do TJMS de {dia.year} não está na tabela: valem as regras de todo ano.",
            icon=":material/warning:",
        )


def group_dias(motivos: Sequence[MotivoDoDia]) -> list[list[MotivoDoDia]]:
    """Days in a row that have one reason, a weekend among them."""
    groups: list[list[MotivoDoDia]] = []
    for motivo in motivos:
        last = groups[-1][-1] if groups else None
        if last is not None and motivo.dia - last.dia == _DIA and _name_motivo(motivo) == _name_motivo(last):
            groups[-1].append(motivo)
        else:
            groups.append([motivo])
    return groups


def _name_motivo(motivo: MotivoDoDia) -> str:
    return "Fim de semana" if motivo.motivo in ("Sábado", "Domingo") else motivo.motivo


def _show_nao_contados(motivos: Sequence[MotivoDoDia]) -> None:
    if not motivos:
        st.caption("Todos os dias do caminho contaram.")
        return
    total = "1 dia não contou" if len(motivos) == 1 else f"{len(motivos)} dias não contaram"
    st.subheader(f"Por que {total}", anchor=False)
    lines = [
        (
            _name_periodo(group),
            escape(_name_motivo(group[0]) if len(group) > 1 else group[0].motivo),
            escape(group[0].fonte),
        )
        for group in group_dias(motivos)
    ]
    st.html(render_tabela("Dias que não contaram", ("Dia", "Motivo", "Fonte"), lines))


def _name_periodo(group: Sequence[MotivoDoDia]) -> str:
    first, last = group[0].dia, group[-1].dia
    if first == last:
        return f"{format_dia(first)} ({name_dia_da_semana(first)})"
    return f"{format_dia(first)} a {format_dia(last)} ({len(group)} dias)"


def _show_meses(prazo: Prazo) -> None:
    """Each month of the way, with the number of each counted day."""
    first, last = prazo.pedido.intimacao, prazo.vencimento
    meses = [divmod(number, 12) for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)]
    if len(meses) > _MOST_MESES:
        return
    fora = {motivo.dia: motivo for motivo in prazo.nao_contados}
    way = (prazo.primeiro_dia + _DIA * number for number in range((last - prazo.primeiro_dia).days + 1))
    contados = {dia: number for number, dia in enumerate((dia for dia in way if dia not in fora), start=1)}
    tables = "".join(_render_mes(ano, mes + 1, prazo, contados, fora) for ano, mes in meses)
    st.html(f'<div class="prazo-meses">{tables}</div>')


def _render_mes(ano: int, mes: int, prazo: Prazo, contados: dict[date, int], fora: dict[date, MotivoDoDia]) -> str:
    head = "".join(f'<th scope="col"><abbr title="{name}">{letter}</abbr></th>' for letter, name in _SEMANA)
    weeks = Calendar(firstweekday=6).monthdatescalendar(ano, mes)
    rows = "".join(f"<tr>{''.join(_render_dias(week, mes, prazo, contados, fora))}</tr>" for week in weeks)
    return _MES.format(titulo=f"{MESES[mes - 1]} de {ano}", head=head, rows=rows)


def _render_dias(
    week: Sequence[date], mes: int, prazo: Prazo, contados: dict[date, int], fora: dict[date, MotivoDoDia]
) -> Iterable[str]:
    for dia in week:
        if dia.month != mes:
            yield "<td></td>"
        elif dia in contados:
            is_last = dia == prazo.vencimento
            kind, name = ("vence", "vencimento") if is_last else ("conta", "dia contado")
            number = f'<span class="numero">{contados[dia]}º{_LEITOR.format(f" {name}")}</span>'
            yield f'<td class="{kind}">{dia.day}{number}</td>'
        elif dia in fora:
            motivo = escape(fora[dia].motivo)
            yield f'<td class="fora" title="{motivo}">{dia.day}{_LEITOR.format(f" não conta: {motivo}")}</td>'
        elif dia == prazo.pedido.intimacao:
            yield f'<td class="inicio">{dia.day}<span class="numero">com.{_LEITOR.format(" comunicação")}</span></td>'
        else:
            yield f"<td>{dia.day}</td>"
