"""Which pages of a case go to the model with a question: all of them when they fit, else those that its words point to.

The words are weighed as BM25 does (Robertson and Zaragoza, 2009): rare ones count more, long pages count less.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from core.assistencia.domain import FolhaLida
from core.infra.folding import fold

_WORD = re.compile(r"[a-z0-9]+(?:[.,/-][0-9]+)*")
_ROOT, _MIN_WORD = 5, 3
"""Letters that say which word it is, whatever its ending; and those of the shortest word that counts."""

_K1, _B = 1.2, 0.75
_VAZIAS = frozenset(
    """
que qual quais quem quando onde como quanto quanta quantos quantas por para pela pelo pelas pelos com sem sob sobre uma
uns umas dos das nos nas aos foi sao era ser tem ter teve houve esta este isso isto aquele aquela seu sua seus suas mais
menos entre apos ante desde ate nao sim ele ela eles elas algum alguma autos processo documento diz consta existe fala
qualquer nesse nessa neste nesta desse dessa deste desta
""".split()  # noqa: SIM905 - read as prose
)
_IRMAS = {
    "gratu": ("hipossuficiencia", "assistencia"),
    "perit": ("pericia",),
    "peric": ("perito",),
    "limin": ("tutela", "urgencia"),
    "tutel": ("liminar", "antecipada"),
    "remed": ("medicamento", "farmaco"),
    "medic": ("farmaco",),
    "custo": ("valor", "preco", "orcamento"),
    "doenc": ("diagnostico", "patologia", "cid"),
    "multa": ("astreintes",),
    "recur": ("apelacao", "agravo"),
}
"""Words that stand for one another in case files, by the root of the one that was asked."""


def choose_folhas(
    folhas: Sequence[FolhaLida], pergunta: str, *, max_chars: int
) -> tuple[tuple[FolhaLida, ...], tuple[str, ...]]:
    """The pages that go, in the order of the case, and the words that chose them; no words where none chose.

    Pages that none of the words stands on never go while others do; without any, the case is sent from its beginning.
    """
    if sum(len(folha.texto) for folha in folhas) <= max_chars:
        return tuple(folhas), ()
    palavras = list_palavras(pergunta)
    ranked = _rank(folhas, palavras)
    palavras = palavras if ranked else ()
    chosen: set[int] = set()
    room = max_chars
    for place in ranked or range(len(folhas)):
        size = len(folhas[place].texto)
        if size <= room:
            chosen.add(place)
            room -= size
    return tuple(folhas[place] for place in sorted(chosen)), palavras


def list_palavras(pergunta: str) -> tuple[str, ...]:
    """The words of a question that say what it is about, once each, without accents."""
    words = [word for word in _WORD.findall(fold(pergunta)) if len(word) >= _MIN_WORD and word not in _VAZIAS]
    return tuple(dict.fromkeys(words))


def _rank(folhas: Sequence[FolhaLida], palavras: Sequence[str]) -> list[int]:
    """Places of the pages that hold any of the words, the best first."""
    roots = dict.fromkeys(map(_cut_ending, palavras), 1.0)
    for root in tuple(roots):
        for sister in _IRMAS.get(root, ()):
            roots.setdefault(_cut_ending(sister), 0.5)
    counts = [Counter(_cut_ending(word) for word in _WORD.findall(fold(folha.texto))) for folha in folhas]
    average = sum(count.total() for count in counts) / max(len(counts), 1) or 1.0
    rarity = {}
    for root in roots:
        holding = sum(root in count for count in counts)
        rarity[root] = math.log(1 + (len(counts) - holding + 0.5) / (holding + 0.5))
    scores = []
    for place, count in enumerate(counts):
        length = _K1 * (1 - _B + _B * count.total() / average)
        score = sum(
            weight * rarity[root] * count[root] * (_K1 + 1) / (count[root] + length)
            for root, weight in roots.items()
            if count[root]
        )
        scores.append((score, place))
    return [place for score, place in sorted(scores, key=lambda one: (-one[0], one[1])) if score > 0]


def _cut_ending(word: str) -> str:
    return word if word[0].isdigit() else word[:_ROOT]
