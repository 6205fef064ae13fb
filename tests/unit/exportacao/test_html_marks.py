"""Marks given by characters of the Markdown light exactly these characters of the HTML, and change nothing else."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exportacao.domain import CorDaMarca, Marca
from core.exportacao.html import render_html

FIRST = 0x4E00
"""Every letter of a made-up text is another one, so that each says where it stood in the source."""

TAG = re.compile(r"<[^>]*>")
MARK = re.compile(r"<mark [^>]*>(.*?)</mark>", re.DOTALL)
SIGNS = [
    "*",
    "**",
    "_",
    "`",
    "~~",
    "[",
    "](",
    ")",
    "> ",
    "- ",
    "1. ",
    "# ",
    "|",
    "\\",
    "\\*",
    "&amp;",
    "&",
    "<br>",
    " ",
]
BREAKS = ["\n", "\n\n", "  \n", "\r\n", "\n> ", "\n- ", "\n| ", "\n|---|---|\n", "\n```\n", "[^1]", "\n    ", "![", "<"]


def build_source(pieces: list[str | int]) -> str:
    """Signs as they are, and for each number as many letters."""
    parts, used = [], 0
    for piece in pieces:
        if isinstance(piece, int):
            parts.append("".join(chr(FIRST + used + number) for number in range(piece)))
            used += piece
        else:
            parts.append(piece)
    return "".join(parts)


sources = st.lists(st.one_of(st.integers(1, 4), st.sampled_from(SIGNS), st.sampled_from(BREAKS)), max_size=40)


def read_text(html: str) -> str:
    return unescape(TAG.sub("", html))


def letters(text: str) -> list[str]:
    return [char for char in text if ord(char) >= FIRST]


@settings(max_examples=400, deadline=None, database=None)
@given(sources.map(build_source), st.data())
def test_mark_covers_exactly_its_characters_and_the_text_stays(source: str, data: st.DataObject) -> None:
    inicio = data.draw(st.integers(0, len(source)))
    fim = data.draw(st.integers(inicio, len(source)))
    plain = render_html(source)
    html = render_html(source, [Marca(inicio, fim, CorDaMarca.VERMELHO, "k")])
    assert read_text(html) == read_text(plain)
    alt = set(letters("".join(re.findall(r"!\[.*", source, re.DOTALL))))  # the words of a picture are never lit
    lit = [char for run in MARK.findall(html) for char in letters(read_text(run))]
    wanted = [char for char in letters(read_text(plain)) if char in source[inicio:fim]]
    assert [char for char in lit if char not in alt] == [char for char in wanted if char not in alt]
    assert set(lit) <= set(wanted)


@pytest.mark.parametrize(
    ("source", "marked", "html"),
    [
        ("o **Tema 9** do STF", "Tema 9** do", "<p>o <mark ?><strong>Tema 9</strong> do</mark> STF</p>"),
        ("*um* [dois](http://d.ex) três", "um* [dois](http://d.ex) t", "<mark ?><em>um</em> dois t</mark>rês"),
        ("- a\n- b **c**", "b **c", "<li><mark ?>b <strong>c</strong></mark>"),
        ("> “x\n> y”", "“x\n> y”", "<p><mark ?>“x<br>\ny”</mark></p>"),
        ("| a | b |\n|---|---|\n| c\\|c | d |", "c\\|c", "<td><mark ?>c|c</mark></td>"),
        ("a &lt; <b>", "&lt; <b", "<p>a <mark ?>&lt; &lt;b</mark>&gt;</p>"),
    ],
    ids=["bold", "link", "list", "quotation", "table", "signs"],
)
def test_mark_goes_through_formats(source: str, marked: str, html: str) -> None:
    inicio = source.index(marked)
    rendered = render_html(source, [Marca(inicio, inicio + len(marked), CorDaMarca.VERDE, "k")])
    assert html in re.sub(r"<mark [^>]*>", "<mark ?>", rendered)


def test_mark_says_what_it_is_and_lets_nothing_in() -> None:
    html = render_html("abc", [Marca(0, 3, CorDaMarca.AMARELO, '"><script>', 'a "b" <i>')])
    assert html == (
        '<p><mark class="conf conf-amarelo" data-chave="&quot;&gt;&lt;script&gt;" tabindex="0" '
        'title="a &quot;b&quot; &lt;i&gt;">abc</mark></p>\n'
    )


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_marks_the_red_one_is_seen_then_the_shorter_one(order: int) -> None:
    marks = [
        Marca(0, 9, CorDaMarca.VERDE, "long"),
        Marca(3, 6, CorDaMarca.AMARELO, "short"),
        Marca(5, 9, CorDaMarca.VERMELHO, "red"),
    ][::order]
    html = render_html("abcdefghi", marks)
    assert re.findall(r'data-chave="(\w+)"[^>]*>(\w+)<', html) == [("long", "abc"), ("short", "de"), ("red", "fghi")]
