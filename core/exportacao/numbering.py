"""Word's own numbering: one multilevel list for the headings and a fresh list for each list of the text."""

from __future__ import annotations

from core.exportacao.ooxml import Element, cm, el
from core.exportacao.tree import Marker

HEADINGS_NUM_ID = 1
LEVELS = 9
LIST_STEP = cm(1)
LIST_LEFT = cm(3)
_HEADINGS_ABSTRACT_ID = 0
_ABSTRACT_IDS = {Marker.BULLET: 1, Marker.DECIMAL: 2, Marker.ALPHA: 3}
_FORMATS = {Marker.BULLET: "bullet", Marker.DECIMAL: "decimal", Marker.ALPHA: "lowerLetter"}
_BULLETS = ("•", "–", "▪")


class Numbering:
    """Hands out one ``w:num`` per list, so that each list starts its own count."""

    def __init__(self) -> None:
        self._nums = [el("num", el("abstractNumId", val=_HEADINGS_ABSTRACT_ID), numId=HEADINGS_NUM_ID)]

    def add_list(self, marker: Marker, level: int, start: int) -> int:
        """The id of a new list of that kind, which begins at ``start`` in ``level``."""
        number = HEADINGS_NUM_ID + len(self._nums)
        restart = el("lvlOverride", el("startOverride", val=start), ilvl=level)
        self._nums.append(el("num", el("abstractNumId", val=_ABSTRACT_IDS[marker]), restart, numId=number))
        return number

    def build(self) -> list[Element]:
        """The children of ``w:numbering``: the schema wants every definition before the first list."""
        return [_build_headings(), *(_build_list(marker) for marker in _ABSTRACT_IDS), *self._nums]


def text_left(level: int) -> int:
    """Where the text of a list item begins, from the margin."""
    return LIST_LEFT + LIST_STEP * level


def _build_abstract(abstract_id: int, levels: list[Element]) -> Element:
    return el(
        "abstractNum",
        el("nsid", val=f"{0x50474500 + abstract_id:08X}"),
        el("multiLevelType", val="multilevel"),
        el("tmpl", val=f"{0x4D530000 + abstract_id:08X}"),
        *levels,
        abstractNumId=abstract_id,
    )


def _build_headings() -> Element:
    """``I –``, ``I.1 –``, ``I.1.1 –``: the usual numbering of Brazilian pieces, tied to the heading styles."""
    levels = []
    for level in range(LEVELS):
        linked = [el("pStyle", val=f"Heading{level + 1}")] if level < 6 else []
        number = ".".join(f"%{place + 1}" for place in range(level + 1))
        levels.append(
            el(
                "lvl",
                el("start", val=1),
                el("numFmt", val="upperRoman" if level == 0 else "decimal"),
                *linked,
                el("suff", val="space"),
                el("lvlText", val=f"{number} –"),
                el("lvlJc", val="left"),
                el("pPr", el("ind", left=0, firstLine=0)),
                ilvl=level,
            )
        )
    return _build_abstract(_HEADINGS_ABSTRACT_ID, levels)


def _build_list(marker: Marker) -> Element:
    levels = []
    for level in range(LEVELS):
        bullet = _BULLETS[level % len(_BULLETS)]
        texts = {Marker.BULLET: bullet, Marker.DECIMAL: f"%{level + 1}.", Marker.ALPHA: f"%{level + 1})"}
        levels.append(
            el(
                "lvl",
                el("start", val=1),
                el("numFmt", val=_FORMATS[marker]),
                el("lvlText", val=texts[marker]),
                el("lvlJc", val="left"),
                el("pPr", el("ind", left=text_left(level), hanging=LIST_STEP)),
                ilvl=level,
            )
        )
    return _build_abstract(_ABSTRACT_IDS[marker], levels)
