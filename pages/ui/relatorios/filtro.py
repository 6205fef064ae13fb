"""The question of a report, kept in the address: a link, a reload and the back button bring it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.errors import InvalidInputError
from core.pecas.domain import TIPOS_DE_PECA, TipoDePeca
from core.relatorios.domain import FiltroDoRelatorio
from pages.ui.dates import local_now
from pages.ui.runtime import services

PERIODO, DESDE, ATE = "periodo", "desde", "ate"
UNIDADE, TIPO, GRUPO, VISAO = "unidade", "tipo", "assunto", "visao"
REGISTROS = "registros"
"""How many parts of fifty records are shown; without it none is."""

_OUTRO, _PERGUNTA = "outro", "relatorios_pergunta"
_PERIODOS = {
    "mes": "Este mês",
    "mes_passado": "Mês passado",
    "30_dias": "Últimos 30 dias",
    "ano": "Este ano",
    _OUTRO: "Outro período",
}


def find_days(periodo: str, today: date) -> tuple[date, date]:
    """First and last day of a named period; of anything unknown, this month so far."""
    first = today.replace(day=1)
    if periodo == "mes_passado":
        last = first - timedelta(days=1)
        return last.replace(day=1), last
    if periodo == "30_dias":
        return today - timedelta(days=29), today
    if periodo == "ano":
        return today.replace(month=1, day=1), today
    return first, today


def ask_filtro() -> FiltroDoRelatorio:
    """The widgets and what they say. Raises InvalidInputError for a period turned round."""
    today = local_now().date()
    grupos = {grupo.slug: grupo.nome for grupo in services().prompts.list_grupos()}
    tipos = {tipo.value: tipo.label for tipo in TIPOS_DE_PECA}
    places = st.columns([2, 2, 2, 2], vertical_alignment="bottom")
    periodo = ask(places[0], PERIODO, "Período", list(_PERIODOS), _PERIODOS.__getitem__, "mes")
    unidade = ask(places[1], UNIDADE, "Unidade", services().relatorios.list_unidades(), str)
    tipo = ask(places[2], TIPO, "Tipo de peça", list(tipos), lambda one: TipoDePeca(one).label)
    grupo = ask(places[3], GRUPO, "Assunto", list(grupos), lambda one: grupos[one])
    desde, ate = _ask_days(today) if periodo == _OUTRO else find_days(periodo, today)
    filtro = FiltroDoRelatorio(desde, ate, unidade=unidade, tipo_de_peca=tipo, grupo=grupo)
    st.session_state[_PERGUNTA] = (filtro, (unidade, TipoDePeca(tipo).label if tipo else "", grupos.get(grupo, "")))
    return filtro


def ask(
    place: Any, name: str, label: str, options: Sequence[str], format_func: Callable[[str], str], default: str = ""
) -> str:
    """A choice that the address keeps; without a ``default`` empty stands for all."""
    key = f"relatorios_{name}"
    every = list(options) if default else ["", *options]
    named = st.query_params.get(name, default)
    adopt(key, named if named in every else default)
    chosen: str = place.selectbox(
        label, every, key=key, format_func=lambda value: format_func(value) if value else "Tudo"
    )
    if chosen != named:
        keep(name, "" if chosen == default else chosen)
    return chosen


def adopt(key: str, named: Any) -> None:
    """Let the address say what a widget shows when it is drawn first, and when a person goes back or forward.

    Otherwise the widget counts: a run may carry an address from before the last choice.
    """
    context = get_script_run_ctx()
    if key not in st.session_state or (context is not None and context.is_history_navigation):
        st.session_state[key] = named


def keep(name: str, value: str) -> None:
    """Write a choice into the address; an empty one leaves it."""
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def link_to_registros(name: str, value: str) -> str:
    """The records behind one line of this very question; empty where the line names nothing."""
    if not value:
        return ""
    return "/relatorios?" + urlencode({**st.query_params.to_dict(), name: value, REGISTROS: "1"})


def choose_visao(visoes: Mapping[str, str]) -> str:
    """What is looked at, kept in the address beside the question; the first one where the address names none."""
    first, *_others = visoes
    named = st.query_params.get(VISAO, "")
    current = named if named in visoes else first
    chosen = st.segmented_control(
        "Ver", list(visoes), default=current, required=True, format_func=visoes.__getitem__, key=f"visao_{current}"
    )
    if chosen is not None and chosen != current:
        st.query_params[VISAO] = chosen
        st.rerun()
    return current


def describe_filtro(filtro: FiltroDoRelatorio) -> str:
    """``1º a 23 de novembro``-like words would be longer: ``01/11/2026 a 23/11/2026``."""
    return f"{filtro.desde:%d/%m/%Y} a {filtro.ate:%d/%m/%Y}"


def describe_unidade(filtro: FiltroDoRelatorio) -> str:
    """What of the question counts where rows know neither type nor subject."""
    return f"De {describe_filtro(filtro)}." + (f" Só {filtro.unidade}." if filtro.unidade else "")


def describe_pergunta() -> str:
    """What the widgets of this run ask, for a page that is read elsewhere."""
    found: tuple[FiltroDoRelatorio, Sequence[str]] | None = st.session_state.get(_PERGUNTA)
    if found is None:
        return ""
    filtro, nomes = found
    words = " · ".join(filter(None, nomes))
    return f"De {describe_filtro(filtro)}." + (f" Só {words}." if words else "")


def _ask_days(today: date) -> tuple[date, date]:
    first, last = st.columns(2)
    desde = _ask_day(first, DESDE, "De", today.replace(day=1))
    ate = _ask_day(last, ATE, "Até", today)
    if ate < desde:
        raise InvalidInputError(
            "period", user_message="O período termina antes de começar. Corrija as datas para ver o relatório."
        )
    return desde, ate


def _ask_day(place: Any, name: str, label: str, default: date) -> date:
    key, named = f"relatorios_{name}", _read_day(st.query_params, name) or default
    adopt(key, named)
    chosen = place.date_input(label, key=key, format="DD/MM/YYYY")
    if not isinstance(chosen, date):
        return default
    if chosen != named:
        keep(name, chosen.isoformat())
    return chosen


def _read_day(values: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(values.get(name, ""))
    except ValueError:
        return None
