"""The fields of a category and of one of its questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import streamlit as st

from core.prompts.categorias.validacao import COM_OPCOES
from core.prompts.domain import CategoriaDeDocumento, OrigemDaCategoria, TipoDeVariavel, Variavel
from core.prompts.validacao import PALAVRAS_DO_TIPO
from core.usuarios.domain import Usuario
from pages.ui.prompts.categorias_edicao import Edicao, finish, open_edicao
from pages.ui.runtime import services

_NOVA = CategoriaDeDocumento("", 0, "", (), "", ())
_NOVA_VARIAVEL = Variavel("", TipoDeVariavel.BOOLEANO, "")
_ILEGIVEL = 0
"""Stands for a code that is no number; no category is published with it."""


def edit_categoria(usuario: Usuario, slug: str) -> None:
    """Name, codes and instruction; ``slug`` empty for a new category."""
    aberta = services().categorias.get_categoria(slug).categoria if slug else _NOVA
    edicao = open_edicao(f"categoria {slug}", aberta)
    base = edicao.base
    st.header(f"Alterar “{base.nome}”" if slug else "Nova categoria de documento", anchor=False)
    prefix = edicao.prefix
    nome = st.text_input("Nome", base.nome, key=f"{prefix}_nome", max_chars=100)
    novo = slug or st.text_input(
        "Identificador",
        key=f"{prefix}_slug",
        max_chars=60,
        help="Com ele começam os nomes das perguntas. Letras minúsculas sem acento, números e _.",
    )
    minha = replace(base, slug=novo.strip(), nome=nome.strip())
    if base.origem is OrigemDaCategoria.DOCUMENTO:
        codigos = st.text_input(
            "Códigos de documento do TJMS, separados por vírgula",
            ", ".join(map(str, base.codigos)),
            key=f"{prefix}_codigos",
        )
        instrucao = st.text_area(
            "Instrução ao modelo",
            base.instrucao,
            key=f"{prefix}_instrucao",
            height=200,
            help="O que o documento é e como responder. Para citar uma pergunta, escreva o nome dela entre {{ e }}.",
        )
        minha = replace(minha, codigos=_read_codigos(codigos), instrucao=instrucao.strip())
        if strange := _list_estranhos(codigos):
            st.error(f"Em códigos, corrija {', '.join(strange)}: cada código do TJMS é um número, como 8369.")
    finish(usuario, edicao, minha)


def edit_variavel(usuario: Usuario, slug: str, variavel: str) -> None:
    """One question of the category; ``variavel`` empty for a new one."""
    edicao = open_edicao(f"pergunta {slug} {variavel}", services().categorias.get_categoria(slug).categoria)
    old = next((v for v in edicao.base.variaveis if v.slug == variavel), None)
    verb = "Alterar uma pergunta de" if old else "Nova pergunta em"
    st.header(f"{verb} “{edicao.base.nome}”", anchor=False)
    new = _ask_variavel(edicao, old)
    if old:
        variaveis = tuple(new if v.slug == variavel else v for v in edicao.base.variaveis)
    else:
        variaveis = (*edicao.base.variaveis, new)
    finish(usuario, edicao, replace(edicao.base, variaveis=variaveis), new.slug)


def _ask_variavel(edicao: Edicao, old: Variavel | None) -> Variavel:
    """The fields; the name of a question that exists is changed in its panel, everywhere at once."""
    prefix, shown = edicao.prefix, old or _NOVA_VARIAVEL
    is_fixed = edicao.base.origem is OrigemDaCategoria.TRIBUNAL
    nome = shown.slug or st.text_input(
        "Nome da variável", f"{edicao.base.slug}_", key=f"{prefix}_slug", help="É por ele que as regras a leem."
    )
    pergunta = st.text_area("Pergunta", shown.pergunta, key=f"{prefix}_pergunta", max_chars=500, height=80)
    tipos = list(PALAVRAS_DO_TIPO)
    left, right = st.columns(2)
    tipo = left.selectbox(
        "Tipo de resposta",
        tipos,
        index=tipos.index(shown.tipo),
        format_func=PALAVRAS_DO_TIPO.__getitem__,
        key=f"{prefix}_tipo",
        disabled=is_fixed,
    )
    opcoes: tuple[str, ...] = ()
    if tipo in COM_OPCOES:
        text = right.text_area("Opções, uma por linha", "\n".join(shown.opcoes), key=f"{prefix}_opcoes", height=130)
        opcoes = tuple(line.strip() for line in text.splitlines() if line.strip())
    new = replace(shown, slug=nome.strip(), tipo=tipo, pergunta=pergunta.strip(), opcoes=opcoes)
    if is_fixed:
        return new
    perguntas = _list_perguntas(edicao.base)
    left, right = st.columns(2)
    booleans = [v.slug for v in perguntas.values() if v.tipo is TipoDeVariavel.BOOLEANO and v.slug != new.slug]
    with left:
        condicao = _choose(
            "Só se aplica quando for verdadeira", booleans, shown.condicao, f"{prefix}_condicao", perguntas
        )
    own = {v.slug for v in edicao.base.variaveis}
    fontes = [v.slug for v in perguntas.values() if v.tipo is tipo and v.slug not in own]
    with right:
        fonte = _choose("Fonte da verdade", fontes, shown.fonte_da_verdade, f"{prefix}_fonte", perguntas)
        st.caption("Quando a outra categoria responde à mesma pergunta, vale a resposta dela.")
    return replace(new, condicao=condicao, fonte_da_verdade=fonte)


def _choose(label: str, options: Iterable[str], current: str, key: str, perguntas: Mapping[str, Variavel]) -> str:
    offered = ["", *dict.fromkeys([*options, *([current] if current else [])])]
    return st.selectbox(
        label,
        offered,
        index=offered.index(current),
        format_func=lambda slug: f"{perguntas[slug].pergunta} ({slug})" if slug in perguntas else slug or "Nenhuma",
        key=key,
    )


def _list_perguntas(categoria: CategoriaDeDocumento) -> dict[str, Variavel]:
    """Every live question by its name, those of the category first."""
    own = {v.slug: v for v in categoria.variaveis}
    others = {v.slug: v for other in services().categorias.list_categorias() for v in other.variaveis}
    return own | {slug: v for slug, v in others.items() if slug not in own}


def _read_codigos(text: str) -> tuple[int, ...]:
    return tuple(int(word) if _is_codigo(word) else _ILEGIVEL for word in _split(text))


def _list_estranhos(text: str) -> list[str]:
    return [f"“{word}”" for word in _split(text) if not _is_codigo(word)]


def _split(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,;]+", text) if word]


def _is_codigo(word: str) -> bool:
    return word.isascii() and word.isdigit()
