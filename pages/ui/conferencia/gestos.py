"""What a click asks of the review, kept from the click to the run that follows it, and what the person saw then."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import streamlit as st

from core.pecas.revisao.domain import Revisao
from core.usuarios.domain import Usuario
from pages.ui.conferencia.tempo import read_tempo
from pages.ui.errors import report_errors
from pages.ui.runtime import services

ITEM, FILTRO = "item", "filtro"
"""Parts of the address: the finding that is open, and which ones are listed."""

MARCAS = "conferencia_marcas"
"""Key of the component that takes clicks and keys on marks and findings."""

_GESTO = "conferencia_gesto"
_VISTA = "conferencia_vista"
_VELHA = "conferencia_vista_velha"
_FALA = "conferencia_fala"

_FALAS = {
    "aceitar": "Apontamento aceito.",
    "retirar": "Aceite retirado. A peça está em rascunho.",
    "concluir": "Conferência concluída. O próximo passo é aprovar.",
    "aprovar": "Peça aprovada. O próximo passo é tornar final.",
    "devolver": "Peça devolvida para rascunho.",
    "finalizar": "Peça final. O texto não muda mais.",
    "reabrir": "Peça reaberta. Ela voltou a ser rascunho.",
}


_DOS_ITENS = ("aceitar",)
"""What never changes the state of the peça."""


@dataclass(frozen=True)
class Gesto:
    """``nome`` is one that ``_run`` knows; ``campo`` is the key of the field beside the button."""

    nome: str
    alvo: str = ""
    campo: str = ""


def ask(nome: str, alvo: str = "", campo: str = "") -> None:
    """The callback of a button."""
    st.session_state[_GESTO] = Gesto(nome, alvo, campo)


def go() -> None:
    """The callback of the component: the address says what is open."""
    place = st.session_state[MARCAS].get("vai") or {}
    for name in (ITEM, FILTRO):
        if name in place:
            st.query_params[name] = str(place[name])


def renew_vista() -> None:
    """A page that is drawn anew looks anew; what a click stood on stays what the person saw."""
    st.session_state[_VELHA] = True


def see_revisao(peca_id: UUID, usuario_id: int) -> Revisao:
    """As it is now; the text is checked again only when it is another one, or the page is drawn anew."""
    kept: Revisao | None = st.session_state.get(_VISTA)
    known = None if st.session_state.pop(_VELHA, False) else kept
    revisao = services().revisao.get(peca_id, usuario_id, known=known)
    st.session_state[_VISTA] = revisao
    return revisao


def run_gesto(usuario: Usuario, peca_id: UUID) -> None:
    """Do what was asked, if anything; a refusal is said here, and the screen under it is fresh."""
    gesto: Gesto | None = st.session_state.pop(_GESTO, None)
    vista: Revisao | None = st.session_state.get(_VISTA)
    if gesto is None or vista is None or vista.peca_id != peca_id:
        return
    with report_errors():
        st.session_state[_VISTA] = _run(gesto, vista, usuario)
        st.session_state[_FALA] = _FALAS[gesto.nome]
        if gesto.nome not in _DOS_ITENS:
            st.rerun()  # the row of steps above shows the state too
        return
    st.session_state[_FALA] = ""


def take_fala() -> str | None:
    """Once: what was done, to be said aloud; empty for a refusal, whose words come into sight; None for nothing."""
    said: str | None = st.session_state.pop(_FALA, None)
    return said


def _run(gesto: Gesto, vista: Revisao, usuario: Usuario) -> Revisao:
    """It stands on what this tab showed last: an act of another tab in between refuses it."""
    revisao, typed = services().revisao, st.session_state.get(gesto.campo) if gesto.campo else None
    match gesto.nome:
        case "aceitar":
            return revisao.accept(vista, usuario, gesto.alvo, str(typed or ""))
        case "retirar":
            return revisao.withdraw(vista, usuario, gesto.alvo)
        case "concluir":
            return revisao.finish_conferencia(vista, usuario, tempo_s=read_tempo(vista.peca_id))
        case "aprovar":
            return revisao.approve(vista, usuario, declaracao=bool(typed), tempo_s=read_tempo(vista.peca_id))
        case "devolver":
            return revisao.give_back(vista, usuario, str(typed or ""))
        case "finalizar":
            return revisao.finalize(vista, usuario)
    return revisao.reopen(vista, usuario, str(typed or ""))
