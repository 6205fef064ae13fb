"""A golden set from a spreadsheet: what the file brings is shown, line by line where it cannot be used, then stored."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from html import escape

import streamlit as st

from core.classificador.gabarito.domain import CasoDoGabarito, Gabarito
from core.classificador.gabarito.planilha import MAX_BYTES, LidoDeArquivo
from core.errors import PortalError
from core.prompts.domain import Subsistema
from core.usuarios.domain import Usuario
from pages.ui.errors import show_error
from pages.ui.laboratorio.matriz import name_classe
from pages.ui.laboratorio.rotulos import format_numero, name_categorias, render_tabela, tell_next
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services

_LIDO = "laboratorio_gabarito_lido"
_MB = 1_000_000
_MOSTRADOS = 20
_COMO = (
    "A planilha (.xlsx ou .csv) ou a lista (.json) precisa das colunas **texto** e **categoria**; "
    "**subcategoria**, **processo** e **nome** são opcionais. A categoria pode vir pelo nome ou pelo código."
)


def create_gabarito(usuario: Usuario) -> None:
    """A new one: its name, the prompt whose categories it speaks of, and its first documents."""
    st.header("Novo gabarito", anchor=False)
    linhas = services().instrucoes.list_instrucoes()
    prompts = {linha.slug: linha.nome for linha in linhas if linha.subsistema is Subsistema.CLASSIFICADOR}
    if not prompts:
        st.info("Ainda não há prompt do Classificador. Sem ele não há categorias para o gabarito.")
        return
    nome = st.text_input("Nome do gabarito", key="laboratorio_gabarito_nome", max_chars=120)
    named = st.query_params.get("prompt", "")
    prompt = st.selectbox(
        "Prompt do Classificador",
        list(prompts),
        index=list(prompts).index(named) if named in prompts else 0,
        format_func=prompts.__getitem__,
        key="laboratorio_gabarito_prompt",
    )
    lido = _ask_arquivo(prompt, "novo")
    motivo = st.text_input("De onde vieram os documentos (obrigatório)", key="laboratorio_gabarito_motivo_novo")
    with st.container(horizontal=True, gap="small", key="laboratorio_gabarito_novo_acoes"):
        is_saving = st.button(
            "Criar gabarito", type="primary", icon=":material/save:", key="laboratorio_gabarito_criar"
        )
        if st.button("Descartar", icon=":material/close:", key="laboratorio_gabarito_descartar"):
            go(ver="", prompt="")
    if not is_saving:
        return
    casos = lido.casos if lido else ()
    try:
        saved = services().gabaritos.create(nome, prompt, casos, autor=usuario.login, motivo=motivo)
    except PortalError as error:
        show_error(error)
        return
    _finish(saved, f"Gabarito criado com {_count(saved.total)}.")


def show_importar(usuario: Usuario, gabarito: Gabarito) -> None:
    """More documents for the next version; of a text that is there already, what the file says counts."""
    lido = _ask_arquivo(gabarito.prompt_slug, f"{gabarito.slug}_{gabarito.versao}")
    if lido is None or not lido.casos:
        return
    motivo = st.text_input("Motivo da nova versão (obrigatório)", key="laboratorio_gabarito_motivo", max_chars=500)
    if not st.button("Gravar nova versão", type="primary", icon=":material/save:", key="laboratorio_gabarito_gravar"):
        return
    newest = services().gabaritos.get(gabarito.slug).versao
    try:
        saved = services().gabaritos.add_casos(
            gabarito.slug, lido.casos, viva=newest, autor=usuario.login, motivo=motivo
        )
    except PortalError as error:
        show_error(error)
        return
    _finish(saved, f"Versão {saved.versao} gravada, com {_count(saved.total)}.")


def _finish(saved: Gabarito, notice: str) -> None:
    """Tell it above the golden set. Ends the run."""
    st.session_state.pop(_LIDO, None)
    tell_next(notice)
    go(gabarito=saved.slug, ver="", versao="", prompt="")


def _ask_arquivo(prompt: str, key: str) -> LidoDeArquivo | None:
    """What the file brings; None before there is one that can be read."""
    st.markdown(_COMO)
    arquivo = st.file_uploader(
        f"Arquivo de até {MAX_BYTES // _MB} MB",
        ["xlsx", "csv", "json"],
        max_upload_size=MAX_BYTES // _MB,
        key=f"laboratorio_gabarito_arquivo_{key}",
    )
    if arquivo is None:
        return None
    try:
        lido = _read(prompt, arquivo.name, arquivo.getvalue())
    except PortalError as error:
        show_error(error)
        return None
    _show_lido(lido, prompt)
    return lido


def _read(prompt: str, nome: str, conteudo: bytes) -> LidoDeArquivo:
    """Read once and kept while the same file and prompt are chosen."""
    signature = (prompt, nome, hashlib.sha256(conteudo).hexdigest())
    kept = st.session_state.get(_LIDO)
    if kept is None or kept[0] != signature:
        kept = (signature, services().gabaritos.read_arquivo(prompt, nome, conteudo))
        st.session_state[_LIDO] = kept
    lido: LidoDeArquivo = kept[1]
    return lido


def _show_lido(lido: LidoDeArquivo, prompt: str) -> None:
    if lido.problemas:
        lines = "".join(f"<li>{escape(problema)}</li>" for problema in lido.problemas[:_MOSTRADOS])
        more = len(lido.problemas) - _MOSTRADOS
        rest = f"<p>E mais {more}.</p>" if more > 0 else ""
        st.warning(
            f"{len(lido.problemas)} linhas do arquivo ficaram de fora. Corrija-as e envie de novo, "
            "ou siga com as outras."
            if len(lido.problemas) > 1
            else "Uma linha do arquivo ficou de fora. Corrija-a e envie de novo, ou siga com as outras.",
            icon=":material/warning:",
        )
        st.html(f'<ul class="laboratorio-problemas">{lines}</ul>{rest}')
    st.markdown(f"**O arquivo traz {_count(len(lido.casos))}.**")
    if lido.casos:
        _show_classes(lido.casos, name_categorias(prompt))


def _show_classes(casos: Sequence[CasoDoGabarito], nomes: dict[str, str]) -> None:
    counts = Counter(caso.categoria for caso in casos)
    rows = ((escape(name_classe(classe, nomes)), format_numero(count)) for classe, count in counts.most_common())
    st.html(render_tabela("Documentos do arquivo por categoria", ("Categoria", "Documentos"), rows))


def _count(number: int) -> str:
    return "1 documento" if number == 1 else f"{format_numero(number)} documentos"
