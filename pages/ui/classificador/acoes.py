"""What can be done with a lot in its state: stop for a while, go on, end it, try again, put away."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from core.classificador.domain import EstadoDoLote, Lote
from core.usuarios.domain import Usuario
from pages.ui.classificador.gestos import noting_refusal
from pages.ui.classificador.rotulos import count_documentos
from pages.ui.runtime import services

_BOTOES = {
    "pausar": ("Pausar", "pause", "O que está em andamento termina antes."),
    "continuar": ("Continuar", "play_arrow", ""),
    "cancelar": ("Cancelar o lote", "cancel", ""),
    "repetir": ("Repetir {erros} com erro", "refresh", ""),
    "retomar": ("Retomar o que faltou", "refresh", "O que já foi classificado fica como está."),
    "arquivar": ("Arquivar", "archive", "Sai da lista; nada é apagado."),
    "desarquivar": ("Tirar do arquivo", "unarchive", ""),
}
_PRINCIPAIS = ("continuar", "cancelar")


def run_acao(usuario: Usuario, nome: str, lote_id: UUID) -> None:
    """The callback of a button: done at once; a refusal is told by the run that follows."""
    lotes = services().lotes
    with noting_refusal():
        match nome:
            case "pausar":
                lotes.pause(lote_id, usuario)
            case "continuar":
                lotes.resume(lote_id, usuario)
            case "cancelar":
                lotes.cancel(lote_id, usuario)
            case "repetir" | "retomar":
                lotes.retry_errors(lote_id, usuario)
            case "arquivar":
                lotes.archive(lote_id, usuario, is_arquivado=True)
            case "desarquivar":
                lotes.archive(lote_id, usuario, is_arquivado=False)


def show_acoes(usuario: Usuario, lote: Lote) -> None:
    """Only what the state allows, and only to who made the lot; colleagues read and correct."""
    if usuario.id != lote.usuario_id:
        return
    if lote.estado.is_at_work:
        _show(usuario, lote, "pausar")
    if lote.estado is EstadoDoLote.PAUSADO:
        _show(usuario, lote, "continuar")
    if not lote.estado.is_final:
        _show_cancelar(usuario, lote)
        return
    if lote.is_a_retomar:
        _show(usuario, lote, "repetir" if lote.contagem.erros else "retomar")
    _show(usuario, lote, "desarquivar" if lote.is_arquivado else "arquivar")


def _show_cancelar(usuario: Usuario, lote: Lote) -> None:
    """Asked once, with what is lost."""
    contagem = lote.contagem
    left = contagem.pendentes + contagem.processando
    with st.popover("Cancelar", icon=":material/cancel:", key="classificador_cancelamento"):
        st.write(
            f"Ficam de fora deste lote {count_documentos(left)} sem resposta. O que já foi classificado continua "
            "guardado e pode ser exportado."
        )
        _show(usuario, lote, "cancelar")


def _show(usuario: Usuario, lote: Lote, nome: str) -> None:
    label, icon, ajuda = _BOTOES[nome]
    st.button(
        label.format(erros=count_documentos(lote.contagem.erros)),
        icon=f":material/{icon}:",
        type="primary" if nome in _PRINCIPAIS else "secondary",
        help=ajuda or None,
        on_click=run_acao,
        args=(usuario, nome, lote.id),
        key=f"classificador_{nome}",
    )
