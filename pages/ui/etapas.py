"""The steps of a peça in their order; the address names the one that is open (``?geracao=…&etapa=…``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.events import Estado
from core.pecas.domain import Geracao
from core.pecas.etapas import NomeDaEtapa, choose_etapa, list_etapas
from core.usuarios.domain import Usuario
from pages.ui.conferencia.tela import show_conferencia
from pages.ui.curadoria.tela import show_curadoria
from pages.ui.exportar.tela import show_exportar
from pages.ui.geracao import show_heading, show_running
from pages.ui.minuta import show_minuta, show_parada
from pages.ui.pecas.barra import note_estado, show_barra
from pages.ui.pecas.documentos import show_documentos
from pages.ui.pecas.fatos import show_fatos
from pages.ui.pecas.modulos import show_modulos
from pages.ui.pecas.processo import show_processo
from pages.ui.runtime import services
from pages.ui.urls import ETAPA


@dataclass(frozen=True)
class Etapa:
    """``show`` draws the step under the heading and the row of steps, and loads only what it draws.

    Minuta, Conferência and Exportar are drawn by it only for a geração that ended with a peça (``peca_id``).
    """

    slug: NomeDaEtapa
    show: Callable[[Usuario, Geracao], None]


ETAPAS = (
    Etapa(NomeDaEtapa.PROCESSO, show_processo),
    Etapa(NomeDaEtapa.DOCUMENTOS, show_documentos),
    Etapa(NomeDaEtapa.FATOS, show_fatos),
    Etapa(NomeDaEtapa.MODULOS, show_modulos),
    Etapa(NomeDaEtapa.MINUTA, show_minuta),
    Etapa(NomeDaEtapa.CONFERENCIA, show_conferencia),
    Etapa(NomeDaEtapa.EXPORTAR, show_exportar),
)


def show_etapas(usuario: Usuario, geracao: Geracao) -> None:
    """The heading, the row of steps and the open one: the one in the address, or where the person is needed."""
    estado = services().revisao.list_estados([geracao.id]).get(geracao.id) if geracao.peca_id else None
    etapas = list_etapas(geracao, estado)
    named = st.query_params.get(ETAPA, "")
    atual = next((etapa.nome for etapa in etapas if etapa.nome == named and etapa.is_open), choose_etapa(geracao))
    show_heading(geracao)
    show_barra(geracao, etapas, atual)
    note_estado(estado)
    if atual is NomeDaEtapa.MINUTA and geracao.estado.is_at_work:
        show_running(geracao)
    elif atual is NomeDaEtapa.MODULOS and geracao.estado is Estado.AGUARDANDO_VOCE:
        show_curadoria(usuario, geracao)
    elif atual is NomeDaEtapa.MINUTA and geracao.peca_id is None:
        show_parada(geracao)
    else:
        next(etapa for etapa in ETAPAS if etapa.slug is atual).show(usuario, geracao)
