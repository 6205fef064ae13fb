"""Work that failed for good: why, its last lines, and the way to try it again."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from core.operacao.domain import TarefaMorta
from core.operacao.service import OperacaoService
from core.usuarios.domain import Usuario
from pages.ui.dates import CAMPO_GRANDE, format_when
from pages.ui.errors import report_errors
from pages.ui.work import show_empty

_MOST = 30
_LATEST_RETRIED = 5
_OWN_FIELDS = ("timestamp", "level", "event")


def show_mortas(operacao: OperacaoService, person: Usuario) -> None:
    """Those that wait for a person, each with one click, and the last ones that were put back."""
    st.subheader("Trabalhos parados", anchor=False)
    mortas = operacao.list_mortas(limit=_MOST)
    waiting = [morta for morta in mortas if morta.is_waiting]
    retried = [morta for morta in mortas if not morta.is_waiting][:_LATEST_RETRIED]
    if not waiting:
        show_empty("Nenhum trabalho parado.", "O que falhar três vezes seguidas aparece aqui, com o motivo.")
    for morta in waiting:
        with st.container(border=True, key=f"administracao_morta_{morta.id}"):
            _show_morta(operacao, morta, person)
    if retried:
        st.caption("Postos de volta na fila por último")
        st.html("".join(f"<p>{escape(morta.label)} · {_name_moment(morta)}</p>" for morta in retried))


def format_log(morta: TarefaMorta) -> str:
    """One line of text per line of the log: time, event and what came with it."""
    return "\n".join(_format_line(line) for line in morta.log)


def _show_morta(operacao: OperacaoService, morta: TarefaMorta, person: Usuario) -> None:
    st.html(
        f'<p class="portal-parado"><strong>{escape(morta.label)}</strong>'
        f'<span class="quando">falhou {format_when(morta.falhou_em)}</span></p><p>{escape(morta.motivo)}</p>'
    )
    if morta.log:
        with st.expander("Últimas linhas do registro", key=f"administracao_registro_{morta.id}"):
            st.code(format_log(morta), language=None, wrap_lines=True)
    if st.button("Tentar de novo", icon=":material/replay:", key=f"administracao_tentar_{morta.id}"):
        with report_errors():
            operacao.retry(morta.id, person.id)
            st.success("De volta na fila.", icon=":material/check:")


def _name_moment(morta: TarefaMorta) -> str:
    return "" if morta.retomada_em is None else format_when(morta.retomada_em)


def _format_line(line: dict[str, str]) -> str:
    others = " ".join(f"{name}={value}" for name, value in line.items() if name not in _OWN_FIELDS)
    moment = datetime.fromisoformat(line["timestamp"]).astimezone(CAMPO_GRANDE)
    return f"{moment:%H:%M:%S} {line.get('level', '')} {line.get('event', '')} {others}".strip()
