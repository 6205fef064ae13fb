"""Which word pieces of a text a model reads, and in which windows. Pure.

A span is a start and an end among the pieces of a text; a window is one span, or two where the middle is left out.
"""

from __future__ import annotations

from core.bert.domain import ModoLongo

Span = tuple[int, int]
Janela = tuple[Span, ...]

_OVERLAP = 8
"""One eighth of a window is read again by the next one, so that no sentence is only ever seen cut."""


def cut(pecas: int, room: int, modo: ModoLongo, max_janelas: int) -> tuple[Janela, ...]:
    """The windows of a text of ``pecas`` pieces; ``room`` is what a window holds besides the model's own marks."""
    if pecas <= room:
        return (((0, pecas),),)
    if modo is ModoLongo.INICIO:
        return (((0, room),),)
    if modo is ModoLongo.FIM:
        return (((pecas - room, pecas),),)
    if modo is ModoLongo.INICIO_E_FIM:
        head = room // 2
        return (((0, head), (pecas - room + head, pecas)),)
    return tuple((span,) for span in slide(pecas, room, max_janelas))


def slide(pecas: int, room: int, most: int) -> tuple[Span, ...]:
    """Windows over the whole text, evenly apart; the first and the last are always there, at most ``most``."""
    if pecas <= room:
        return ((0, pecas),)
    step = max(1, room - room // _OVERLAP)
    wanted = -(-(pecas - room) // step) + 1
    count = max(2, min(most, wanted)) if most > 1 else 1
    if count == 1:
        return ((pecas - room, pecas),)
    starts = (round(number * (pecas - room) / (count - 1)) for number in range(count))
    return tuple((start, start + room) for start in starts)


def is_cut(pecas: int, room: int, modo: ModoLongo, max_janelas: int) -> bool:
    """Whether some piece of the text is in no window."""
    if modo is not ModoLongo.JANELAS:
        return pecas > room
    end = 0
    for start, stop in slide(pecas, room, max_janelas):
        if start > end:
            return True
        end = stop
    return end < pecas or slide(pecas, room, max_janelas)[0][0] > 0
