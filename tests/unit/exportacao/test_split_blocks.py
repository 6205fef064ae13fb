"""Finished blocks of a text that is still being written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exportacao.html import render_html, split_blocks

FRAGMENTS = ["\n", "\n\n", "- ", "1. ", "2) ", "* ", "> ", "# ", "## ", "```", "~~~", "---", "***", "| a | b |\n"]
FRAGMENTS += ["|---|---|\n", "  ", "    ", "\t", "texto", "**", "_", "`", "[^1]", "[^1]: ", "[x]: http://a", "[x]"]
FRAGMENTS += ["\r\n", "\r", "\x00", "\x0b", "<b>", "|", "===", "a) ", "\\", " ", "___", "+ ", "\u2028", "\xa0", "<br>"]

markdown = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=2), max_size=25).map("".join)


@settings(max_examples=200, deadline=None, database=None)
@given(texto=markdown, place=st.floats(0, 1))
def test_finished_blocks_never_change_as_the_text_grows(texto, place):
    cut = round(len(texto) * place)
    before, _ = split_blocks(texto[:cut])
    after, _ = split_blocks(texto)
    assert after[: len(before)] == before


@settings(max_examples=200, deadline=None, database=None)
@given(markdown)
def test_blocks_rendered_one_by_one_are_the_whole(texto):
    blocks, tail = split_blocks(texto)
    assert "".join(blocks) + tail == texto
    assert "".join(render_html(piece) for piece in [*blocks, tail]) == render_html(texto)


@settings(max_examples=100, deadline=None, database=None)
@given(markdown, st.data())
def test_starting_after_painted_blocks_gives_the_rest(texto, data):
    blocks, tail = split_blocks(texto)
    painted = data.draw(st.integers(0, len(blocks)))
    start = sum(len(block) for block in blocks[:painted])
    assert split_blocks(texto, start) == (blocks[painted:], tail)


@pytest.mark.parametrize(
    ("texto", "finished"),
    [
        ("Texto", 0),
        ("Texto\n", 0),
        ("Texto\n\n", 1),
        ("## Título\n", 1),
        ("## Título", 0),
        ("- a\n- b\n\n", 0),
        ("- a\n- b\n\n  continua\n\n", 0),
        ("- a\n\nTexto", 0),
        ("- a\n\nTexto\n", 1),
        ("- a\n\nTexto\n\n", 2),
        ("```\na\n\nb\n", 0),
        ("```\na\n```\n\n", 1),
        ("| a |\n|---|\n| b |\n", 0),
        ("| a |\n|---|\n| b |\n\n", 1),
        ("> a\n\n", 1),
        ("[^1]: nota\n\n", 0),
        ("", 0),
        ("\n\n", 0),
    ],
)
def test_block_is_finished_when_nothing_can_change_it(texto, finished):
    assert len(split_blocks(texto)[0]) == finished
