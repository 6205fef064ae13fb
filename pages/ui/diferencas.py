"""A word difference as people read it: struck through, underlined, and said to a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from core.prompts.modulos.diferenca import Sinal, Trecho

_TAGS = {Sinal.SAIU: ("del", "saiu"), Sinal.ENTROU: ("ins", "entrou")}
_SO_LEITOR = '<span class="portal-so-leitor">{}</span>'
_AROUND = 120
"""Characters that are shown on each side of a change; what lies further away is left out."""

_GAP = '<span class="edicao-corte" aria-hidden="true"> … </span>'


def render_diferenca(trechos: Sequence[Trecho], *, is_whole: bool = True) -> str:
    """Both texts as one. Not whole: only the changes with a few words around them."""
    last = len(trechos) - 1
    parts = []
    for place, trecho in enumerate(trechos):
        if trecho.sinal is Sinal.IGUAL:
            parts.append(escape(trecho.texto) if is_whole else _cut(trecho.texto, place > 0, place < last))
            continue
        tag, word = _TAGS[trecho.sinal]
        shown = escape(trecho.texto) if trecho.texto.strip() else escape(trecho.texto.replace("\n", "¶\n"))
        parts.append(f"<{tag}>{_SO_LEITOR.format(f'[{word}: ')}{shown}{_SO_LEITOR.format(']')}</{tag}>")
    return "".join(parts)


def _cut(texto: str, has_before: bool, has_after: bool) -> str:  # noqa: FBT001 - both sides of one text
    """The ends of an equal text that touch a change."""
    head = texto[:_AROUND] if has_before else ""
    tail = texto[-_AROUND:] if has_after else ""
    if len(texto) <= len(head) + len(tail):
        return escape(texto)
    return escape(head) + _GAP + escape(tail)
