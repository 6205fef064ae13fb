"""Safe HTML of the Markdown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exportacao.html import render_html

ALLOWED = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
    *("blockquote", "strong", "em", "s", "sup", "div"),
}
TAG = re.compile(r"<(/?)([^\s>]*)([^>]*)>")
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](javascript:alert(1))",
    '![" onerror="alert(1)](a.png)',
    "<javascript:alert(1)>",
    '[x](http://a "title\\" onmouseover=alert(1)")',
    "`<b>`\n\n```\n<iframe src=//a>\n```",
    "| <i>a</i> |\n|---|\n| <style>*{}</style> |",
    "x[^<b>]\n\n[^<b>]: <u>y</u>",
    "&lt;script&gt; &#60;script&#62;",
    "<!-- c --><a href=x>y</a>",
]


def assert_safe(html: str) -> None:
    for _, name, attributes in TAG.findall(html):
        assert name in ALLOWED
        assert re.fullmatch(r'( start="\d+"| class="(centro|direita)")?', attributes)
    assert "<" not in TAG.sub("", html)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_is_shown_as_text_or_not_at_all(attack):
    assert_safe(render_html(attack))
    assert_safe(render_html(f"- {attack}\n\n> {attack}\n\n## {attack}"))


@settings(max_examples=200, deadline=None, database=None)
@given(st.text(alphabet="<>\"'&/=abims!-#*_`[]()|:\n ", max_size=80))
def test_any_text_gives_only_the_allowed_tags(texto):
    assert_safe(render_html(texto))


@pytest.mark.parametrize(
    ("texto", "html"),
    [
        ("# T", "<h2>T</h2>\n"),
        ("###### T", "<h6>T</h6>\n"),
        ("a **b** *c* ~~d~~", "<p>a <strong>b</strong> <em>c</em> <s>d</s></p>\n"),
        ("- a\n- b", "<ul>\n<li>a\n</li>\n<li>b\n</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a\n</li>\n</ol>\n'),
        ("> c", "<blockquote>\n<p>c</p>\n</blockquote>\n"),
        ("[acórdão](http://a)", "<p>acórdão</p>\n"),
        ("![figura *um*](a.png)", "<p>figura um</p>\n"),
        ("Autora: X\nRéu: Y", "<p>Autora: X<br>\nRéu: Y</p>\n"),
        ("texto\n---", "<p>texto</p>\n"),
        ("x[^1]", "<p>x<sup>1</sup></p>\n"),
    ],
    ids=["h1", "h6", "emphasis", "list", "start", "quote", "link", "picture", "lines", "rule", "note"],
)
def test_construct_becomes_its_element(texto, html):
    assert render_html(texto) == html


def test_table_keeps_its_header_and_alignment():
    html = render_html("| A | B |\n|---|--:|\n| x | 1 |")
    assert "<thead>\n<tr><th>A</th>" in html
    assert '<td class="direita">1</td>' in html


def test_wrapped_paragraph_is_one_line_of_text():
    wrapped = "palavra " * 12 + "\n" + "outra " * 12
    assert "<br>" not in render_html(wrapped)


def test_ten_levels_of_list_lose_nothing():
    texto = "".join("  " * depth + f"- nivel{depth}\n" for depth in range(10))
    html = render_html(texto)
    assert all(f"nivel{depth}" in html for depth in range(10))
