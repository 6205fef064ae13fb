"""The fields of a module; each keeps what was typed until the edit is published or discarded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from core.exportacao.html import render_html
from core.prompts.domain import SECOES, ModoDeAtivacao, Modulo, RegraDoTipo, TipoDeModulo
from core.prompts.modulos.domain import Vocabulario
from core.prompts.modulos.validacao import MAX_TEXTO, MAX_TITULO
from pages.ui.prompts.regra import ask_regra
from pages.ui.prompts.rotulos import MODOS, TIPOS
from pages.ui.runtime import services

_SEMPRE = "sempre"
_ATIVACOES = {
    ModoDeAtivacao.DETERMINISTICO.value: MODOS[ModoDeAtivacao.DETERMINISTICO],
    _SEMPRE: "Sempre",
    ModoDeAtivacao.MODELO.value: MODOS[ModoDeAtivacao.MODELO],
}
_ALTURA = 420
"""Pixels of the text's field."""


def build_new(vocabulario: Vocabulario) -> Modulo:
    """An argument with nothing in it, in the first group."""
    grupo = next((grupo for grupo in vocabulario.grupos.values() if grupo.is_active), None)
    return Modulo(
        slug="",
        versao=0,
        tipo=TipoDeModulo.CONTEUDO,
        secao=(grupo.secoes if grupo else SECOES)[0],
        grupo=grupo.slug if grupo else "",
        subgrupo="",
        titulo="",
        texto="",
        modo=ModoDeAtivacao.DETERMINISTICO,
        ordem=100,
    )


def ask_modulo(prefix: str, aberto: Modulo, vocabulario: Vocabulario) -> Modulo | None:
    """The module as the fields have it; None while a rule in them cannot be read (the reason stands beside it)."""
    titulo = st.text_input("Título", aberto.titulo, key=f"{prefix}_titulo", max_chars=MAX_TITULO)
    modulo = _ask_lugar(prefix, replace(aberto, titulo=titulo.strip()), vocabulario)
    texto = _ask_texto(prefix, aberto)
    return _ask_ativacao(prefix, replace(modulo, texto=texto), vocabulario)


def _ask_lugar(prefix: str, modulo: Modulo, vocabulario: Vocabulario) -> Modulo:
    rotulos = services().modulos.list_rotulos()
    first, second, third = st.columns(3), st.columns(3, vertical_alignment="center"), st.columns(3)
    tipo = first[0].selectbox(
        "Tipo", list(TIPOS), list(TIPOS).index(modulo.tipo), format_func=TIPOS.__getitem__, key=f"{prefix}_tipo"
    )
    grupos = {slug: g.nome for slug, g in vocabulario.grupos.items() if g.is_active or slug == modulo.grupo}
    grupo = first[1].selectbox(
        "Grupo", list(grupos), _place(list(grupos), modulo.grupo), format_func=grupos.__getitem__, key=f"{prefix}_grupo"
    )
    secao = ""
    if tipo is TipoDeModulo.CONTEUDO:
        secoes = vocabulario.grupos[grupo].secoes if grupo else SECOES
        secao = first[2].selectbox("Seção", secoes, _place(secoes, modulo.secao), key=f"{prefix}_secao_{grupo}")
    subgrupo = second[0].selectbox(
        "Subgrupo",
        ["", *_with(rotulos.subgrupos, (modulo.subgrupo,))],
        _place(["", *_with(rotulos.subgrupos, (modulo.subgrupo,))], modulo.subgrupo),
        format_func=lambda value: value or "nenhum",
        accept_new_options=True,
        placeholder="Escolha ou escreva",
        key=f"{prefix}_subgrupo",
    )
    ordem = second[1].number_input(
        "Ordem na seção", 0, 1_000_000, modulo.ordem, 10, key=f"{prefix}_ordem", help="O menor número vem primeiro."
    )
    is_active = second[2].toggle("Ativo", modulo.is_active, key=f"{prefix}_ativo")
    tipos = third[0].multiselect(
        "Tipos de peça",
        list(vocabulario.tipos_de_peca),
        [slug for slug in modulo.tipos_de_peca if slug in vocabulario.tipos_de_peca],
        format_func=vocabulario.tipos_de_peca.__getitem__,
        placeholder="Todos",
        key=f"{prefix}_tipos",
    )
    return replace(
        modulo,
        tipo=tipo,
        grupo=grupo or "",
        secao=secao or "",
        subgrupo=(subgrupo or "").strip(),
        ordem=int(ordem),
        is_active=is_active,
        tipos_de_peca=tuple(tipos),
        assuntos=_ask_nomes(third[1], "Assuntos", rotulos.assuntos, modulo.assuntos, f"{prefix}_assuntos"),
        tags=_ask_nomes(third[2], "Marcadores", rotulos.tags, modulo.tags, f"{prefix}_tags"),
        palavras_chave=_ask_nomes(st, "Palavras-chave", (), modulo.palavras_chave, f"{prefix}_palavras"),
    )


def _ask_texto(prefix: str, aberto: Modulo) -> str:
    write, preview = st.tabs(["Escrever o texto", "Ver como fica"])
    texto = write.text_area(
        "Texto do módulo",
        aberto.texto,
        height=_ALTURA,
        max_chars=MAX_TEXTO,
        key=f"{prefix}_texto",
        help="Negrito entre **dois asteriscos**, citação com > no começo da linha, título com ###.",
    )
    preview.html(f'<article class="portal-minuta prompts-texto">{render_html(texto)}</article>')
    return texto.strip()


def _ask_ativacao(prefix: str, modulo: Modulo, vocabulario: Vocabulario) -> Modulo | None:
    """How it comes in. What belongs to a way that was not chosen is left out."""
    current = modulo.modo.value
    if modulo.modo is ModoDeAtivacao.DETERMINISTICO and not (modulo.regra or modulo.regras_por_tipo):
        current = _SEMPRE if modulo.slug else current
    way = st.radio(
        "Como o módulo entra na peça",
        list(_ATIVACOES),
        list(_ATIVACOES).index(current),
        format_func=_ATIVACOES.__getitem__,
        horizontal=True,
        key=f"{prefix}_modo",
    )
    plain = replace(modulo, regra=None, regras_por_tipo=(), regra_secundaria=None, usa_secundaria=False)
    if way == ModoDeAtivacao.MODELO.value:
        ativacao = st.text_area(
            "Quando o módulo cabe",
            modulo.ativacao,
            key=f"{prefix}_ativacao",
            help="É o que o modelo lê para escolher o módulo, junto com os fatos do processo.",
        )
        return replace(plain, modo=ModoDeAtivacao.MODELO, ativacao=ativacao.strip())
    plain = replace(plain, modo=ModoDeAtivacao.DETERMINISTICO)
    return plain if way == _SEMPRE else _ask_regras(prefix, modulo, plain, vocabulario)


def _ask_regras(prefix: str, modulo: Modulo, plain: Modulo, vocabulario: Vocabulario) -> Modulo | None:
    """The module's own rule, those of piece types and the secondary one."""
    st.markdown("**Regra**")
    regra = ask_regra(f"{prefix}_regra", modulo.regra, vocabulario.variaveis)
    proprias = {item.tipo_de_peca: item for item in modulo.regras_por_tipo}
    tipos = st.multiselect(
        "Tipos de peça com regra própria",
        list(vocabulario.tipos_de_peca),
        [slug for slug in proprias if slug in vocabulario.tipos_de_peca],
        format_func=vocabulario.tipos_de_peca.__getitem__,
        placeholder="Nenhum",
        key=f"{prefix}_proprias",
        help="Nesses tipos, a regra própria vale no lugar da regra do módulo.",
    )
    por_tipo = [_ask_regra_do_tipo(prefix, slug, proprias.get(slug), vocabulario) for slug in tipos]
    usa = st.toggle(
        "Regra secundária, para quando as perguntas da regra não se aplicam ao caso",
        modulo.usa_secundaria,
        key=f"{prefix}_usa_secundaria",
    )
    secundaria = modulo.regra_secundaria
    if usa:
        secundaria = ask_regra(f"{prefix}_secundaria", modulo.regra_secundaria, vocabulario.variaveis)
    if regra is None or None in por_tipo or (usa and secundaria is None):
        return None
    found = tuple(item for item in por_tipo if item is not None)
    return replace(
        plain,
        regra=regra,
        regras_por_tipo=found,
        regra_secundaria=secundaria,
        usa_secundaria=usa,
        ativacao=modulo.ativacao,
    )


def _ask_regra_do_tipo(
    prefix: str, slug: str, item: RegraDoTipo | None, vocabulario: Vocabulario
) -> RegraDoTipo | None:
    with st.container(border=True, key=f"{prefix}_propria_{slug}"):
        st.markdown(f"**Regra para {vocabulario.tipos_de_peca[slug]}**")
        is_active = st.toggle("Em uso", item.is_active if item else True, key=f"{prefix}_propria_ativa_{slug}")
        regra = ask_regra(f"{prefix}_propria_regra_{slug}", item.regra if item else None, vocabulario.variaveis)
    return RegraDoTipo(slug, regra, is_active) if regra is not None else None


def _ask_nomes(place: object, label: str, known: Sequence[str], chosen: tuple[str, ...], key: str) -> tuple[str, ...]:
    """Names to choose or to write."""
    names = place.multiselect(  # type: ignore[attr-defined] # a column or the page
        label,
        _with(known, chosen),
        list(chosen),
        accept_new_options=True,
        placeholder="Escolha ou escreva",
        key=key,
    )
    return tuple(name.strip() for name in names if name.strip())


def _with(known: Sequence[str], more: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys((*known, *more)) if name]


def _place(options: Sequence[str] | Mapping[str, str], value: str) -> int:
    found = list(options)
    return found.index(value) if value in found else 0
