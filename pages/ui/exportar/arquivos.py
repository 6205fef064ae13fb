"""The files of a peça with their states; what is being prepared shows itself when it is ready."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from uuid import UUID

import streamlit as st

from core.exportacao.domain import Formato
from core.pecas.downloads import Preparo, SituacaoDoArquivo
from core.usuarios.domain import Usuario
from pages.ui.errors import report_errors
from pages.ui.runtime import services

_LOOK_EVERY = "3s"
_AJUDA = {
    Formato.DOCX: "Para editar e assinar no Word.",
    Formato.PDF: "Para ler e enviar.",
    Formato.PDFA: "Para guardar e peticionar (PDF/A-2b).",
}
_SINAIS = {
    SituacaoDoArquivo.NENHUM: "na_fila",
    SituacaoDoArquivo.PREPARANDO: "em_andamento",
    SituacaoDoArquivo.PRONTO: "pronto",
    SituacaoDoArquivo.COM_ERRO: "com_erro",
}


def show_arquivos(usuario: Usuario, peca_id: UUID, *, is_final: bool) -> None:
    """One row per kind of file, looked at again every few seconds: a download begins without a run of the page."""
    st.fragment(_show_lista, run_every=_LOOK_EVERY)(usuario, peca_id, is_final=is_final)


def _show_lista(usuario: Usuario, peca_id: UUID, *, is_final: bool) -> None:
    with report_errors():
        st.html(render_lista(services().downloads.list_preparos(peca_id, usuario), peca_id, is_final=is_final))


def render_lista(preparos: Sequence[Preparo], peca_id: UUID, *, is_final: bool) -> str:
    """The rows, with a link each: a click fetches the file, and has it made first where it is not there."""
    rows = "".join(_render_linha(preparo, peca_id, is_final=is_final) for preparo in preparos)
    return (
        '<div class="portal-rolagem"><table class="portal-tabela portal-arquivos"><thead><tr>'
        '<th scope="col">Arquivo</th><th scope="col">Situação</th><th scope="col">Baixar</th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _render_linha(preparo: Preparo, peca_id: UUID, *, is_final: bool) -> str:
    formato, estado = preparo.formato, "final" if is_final else "minuta"
    main = " portal-botao-principal" if formato is Formato.DOCX else ""
    name = "DOCX" if formato is Formato.DOCX else formato.label
    mensagem = f'<p class="detalhe">{escape(preparo.mensagem)}</p>' if preparo.mensagem else ""
    situacao = f'<span class="portal-estado portal-estado-{_SINAIS[preparo.situacao]}">{preparo.situacao.label}</span>'
    address = f"/baixar/{peca_id}?formato={formato}"
    return (
        f'<tr><th scope="row">{formato.label} ({estado})<p class="detalhe">{_AJUDA[formato]}</p></th>'
        f"<td>{situacao}{mensagem}</td>"
        f'<td><a class="portal-botao{main}" href="{address}" download>Baixar {name}</a></td></tr>'
    )
