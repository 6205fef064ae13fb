"""Portuguese text as the stand-in reads it: words without accents or endings, sentences with their places.

``fold`` keeps the length of the text, so that a place found in the folded text is a place in the original.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ACCENTED = {
    code: unicodedata.normalize("NFD", chr(code))[0].lower()
    for code in range(0xC0, 0x180)
    if len(unicodedata.normalize("NFD", chr(code))[0].lower()) == 1
}
_FOLD_TABLE = {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)} | _ACCENTED
_WORD = re.compile(r"[0-9a-z]+(?:[.,/-][0-9]+)*")

_STOPWORDS = """
a o as os um uma uns umas de do da dos das em no na nos nas por pelo pela pelos pelas para com sem sob sobre ate
e ou que se como quando onde qual quais quanto quantos quanta quantas quem cujo cuja ao aos seu sua seus suas
este esta estes estas esse essa esses essas isso isto aquele aquela ha foi e ser sera sao era eram esta estao
tem ter teve haver houve nao sim ja mais menos muito entre apos ante desde lhe lhes me nos ele ela eles elas
qualquer algum alguma mesmo mesma tal tais cada outro outra outros outras consta constam existe existem inclui
incluem indica informa menciona contem diz trata refere caso partes parte feito
"""
STOPWORDS = frozenset(_STOPWORDS.split())

_ENDINGS = (
    ("izacoes", "iza"), ("izacao", "iza"), ("amentos", ""), ("amento", ""), ("imentos", ""), ("imento", ""),
    ("mente", ""), ("adores", ""), ("adoras", ""), ("ador", ""), ("adora", ""), ("acoes", ""), ("acao", ""),
    ("icoes", ""), ("icao", ""), ("ucoes", "u"), ("ucao", "u"), ("coes", "c"), ("cao", "c"), ("soes", "s"),
    ("sao", "s"), ("encias", ""), ("encia", ""), ("ancias", ""), ("ancia", ""), ("idades", ""), ("idade", ""),
    ("aveis", ""), ("avel", ""), ("iveis", ""), ("ivel", ""), ("icos", "ic"), ("icas", "ic"), ("ico", "ic"),
    ("ica", "ic"), ("oes", "ao"), ("ais", "al"), ("eis", "el"), ("ados", ""), ("adas", ""), ("ado", ""),
    ("ada", ""), ("idos", ""), ("idas", ""), ("ido", ""), ("ida", ""), ("ando", ""), ("endo", ""), ("indo", ""),
    ("aram", ""), ("eram", ""), ("iram", ""), ("aria", ""), ("eria", ""), ("ar", ""), ("er", ""), ("ir", ""),
    ("res", "r"), ("es", ""), ("os", ""), ("as", ""), ("a", ""), ("o", ""), ("e", ""), ("s", ""),
)  # fmt: skip
_MIN_STEM = 4


def fold(text: str) -> str:
    """Lower case without accents, of the same length as ``text``."""
    return text.translate(_FOLD_TABLE)


def stem(word: str) -> str:
    """The folded word without its ending; never shorter than four letters. Rough, but the same on both sides."""
    for ending, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(replacement) >= _MIN_STEM:
            return word[: len(word) - len(ending)] + replacement
    return word


def words_of(folded: str) -> list[tuple[str, int]]:
    """Every word of a folded text with its place."""
    return [(match[0], match.start()) for match in _WORD.finditer(folded)]


def content_stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order, repeated ones too."""
    return [stem(word) for word, _ in words_of(fold(text)) if word not in STOPWORDS and len(word) > 1]


@dataclass(frozen=True)
class Sentence:
    """A literal piece of a page. ``start`` is its place in that page."""

    page: int
    start: int
    text: str
    folded: str
    is_heading: bool = False

    @property
    def plain(self) -> str:
        """In one line, for prose."""
        return " ".join(self.text.split())


_ABBREVIATIONS = ("art", "arts", "n", "no", "nº", "dr", "dra", "sr", "sra", "fl", "fls", "p", "pp", "inc", "rel", "min",
                  "des", "cf", "exmo", "exma", "prof", "av", "ltda", "cia", "proc", "res", "dec", "al")  # fmt: skip
_BOUNDARY = re.compile(r"[.!?;:]+[”\")\]]*(?=\s)|\n\s*\n|\r?\n(?=\s*(?:[a-z]\)|[IVX]+\s*[-–—.)]|\d+[.)]\s|[-•]\s))")
_LINE = re.compile(r"[^\r\n]+")


def split_sentences(page: int, text: str) -> list[Sentence]:
    """The sentences of a page in order; a heading or a line of a form is a sentence of its own."""
    sentences: list[Sentence] = []
    start = 0
    for line in _LINE.finditer(text):
        is_heading = _is_heading(line[0])
        if is_heading or _FIELD.match(line[0]):
            sentences += _split_block(page, text, start, line.start())
            sentences += _sentence(page, text, line.start(), line.end(), is_heading=is_heading)
            start = line.end()
    return sentences + _split_block(page, text, start, len(text))


_NUMBERED = re.compile(r"^\s*(?:[IVX]+(?:\.\d+)*\s*[-–—]|\d+(?:\.\d+)*\.)\s+[A-ZÀ-Ý][^.;:]{3,70}\s*$")


_FIELD = re.compile(r"^\s*[A-ZÀ-Ý][\wÀ-ÿ /()-]{2,40}: .{1,40}$")
"""A line of a form, such as "Paciente: Fulana"."""


def _is_heading(line: str) -> bool:
    if _NUMBERED.match(line):
        return True
    letters = [char for char in line if char.isalpha()]
    return len(letters) > 4 and sum(char.isupper() for char in letters) >= 0.9 * len(letters)


def _split_block(page: int, text: str, start: int, end: int) -> list[Sentence]:
    sentences: list[Sentence] = []
    for match in _BOUNDARY.finditer(text, start, end):
        if match[0][0] in ".:" and not _ends_sentence(text, match.start(), match.end()):
            continue
        sentences += _sentence(page, text, start, match.end())
        start = match.end()
    return sentences + _sentence(page, text, start, end)


def _ends_sentence(text: str, dot: int, after: int) -> bool:
    """A full stop ends a sentence unless it closes an abbreviation; a colon only before a new line."""
    following = text[after : after + 3]
    if text[dot] == ":":
        return "\n" in following
    word = re.search(r"(\w+)$", text[max(0, dot - 12) : dot])
    is_abbreviation = word is not None and (word[1].lower() in _ABBREVIATIONS or (len(word[1]) == 1))
    first = following.strip()[:1]
    return not is_abbreviation and (not first or not first.islower())


def _sentence(page: int, text: str, start: int, end: int, *, is_heading: bool = False) -> list[Sentence]:
    piece = text[start:end]
    stripped = piece.strip()
    if not any(char.isalnum() for char in stripped):
        return []
    at = start + len(piece) - len(piece.lstrip())
    return [Sentence(page, at, stripped, fold(stripped), is_heading)]
