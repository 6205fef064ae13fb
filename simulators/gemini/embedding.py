"""Embeddings by hashing: texts that share words, word pairs and concepts are near each other, always the same way.

A concept is one whatever the word: "remédio" is near "medicamento" and far from "multa de trânsito".
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections import Counter

from simulators.gemini.concepts import count_concepts
from simulators.gemini.words import content_stems, fold

DEFAULT_DIMENSIONS = 768
MAX_DIMENSIONS = 3072
_PAIR_WEIGHT = 0.5
_CONCEPT_WEIGHT = 2.0


def embed(text: str, dimensions: int = DEFAULT_DIMENSIONS) -> list[float]:
    """A unit vector; a text without words gets the first axis."""
    stems = content_stems(text)
    words = Counter(stems)
    pairs = Counter(f"{first} {second}" for first, second in itertools.pairwise(stems))
    features = {word: _dampen(count) for word, count in words.items()}
    features |= {pair: _PAIR_WEIGHT * _dampen(count) for pair, count in pairs.items()}
    concepts = count_concepts(fold(text))
    features |= {f"<{name}>": _CONCEPT_WEIGHT * _dampen(count) for name, count in concepts.items()}
    vector = [0.0] * dimensions
    for feature, weight in features.items():
        digest = int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest(), "big")
        vector[digest % dimensions] += weight if digest >> 63 else -weight
    norm = math.sqrt(sum(value * value for value in vector))
    if not norm:
        return [1.0] + [0.0] * (dimensions - 1)
    return [round(value / norm, 8) for value in vector]


def _dampen(count: int) -> float:
    return 1 + math.log(count)
