"""Files in place of a case number: handed in, named by what they are, and sent with the request."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.errors import PortalError
from core.processos.autos.domain import DocumentoDosAutos, describe_paginas
from core.processos.envios.domain import ArquivoEnviado, Envio
from core.processos.numero_cnj import format_numero_cnj
from core.usuarios.domain import Usuario
from pages.ui.autos import SITUACOES
from pages.ui.errors import report_errors
from pages.ui.inputs import ask_numero_cnj
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services
from pages.ui.urls import link_to_autos

ENVIO = "envio"
_RODADA, _RECUSAS = "gerador_de_pecas_rodada", "gerador_de_pecas_recusas"
_NUMERO = "gerador_de_pecas_arquivos_numero"
_LOOK_EVERY = "2s"
_COLUNAS = [5, 4, 2, 2]
_CONFIANCAS = {"alta": "confiança alta", "media": "confiança média", "baixa": "confiança baixa: confira"}
_ARQUIVO = (
    '<div class="portal-arquivo"><a href="{link}" target="_blank" rel="noopener">{nome}'
    '<span class="portal-so-leitor"> (abre em outra aba)</span></a>'
    '<p class="portal-estado portal-estado-{sinal}">{situacao}</p><p class="detalhe">{detalhe}</p></div>'
)


def ask_arquivos(usuario: Usuario) -> tuple[str, str]:
    """The number they belong to, the field for files and the list of those that are here.

    Nothing of them is read before the person, having said what is secret, asks for it here or asks for the minuta.
    Answers the key of the set (empty before the first file) and the number as it was typed, empty without one.
    """
    chave = st.query_params.get(ENVIO, "")
    envio = services().anexos.find(chave, usuario.id)
    if envio is None or envio.enviado_em is None:
        if envio is not None and envio.numero_informado:
            st.session_state.setdefault(_NUMERO, format_numero_cnj(envio.numero_informado))
        ask_numero_cnj(key=_NUMERO, label="Número do processo (opcional)")
        _ask_files(usuario, chave)
    else:
        numero = f" no processo {format_numero_cnj(envio.numero_informado)}" if envio.numero_informado else ""
        st.caption(
            f"Estes arquivos já foram usados em uma peça{numero}. Para incluir ou retirar algum, comece outro pedido."
        )
    for recusa in st.session_state.pop(_RECUSAS, ()):
        st.error(escape_markdown(recusa), icon=":material/error:")
    if envio is not None and envio.arquivos:
        is_coming = _is_coming(envio)
        st.fragment(_show_lista, run_every=_LOOK_EVERY if is_coming else None)(usuario, chave, was_coming=is_coming)
    return chave, st.session_state.get(_NUMERO, "") if envio is None or envio.enviado_em is None else ""


def _ask_files(usuario: Usuario, chave: str) -> None:
    """What is chosen is taken in at once, out of the memory of this process; refusals are told one by one."""
    settings, rodada = services().settings.anexos, st.session_state.get(_RODADA, 0)
    files = st.file_uploader(
        f"Arquivos do processo (até {settings.max_files}, de {settings.max_file_bytes // 1_000_000} MB cada): "
        "PDF, Word (.docx), RTF, texto, HTML e imagens",
        accept_multiple_files=True,
        key=f"gerador_de_pecas_arquivos_{rodada}",
    )
    if not files:
        return
    recusas = []
    for file in files:
        try:
            chave = services().anexos.receive(chave, usuario.id, file.name, file).chave
        except PortalError as error:
            recusas.append(error.user_message)
    st.session_state[_RODADA] = rodada + 1
    st.session_state[_RECUSAS] = recusas
    if chave:
        st.query_params[ENVIO] = chave
    st.rerun()


def _show_lista(usuario: Usuario, chave: str, *, was_coming: bool) -> None:
    with report_errors():
        envio, autos = services().envios.require(chave, usuario.id), services().autos.get(chave)
        is_coming = _is_coming(envio)
        if was_coming and not is_coming:
            st.rerun()
        nomes = {categoria.slug: categoria.nome for categoria in services().prompts.list_categorias()}
        total = "1 arquivo" if len(envio.arquivos) == 1 else f"{len(envio.arquivos)} arquivos"
        st.html(f'<p role="status">{total} na lista. O tipo de cada um pode ser mudado.</p>')
        for arquivo in envio.arquivos:
            documento = autos.find(arquivo.id_documento)
            if documento is not None:
                _show_arquivo(usuario, envio, arquivo, documento, nomes)
        if is_coming:
            st.caption("O portal está lendo e identificando os documentos; a lista se atualiza sozinha.")
        elif envio.enviado_em is None and any(not a.categoria and a.nivel_sigilo == 0 for a in envio.arquivos):
            if recusa := services().anexos.find_recusa(envio):
                st.warning(f"A identificação dos documentos parou. {escape_markdown(recusa)}", icon=":material/report:")
            _offer_exame(usuario, envio)


def _offer_exame(usuario: Usuario, envio: Envio) -> None:
    st.caption(
        "Nada vai ao modelo antes de você pedir. Marque primeiro o que é sigiloso; depois identifique os documentos "
        "aqui ou peça logo a minuta, que identifica o que faltar."
    )
    if st.button("Identificar os documentos", icon=":material/label:", key="gerador_de_pecas_identificar"):
        services().anexos.request_exame(envio.chave, usuario.id, st.session_state.get(_NUMERO, ""))
        st.rerun()


def _show_arquivo(
    usuario: Usuario, envio: Envio, arquivo: ArquivoEnviado, documento: DocumentoDosAutos, nomes: dict[str, str]
) -> None:
    ident, is_open = arquivo.id_documento, envio.enviado_em is None
    nome, tipo, sigilo, acao = st.columns(_COLUNAS, vertical_alignment="center")
    nome.html(_render(envio.chave, arquivo, documento))
    options = ["", *nomes]
    key = f"gerador_de_pecas_categoria_{ident}_{arquivo.categoria}_{arquivo.confianca}"
    tipo.selectbox(
        f"Tipo do documento {arquivo.nome}",
        options,
        index=options.index(arquivo.categoria) if arquivo.categoria in nomes else 0,
        format_func=lambda slug: nomes.get(slug, "O portal identifica"),
        label_visibility="collapsed",
        key=key,
        on_change=_choose,
        args=(usuario, envio.chave, ident, key),
        disabled=documento.is_sigiloso,
    )
    sigilo_key = f"gerador_de_pecas_sigilo_{ident}"
    sigilo.checkbox(
        "Sigiloso",
        value=documento.is_sigiloso,
        key=sigilo_key,
        on_change=_declare,
        args=(usuario, envio.chave, ident, sigilo_key),
        help="O que você declara sigiloso antes de identificar os documentos ou pedir a minuta não é lido nem enviado "
        "ao modelo. Declarado depois, nada mais dele é enviado.",
    )
    if is_open and acao.button("Retirar", key=f"gerador_de_pecas_retirar_{ident}", icon=":material/delete:"):
        services().anexos.remove(envio.chave, usuario.id, ident)
        st.rerun()


def _render(chave: str, arquivo: ArquivoEnviado, documento: DocumentoDosAutos) -> str:
    sinal, situacao = SITUACOES[documento.situacao]
    motivo = documento.partes[0].ficha.motivo if documento.partes and documento.partes[0].ficha else ""
    size = f"{max(arquivo.size_bytes / 1_000_000, 0.1):.1f} MB".replace(".", ",")
    facts = [size, describe_paginas(documento.estados) if documento.estados else ""]
    facts += [_CONFIANCAS.get(arquivo.confianca, ""), motivo]
    return _ARQUIVO.format(
        link=escape(link_to_autos(chave, arquivo.id_documento, 1)),
        nome=escape(arquivo.nome),
        sinal=sinal,
        situacao=situacao,
        detalhe=escape(" · ".join(fact for fact in facts if fact)),
    )


def _choose(usuario: Usuario, chave: str, id_documento: str, key: str) -> None:
    services().anexos.choose_categoria(chave, usuario.id, id_documento, st.session_state[key])


def _declare(usuario: Usuario, chave: str, id_documento: str, key: str) -> None:
    services().anexos.declare_sigilo(chave, usuario.id, id_documento, is_sigiloso=st.session_state[key])


def _is_coming(envio: Envio) -> bool:
    """The files are being read and named: the list renews itself."""
    return envio.enviado_em is None and services().anexos.is_examining(envio)
