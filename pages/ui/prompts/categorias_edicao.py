"""An edit of a category from its opening to its publication; nothing typed is lost on the way."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.errors import PortalError, VersionConflictError
from core.prompts.categorias.domain import compare_categorias, merge_categorias
from core.prompts.domain import CategoriaDeDocumento
from core.usuarios.domain import Usuario
from pages.ui.autores import name_autor
from pages.ui.dates import format_when
from pages.ui.errors import show_error
from pages.ui.prompts.categorias_leitura import AVISO, show_alteracoes
from pages.ui.prompts.enderecos import go
from pages.ui.prompts.raio import show_mudancas
from pages.ui.runtime import services

_STATE = "prompts_e_modulos_categoria_edicao"
_NUMERO = "prompts_e_modulos_categoria_edicoes"


@dataclass
class Edicao:
    """An edit that is under way in this tab.

    ``chave`` says of what; ``base`` is the category as it was opened; ``numero`` makes the keys of the fields;
    ``conferida`` is what was looked through, with its reason; ``viva`` is set by a conflict.
    """

    chave: str
    base: CategoriaDeDocumento
    numero: int
    conferida: tuple[CategoriaDeDocumento, str] | None = None
    viva: int = 0

    @property
    def prefix(self) -> str:
        return f"prompts_e_modulos_categoria_{self.numero}"


def open_edicao(chave: str, aberta: CategoriaDeDocumento) -> Edicao:
    """The edit that is under way in this tab, or a new one of ``aberta``."""
    edicao = st.session_state.get(_STATE)
    if isinstance(edicao, Edicao) and edicao.chave == chave:
        return edicao
    number = st.session_state.get(_NUMERO, 0) + 1
    st.session_state[_NUMERO] = number
    st.session_state[_STATE] = Edicao(chave, aberta, number)
    return st.session_state[_STATE]


def close(slug: str, variavel: str = "") -> None:
    """Forget the edit and show the category, or the list for one that never came to be."""
    st.session_state.pop(_STATE, None)
    go(categoria=slug, ver="", variavel=variavel, versao="")


def finish(usuario: Usuario, edicao: Edicao, minha: CategoriaDeDocumento, variavel: str = "") -> None:
    """The reason, the check of what would change, and the button that publishes."""
    motivo = st.text_input(
        "Motivo da alteração (obrigatório)",
        key=f"{edicao.prefix}_motivo",
        max_chars=400,
        placeholder="Ex.: a pergunta anterior confundia pedido e transcrição",
    )
    with st.container(horizontal=True, gap="small", key=f"{edicao.prefix}_acoes"):
        has_checked = st.button("Conferir a alteração", type="primary", icon=":material/fact_check:")
        if st.button("Descartar", icon=":material/close:", help="Nada do que foi mudado aqui é guardado."):
            close(edicao.base.slug if edicao.base.versao else "")
    candidate = (minha, motivo.strip())
    if has_checked:
        edicao.conferida = candidate
    if edicao.conferida == candidate:
        _review(usuario, edicao, *candidate, variavel)
    elif edicao.conferida:
        st.caption("Algo mudou depois da conferência. Confira de novo para publicar.")


def _review(usuario: Usuario, edicao: Edicao, minha: CategoriaDeDocumento, motivo: str, variavel: str) -> None:
    """Problems, or the difference, the scenarios whose decision changes, and the button that publishes."""
    if edicao.viva:
        minha = _show_conflito(edicao, minha)
    st.subheader("Conferência", anchor=False)
    problemas = [str(problema) for problema in services().categorias.list_problemas(minha)]
    if not motivo:
        problemas.append("motivo da alteração: não pode ficar vazio")
    if problemas:
        lines = "\n".join(f"- {problema}." for problema in problemas)
        st.error(f"A categoria ainda não pode ser publicada. Corrija:\n\n{lines}", icon=":material/error:")
        return
    if edicao.base.versao:
        live = services().categorias.get_categoria(minha.slug).categoria
        alteracoes = compare_categorias(live, minha)
        show_alteracoes(alteracoes, empty="Nada mudou em relação à versão que vale agora.")
        if not alteracoes:
            return
        show_mudancas(services().cenarios.preview_categoria(minha))
        st.info("Documentos já lidos serão perguntados de novo na próxima peça.", icon=":material/quiz:")
    if st.button("Publicar", type="primary", icon=":material/publish:", key="prompts_e_modulos_categoria_publicar"):
        _publish(usuario, edicao, minha, motivo, variavel)


def _publish(usuario: Usuario, edicao: Edicao, minha: CategoriaDeDocumento, motivo: str, variavel: str) -> None:
    """A conflict and a refusal leave the fields as they are."""
    try:
        saved = services().categorias.save_categoria(minha, autor=usuario.login, motivo=motivo)
    except VersionConflictError as error:
        edicao.viva = error.viva
        st.rerun()
    except PortalError as error:
        show_error(error)
        return
    st.session_state[AVISO] = f"Versão {saved.versao} publicada. Vale para as peças que começarem a partir de agora."
    close(saved.slug, variavel)


def _show_conflito(edicao: Edicao, minha: CategoriaDeDocumento) -> CategoriaDeDocumento:
    """What the other person changed; answers both edits as one, for what follows to be looked through."""
    outra = services().categorias.get_categoria(minha.slug)
    with st.container(border=True, key="prompts_e_modulos_categoria_conflito"):
        st.warning(
            f"{name_autor(outra.autor)} publicou a versão {outra.categoria.versao} {format_when(outra.criada_em)} "
            f"(“{outra.motivo}”) enquanto você editava. O que você escreveu continua nos campos e ainda não vale.",
            icon=":material/merge:",
        )
        st.markdown("**O que a outra pessoa mudou**")
        show_alteracoes(compare_categorias(edicao.base, outra.categoria))
        st.markdown("Abaixo está a sua alteração sobre a versão dela. Publique para juntar as duas.")
        if st.button("Ficar só com a versão dela", key="prompts_e_modulos_categoria_dela"):
            close(minha.slug)
    return merge_categorias(edicao.base, minha, outra.categoria)
