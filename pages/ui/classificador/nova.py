"""A new classification: where the documents come from, with which instruction, and what it will cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import streamlit as st

from core.classificador.domain import Fonte, FonteDeArquivos, PedidoDeLote
from core.classificador.estimativa import Estimativa, estimate_arquivos, estimate_cem
from core.classificador.roteamento import is_local
from core.prompts.domain import Prompt, Subsistema
from core.usuarios.domain import Usuario
from pages.ui.classificador.fontes import ask_arquivos, ask_processos
from pages.ui.classificador.leitura import Leitura, ask_leitura, estimate_leitura
from pages.ui.classificador.rotulos import count_documentos, format_brl
from pages.ui.dates import local_now
from pages.ui.errors import report_errors
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services
from pages.ui.work import show_empty

_FONTE = "fonte"
_FONTES = {"arquivos": "Arquivos do computador", "processos": "Documentos de processos do TJMS"}


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
        leitura = ask_leitura(instrucao.prompt)
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
            leitura.modelo,
            leitura.corte,
            rota=leitura.rota,
        )
        with report_errors():
            if fonte is None:
                st.caption("Falta escolher os documentos.")
            else:
                st.html(_render_custo(_estimate(usuario, fonte, leitura, instrucao.prompt)))
            _offer_start(usuario, pedido, fonte)


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
            st.markdown(f"- **{escape_markdown(categoria.nome)}**{escape_markdown(detail)}")


def _offer_start(usuario: Usuario, pedido: PedidoDeLote, fonte: Fonte | None) -> None:
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


def _estimate(usuario: Usuario, fonte: Fonte, leitura: Leitura, prompt: Prompt) -> Estimativa:
    """Of the documents that were handed in, or of a hundred where only the court knows how many there are."""
    arquivos = services().remessas.get(fonte.chave, usuario.id).arquivos if isinstance(fonte, FonteDeArquivos) else ()
    asked = (prompt, leitura.corte, leitura.modelo, services().tariff)
    if is_local(leitura.modelo):
        total = sum(max(arquivo.membros, 1) for arquivo in arquivos)
        return Estimativa(total, estimate_leitura(leitura, total or 100, Decimal(0)))
    of_gemini = estimate_arquivos(arquivos, *asked) if arquivos else estimate_cem(*asked)
    custo = estimate_leitura(leitura, of_gemini.documentos or 100, of_gemini.custo_brl)
    return Estimativa(of_gemini.documentos, custo)


def _render_custo(estimativa: Estimativa) -> str:
    custo = f"<strong>{format_brl(estimativa.custo_brl)}</strong>"
    if not estimativa.documentos:
        text = f"Só o TJMS sabe quantos documentos há; custo estimado de {custo} a cada 100."
    else:
        text = f"{count_documentos(estimativa.documentos)} · custo estimado de {custo}"
    return f'<p class="classificador-custo" role="status">{text}</p>'
