"""What a click asks of the curadoria, kept from the click to the run that follows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import streamlit as st

from core.pecas.curadoria.domain import Comando, TipoDeAto
from core.usuarios.domain import Usuario
from pages.ui.errors import report_errors
from pages.ui.runtime import services

LISTA = "curadoria_lista"
"""Key of the component that holds the modules."""

_GESTO = "curadoria_gesto"
_MOVES = {"subir": -1, "descer": 1}


@dataclass(frozen=True)
class Gesto:
    """``nome`` is one of ``_run``; ``versao`` is what the person saw when the click was made."""

    nome: str
    versao: int
    alvo: str = ""
    valor: Any = None


def ask(nome: str, versao: int, alvo: str = "", valor: Any = None) -> None:
    """The callback of a button."""
    st.session_state[_GESTO] = Gesto(nome, versao, alvo, valor)


def ask_typed(versao: int, alvo: str, key: str) -> None:
    """The callback of a button beside a field: answers with what stands in the field."""
    valor = st.session_state.get(key)
    ask("responder", versao, alvo, valor.isoformat() if hasattr(valor, "isoformat") else valor)


def ask_listed() -> None:
    """The callback of the list of modules."""
    sent = st.session_state[LISTA].get("gesto") or {}
    if sent.get("ler"):
        st.query_params["modulo"] = str(sent["ler"])
    if sent.get("atos"):
        ask("aplicar", int(sent.get("versao", 0)), valor=tuple(map(_to_comando, sent["atos"])))


def run_gesto(geracao_id: UUID, usuario: Usuario) -> bool:
    """Do what was asked, if anything; what goes wrong is said here, and the screen under it is fresh.

    True when the minuta is being written.
    """
    gesto: Gesto | None = st.session_state.pop(_GESTO, None)
    if gesto is None:
        return False
    with report_errors():
        _run(gesto, geracao_id, usuario)
        return gesto.nome in ("gerar", "desistir")
    return False


def _run(gesto: Gesto, geracao_id: UUID, usuario: Usuario) -> None:
    curadoria = services().curadoria
    place = (geracao_id, usuario, gesto.versao)
    match gesto.nome:
        case "aplicar":
            curadoria.apply(*place, gesto.valor)
        case "acrescentar":
            curadoria.apply(*place, [Comando(TipoDeAto.ACRESCENTOU, gesto.alvo)])
        case "dispensar":
            curadoria.apply(*place, [Comando(TipoDeAto.DISPENSOU, gesto.alvo)])
        case "responder":
            curadoria.answer(*place, gesto.alvo, valor=gesto.valor)
        case "nao_se_aplica":
            curadoria.answer(*place, gesto.alvo, applies=False)
        case "escolher":
            curadoria.choose(*place, gesto.alvo, int(gesto.valor))
        case "desfazer":
            curadoria.undo(*place)
        case "gerar":
            curadoria.finish(*place)
        case "desistir":
            services().pecas.cancel_geracao(geracao_id, usuario.id)


def _to_comando(sent: dict[str, Any]) -> Comando:
    """From the browser: a name, a target, and for the moves a direction."""
    nome, alvo = str(sent.get("tipo", "")), str(sent.get("alvo", ""))
    if nome in _MOVES:
        tipo = TipoDeAto.MOVEU_SECAO if sent.get("secao") else TipoDeAto.MOVEU
        return Comando(tipo, alvo, _MOVES[nome])
    return Comando(TipoDeAto(nome), alvo)
