"""Links and pictures of the dialect, tried only where a person could have meant one.

CommonMark tries each opening bracket against all that follows, and reads the words of a picture anew: 40,000 brackets
in one paragraph take the parser ten seconds, 300 pictures within pictures end it. A text made to stop the portal has
them; a piece has not.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, image, link

_PICTURE = re.compile(r"!\[(?:[^\[\]\\<`]++|\\.)*+\]\(", re.DOTALL)
_LINK = re.compile(r"\[(?:[^\[\]\\<`]++|\\.|\[(?:[^\[\]\\<`]++|\\.)*+\])*+\]\(", re.DOTALL)
"""Brackets within those of a link are a picture's or plain words; deeper ones are text, as is code."""

_MAX_TRIES = 200
"""In one paragraph, heading or cell; brackets behind them are text."""

_TRIES = -1
"""How often it was tried, at a place that no text has, in the cache that the parser keeps for one paragraph."""


def bound_brackets(parser: MarkdownIt) -> None:
    """Link definitions are off in the dialect, so a link must have its address right behind its label."""
    parser.inline.ruler.at("link", _match_link)
    parser.inline.ruler.at("image", _match_image)


def _match_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - signature of the parser's rules
    return _may_try(state, _LINK) and link(state, silent)


def _match_image(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - signature of the parser's rules
    return _may_try(state, _PICTURE) and image(state, silent)


def _may_try(state: StateInline, shape: re.Pattern[str]) -> bool:
    if shape.match(state.src, state.pos) is None:
        return False
    tries = state.cache.get(_TRIES, 0) + 1
    state.cache[_TRIES] = tries
    return tries <= _MAX_TRIES
