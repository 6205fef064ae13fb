"""The person's own work on Hoje: what waits, what runs, what failed, what changed and what is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import streamlit as st

from core.events import Estado
from core.pecas.domain import ItemDoHistorico
from core.usuarios.domain import Usuario
from pages.ui.errors import report_errors
from pages.ui.hoje.mesa import Linha, Mesa, render_linhas
from pages.ui.hoje.outros import (
    collect_calculos,
    collect_lotes,
    collect_mudancas,
    collect_perguntas,
    collect_treinos,
)
from pages.ui.hoje.pecas import collect_em_andamento, collect_recebidas, collect_terminadas
from pages.ui.menu import list_addresses
from pages.ui.runtime import services
from pages.ui.work import show_empty

_REFRESH_EVERY = "4s"
_PLACE_EVERY = "0.5s"
"""While a peça of the person waits: a new place is on the screen within a second."""

_KEPT_S = 3.8
"""Age up to which everything but the peças that run is shown as it was read."""

_NA_FILA, _GUARDADA = "hoje_na_fila", "hoje_guardada"
_FONTES: tuple[tuple[str, str, Callable[[Usuario], Mesa]], ...] = (
    ("pecas.gerar", "gerador_de_pecas", collect_terminadas),
    ("pecas.gerar", "gerador_de_pecas", collect_recebidas),
    ("assistencia.usar", "assistencia", collect_perguntas),
    ("classificador.usar", "classificador", collect_lotes),
    ("calculo.usar", "pedido_de_calculo", collect_calculos),
    ("processos.ver", "processos", collect_mudancas),
    ("bert.treinar", "treinamento_bert", collect_treinos),
)
"""Permission, page and reader of everything that Hoje looks at again and again."""


@dataclass(frozen=True)
class _Guardada:
    """What was read at ``at`` (seconds of the monotonic clock) while the peças ``running`` were those that ran."""

    at: float
    running: tuple[tuple[UUID, Estado], ...]
    mesa: Mesa


def show_trabalho(person: Usuario) -> None:
    """Drawn again by itself; faster while a peça waits. Nothing for a person whose profile has no work of its own."""
    if any(person.has_permission(permission) for permission, _, _ in _FONTES):
        every = _PLACE_EVERY if st.session_state.get(_NA_FILA, False) else _REFRESH_EVERY
        st.fragment(_draw, run_every=every)(person)


def _draw(person: Usuario) -> None:
    running: Sequence[ItemDoHistorico] = ()
    mesa = Mesa()
    if person.has_permission("pecas.gerar"):
        with report_errors():
            running = services().pecas.list_em_andamento(person.id)
            _keep_pace(is_queued=any(item.estado is Estado.NA_FILA for item in running))
            mesa = collect_em_andamento(running)
    _show(mesa + _find_outros(person, running))


def _keep_pace(*, is_queued: bool) -> None:
    """Draw the page anew when the list has to renew itself at another pace."""
    if st.session_state.get(_NA_FILA, False) != is_queued:
        st.session_state[_NA_FILA] = is_queued
        st.rerun()


def _find_outros(person: Usuario, running: Sequence[ItemDoHistorico]) -> Mesa:
    """As read lately; anew when a peça ended or began. What could not be read is asked for the next time again."""
    current = tuple((item.geracao_id, item.estado) for item in running)
    kept: _Guardada | None = st.session_state.get(_GUARDADA)
    if kept is not None and kept.running == current and time.monotonic() - kept.at < _KEPT_S:
        return kept.mesa
    pages = list_addresses()
    readers = [read for name, page, read in _FONTES if person.has_permission(name) and page in pages]
    mesa, count = Mesa(), 0
    for read in readers:
        with report_errors():
            mesa += read(person)
            count += 1
    st.session_state[_GUARDADA] = _Guardada(time.monotonic(), current, mesa) if count == len(readers) else None
    return mesa


def _show(mesa: Mesa) -> None:
    _show_linhas("Aguardando você", mesa.esperando)
    _show_linhas("Em andamento", mesa.andamento)
    _show_linhas("Com erro", mesa.falhas)
    _show_linhas("Compartilhadas com você", mesa.recebidas)
    _show_linhas("O que mudou nos seus processos", mesa.mudancas)
    _show_linhas("Últimas peças", mesa.prontas)
    if mesa == Mesa():
        show_empty("Nada espera por você.", "O que você pedir ao portal aparece aqui, com o caminho de volta.")


def _show_linhas(titulo: str, linhas: Sequence[Linha]) -> None:
    if linhas:
        st.header(titulo, anchor=False)
        st.html(render_linhas(linhas, titulo))
