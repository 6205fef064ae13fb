"""Citations of law in a text, each under one canonical key whatever the way of writing.

Keys: ``tema:stf:1234``, ``sumula:stj:555``, ``sumula-vinculante:60``, ``enunciado:93``, ``julgado:re:855178``,
``lei:8080/1990``, ``lei:8080/1990:art:19-M``, ``cf:art:196``, ``resolucao:cfm:2227/2018``. A part that the text leaves
out is left out of the key (``tema:214``, ``lei:8080``, ``art:5``); ``is_same_authority`` compares such keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.prompts.comparacao import normalize


@dataclass(frozen=True)
class Citacao:
    """``inicio`` and ``fim`` are the place in the text, of the whole mention (of several articles, too)."""

    chave: str
    trecho: str
    inicio: int
    fim: int


@dataclass(frozen=True)
class _Norma:
    chave: str
    inicio: int
    fim: int


_N = r"(?:\s*(?:n\.?\s?[º°o]?s?\.?|número))?\s*"
_SAYS_NUMBER = re.compile(r"\d")
_CODES = {
    "cf": r"Constituição(?:\s+Federal)?(?:\s+de\s+1988)?(?!\s+(?:do\s+Estado|Estadual))|CF(?:/(?:19)?88)?|CRFB(?:/88)?",
    "cpc": r"Código\s+de\s+Processo\s+Civil|CPC(?:/2015|/15)?",
    "ctn": r"Código\s+Tributário\s+Nacional|CTN",
    "ctb": r"Código\s+de\s+Trânsito\s+Brasileiro|CTB",
    "cc": r"Código\s+Civil|CC(?:/2002)?",
    "cdc": r"Código\s+de\s+Defesa\s+do\s+Consumidor|CDC",
    "eca": r"Estatuto\s+da\s+Criança\s+e\s+do\s+Adolescente|ECA",
    "adct": r"Ato\s+das\s+Disposições\s+Constitucionais\s+Transitórias|ADCT",
    "lindb": r"Lei\s+de\s+Introdução\s+às\s+Normas\s+do\s+Direito\s+Brasileiro|LINDB",
    "lei:8080/1990": r"Lei\s+Orgânica\s+da\s+Saúde",
    "lei:6830/1980": r"Lei\s+de\s+Execuç(?:ão|ões)\s+Fisca(?:l|is)|LEF",
}
_YEAR = r"(?:\s*/\s*(?P<ano>\d{4}|\d{2})\b|,?\s+de(?:\s+\d{1,2}[º°]?\s+de\s+\w+\s+de)?\s+(?P<ano_longo>\d{4})\b)?"
_KINDS = {
    "lc": r"Lei\s+Complementar(?:\s+Federal)?|LC",
    "lei": r"Lei(?:\s+(?:Federal|Estadual))?",
    "decreto-lei": r"Decreto-Lei",
    "decreto": r"Decreto(?:\s+(?:Federal|Estadual))?",
    "ec": r"Emenda\s+Constitucional|EC",
    "mp": r"Medida\s+Provisória|MP",
    "resolucao": r"Resolução|Res\.",
    "portaria": r"Portaria(?:\s+de\s+Consolidação)?",
    "recomendacao": r"Recomendação",
    "rdc": r"RDC(?:\s+(?:da\s+)?A(?:nvisa|NVISA))?",
}
_WITH_ISSUER = frozenset({"resolucao", "portaria", "recomendacao"})
_WITH_COURT = frozenset({"tema", "sumula"})
_ISSUER = r"(?:\s+(?:d[ao]\s+)?(?P<orgao>[A-Z][A-Za-z]{1,9}(?:/[A-Z][A-Za-z]{1,5})*))?"
_TRIBUNAIS = {
    "stf": r"Supremo|STF|\bREs?\b|\bARE\b|repercussão geral",
    "stj": r"Superior Tribunal de Justiça|STJ|REsp|repetitivo",
}
_AFTER_TEMA = re.compile(
    r"\s*(?:[/-]\s*|,?\s*(?:do|da)\s+)(?P<qual>STF|STJ|Supremo|Superior|repercussão\s+geral)"
    r"|\s*,?\s*(?:do|dos)\s+(?:recursos?\s+)?(?P<repetitivo>repetitivo)s?",
    re.IGNORECASE,
)
_LIST = r"(?P<numeros>\d[\d.]*\d|\d)(?P<mais>(?:(?:,|\s+[ea]\b)\s*\d[\d.]*(?!\d|/\d))*)"
_TEMA = re.compile(rf"\bTemas?{_N}{_LIST}", re.IGNORECASE)
_VINCULANTE = re.compile(rf"\bSúmulas?\s+Vinculantes?{_N}{_LIST}|\bSVs?{_N}(?P<sv>\d+)", re.IGNORECASE)
_SUMULA = re.compile(rf"\b(?:Súmulas?|Enunciados?\s+d[ae]\s+Súmula)(?!\s+Vinculante){_N}{_LIST}", re.IGNORECASE)
_ENUNCIADO = re.compile(rf"\bEnunciados?(?!\s+d[ae]\s+Súmula){_N}{_LIST}", re.IGNORECASE)
_JULGADO = re.compile(
    r"(?<![\w/])(?P<classe>AREsp|EREsp|REsp|ARE|RE|RMS|MS|ADI|ADPF|ADC|ADO|STA|SL|SS|HC|Rcl|IAC|IRDR|AI|Pet)"
    rf"{_N}(?P<numero>\d[\d.]*\d)"
)
_ART = re.compile(r"\b(?:arts?\.|artigos?)\s*", re.IGNORECASE)
_ART_NUMBER = re.compile(r"(?P<raiz>\d{1,3}(?:\.\d{3})?|\d{4})\s*[º°]?(?:-(?P<letra>[A-Z])(?![a-z]))?(?P<mais>-[A-Z])?")
_QUALIFIER = re.compile(
    r"§§?\s*\d+[º°]?(?:-[A-Z])?(?:\s*(?:,|e|a)\s*\d+[º°](?:-[A-Z])?)*|\*{0,2}_?caput_?\*{0,2}|[“\"]caput[”\"]"
    r"|parágrafos?\s+(?:único|\d+[º°]?)|(?:incisos?\s+)?[IVXLC]+(?:-[A-Z])?\b|alíneas?\s+\W?[a-z]\W?(?=[\s,)])|[“\"'][a-z][”\"']",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:,\s*(?:e\s+|ou\s+)?|\be\b|\bou\b|\ba\b|\bc/c\b)\s*|\s+")
_LINK = re.compile(
    r"\s*,?\s*(?:,\s*)?(?:tod[oa]s\s+)?(?:d[aoe]s?|n[ao])\s+(?:(?P<mesmo>mesm[ao]|referid[ao]|citad[ao])\b)?",
    re.IGNORECASE,
)
_AMENDS = re.compile(
    r"(?:redação|incluíd\w+|alterad\w+|acrescid\w+|acrescentad\w+|modificad\w+)\W+(?:dada\s+)?(?:d|pel)[ao]s?\s*$"
)
"""Before the name of a law that only changed the one being cited."""
_MAX_RANGE = 60
"""More articles than this in one range are taken for a slip of writing."""


def find_citacoes(texto: str) -> tuple[Citacao, ...]:
    """Every citation in the order of the text; a mention of three articles gives three."""
    normas = sorted(_find_normas(texto), key=lambda norma: norma.inicio)
    used: set[int] = set()
    found = [
        *_find_numbered(texto),
        *_find_artigos(texto, normas, used),
    ]
    found += [
        Citacao(norma.chave, texto[norma.inicio : norma.fim], norma.inicio, norma.fim)
        for norma in normas
        if norma.inicio not in used and _SAYS_NUMBER.search(norma.chave)
    ]
    return tuple(sorted(found, key=lambda citacao: (citacao.inicio, citacao.fim)))


def is_same_authority(citada: str, da_base: str) -> bool:
    """Whether the key of a citation names the authority of a key of the base, or the law that holds it.

    A part that the citation leaves out (court, year) fits any; a law as a whole is known when one of its articles is.
    """
    cited, base = citada.split(":"), da_base.split(":")
    if cited[0] in _WITH_COURT and len(cited) == 2:
        return (base[0], base[-1]) == (cited[0], cited[1])
    pairs = zip(cited, base, strict=False)
    return len(cited) <= len(base) and all(said in (full, full.partition("/")[0]) for said, full in pairs)


def is_known(chave: str, base: Iterable[str]) -> bool:
    """Whether some authority of the base is the one of the key."""
    return any(is_same_authority(chave, da_base) for da_base in base)


def _find_normas(texto: str) -> Iterator[_Norma]:
    for chave, pattern in _CODES.items():
        for match in re.finditer(rf"\b(?:{pattern})\b", texto):
            yield _Norma(chave, match.start(), match.end())
    for kind, pattern in _KINDS.items():
        issuer = _ISSUER if kind in _WITH_ISSUER else ""
        for match in re.finditer(rf"\b(?:{pattern}){issuer}{_N}(?P<numero>\d[\d.]*\d|\d){_YEAR}", texto):
            groups = match.groupdict()
            orgao = normalize(groups.get("orgao") or "")
            numero = match["numero"].replace(".", "")
            year = _full_year(groups["ano"] or groups["ano_longo"] or "")
            parts = [kind, *([orgao] if orgao else []), f"{numero}/{year}" if year else numero]
            yield _Norma(":".join(parts), match.start(), match.end())


def _find_numbered(texto: str) -> Iterator[Citacao]:
    for match in _TEMA.finditer(texto):
        tribunal = _find_tribunal(texto, match.start(), match.end())
        yield from _each(match, f"tema:{tribunal}" if tribunal else "tema")
    for match in _VINCULANTE.finditer(texto):
        yield from _each(match, "sumula-vinculante")
    for match in _SUMULA.finditer(texto):
        tribunal = _find_tribunal(texto, match.start(), match.end())
        yield from _each(match, f"sumula:{tribunal}" if tribunal else "sumula")
    for match in _ENUNCIADO.finditer(texto):
        yield from _each(match, "enunciado")
    for match in _JULGADO.finditer(texto):
        chave = f"julgado:{match['classe'].lower()}:{match['numero'].replace('.', '')}"
        yield Citacao(chave, match[0], match.start(), match.end())


def _each(match: re.Match[str], prefix: str) -> Iterator[Citacao]:
    groups = match.groupdict()
    numbers = [_bare(groups["numeros"] or groups.get("sv") or "")]
    for link, number in re.findall(r"(,|\be\b|\ba\b)\s*(\d[\d.]*)", groups["mais"] or ""):
        numbers += _expand(numbers[-1], _bare(number)) if link == "a" else [_bare(number)]
    for number in numbers:
        yield Citacao(f"{prefix}:{number}", match[0].strip(), match.start(), match.end())


def _bare(number: str) -> str:
    return number.replace(".", "").lstrip("0")


def _find_tribunal(texto: str, inicio: int, fim: int) -> str:
    """The court said after the number, else the last one named before it in the sentence, else nothing."""
    after = _AFTER_TEMA.match(texto, fim)
    if after:
        said = normalize(after["qual"] or after["repetitivo"])
        return "stf" if said in ("stf", "supremo", "repercussao geral") else "stj"
    before = texto[max(0, inicio - 160) : inicio]
    sentence = re.split(r"(?<=[a-zà-ú)])\.\s+|\n", before)[-1]
    places = {
        tribunal: max((m.end() for m in re.finditer(pattern, sentence)), default=-1)
        for tribunal, pattern in _TRIBUNAIS.items()
    }
    best = max(places, key=lambda tribunal: places[tribunal])
    return best if places[best] >= 0 else ""


def _find_artigos(texto: str, normas: list[_Norma], used: set[int]) -> Iterator[Citacao]:
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
            numbers += _expand(numbers[-1], read) if is_range and numbers else [read]
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


def _expand(first: str, last: str) -> list[str]:
    root, _, letter = first.partition("-")
    last_root, _, last_letter = last.partition("-")
    if letter and last_letter and root == last_root:
        return [f"{root}-{chr(code)}" for code in range(ord(letter) + 1, ord(last_letter) + 1)]
    if not letter and not last_letter and 0 < int(last) - int(first) <= _MAX_RANGE:
        return [str(number) for number in range(int(first) + 1, int(last) + 1)]
    return [last]


def _find_norma(texto: str, place: tuple[int, int], normas: list[_Norma]) -> _Norma | None:
    """The law of an article: named right after it, or else the last one named before it."""
    inicio, fim = place
    link = _LINK.match(texto, fim)
    if link and not link["mesmo"]:
        for norma in normas:
            if norma.inicio == link.end():
                return norma
    earlier = [n for n in normas if n.fim <= inicio and not _AMENDS.search(texto[max(0, n.inicio - 40) : n.inicio])]
    return earlier[-1] if earlier else None


def _full_year(year: str) -> str:
    if len(year) != 2:
        return year
    return f"19{year}" if int(year) > 40 else f"20{year}"
