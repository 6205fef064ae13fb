"""What another sample of a model would have answered: some answers left out, some yes-or-no ones the other way round.

Off by default. A test or benchmark asks for it with the options ``variation`` (share of the answers of the coletor that
differ) and ``variation_seed``: the same seed always answers the same, another one otherwise.
"""

from __future__ import annotations

import random
from typing import Any

_FLIPPED = 0.25
"""Of the answers that differ; the others are left out, which models do far more often than to contradict the text."""


def vary_answer(answer: dict[str, Any], share: float, seed: str) -> dict[str, Any]:
    """The JSON of the coletor with about ``share`` of its given answers changed."""
    rng = random.Random(seed)
    fatos = {slug: _vary(fato, share, rng) for slug, fato in answer["fatos"].items()}
    return {**answer, "fatos": fatos}


def _vary(fato: dict[str, Any], share: float, rng: random.Random) -> dict[str, Any]:
    is_hit, is_flipped = rng.random() < share, rng.random() < _FLIPPED
    if not is_hit or fato["situacao"] != "respondida":
        return fato
    if is_flipped and isinstance(fato["valor"], bool):
        return {**fato, "valor": not fato["valor"]}
    return {**fato, "situacao": "silente", "valor": None, "pagina": None, "trecho": ""}
