"""Embeddings by hashing: texts that share words and word pairs are near each other, always the same way."""

from __future__ import annotations

import hashlib
import itertools
import math
from collections import Counter

from simulators.gemini.words import content_stems

DEFAULT_DIMENSIONS = 768
MAX_DIMENSIONS = 3072
_PAIR_WEIGHT = 0.5


def embed(text: str, dimensions: int = DEFAULT_DIMENSIONS) -> list[float]:
    """A unit vector; a text without words gets the first axis."""
    stems = content_stems(text)
    weights: Counter[str] = Counter(stems)
    for first, second in itertools.pairwise(stems):
        weights[f"{first} {second}"] += _PAIR_WEIGHT  # type: ignore[assignment]  # a Counter may hold fractions
    vector = [0.0] * dimensions
    for feature, weight in weights.items():
        digest = int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest(), "big")
        vector[digest % dimensions] += math.copysign(1 + math.log(weight) if weight > 1 else weight, digest >> 63 or -1)
    norm = math.sqrt(sum(value * value for value in vector))
    if not norm:
        return [1.0] + [0.0] * (dimensions - 1)
    return [round(value / norm, 8) for value in vector]
