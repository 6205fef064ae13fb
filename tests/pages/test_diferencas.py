"""A word difference on the screen: safe, short where nothing changed, and readable without colours."""

from __future__ import annotations

import re

from core.pecas.edicao.diferenca import compare_palavras
from pages.ui.diferencas import render_diferenca


def read(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_words_are_escaped_and_said_to_a_screen_reader() -> None:
    html = render_diferenca(compare_palavras("o <b>réu</b> deve", "o <b>autor</b> deve"))
    assert "<b>" not in html
    assert read(html) == "o &lt;b&gt;[saiu: réu][entrou: autor]&lt;/b&gt; deve"


def test_what_lies_far_from_a_change_is_left_out() -> None:
    far = "longe " * 100
    html = render_diferenca(compare_palavras(f"{far}um {far}", f"{far}dois {far}"), is_whole=False)
    assert "longe [saiu: um][entrou: dois] longe" in read(html)
    assert len(read(html)) < 400
    assert read(html).count("…") == 2
