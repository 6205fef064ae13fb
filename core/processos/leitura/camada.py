"""The text layer under a scan against a fresh reading of its picture: words that only the layer has are suspicious.

Nobody sees such a layer. An honest one says what the picture says, apart from a wrong letter here and there.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

_EDGE_SIGNS = ".,;:!?()[]\"'“”‘’-–—"
_MIN_LIKENESS = 0.72
_MIN_LAYER_RUN = 5
_MIN_HIDDEN_RUN = 2
_MAX_COMPARED = 400
"""Words looked for one by one; a layer with more strangers than this is no reading of the picture at all."""


def find_unseen(layer: str, seen: str, *, is_hidden: bool = False) -> str:
    """Runs of words of the layer that the picture does not show.

    ``is_hidden`` words show no ink where they stand, so that fewer of them together are enough.
    """
    words = layer.split()
    vocabulary = {_key(word) for word in seen.split()}
    unseen = _mark_unseen([_key(word) for word in words], vocabulary)
    runs = _list_runs(words, unseen, _MIN_HIDDEN_RUN if is_hidden else _MIN_LAYER_RUN)
    if not runs and is_hidden and words and all(unseen):
        return " ".join(words)
    return " ".join(runs)


def _key(word: str) -> str:
    return word.strip(_EDGE_SIGNS).casefold()


def _mark_unseen(keys: Sequence[str], vocabulary: set[str]) -> list[bool]:
    """For each word whether the picture lacks it, forgiving what an engine confuses."""
    strange = {key for key in keys if key and key not in vocabulary}
    if len(strange) <= _MAX_COMPARED:
        known = sorted(vocabulary)
        strange = {key for key in strange if not get_close_matches(key, known, 1, _MIN_LIKENESS)}
    return [key in strange for key in keys]


def _list_runs(words: Sequence[str], unseen: Sequence[bool], shortest: int) -> list[str]:
    """Unseen words in a row; one common word between them does not break the row."""
    runs: list[str] = []
    start = last = -1
    count = 0
    for place, is_unseen in enumerate([*unseen, False, False]):
        if is_unseen:
            start, count = (place, 1) if start < 0 else (start, count + 1)
            last = place
        elif start >= 0 and place - last > 1:
            if count >= shortest:
                runs.append(" ".join(words[start : last + 1]))
            start, count = -1, 0
    return runs
