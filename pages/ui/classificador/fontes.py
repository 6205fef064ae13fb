"""Where the documents of a new lot come from: files of the person's computer, or cases at the court."""

from __future__ import annotations

import re
from html import escape

import streamlit as st

from core.classificador.domain import Fonte, FonteDeArquivos, FonteDeProcessos
from core.classificador.remessas.domain import ArquivoDaRemessa, Remessa
from core.errors import InvalidNumeroCnjError
from core.processos.numero_cnj import parse_numero_cnj
from core.processos.tipos import list_tipos
from core.usuarios.domain import Usuario
from pages.ui.classificador.rotulos import count_documentos, format_number
from pages.ui.components import build_component
from pages.ui.dates import NEWEST, OLDEST
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services

REMESSA = "remessa"
_MB = 1_000_000
_LISTED = 200
"""Files in the list under the field; the others are counted."""

_BETWEEN = re.compile(r"[;,\s]*[\n;,]+[;,\s]*")


def ask_arquivos(usuario: Usuario) -> Fonte | None:
    """The field that sends files by the hundred, and what is here so far."""
    remessas, settings = services().remessas, services().settings.classificador
    chave = st.query_params.get(REMESSA, "")
    if not chave:
        chave = st.query_params[REMESSA] = remessas.begin(usuario.id).chave
    data = {
        "url": f"/lotes/remessas/{chave}",
        "max_bytes": settings.max_pacote_bytes,
        "grande": f"O arquivo “{{nome}}” passa de {settings.max_pacote_bytes // _MB} MB e não foi enviado.",
        "dica": (
            f"Ou arraste para cá arquivos e pastas: até {format_number(settings.max_documentos)} documentos em PDF, "
            f"Word (.docx), RTF, texto, HTML ou imagem, de {settings.max_arquivo_bytes // _MB} MB cada, ou um pacote "
            ".zip com eles."
        ),
    }
    build_component("remessa", is_isolated=False)(
        key=f"classificador_remessa_{chave}", data=data, on_fim_change=lambda: None
    )
    remessa = remessas.get(chave, usuario.id)
    if not remessa.arquivos:
        return None
    _show_arquivos(usuario, remessa)
    return FonteDeArquivos(chave)


def ask_processos() -> Fonte | None:
    """Case numbers in any form, kinds of documents by name, and a period; None until there is a valid number."""
    texto = st.text_area(
        "Números dos processos",
        key="classificador_numeros",
        height=120,
        placeholder="Um por linha, ou separados por vírgula",
        help="Cole como estiverem; o portal confere os dígitos de cada um.",
    )
    numeros, errados = read_numeros(texto)
    tipos = list_tipos()
    chosen = st.multiselect(
        "Tipos de documento", list(tipos), key="classificador_tipos", placeholder="Todos, ou escolha alguns"
    )
    desde_col, ate_col = st.columns(2)
    bounds = {"min_value": OLDEST, "max_value": NEWEST, "format": "DD/MM/YYYY"}
    desde = desde_col.date_input("Juntados desde", value=None, key="classificador_desde", **bounds)
    ate = ate_col.date_input("Juntados até", value=None, key="classificador_ate", **bounds)
    for numero, motivo in errados:
        st.error(f"“{escape_markdown(numero)}”: {escape_markdown(motivo)}", icon=":material/error:")
    if desde and ate and desde > ate:
        st.error("A data “desde” vem depois da data “até”. Troque uma delas.", icon=":material/error:")
        return None
    if not numeros or errados:
        return None
    codigos = tuple(codigo for nome in chosen for codigo in tipos[nome])
    return FonteDeProcessos(numeros, codigos, desde, ate)


def read_numeros(texto: str) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """The case numbers of a pasted text, each once, and what is not one with the reason."""
    found: dict[str, None] = {}
    errados = []
    for part in filter(None, (part.strip() for part in _BETWEEN.split(texto))):
        try:
            found[parse_numero_cnj(part)] = None
        except InvalidNumeroCnjError as error:
            errados.append((part[:40], error.user_message))
    return tuple(found), errados


def _show_arquivos(usuario: Usuario, remessa: Remessa) -> None:
    """What is here, and the way to take one out or all."""
    with st.expander(f"{count_documentos(remessa.total)} neste lote", icon=":material/attach_file:"):
        lines = "".join(map(_render_arquivo, remessa.arquivos[:_LISTED]))
        rest = len(remessa.arquivos) - _LISTED
        more = f"<li>e mais {format_number(rest)}</li>" if rest > 0 else ""
        st.html(f'<ol class="classificador-arquivos">{lines}{more}</ol>')
        names = {arquivo.sha256: arquivo.nome for arquivo in remessa.arquivos}
        alvo = st.selectbox(
            "Retirar um arquivo",
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder="Escolha o arquivo",
            key=f"classificador_retirar_{len(names)}",
        )
        if st.button("Retirar", icon=":material/delete:", disabled=alvo is None, key="classificador_retirar") and alvo:
            services().remessas.remove(remessa.chave, usuario.id, alvo)
            st.rerun()


def _render_arquivo(arquivo: ArquivoDaRemessa) -> str:
    inside = f" ({count_documentos(arquivo.membros)} no pacote)" if arquivo.is_pacote else ""
    return f"<li>{escape(arquivo.nome)}{inside}</li>"
