"""Labelled court summaries to train on: the real ones where they lie beside the repository, else made up like them."""

from __future__ import annotations

import csv
import gzip
import random
import sys
from math import log

from core.bert.dados.domain import Amostra
from ops.state import ROOT

_REAL = ROOT.parent / "shared" / "data" / "classification" / "tjal_resultado.csv.gz"
_MEDIAN_WORDS, _SPREAD, _MOST_WORDS = 88, 0.74, 1400
"""Of the real ones: half under 88 words, a tenth above 228, one of a hundred above 500."""

_SIGNS = {
    "negado": ("nego provimento", "improcede o apelo", "mantida a sentenca", "desprovido o recurso"),
    "parcial": ("provimento parcial", "acolho em parte", "reforma em parte", "parcialmente procedente"),
    "provido": ("dou provimento", "reformada a sentenca", "procede o apelo", "recurso acolhido"),
}
_SHARES = (0.6, 0.21, 0.19)
_WRONG = 0.15


def list_amostras(total: int | None, seed: int) -> tuple[tuple[Amostra, ...], str]:
    """``total`` of them drawn by ``seed`` (None: all), and where they come from."""
    found, origin = (_read(), "tjal_resultado") if _REAL.is_file() else (_make(4_000, seed), "made up")
    if total is None or total >= len(found):
        return found, origin
    return tuple(random.Random(seed).sample(found, total)), origin


def _read() -> tuple[Amostra, ...]:
    csv.field_size_limit(sys.maxsize)
    with gzip.open(_REAL, "rt", encoding="utf-8", newline="") as stream:
        return tuple(
            Amostra(number, row["texto"], row["resultado"], row["grupo"])
            for number, row in enumerate(csv.DictReader(stream), start=2)
        )


def _make(total: int, seed: int) -> tuple[Amostra, ...]:
    """Words by Zipf's law, two signs of the label among them, some labels wrong on purpose."""
    chance = random.Random(seed)
    words = ["".join(chance.choices("aeioubcdlmnprstv", k=chance.randint(2, 11))) for _ in range(12_000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    made = []
    for number in range(total):
        label = chance.choices(list(_SIGNS), _SHARES)[0]
        length = min(_MOST_WORDS, max(12, round(chance.lognormvariate(log(_MEDIAN_WORDS), _SPREAD))))
        text = chance.choices(words, weights, k=length)
        for sign in chance.choices(_SIGNS[label], k=2):
            text.insert(chance.randrange(len(text)), sign)
        said = chance.choice(list(_SIGNS)) if chance.random() < _WRONG else label
        made.append(Amostra(number + 2, " ".join(text), said, f"caso {number // 2}"))
    return tuple(made)
