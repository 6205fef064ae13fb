"""Citations of law in a text, each under one canonical key whatever the way of writing.

Keys: ``tema:stf:1234``, ``sumula:stj:555``, ``sumula-vinculante:60``, ``enunciado:93``, ``julgado:re:855178``,
``lei:8080/1990``, ``lei:8080/1990:art:19-M``, ``cf:art:196``, ``resolucao:cfm:2227/2018``. A part that the text leaves
out is left out of the key (``tema:214``, ``lei:8080``, ``art:5``); ``is_same_authority`` compares such keys. An article
of a law that is none of the known ones has that law's name: ``norma:lei de licitacoes:art:5``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from core.prompts.autoridades.domain import Citacao
from core.prompts.autoridades.normas import WITH_ISSUER, Norma, find_normas, read_other_norma
from core.prompts.autoridades.numeradas import expand, find_numeradas

_SAYS_NUMBER = re.compile(r"\d")
_WITH_COURT = frozenset({"tema", "sumula"})
_MARKS = re.compile(
    r"&nbsp;|\*\**(?:(?=\S)|(?<=\S\*))|__{0,2}(?:(?!\w)|(?<![^\W_]_)(?<![^\W_]__)(?<![^\W_]___))|\\(?=[^\w\s])"
)
"""Emphasis and escapes of Markdown: read as blanks, so that every place stays where it is."""

_ART = re.compile(r"\b(?:arts?\b\.?|artigos?)\s*(?:n\.?\s?[º°]?\.?\s*(?=\d))?", re.IGNORECASE)
_ART_NUMBER = re.compile(r"(?P<raiz>\d{1,3}(?:\.\d{3})?|\d{4})\s*[º°]?(?:-(?P<letra>[A-Z])(?![a-z]))?(?P<mais>-[A-Z])?")
_QUALIFIER = re.compile(
    r"§§?\s*\d+[º°]?(?:-[A-Z])?(?:\s*(?:,|e|a)\s*\d+[º°](?:-[A-Z])?)*|\*{0,2}_?caput_?\*{0,2}|[“\"]caput[”\"]"
    r"|parágrafos?\s+(?:único|\d+[º°]?)|(?:incisos?\s+)?[IVXLC]+(?:-[A-Z])?\b|ite(?:m|ns)\s+\d+\b|in\s+fine\b|(?:primeira|segunda|última)\s+parte\b|alíneas?\s+\W?[a-z]\W?(?=[\s,)])|[“\"'][a-z][”\"']",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:,\s*(?:e\s+|ou\s+)?|\be\b|\bou\b|\ba\b|\bc/c\b)\s*|\s+")
_LINK = re.compile(
    r"\s*,?\s*(?:,\s*)?(?:tod[oa]s\s+)?(?:d[aoe]s?|n[ao])\s+(?:(?P<mesmo>mesm[ao]|referid[ao]|citad[ao])\b)?",
    re.IGNORECASE,
)
_OF = re.compile(r"\bd[aoe]s?\s+$", re.IGNORECASE)
_BESIDE = re.compile(r"[\s,(–-]*")
_ITS_OWN = re.compile(r"[\s,(]*arts?\b|[\s,(]*artigo", re.IGNORECASE)
_AMENDS = re.compile(
    r"(?:redação|incluíd\w+|alterad\w+|acrescid\w+|acrescentad\w+|modificad\w+)\W+(?:dada\s+)?(?:d|pel)[ao]s?\s*$"
)
"""Before the name of a law that only changed the one being cited."""


def find_citacoes(texto: str) -> tuple[Citacao, ...]:
    """Every citation in the order of the text; a mention of three articles gives three."""
    bare = _MARKS.sub(lambda match: " " * len(match[0]), texto)
    normas = sorted(find_normas(bare), key=lambda norma: norma.inicio)
    used: set[int] = set()
    found = [
        *find_numeradas(bare),
        *_find_artigos(bare, normas, used),
    ]
    found += [
        Citacao(norma.chave, "", norma.inicio, norma.fim)
        for norma in normas
        if norma.inicio not in used and _SAYS_NUMBER.search(norma.chave)
    ]
    shown = [replace(citacao, trecho=texto[citacao.inicio : citacao.fim].strip()) for citacao in found]
    return tuple(sorted(shown, key=lambda citacao: (citacao.inicio, citacao.fim)))


def is_same_authority(citada: str, da_base: str) -> bool:
    """Whether the key of a citation names the authority of a key of the base, or the law that holds it.

    A part that the citation leaves out (court, year) fits any; a law as a whole is known when one of its articles is.
    """
    cited, base = citada.split(":"), da_base.split(":")
    if cited[0] in _WITH_COURT and len(cited) == 2:
        return (base[0], base[-1]) == (cited[0], cited[1])
    if cited[0] in WITH_ISSUER and len(cited) == 2 and len(base) > 2 and base[2] != "art":
        base = [base[0], *base[2:]]
    pairs = zip(cited, base, strict=False)
    return len(cited) <= len(base) and all(said in (full, full.partition("/")[0]) for said, full in pairs)


def is_known(chave: str, base: Iterable[str]) -> bool:
    """Whether some authority of the base is the one of the key."""
    return any(is_same_authority(chave, da_base) for da_base in base)


def _find_artigos(texto: str, normas: list[Norma], used: set[int]) -> Iterator[Citacao]:
    for match in _ART.finditer(texto):
        numbers, fim = _read_artigos(texto, match.end())
        if not numbers:
            continue
        norma = _find_norma(texto, (match.start(), fim), normas)
        if norma is not None:
            used.add(norma.inicio)
            if fim <= norma.inicio <= fim + 40:
                fim = norma.fim
        trecho = texto[match.start() : fim].strip()
        for number in numbers:
            chave = f"{norma.chave}:art:{number}" if norma else f"art:{number}"
            yield Citacao(chave, trecho, match.start(), fim)


def _read_artigos(texto: str, place: int) -> tuple[list[str], int]:
    """The article numbers that follow, ranges written out, and where their mention ends."""
    numbers: list[str] = []
    fim, is_range = place, False
    while True:
        number = _ART_NUMBER.match(texto, place)
        qualifier = _QUALIFIER.match(texto, place)
        if number and not _is_other_thing(texto, number.end()):
            read = number["raiz"].replace(".", "") + (f"-{number['letra']}" if number["letra"] else "")
            numbers += expand(numbers[-1], read) if is_range and numbers else [read]
            fim = number.end()
        elif qualifier and numbers:
            fim = qualifier.end()
        else:
            return numbers, fim
        separator = _SEPARATOR.match(texto, fim)
        if separator is None:
            return numbers, fim
        is_range = separator[0].strip() == "a" and number is not None
        place = separator.end()


def _is_other_thing(texto: str, fim: int) -> bool:
    """Whether the number counts something else: "art. 5º e 30 dias", "4.000/2020"."""
    return re.match(r"\s*(?:/\d|%|dias|anos|meses|horas|salários)", texto[fim : fim + 12]) is not None


def _find_norma(texto: str, place: tuple[int, int], normas: list[Norma]) -> Norma | None:
    """The law of an article: named right after it, or else the last one named before it.

    A name right after it that is no known law is the law all the same: the article is of no other.
    """
    inicio, fim = place
    link, beside = _LINK.match(texto, fim), _BESIDE.match(texto, fim)
    if link and not link["mesmo"]:
        for norma in normas:
            if norma.inicio == link.end():
                return norma
        if other := read_other_norma(texto, link.end()) if _OF.search(link[0]) else None:
            return other
    if beside and not link:
        for norma in normas:
            if norma.inicio == beside.end() and not _ITS_OWN.match(texto, norma.fim):
                return norma
    earlier = [n for n in normas if n.fim <= inicio and not _AMENDS.search(texto[max(0, n.inicio - 40) : n.inicio])]
    return earlier[-1] if earlier else None
