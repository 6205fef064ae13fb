"""A new classification: where the documents come from, with which instruction, and what it will cost."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.classificador.domain import Corte, Fonte, FonteDeArquivos, ModoDoCorte, PedidoDeLote
from core.classificador.estimativa import Estimativa, estimate_arquivos, estimate_cem
from core.prompts.domain import Prompt, Subsistema
from core.usuarios.domain import Usuario
from pages.ui.classificador.fontes import ask_arquivos, ask_processos
from pages.ui.classificador.rotulos import (
    PAGINAS_DO_CORTE,
    build_corte,
    count_documentos,
    describe_local,
    describe_paginas,
    format_brl,
    name_modelo,
)
from pages.ui.dates import local_now
from pages.ui.errors import report_errors
from pages.ui.runtime import services
from pages.ui.work import show_empty

_FONTE = "fonte"
_FONTES = {"arquivos": "Arquivos do computador", "processos": "Documentos de processos do TJMS"}
_MODOS = {
    ModoDoCorte.INTEIRO: "O texto inteiro",
    ModoDoCorte.PRIMEIROS: "Só o começo",
    ModoDoCorte.ULTIMOS: "Só o fim",
}


@dataclass(frozen=True)
class _Instrucao:
    """One version that a lot may run with."""

    prompt: Prompt
    is_candidata: bool

    @property
    def label(self) -> str:
        word = "candidata, em teste" if self.is_candidata else "em uso"
        return f"{self.prompt.nome} · versão {self.prompt.versao}, {word}"


def show_nova(usuario: Usuario) -> None:
    """The fields in the order in which people think of them; nothing is paid before the button."""
    instrucoes = _list_instrucoes()
    if not instrucoes:
        show_empty("Ainda não há instrução de classificação.", "A equipe de dados cria a primeira no Laboratório.")
        return
    with st.container(key="classificador_formulario"):
        fonte = _ask_fonte(usuario)
        instrucao = st.selectbox(
            "Instrução", instrucoes, format_func=lambda one: one.label, key="classificador_instrucao"
        )
        _show_categorias(instrucao.prompt)
        modelo, corte = _ask_leitura(instrucao.prompt)
        nome = st.text_input(
            "Nome do lote",
            key="classificador_nome",
            max_chars=120,
            placeholder=f"Ex.: {instrucao.prompt.nome} de {local_now():%d/%m/%Y}",
        )
        pedido = PedidoDeLote(
            nome.strip() or f"{instrucao.prompt.nome}, {local_now():%d/%m/%Y às %H:%M}",
            instrucao.prompt.slug,
            instrucao.prompt.versao,
            modelo,
            corte,
        )
        _offer_start(usuario, pedido, instrucao.prompt, fonte)


def _list_instrucoes() -> list[_Instrucao]:
    """Of each instruction of the classifier the version in use, then the one that is being tried."""
    found = []
    for linha in services().instrucoes.list_instrucoes():
        if linha.subsistema is Subsistema.CLASSIFICADOR:
            found.append(_Instrucao(services().instrucoes.get(linha.slug).prompt, is_candidata=False))
            if linha.candidata is not None:
                prompt = services().instrucoes.get(linha.slug, linha.candidata).prompt
                found.append(_Instrucao(prompt, is_candidata=True))
    return found


def _ask_fonte(usuario: Usuario) -> Fonte | None:
    if not usuario.has_permission("processos.ver"):
        return ask_arquivos(usuario)
    named = st.query_params.get(_FONTE, "")
    chosen = st.segmented_control(
        "De onde vêm os documentos",
        list(_FONTES),
        default=named if named in _FONTES else "arquivos",
        required=True,
        format_func=_FONTES.__getitem__,
        key="classificador_fonte",
        on_change=_keep_fonte,
    )
    return ask_processos() if chosen == "processos" else ask_arquivos(usuario)


def _keep_fonte() -> None:
    st.query_params[_FONTE] = st.session_state["classificador_fonte"]


def _show_categorias(prompt: Prompt) -> None:
    count = len(prompt.categorias)
    with st.expander(f"Categorias desta instrução ({count})"):
        for categoria in prompt.categorias:
            detail = f": {categoria.descricao}" if categoria.descricao else ""
            st.markdown(f"- **{_escape(categoria.nome)}**{_escape(detail)}")


def _ask_leitura(prompt: Prompt) -> tuple[str, Corte]:
    """Gemini's models, the cheapest first, then those trained here whose answers are categories of the instruction."""
    modelo_col, modo_col, paginas_col = st.columns(3)
    locais = {local.chave: local for local in services().lotes.list_locais(prompt)}
    modelos = sorted(services().lotes.list_modelos(), key=lambda name: services().tariff.get_price(name) or (0, 0))
    modelo = modelo_col.selectbox(
        "Modelo",
        [*modelos, *locais],
        format_func=lambda one: f"{locais[one].nome}, treinado no portal" if one in locais else name_modelo(one),
        key="classificador_modelo",
    )
    if modelo in locais:
        modo_col.caption(describe_local(locais[modelo]).replace("$", r"\$"))
        return modelo, Corte()
    modo = modo_col.selectbox(
        "Quanto ler de cada documento", list(_MODOS), format_func=_MODOS.__getitem__, key="classificador_modo"
    )
    paginas = PAGINAS_DO_CORTE[1]
    if modo is not ModoDoCorte.INTEIRO:
        paginas = paginas_col.selectbox(
            "Tamanho", PAGINAS_DO_CORTE, index=1, format_func=describe_paginas, key="classificador_paginas"
        )
    return modelo, build_corte(modo, paginas)


def _offer_start(usuario: Usuario, pedido: PedidoDeLote, prompt: Prompt, fonte: Fonte | None) -> None:
    """What it will cost about, and the button; without documents it says what is missing."""
    with report_errors():
        if fonte is None:
            st.caption("Falta escolher os documentos.")
        else:
            st.html(_render_custo(_estimate(usuario, fonte, pedido, prompt)))
        has_asked = st.button(
            "Começar a classificação",
            type="primary",
            icon=":material/play_arrow:",
            disabled=fonte is None,
            key="classificador_enviar",
        )
        if has_asked and fonte is not None:
            lote = services().lotes.create_lote(pedido, usuario, fonte)
            st.query_params.from_dict({"lote": str(lote.id)})
            st.rerun()


def _estimate(usuario: Usuario, fonte: Fonte, pedido: PedidoDeLote, prompt: Prompt) -> Estimativa:
    tarifa = services().tariff
    local = next((one for one in services().lotes.list_locais(prompt) if one.chave == pedido.modelo), None)
    if local is not None:
        total = services().remessas.get(fonte.chave, usuario.id).total if isinstance(fonte, FonteDeArquivos) else 0
        return Estimativa(total, local.custo_por_mil_brl * (total or 100) / 1000)
    if isinstance(fonte, FonteDeArquivos):
        arquivos = services().remessas.get(fonte.chave, usuario.id).arquivos
        return estimate_arquivos(arquivos, prompt, pedido.corte, pedido.modelo, tarifa)
    return estimate_cem(prompt, pedido.corte, pedido.modelo, tarifa)


def _render_custo(estimativa: Estimativa) -> str:
    custo = f"<strong>{format_brl(estimativa.custo_brl)}</strong>"
    if not estimativa.documentos:
        text = f"Só o TJMS sabe quantos documentos há; custo estimado de {custo} a cada 100."
    else:
        text = f"{count_documentos(estimativa.documentos)} · custo estimado de {custo}"
    return f'<p class="classificador-custo" role="status">{text}</p>'


def _escape(text: str) -> str:
    """Words that stand in Markdown as they are."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#$:~|" else c for c in text)
