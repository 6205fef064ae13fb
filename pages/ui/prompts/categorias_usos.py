"""Where a question is used, and what can be done with it: alter, rename everywhere, take out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from core.prompts.categorias.domain import Renomeacao, TipoDeUso, Uso
from core.prompts.domain import CategoriaDeDocumento, OrigemDaCategoria, Variavel
from core.usuarios.domain import Usuario
from pages.ui.errors import report_errors
from pages.ui.prompts.enderecos import go, link_here
from pages.ui.prompts.raio import show_mudancas
from pages.ui.runtime import services

_AVISO = "prompts_e_modulos_categoria_aviso"
_MOST = 12
"""Places of one kind that are shown at once."""


def show_variavel(usuario: Usuario, categoria: CategoriaDeDocumento, variavel: Variavel) -> None:
    """The panel of one question: every place that names it, and the actions."""
    usos = services().categorias.list_usos(variavel.slug)
    with st.container(border=True, key="prompts_e_modulos_usos"):
        st.subheader(variavel.pergunta, anchor=False)
        nome = f"nome nas regras: <code>{escape(variavel.slug)}</code>"
        st.html(f'<p class="prompts-contagem">{nome} · {_count(usos)}</p>{_render_usos(usos)}')
        with st.container(horizontal=True, gap="small", key="prompts_e_modulos_usos_acoes"):
            if st.button("Alterar a pergunta", icon=":material/edit:", key="prompts_e_modulos_usos_alterar"):
                go(ver="pergunta")
            if categoria.origem is OrigemDaCategoria.DOCUMENTO:
                _ask_rename(usuario, categoria, variavel)
                _ask_remove(usuario, categoria, variavel, usos)
            if st.button("Fechar", icon=":material/close:", key="prompts_e_modulos_usos_fechar"):
                go(variavel="")


def _count(usos: Sequence[Uso]) -> str:
    if not usos:
        return "não é usada em lugar nenhum"
    return "usada em 1 lugar" if len(usos) == 1 else f"usada em {len(usos)} lugares"


def _render_usos(usos: Sequence[Uso]) -> str:
    parts = []
    for tipo in TipoDeUso:
        found = [uso for uso in usos if uso.tipo is tipo]
        if not found:
            continue
        items = [f"<li>{_render_uso(uso)}</li>" for uso in found]
        rest = items[_MOST:]
        more = f"<details><summary>Mostrar mais {len(rest)}</summary><ul>{''.join(rest)}</ul></details>" if rest else ""
        parts.append(f"<dt>{tipo.label} ({len(found)})</dt><dd><ul>{''.join(items[:_MOST])}</ul>{more}</dd>")
    return f'<dl class="prompts-ficha prompts-usos">{"".join(parts)}</dl>' if parts else ""


def _render_uso(uso: Uso) -> str:
    titulo = escape(uso.titulo)
    if uso.tipo is TipoDeUso.MODULO:
        address = link_here(aba="modulos", modulo=uso.slug, categoria="", variavel="", versao="")
        titulo = f'<a href="{escape(address)}" target="_self">{titulo}</a>'
    return f"{titulo} <span>({escape(uso.lugar)})</span>"


def _ask_rename(usuario: Usuario, categoria: CategoriaDeDocumento, variavel: Variavel) -> None:
    key = f"prompts_e_modulos_renomear_{variavel.slug}_{categoria.versao}"  # a newer version asks anew
    with st.popover("Renomear", icon=":material/drive_file_rename_outline:", key=f"{key}_abrir"):
        st.markdown("O nome novo entra de uma vez em todos os lugares acima, ou em nenhum.")
        para = st.text_input("Nome novo", variavel.slug, key=key, help=f"Começa por {categoria.slug}_.")
        motivo = st.text_input("Motivo (obrigatório)", key=f"{key}_motivo", max_chars=400)
        if para.strip() not in ("", variavel.slug):
            _show_raio(variavel.slug, para.strip())
        if st.button("Renomear em todos os lugares", type="primary", key=f"{key}_enviar"):
            with report_errors():
                found = services().categorias.rename_variavel(
                    categoria, variavel.slug, para, autor=usuario.login, motivo=motivo
                )
                st.session_state[_AVISO] = _describe(variavel.slug, para, found)
                go(variavel=para.strip())


def _show_raio(de: str, para: str) -> None:
    """Whether the decisions stay what they are under the new name."""
    categorias = services().categorias
    show_mudancas(
        services().cenarios.preview_renomeacao(lambda live: categorias.rename_na_biblioteca(live, de, para), de, para)
    )


def _describe(de: str, para: str, found: Renomeacao) -> str:
    counts = (
        (found.modulos, "módulo", "módulos"),
        (found.categorias, "outra categoria", "outras categorias"),
        (found.politicas, "política", "políticas"),
        (found.cenarios, "cenário", "cenários"),
    )
    named = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    return f"{de} passou a se chamar {para.strip()}" + (f", também em {', '.join(named)}." if named else ".")


def _ask_remove(usuario: Usuario, categoria: CategoriaDeDocumento, variavel: Variavel, usos: Sequence[Uso]) -> None:
    key = f"prompts_e_modulos_remover_{variavel.slug}_{categoria.versao}"
    with st.popover("Retirar", icon=":material/delete:", key=f"{key}_abrir"):
        if usos:
            st.info("Esta pergunta é usada nos lugares acima. Tire-a de lá antes de retirá-la daqui.")
            return
        st.markdown("O modelo deixa de responder a esta pergunta. A versão atual fica guardada e pode ser restaurada.")
        motivo = st.text_input("Motivo (obrigatório)", key=f"{key}_motivo", max_chars=400)
        if st.button("Retirar a pergunta", key=f"{key}_enviar"):
            with report_errors():
                kept = tuple(other for other in categoria.variaveis if other.slug != variavel.slug)
                services().categorias.save_categoria(
                    replace(categoria, variaveis=kept), autor=usuario.login, motivo=motivo
                )
                st.session_state[_AVISO] = f"A pergunta “{variavel.pergunta}” foi retirada."
                go(variavel="")
