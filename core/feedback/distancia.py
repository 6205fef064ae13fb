"""How far a final text is from the minuta, topic by topic, in words. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

_ALIKE = 0.5
"""Share of the words that a topic under a new heading must still have, to be taken for the old one."""


class SituacaoDoTopico(StrEnum):
    """``label`` is what people read. One that was moved may have been rewritten too: then its distance is not 0."""

    IGUAL = "igual"
    REESCRITO = "reescrito"
    MOVIDO = "movido"
    ACRESCENTADO = "acrescentado"
    RETIRADO = "retirado"

    @property
    def label(self) -> str:
        return self.value.capitalize()


@dataclass(frozen=True)
class Topico:
    """A heading with the text under it, which ``texto`` begins with. ``modulo`` is the slug of what asked for it."""

    titulo: str
    texto: str
    modulo: str = ""
    modulo_versao: int | None = None

    @property
    def palavras(self) -> list[str]:
        return self.texto.split()

    @property
    def chave(self) -> str:
        return " ".join(self.titulo.casefold().split())


@dataclass(frozen=True)
class DistanciaDoTopico:
    """``distancia`` are the words put in, taken out or put in the place of another, at the least."""

    topico: str
    modulo: str
    modulo_versao: int | None
    situacao: SituacaoDoTopico
    palavras_minuta: int
    palavras_final: int
    distancia: int

    @property
    def proporcao(self) -> float:
        """0 for the same words, 1 for none of them."""
        return self.distancia / max(self.palavras_minuta, self.palavras_final, 1)


@dataclass(frozen=True)
class DistanciaDaPeca:
    """The topics of the final text in its order, then those of the minuta that are gone."""

    topicos: tuple[DistanciaDoTopico, ...]

    @property
    def distancia(self) -> int:
        return sum(topico.distancia for topico in self.topicos)

    @property
    def palavras_minuta(self) -> int:
        return sum(topico.palavras_minuta for topico in self.topicos)

    @property
    def palavras_final(self) -> int:
        return sum(topico.palavras_final for topico in self.topicos)

    @property
    def proporcao(self) -> float:
        return self.distancia / max(self.palavras_minuta, self.palavras_final, 1)


def measure_distancia(minuta: Sequence[Topico], final: Sequence[Topico]) -> DistanciaDaPeca:
    """Each topic of the final text against the one of the minuta that it was.

    That is the one with the same heading, in the order in which equal headings stand; else the one most like it of
    those left. The fewest topics that must move to get from one order to the other are the moved ones.
    """
    origins = _match_headings(minuta, final)
    origins |= _match_words(minuta, final, origins)
    in_order = _longest_rise([origins[place] for place in sorted(origins)])
    kept = [
        _compare(minuta[origins[place]], topico, is_moved=origins[place] not in in_order)
        if place in origins
        else _describe(topico, SituacaoDoTopico.ACRESCENTADO)
        for place, topico in enumerate(final)
    ]
    used = set(origins.values())
    gone = [_describe(one, SituacaoDoTopico.RETIRADO) for place, one in enumerate(minuta) if place not in used]
    return DistanciaDaPeca((*kept, *gone))


def _compare(old: Topico, new: Topico, *, is_moved: bool) -> DistanciaDoTopico:
    distancia = Levenshtein.distance(old.palavras, new.palavras)
    situacao = SituacaoDoTopico.REESCRITO if distancia else SituacaoDoTopico.IGUAL
    if is_moved:
        situacao = SituacaoDoTopico.MOVIDO
    source = new if new.modulo else old
    sizes = (len(old.palavras), len(new.palavras))
    return DistanciaDoTopico(new.titulo, source.modulo, source.modulo_versao, situacao, *sizes, distancia)


def _describe(topico: Topico, situacao: SituacaoDoTopico) -> DistanciaDoTopico:
    """A topic that stands in one of the two texts only: all its words count."""
    size = len(topico.palavras)
    sizes = (0, size) if situacao is SituacaoDoTopico.ACRESCENTADO else (size, 0)
    return DistanciaDoTopico(topico.titulo, topico.modulo, topico.modulo_versao, situacao, *sizes, size)


def _match_headings(minuta: Sequence[Topico], final: Sequence[Topico]) -> dict[int, int]:
    """Place in the minuta by place in the final text."""
    left: dict[str, list[int]] = {}
    for place, topico in enumerate(minuta):
        left.setdefault(topico.chave, []).append(place)
    return {place: left[one.chave].pop(0) for place, one in enumerate(final) if left.get(one.chave)}


def _match_words(minuta: Sequence[Topico], final: Sequence[Topico], known: Mapping[int, int]) -> dict[int, int]:
    """The same for topics with a new heading, the most alike first."""
    taken = set(known.values())
    old = {place: topico.palavras for place, topico in enumerate(minuta) if place not in taken}
    new = {place: topico.palavras for place, topico in enumerate(final) if place not in known}
    likeness = {
        (there, here): Levenshtein.normalized_similarity(old[here], new[there]) for there in new for here in old
    }
    found: dict[int, int] = {}
    for (there, here), alike in sorted(likeness.items(), key=lambda one: -one[1]):
        if alike >= _ALIKE and there not in found and here not in found.values():
            found[there] = here
    return found


def _longest_rise(numbers: Sequence[int]) -> frozenset[int]:
    """The most numbers that stand in rising order."""
    tops: list[int] = []
    chains: list[tuple[int, ...]] = []
    for number in numbers:
        place = bisect_left(tops, number)
        chain = (*(chains[place - 1] if place else ()), number)
        tops[place : place + 1] = [number]
        chains[place : place + 1] = [chain]
    return frozenset(chains[-1] if chains else ())
