"""HTML: the words of a page in lines as a browser would break them; scripts and styles are no text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from core.processos.leitura.textos import (
    MIN_FONT_PT,
    PAPER,
    UNKNOWN_CM2,
    PaginaDeTexto,
    build_page,
    is_pale,
    load_text,
    measure_level,
)

_HIDDEN = re.compile(
    r"(?:^|;)(?:display:none|visibility:hidden|opacity:0(?:\.0+)?(?=;|!|$)|(?:left|top|text-indent):-\d{3})"
)
_SIZE = re.compile(r"(?:^|;)font-size:(\d*\.?\d+)(px|pt|em|rem|%)?(?=;|!|$)")
_POINTS = {"px": 0.75, "em": 12.0, "rem": 12.0, "%": 0.12}
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_BACKGROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_NO_PAINT = ("none", "inherit", "initial")
_BLOCKS = "p, div, br, tr, li, h1, h2, h3, h4, h5, h6, table, section, article, blockquote, hr"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PRINT_ONLY = re.compile(r"@media\s+print\s*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"[\w.#*>\s-]+")
"""Elements, classes and ids; not what holds for a moment only, as under the pointer."""
_MAX_RULES = 300
_PX_PER_CM = 38
_HEX = {3: 1, 6: 2}


def read_html(path: Path) -> list[PaginaDeTexto]:
    """One page. What a style hides, at the element or by rules for elements, classes and ids, is kept apart."""
    tree = LexborHTMLParser(load_text(path))
    rules = [rule for node in tree.css("style") for rule in _list_hiding_rules(node.text())]
    for node in tree.css("script, style, noscript, template, head"):
        node.decompose()
    hidden = [_take(node) for node in reversed(_list_hidden(tree, rules))]  # what lies in another goes first
    for node in tree.css(_BLOCKS):
        node.insert_before("\n")
        node.insert_after("\n")
    for node in tree.css("td, th"):
        node.insert_after(" | ")
    area = max((_measure_picture(node) for node in tree.css("img, svg, object, embed")), default=0.0)
    body = tree.body
    return [build_page(body.text() if body else "", " ".join(reversed(hidden)), area)]


def _list_hidden(tree: LexborHTMLParser, rules: list[str]) -> list[LexborNode]:
    """Each once, in the order of the page."""
    nodes: dict[int, LexborNode] = {}
    by_rule = {node.mem_id for rule in rules for node in tree.css(rule)}
    for node in tree.css(", ".join(["[style]", "[hidden]", "font[color]", *rules])):
        if node.mem_id in by_rule or _is_hidden(node.attributes):
            nodes[node.mem_id] = node
    root = nodes.pop(tree.root.mem_id, None) if tree.root else None
    return [tree.body] if root is not None and tree.body else list(nodes.values())


def _take(node: LexborNode) -> str:
    text = node.text(separator=" ")
    node.decompose()
    return text


def _list_hiding_rules(css: str) -> Iterator[str]:
    """Selectors whose declarations hide what they meet."""
    css = _PRINT_ONLY.sub("", _COMMENT.sub("", css))
    hiding = (match.group(1) for match in _RULE.finditer(css) if _hides(match.group(2)))
    selectors = (selector.strip() for group in hiding for selector in group.split(","))
    for place, selector in enumerate(selectors):
        if place < _MAX_RULES and selector and _SELECTOR.fullmatch(selector):
            yield selector


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    colour = (attributes.get("color") or "").lower()
    return "hidden" in attributes or _hides(f"{attributes.get('style') or ''};color:{colour}")


def _hides(declarations: str) -> bool:
    style = "".join(declarations.lower().split())
    if _HIDDEN.search(style) is not None:
        return True
    size = _SIZE.search(style)
    if size is not None and float(size[1]) * _POINTS.get(size[2] or "pt", 1.0) < MIN_FONT_PT:
        return True
    colour = _COLOUR.search(style)
    level = _read_colour(colour[1]) if colour else None
    paint = _BACKGROUND.search(style)
    paper = _read_colour(paint[1]) if paint and paint[1] not in _NO_PAINT else PAPER
    return level is not None and paper is not None and is_pale(level, paper)


def _read_colour(value: str) -> float | None:
    """Grey level of ``white``, ``transparent``, ``#rgb``, ``#rrggbb`` or ``rgb(...)``; None for the others."""
    if value in ("white", "transparent"):
        return PAPER
    digits = value.removeprefix("#")
    width = _HEX.get(len(digits))
    if value.startswith("#") and width and re.fullmatch(r"[0-9a-f]+", digits):
        return measure_level(*(int(digits[at : at + width] * (3 - width), 16) for at in range(0, 3 * width, width)))
    numbers = re.fullmatch(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})(?:,([\d.]+))?\)", value)
    return measure_level(*(int(number) for number in numbers.groups()[:3])) if numbers else None


def _measure_picture(node: LexborNode) -> float:
    """Area in square cm, as far as the page says it."""
    sides = [re.match(r"\d{1,5}", node.attributes.get(side) or "") for side in ("width", "height")]
    if sides[0] is None or sides[1] is None:
        return UNKNOWN_CM2
    return int(sides[0][0]) * int(sides[1][0]) / _PX_PER_CM**2
