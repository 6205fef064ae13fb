"""Differences between two versions, as they are drawn: field by field, texts word by word."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.prompts.domain import Modulo
from core.prompts.modulos.diferenca import CampoAlterado, Sinal, compare_textos
from core.prompts.modulos.domain import Vocabulario
from pages.ui.prompts.rotulos import CAMPOS, describe_campo, is_texto

_TAGS = {Sinal.SAIU: ("del", "saiu"), Sinal.ENTROU: ("ins", "entrou")}
_SO_LEITOR = '<span class="portal-so-leitor">{}</span>'


def show_campos(campos: Sequence[CampoAlterado], vocabulario: Vocabulario, *, empty: str = "Nada mudou.") -> None:
    """One line per field that changed."""
    if not campos:
        st.html(f'<p role="status">{escape(empty)}</p>')
        return
    items = "".join(
        f"<dt>{escape(CAMPOS[campo.campo])}</dt><dd>{_render_mudanca(campo, vocabulario)}</dd>" for campo in campos
    )
    st.html(f'<dl class="prompts-diferenca">{items}</dl>')


def show_ficha(modulo: Modulo, vocabulario: Vocabulario) -> None:
    """Every field of a module that has something in it."""
    lines = [
        (name, describe_campo(campo, getattr(modulo, campo), vocabulario))
        for campo, name in CAMPOS.items()
        if getattr(modulo, campo) not in (None, "", (), False)
    ]
    items = "".join(f'<dt>{escape(name)}</dt><dd class="linhas">{escape(value)}</dd>' for name, value in lines)
    st.html(f'<dl class="prompts-ficha">{items}</dl>')


def render_textos(antes: str, depois: str) -> str:
    """Both texts as one: what went out struck through, what came in underlined, each said to a screen reader."""
    html = ""
    for trecho in compare_textos(antes, depois):
        text = escape(trecho.texto)
        if trecho.sinal is Sinal.IGUAL:
            html += text
            continue
        tag, word = _TAGS[trecho.sinal]
        html += f"<{tag}>{_SO_LEITOR.format(f'[{word}: ')}{text}{_SO_LEITOR.format(']')}</{tag}>"
    return html


def _render_mudanca(campo: CampoAlterado, vocabulario: Vocabulario) -> str:
    if is_texto(campo.campo):
        return f'<div class="texto">{render_textos(str(campo.antes), str(campo.depois))}</div>'
    antes, depois = (describe_campo(campo.campo, valor, vocabulario) for valor in (campo.antes, campo.depois))
    return f"<del>{escape(antes)}</del> <span aria-hidden='true'>→</span> <ins>{escape(depois)}</ins>"
