"""Editing a prompt: every save is a new version without a label; nobody else notices until it is promoted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from core.errors import PortalError
from core.prompts.domain import CategoriaDeClassificacao, Prompt, Subsistema
from core.prompts.instrucoes.domain import VersaoDaInstrucao
from core.prompts.instrucoes.service import MAX_MOTIVO
from core.prompts.lugares import list_places
from core.prompts.modulos.diferenca import compare_textos
from core.usuarios.domain import Usuario
from pages.ui.diferencas import render_diferenca
from pages.ui.errors import show_error
from pages.ui.laboratorio.rotulos import tell_next
from pages.ui.plain import escape_markdown
from pages.ui.prompts.conflito import Edicao, ask_conflito, open_edicao, save_edicao
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services

_SEPARADOR = ";"
_COLUNAS = {
    "slug": st.column_config.TextColumn(
        "Código", width=120, help="Letras minúsculas sem acento, números e sublinhado."
    ),
    "nome": st.column_config.TextColumn("Nome", width=150),
    "is_protegida": st.column_config.CheckboxColumn(
        "Protegida", width=80, help="Uma versão que piora nesta categoria não pode ser promovida."
    ),
    "descricao": st.column_config.TextColumn("Quando se aplica", width=380),
    "subcategorias": st.column_config.TextColumn("Subcategorias", width=200, help="Separe com ponto e vírgula."),
}


def edit_instrucao(usuario: Usuario, item: VersaoDaInstrucao) -> None:
    """The fields of the next version, beginning with what ``item`` says."""
    slug = item.prompt.slug
    edicao = open_edicao("instrucao", slug, lambda: replace(item.prompt, versao=_find_newest(slug)))
    base, key = edicao.aberto, edicao.prefix
    st.subheader(f"Nova versão, a partir da {item.prompt.versao}", anchor=False)
    edited = _ask_campos(edicao, base)
    motivo = st.text_input(
        "Motivo da mudança (obrigatório)",
        key=f"{key}_motivo",
        max_chars=MAX_MOTIVO,
        placeholder="Ex.: distingue melhor decisão de despacho",
    ).strip()
    is_candidata = st.checkbox(
        "Marcar como candidata, para comparar com a versão em produção", value=True, key=f"{key}_candidata"
    )
    with st.container(horizontal=True, gap="small", key=f"{key}_acoes"):
        is_saving = st.button("Salvar nova versão", type="primary", icon=":material/save:", key=f"{key}_salvar")
        if st.button("Descartar", icon=":material/close:", key=f"{key}_descartar"):
            go(ver="", versao="")
    is_over = ask_conflito(edicao, _describe)
    _show_mudanca(base, edited)
    if is_saving or is_over:
        _save(usuario, edicao, edited, motivo, is_over=is_over, is_candidata=is_candidata)


def _find_newest(slug: str) -> int:
    return services().instrucoes.list_versoes(slug)[0].prompt.versao


def _ask_campos(edicao: Edicao[Prompt], base: Prompt) -> Prompt:
    key = edicao.prefix
    nome = st.text_input("Nome", base.nome, key=f"{key}_nome", max_chars=120)
    texto = st.text_area("Texto do prompt", base.texto, key=f"{key}_texto", height=420)
    places = ", ".join(f"`{{{{{name}}}}}`" for name in list_places(base.texto))
    if places:
        st.caption(f"Lugares que o portal preenche e que precisam continuar no texto: {places}")
    edited = replace(base, nome=nome.strip(), texto=texto)
    if base.subsistema is not Subsistema.CLASSIFICADOR:
        return edited
    return replace(edited, categorias=_ask_categorias(f"{key}_categorias", base.categorias))


def _ask_categorias(key: str, categorias: tuple[CategoriaDeClassificacao, ...]) -> tuple[CategoriaDeClassificacao, ...]:
    st.markdown("**Categorias**")
    rows: list[dict[str, Any]] = [
        {
            "slug": categoria.slug,
            "nome": categoria.nome,
            "descricao": categoria.descricao,
            "subcategorias": f"{_SEPARADOR} ".join(categoria.subcategorias),
            "is_protegida": categoria.is_protegida,
        }
        for categoria in categorias
    ]
    empty = {name: False if name == "is_protegida" else "" for name in _COLUNAS}
    edited = st.data_editor(
        rows or [empty],
        num_rows="dynamic",
        column_config=_COLUNAS,
        column_order=list(_COLUNAS),
        hide_index=True,
        key=key,
    )
    read = (_read_categoria(row) for row in edited)
    return tuple(categoria for categoria in read if categoria.slug or categoria.nome or categoria.descricao)


def _read_categoria(row: dict[str, Any]) -> CategoriaDeClassificacao:
    texts = {name: str(row.get(name) or "").strip() for name in ("slug", "nome", "descricao", "subcategorias")}
    subcategorias = tuple(part.strip() for part in texts["subcategorias"].split(_SEPARADOR) if part.strip())
    return CategoriaDeClassificacao(
        texts["slug"], texts["nome"], texts["descricao"], subcategorias, bool(row.get("is_protegida"))
    )


def _show_mudanca(base: Prompt, edited: Prompt) -> None:
    """What would change, and what keeps it from being stored, before anybody presses a button."""
    if edited == base:
        st.caption("Nada mudou ainda.")
        return
    if problemas := services().instrucoes.list_problemas(edited):
        lines = "\n".join(f"- {escape_markdown(problema)}" for problema in problemas)
        st.warning(f"Ainda não dá para salvar:\n\n{lines}", icon=":material/warning:")
    if edited.texto != base.texto:
        with st.expander("O que muda no texto"):
            html = render_diferenca(compare_textos(base.texto, edited.texto))
            st.html(f'<div class="prompts-diferenca"><div class="texto">{html}</div></div>')


def _save(
    usuario: Usuario, edicao: Edicao[Prompt], edited: Prompt, motivo: str, *, is_over: bool, is_candidata: bool
) -> None:
    """A conflict and a refusal leave the fields as they are."""
    instrucoes = services().instrucoes

    def save(prompt: Prompt) -> Prompt:
        return instrucoes.save_versao(prompt, autor=usuario.login, motivo=motivo).prompt

    def load(slug: str) -> Prompt:
        return instrucoes.get(slug, _find_newest(slug)).prompt

    try:
        saved = save_edicao(edicao, edited, save, load, is_over=is_over)
        if is_candidata:
            instrucoes.mark_candidata(saved.slug, saved.versao, autor=usuario.login, motivo=motivo)
    except PortalError as error:
        show_error(error)
        return
    words = "marcada como candidata. A versão em produção é a mesma" if is_candidata else "guardada, ainda sem uso"
    tell_next(f"Versão {saved.versao} {words}.")
    go(ver="", versao=str(saved.versao))


def _describe(prompt: Prompt) -> dict[str, str]:
    """Each part in words, for a conflict."""
    categorias = {
        f"Categoria “{categoria.nome}”": (
            f"{categoria.slug}: {categoria.descricao} Subcategorias: {'; '.join(categoria.subcategorias) or 'nenhuma'}."
            + (" Protegida." if categoria.is_protegida else "")
        )
        for categoria in prompt.categorias
    }
    return {"Nome": prompt.nome, "Texto": prompt.texto, **categorias}
