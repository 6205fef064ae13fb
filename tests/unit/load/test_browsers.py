"""What a browser shows at the end of a stream, however often it came back, is the text or is found not to be."""

from __future__ import annotations

from typing import Any

from core.exportacao.html import render_html, split_blocks
from tests.load.browsers import Screen

WHOLE = "# Título\n\nPrimeiro parágrafo.\n\n- um\n- dois\n\nÚltimo parágrafo, ainda sem fim"


def paint(*ends: int, has_restarted: bool = False) -> str:
    """A screen that got the text up to each of these ends in turn, as the portal sends it."""
    screen, start, is_first = Screen(), 0, True
    for end in ends:
        blocks, tail = split_blocks(WHOLE[:end], start)
        message: dict[str, Any] = {"inicio": is_first, "blocos": [render_html(b) for b in blocks], "cauda": tail}
        screen.paint(message)
        start, is_first = end - len(tail), False
    if has_restarted:
        blocks, tail = split_blocks(WHOLE)
        screen.paint({"inicio": True, "blocos": [render_html(b) for b in blocks], "cauda": tail})
    return screen.html


def test_the_whole_text_is_recognised_in_any_pieces() -> None:
    assert paint(len(WHOLE)) == paint(12, 40, len(WHOLE)) == paint(30, has_restarted=True) == Screen.expect(WHOLE)


def test_a_tail_grows_by_pieces() -> None:
    screen = Screen()
    screen.paint({"inicio": True, "blocos": [], "cauda": "Era "})
    screen.paint({"mais": "uma vez"})
    assert screen.html == Screen.expect("Era uma vez")


def test_a_lost_piece_is_noticed() -> None:
    screen = Screen()
    screen.paint({"inicio": True, "blocos": [], "cauda": "Era "})
    screen.paint({"mais": "vez"})
    assert screen.html != Screen.expect("Era uma vez")
