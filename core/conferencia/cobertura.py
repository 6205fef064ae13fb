"""Each active module is exactly one topic, in the order of the peça, and there is no topic without a module."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from core.conferencia.domain import Cor
from core.conferencia.texto_normal import TextoNormal

NO_LUGAR = "Está na peça, no seu lugar."
REESCRITO = "O título do tópico foi reescrito: “{titulo}”. Confira se trata deste módulo."
AUSENTE = "Nenhum tópico da peça trata deste módulo."
REPETIDO = "Este módulo aparece em {vezes} tópicos; deve ser um só."
FORA_DE_ORDEM = "O tópico está fora da ordem dos módulos."
SEM_MODULO = "Nenhum módulo da peça corresponde a este tópico. Não existe argumento sem módulo."

_TOPICO = re.compile(r"^(?P<marca>#{1,6})[ \t]+(?P<titulo>\S[^\n]*?)[ \t#]*$", re.MULTILINE)
NIVEL = 3
"""Level of the headings that are topics in a peça."""

_NUMBER = re.compile(r"^(?:[IVXLC]+|\d+(?:\.\d+)*|[a-z])\s?[.)–—-]\s*", re.IGNORECASE)
_ALIKE = 80
"""Likeness of words, of 100, from which a topic is taken for a module whose title was written anew."""


@dataclass(frozen=True)
class Topico:
    """A heading of the level of the modules: one argument of the peça."""

    titulo: str
    inicio: int
    fim: int

    @property
    def normal(self) -> str:
        return normalize_titulo(self.titulo)


@dataclass(frozen=True)
class ExameDoModulo:
    """``modulo`` is its title, empty for a topic without a module; ``topico`` is None where there is none."""

    modulo: str
    cor: Cor
    motivo: str
    topico: Topico | None = None


def find_topicos(minuta: str, nivel: int = NIVEL) -> tuple[Topico, ...]:
    found = (match for match in _TOPICO.finditer(minuta) if len(match["marca"]) == nivel)
    return tuple(Topico(match["titulo"], match.start(), match.end()) for match in found)


def normalize_titulo(titulo: str) -> str:
    """The words of a title, without the number before it and the punctuation."""
    return " ".join(palavra.texto for palavra in TextoNormal(_NUMBER.sub("", titulo.strip())).palavras)


def check_cobertura(minuta: str, titulos: Sequence[str], nivel: int = NIVEL) -> tuple[ExameDoModulo, ...]:
    """One result for each module (``titulos``, in the order of the peça), then one for each topic without a module.

    ``nivel`` is the level of the headings that stand for modules.
    """
    topicos = find_topicos(minuta, nivel)
    taken = _match(topicos, titulos)
    return (*_judge(topicos, titulos, taken), *_list_left(topicos, taken))


def _match(topicos: Sequence[Topico], titulos: Sequence[str]) -> list[int | None]:
    """The module of each topic: the one with its title, else the one left whose title is most like it."""
    wanted = [normalize_titulo(titulo) for titulo in titulos]
    taken = [wanted.index(topico.normal) if topico.normal in wanted else None for topico in topicos]
    for place, topico in enumerate(topicos):
        left = [number for number in range(len(wanted)) if number not in taken]
        if taken[place] is None and left:
            best = max(left, key=lambda number: fuzz.token_set_ratio(topico.normal, wanted[number]))
            taken[place] = best if fuzz.token_set_ratio(topico.normal, wanted[best]) >= _ALIKE else None
    return taken


def _judge(topicos: Sequence[Topico], titulos: Sequence[str], taken: Sequence[int | None]) -> Iterator[ExameDoModulo]:
    in_order = _longest_rise([number for number in taken if number is not None])
    for number, titulo in enumerate(titulos):
        places = [place for place, found in enumerate(taken) if found == number]
        if not places:
            yield ExameDoModulo(titulo, Cor.VERMELHO, AUSENTE)
            continue
        topico = topicos[places[0]]
        if len(places) > 1:
            yield ExameDoModulo(titulo, Cor.VERMELHO, REPETIDO.format(vezes=len(places)), topico)
        elif number not in in_order:
            yield ExameDoModulo(titulo, Cor.VERMELHO, FORA_DE_ORDEM, topico)
        elif topico.normal != normalize_titulo(titulo):
            yield ExameDoModulo(titulo, Cor.AMARELO, REESCRITO.format(titulo=topico.titulo), topico)
        else:
            yield ExameDoModulo(titulo, Cor.VERDE, NO_LUGAR, topico)


def _list_left(topicos: Sequence[Topico], taken: Sequence[int | None]) -> Iterator[ExameDoModulo]:
    for topico, found in zip(topicos, taken, strict=True):
        if found is None:
            yield ExameDoModulo("", Cor.VERMELHO, SEM_MODULO, topico)


def _longest_rise(numbers: Sequence[int]) -> frozenset[int]:
    """The most modules that stand in their order: those outside are the fewest that must move."""
    rises: list[tuple[int, ...]] = [()]
    for number in numbers:
        longest = max((rise for rise in rises if not rise or rise[-1] < number), key=len)
        rises.append((*longest, number))
    best = max(rises, key=len)
    return frozenset(best)
