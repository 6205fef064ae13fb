"""A quotation against the texts it may come from (domain: quotations).

Similarity is no measure for law: a quotation with one "não" more or one digit changed is 95% alike. A quotation is
good when it stands there letter by letter, doubtful when only misread letters of the source keep it from that, and
otherwise bad.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from core.conferencia.domain import Cor, Exame, Lugar
from core.conferencia.lexico import is_palavra
from core.conferencia.texto_normal import TextoNormal

LITERAL = "Está na fonte, letra por letra."
CORTADA = "Está na fonte, mas logo {onde} há “{palavra}”, que ficou fora da citação."
PONTUACAO = "As palavras são as da fonte; a pontuação difere."
OCR = "Difere da fonte só onde a leitura por OCR parece ter errado: {palavras}."
DIFERE = "A fonte diz “{fonte}”, e a citação diz “{citacao}”."
SOBRA = "A citação tem “{citacao}”, que a fonte não tem."
FALTA = "Falta na citação “{fonte}”, que está na fonte."
AUSENTE = "Nenhuma fonte tem este trecho."
COLAGEM = "As partes citadas não estão na mesma fonte, nesta ordem e perto uma da outra."

_CUT = frozenset({"não", "nao", "salvo", "exceto", "sem", "apenas"})
"""Words whose loss at the border of a quotation turns its sense around."""

_MAX_GAP = 3000
"""Characters, about a page, that a writer may leave out between two parts of one quotation."""

_IN_NUMBER = re.compile(r"\d[.,/:]\d")
_PERCENT = re.compile(r"\d ?%")

_REACH = 3
"""Words of the source before and after the quotation that are looked at."""

_MAX_DISTANCE = 1 / 3
"""Share of a word's letters in which a misread word may differ."""

_WINDOWS = 5
_SLIDE = 3
"""Words that may be added or dropped in the passage that is shown as the one that was meant."""

_COMMON = 400
"""Places of a word beyond which it says nothing of where the quotation comes from."""

_NEAR = 0.5
"""Share of the words that must agree for a passage to be shown as the one that was meant."""


@dataclass(frozen=True)
class _Trecho:
    """``count`` words of a source from the word ``first`` on."""

    fonte: str
    texto: TextoNormal
    first: int
    count: int

    @property
    def palavras(self) -> list[str]:
        return [palavra.texto for palavra in self.texto.palavras[self.first : self.first + self.count]]

    @property
    def lugar(self) -> Lugar:
        words = self.texto.palavras[self.first : self.first + self.count]
        return Lugar(self.fonte, *self.texto.find_original(words[0].inicio, words[-1].fim))

    def list_near(self) -> Iterator[_Trecho]:
        """The windows that begin and end up to a few words before or after."""
        total = len(self.texto.palavras)
        for first in range(max(0, self.first - _SLIDE), min(total, self.first + _SLIDE + 1)):
            for last in range(max(first + 1, self.first + self.count - _SLIDE), self.first + self.count + _SLIDE + 1):
                if last <= total:
                    yield _Trecho(self.fonte, self.texto, first, last - first)


def check_citacao(citacao: str, fontes: Mapping[str, TextoNormal]) -> Exame:
    """The best that can be said of the quotation over all sources, by their names."""
    quoted = TextoNormal(citacao)
    texto = _trim(quoted)
    if not quoted.palavras:
        return Exame(Cor.VERMELHO, AUSENTE)
    literal = (
        _look_around(nome, fonte, *place) for nome, fonte in fontes.items() for place in _find_places(texto, fonte)
    )
    if best := _choose(literal):
        return best
    words = [palavra.texto for palavra in quoted.palavras]
    trechos = [trecho for nome, fonte in fontes.items() for trecho in _find_windows(words, nome, fonte)]
    if not trechos:
        return Exame(Cor.VERMELHO, AUSENTE)
    return min((_compare(words, trecho) for trecho in trechos), key=lambda exame: exame.cor)


def _choose(exames: Iterable[Exame]) -> Exame | None:
    """The first that is good, without asking for more; else the first."""
    best: Exame | None = None
    for exame in exames:
        if exame.cor is Cor.VERDE:
            return exame
        best = best or exame
    return best


def check_partes(partes: Sequence[str], fontes: Mapping[str, TextoNormal]) -> Exame:
    """The worst of the parts of a quotation with gaps; each must follow the one before it in the same source."""
    worst = max((check_citacao(parte, fontes) for parte in partes), key=lambda exame: exame.cor)
    if worst.cor is not Cor.VERDE or len(partes) == 1:
        return worst
    textos = [_trim(TextoNormal(parte)) for parte in partes]
    if any(_is_in_order(textos, nome, fonte) for nome, fonte in fontes.items()):
        return worst
    return Exame(Cor.AMARELO, COLAGEM, worst.lugar)


def _is_in_order(textos: Sequence[str], nome: str, fonte: TextoNormal) -> bool:
    """Whether the parts stand in the source one after the other, each good where it stands."""
    ends: list[int] = []
    for number, texto in enumerate(textos):
        reached = [
            fim
            for inicio, fim in _find_places(texto, fonte)
            if (number == 0 or _is_near(ends, inicio)) and _look_around(nome, fonte, inicio, fim).cor is Cor.VERDE
        ]
        if not reached:
            return False
        ends = reached
    return True


def _is_near(ends: Sequence[int], inicio: int) -> bool:
    """Whether the last of the rising ``ends`` that is before this place is not far from it."""
    before = bisect_right(ends, inicio)
    return before > 0 and inicio - ends[before - 1] <= _MAX_GAP


def _trim(normal: TextoNormal) -> str:
    return normal.texto.strip(' ".,;:')


def _find_places(texto: str, fonte: TextoNormal) -> Iterator[tuple[int, int]]:
    """Every place where the text stands as whole words."""
    place = fonte.texto.find(texto)
    while place >= 0:
        fim = place + len(texto)
        if not (_continues(fonte.texto, place) or _continues(fonte.texto, fim)):
            yield place, fim
        place = fonte.texto.find(texto, place + 1)


def _continues(texto: str, place: int) -> bool:
    """Whether a word or a number goes on over this place."""
    if not 0 < place < len(texto):
        return False
    if texto[place - 1].isalnum() and texto[place].isalnum():
        return True
    around = (texto[place - 1 : place + 2], texto[max(0, place - 2) : place + 1])
    return any(map(_IN_NUMBER.fullmatch, around)) or _PERCENT.match(texto, place - 1) is not None


def _look_around(nome: str, fonte: TextoNormal, inicio: int, fim: int) -> Exame:
    lugar = Lugar(nome, *fonte.find_original(inicio, fim))
    first = fonte.find_word(inicio)
    last = next(
        n for n in range(first, len(fonte.palavras) + 1) if n == len(fonte.palavras) or fonte.palavras[n].inicio >= fim
    )
    for palavra in fonte.palavras[max(0, first - _REACH) : first]:
        if palavra.texto in _CUT and not fonte.has_break(palavra.inicio, inicio + 1):
            return Exame(Cor.AMARELO, CORTADA.format(onde="antes", palavra=palavra.texto), lugar)
    for palavra in fonte.palavras[last : last + _REACH]:
        if palavra.texto in _CUT and not fonte.has_break(fim - 1, palavra.fim):
            return Exame(Cor.AMARELO, CORTADA.format(onde="depois", palavra=palavra.texto), lugar)
    return Exame(Cor.VERDE, LITERAL, lugar)


def _find_windows(words: Sequence[str], nome: str, fonte: TextoNormal) -> Iterator[_Trecho]:
    """The passages of the source that share most words with the quotation, in the same places."""
    votes: Counter[int] = Counter()
    for number, word in enumerate(words):
        positions = fonte.positions.get(word, ())
        if len(positions) <= _COMMON:
            votes.update(position - number for position in positions)
    for start, shared in votes.most_common(_WINDOWS):
        if 0 <= start <= len(fonte.palavras) - len(words) and shared >= _NEAR * len(words):
            yield _Trecho(nome, fonte, start, len(words))


def _compare(words: Sequence[str], trecho: _Trecho) -> Exame:
    """The quotation beside a passage of as many words."""
    wrong = [pair for pair in zip(words, trecho.palavras, strict=True) if pair[0] != pair[1]]
    if not wrong:
        return Exame(Cor.AMARELO, PONTUACAO, trecho.lugar)
    if all(_is_misread(source, word) for word, source in wrong):
        found = ", ".join(f"“{source}” por “{word}”" for word, source in wrong)
        return Exame(Cor.AMARELO, OCR.format(palavras=found), trecho.lugar)
    meant = min(trecho.list_near(), key=lambda near: (Levenshtein.distance(words, near.palavras), -near.count))
    return Exame(Cor.VERMELHO, _describe(words, meant.palavras), meant.lugar)


def _describe(words: Sequence[str], source: Sequence[str]) -> str:
    """The first difference that is no misreading."""
    for edit in Levenshtein.opcodes(words, source):
        said, stands = words[edit.src_start : edit.src_end], source[edit.dest_start : edit.dest_end]
        if edit.tag == "insert":
            return FALTA.format(fonte=" ".join(stands))
        if edit.tag == "delete":
            return SOBRA.format(citacao=" ".join(said))
        if edit.tag == "replace" and not all(map(_is_misread, stands, said)):
            return DIFERE.format(fonte=" ".join(stands), citacao=" ".join(said))
    return AUSENTE


def _is_misread(source: str, quoted: str) -> bool:
    """Whether the word of the source can be a misreading of the one quoted: no word, near it, and without digits."""
    if any(char.isdigit() for char in source + quoted) or is_palavra(source):
        return False
    return Levenshtein.distance(source, quoted) <= _MAX_DISTANCE * len(quoted)
