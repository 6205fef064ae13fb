"""What a click asks of the curadoria, kept from the click to the run that follows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import streamlit as st

from core.pecas.curadoria.domain import Comando, Curadoria, TipoDeAto
from core.usuarios.domain import Usuario
from pages.ui.errors import report_errors
from pages.ui.runtime import services

LISTA = "curadoria_lista"
"""Key of the component that holds the modules."""

_GESTO = "curadoria_gesto"
_FALHOU = "curadoria_falhou"
_MOVES = {"subir": -1, "descer": 1}


@dataclass(frozen=True)
class Gesto:
    """``nome`` is one that ``_run`` knows; ``versao`` is what the person saw when the click was made."""

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
    st.session_state[_FALHOU] = True
    return False


def has_failed() -> bool:
    """Once: whether what was just asked was refused, so that the words about it come into sight."""
    return bool(st.session_state.pop(_FALHOU, False))


def _run(gesto: Gesto, geracao_id: UUID, usuario: Usuario) -> None:
    """A click made while the screen was still taking up this tab's own last act stands on that act."""
    key = f"curadoria_passos_{geracao_id}"
    passos: dict[int, int] = st.session_state.get(key, {})
    versao = gesto.versao
    while versao in passos:
        versao = passos[versao]
    if gesto.nome == "gerar":
        services().curadoria.finish(geracao_id, usuario, versao)
    elif gesto.nome == "desistir":
        services().pecas.cancel_geracao(geracao_id, usuario.id)
    else:
        st.session_state[key] = {**passos, versao: _change(gesto, (geracao_id, usuario, versao)).versao}


def _change(gesto: Gesto, place: tuple[UUID, Usuario, int]) -> Curadoria:
    curadoria = services().curadoria
    match gesto.nome:
        case "acrescentar":
            return curadoria.apply(*place, [Comando(TipoDeAto.ACRESCENTOU, gesto.alvo)])
        case "dispensar":
            return curadoria.apply(*place, [Comando(TipoDeAto.DISPENSOU, gesto.alvo)])
        case "responder":
            return curadoria.answer(*place, gesto.alvo, valor=gesto.valor)
        case "nao_se_aplica":
            return curadoria.answer(*place, gesto.alvo, applies=False)
        case "escolher":
            return curadoria.choose(*place, gesto.alvo, int(gesto.valor))
        case "desfazer":
            return curadoria.undo(*place)
    return curadoria.apply(*place, gesto.valor)


def _to_comando(sent: dict[str, Any]) -> Comando:
    """From the browser: a name, a target, and for the moves a direction."""
    nome, alvo = str(sent.get("tipo", "")), str(sent.get("alvo", ""))
    if nome in _MOVES:
        tipo = TipoDeAto.MOVEU_SECAO if sent.get("secao") else TipoDeAto.MOVEU
        return Comando(tipo, alvo, _MOVES[nome])
    return Comando(TipoDeAto(nome), alvo)
