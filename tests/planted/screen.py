"""A screen that asks for a geração as the product's does, or makes it itself inside the run of the script.

What it asked for is noted in the file that the environment names, for the test has no eyes.
"""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from core.bootstrap import Services, build_services
from core.pecas.domain import PedidoDeGeracao, TipoDePeca
from core.settings import load_settings


@st.cache_resource
def services() -> Services:
    return build_services(load_settings(), process="screen")


def generate_here(current: Services, geracao_id: str) -> None:
    """The fault."""
    geracao = current.pecas.begin_attempt(geracao_id)
    publisher = current.machinery.channel.open(geracao.id, geracao.attempt)
    for event in current.pecas.generate_peca(geracao):
        publisher.publish(event)
        st.write(type(event).__name__)


current = services()
numero, usuario = st.query_params["numero"], int(st.query_params["usuario"])
geracao = current.pecas.request_geracao(PedidoDeGeracao(numero, TipoDePeca.CONTESTACAO, "ps"), usuario)
Path(os.environ["SCREEN_NOTES"]).write_text(str(geracao.id), encoding="utf-8")
if "here" in st.query_params:
    generate_here(current, geracao.id)
st.write(str(geracao.id))
