"""Citations that a number names: themes, sumulas, enunciados and judgments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.prompts.autoridades.domain import Citacao
from core.prompts.autoridades.normas import N
from core.prompts.comparacao import normalize

MAX_RANGE = 60
"""More numbers than this in one range are taken for a slip of writing."""

_COURT = (
    r"(?:Supremo(?:\s+Tribunal(?:\s+Federal)?)?|Superior\s+Tribunal(?:\s+de\s+Justiça)?|STF|STJ|TST|TSE|TNU|TJ/?MS"
    r"|repercussão\s+geral|RG|(?:recursos?\s+(?:especiais\s+)?)?repetitivos?)\b"
)
_SAID = rf"(?P<qual>(?:\s*[/,(-]?\s*(?:d[aeo]s?\s+)?(?:{_COURT}|sumular(?:es)?\b|controvérsia\b)\)?){{0,3}})"
"""A court between the word and its number: "Tema Repetitivo 9", "Súmula do STJ n. 9"."""

_TRIBUNAIS = {
    "stf": r"Supremo|STF|\bREs?\b|\bARE\b|repercussão geral",
    "stj": r"Superior Tribunal de Justiça|STJ|REsp|repetitivo",
}
_AFTER = re.compile(rf"\s*(?:[/(-]\s*|,?\s*(?:d[ao]s?\s+)(?:súmula\s+d[ao]\s+)?)(?P<qual>{_COURT})", re.IGNORECASE)
_ANOTHER = re.compile(
    rf"\)?(?:\s*[,;]|\s+e|\s+ou)\s+(?:o\s+)?{N}(?P<numero>\d[\d.]*)(?=\s*(?:[/(-]\s*|d[ao]s?\s+){_COURT})",
    re.IGNORECASE,
)
_MORE = (
    rf"(?:(?:[,;]|\s+(?:[ea]|ou)\b)(?:\s+[eo]\b)*{N}\d[\d.]*(?!\d|/\d|,\d|\s*%|\s+(?:dias|meses|anos|horas)\b)"
    r"|/(?!(?:19|20)?\d\d\b)\d[\d.]*(?!\d))*"
)
_LIST = rf"(?P<numeros>\d[\d.]*\d|\d)(?P<mais>{_MORE})"
_TEMA = re.compile(rf"\bTemas?{_SAID}{N}{_LIST}", re.IGNORECASE)
_VINCULANTE = re.compile(
    rf"\b(?:S[úu]mulas?|Verbetes?|Enunciados?)\s+Vinculantes?{N}{_LIST}|\bSVs?{N}(?P<sv>\d+)", re.IGNORECASE
)
_SUMULA = re.compile(
    rf"\b(?:S[úu]mulas?|S[úu]m\.|Enunciados?\s+d[ae]\s+S[úu]mula|Verbetes?|Enunciados?(?={N}[\d.]+\s+d[ae]\s+S[úu]mula))"
    rf"(?!\s+Vinculante){_SAID}{N}{_LIST}",
    re.IGNORECASE,
)
_ENUNCIADO = re.compile(
    rf"\bEnunciados?(?:\s+administrativos?)?(?:\s+(?:d[aeo]s?\s+)?(?-i:[A-Z]{{3,10}}))?{N}{_LIST}"
    rf"(?!\s+d[ae]\s+S[úu]mula)",
    re.IGNORECASE,
)
_CLASSES = {
    "aresp": r"agravos?\s+em\s+recursos?\s+especia(?:l|is)|AREsps?",
    "eresp": r"embargos\s+de\s+divergência\s+(?:em|no)\s+recurso\s+especial|EREsps?",
    "resp": r"recursos?\s+especia(?:l|is)|REsps?|R\.\s?Esp\.?",
    "are": r"(?:recurso\s+extraordinário\s+com\s+agravo|agravo\s+em\s+recurso\s+extraordinário)|(?-i:AREs?)",
    "re": r"recursos?\s+extraordinários?|(?-i:REs?|R\.\s?E\.)",
    "rms": r"recurso\s+(?:ordinário\s+)?em\s+mandado\s+de\s+segurança|(?-i:RMS)",
    "rhc": r"recurso\s+(?:ordinário\s+)?em\s+habeas\s+corpus|(?-i:RHC)",
    "ms": r"mandado\s+de\s+segurança|(?-i:MS)",
    "hc": r"habeas\s+corpus|(?-i:HC)",
    "ado": r"ação\s+direta\s+de\s+inconstitucionalidade\s+por\s+omissão|(?-i:ADO)",
    "adi": r"ação\s+direta\s+de\s+inconstitucionalidade|ADIn|(?-i:ADIs?)",
    "adpf": r"arguição\s+de\s+descumprimento\s+de\s+preceito\s+fundamental|ADPF",
    "adc": r"ação\s+declaratória\s+de\s+constitucionalidade|(?-i:ADC)",
    "sta": r"suspensão\s+de\s+tutela\s+antecipada|(?-i:STA)",
    "sl": r"suspensão\s+de\s+liminar|(?-i:SL)",
    "ss": r"suspensão\s+de\s+segurança|(?-i:SS)",
    "cc": r"conflito\s+de\s+competência|(?-i:CC(?=\s+(?:n\S*\s*)?\d{2,3}\.\d{3}))",
    "rcl": r"reclamação\s+constitucional|(?-i:Reclamação|Rcl)",
    "iac": r"incidente\s+de\s+assunção\s+de\s+competência|(?-i:IAC)",
    "irdr": r"incidente\s+de\s+resolução\s+de\s+demandas\s+repetitivas|(?-i:IRDR)",
    "ai": r"agravo\s+de\s+instrumento|(?-i:AI)",
    "pet": r"(?-i:Pet)",
    "puil": r"(?-i:PUIL)",
}
_FEWEST_DIGITS = 3
"""Of a judgment whose class is written small and without "n.": "o recurso especial 15 dias depois" is none."""
_ONE_DIGIT = frozenset({"iac", "irdr"})
_ALONE = r"(?!\d|\.\d|-\d{2}\.\d{4}|-\d{3}\b)"
"""Not the beginning of a case number nor of a postal code."""

_JULGADO = re.compile(
    rf"(?<![\w/])(?=[ACEHIMPRS])(?:{'|'.join(f'(?P<{classe}>{pattern})' for classe, pattern in _CLASSES.items())})"
    r"(?:\s*[-(]\s*\w{2,6}\)?)?(?:\s+repetitivo)?(?:/[A-Z]{2})?"
    rf"{N}(?P<numero>\d(?:[\d.]*\d)?){_ALONE}"
    rf"(?P<mais>(?:(?:/[A-Z]{{2}})?(?:,|\s+e){N}\d{{1,3}}(?:\.\d{{3}})+(?:/[A-Z]{{2}}\b|(?=[\s,;)]*(?:e\b|[);.]|$)))"
    rf"{_ALONE})*)",
    re.IGNORECASE,
)


def find_numeradas(texto: str) -> Iterator[Citacao]:
    for match in _TEMA.finditer(texto):
        yield from _each_of_court(texto, match, "tema")
    for match in _VINCULANTE.finditer(texto):
        yield from _each(match, "sumula-vinculante")
    sumulas = {match.start(): match for match in _SUMULA.finditer(texto)}
    for match in sumulas.values():
        yield from _each_of_court(texto, match, "sumula")
    for match in _ENUNCIADO.finditer(texto):
        if match.start() not in sumulas:
            yield from _each(match, "enunciado")
    for match in _JULGADO.finditer(texto):
        yield from _each_julgado(match)


def expand(first: str, last: str) -> list[str]:
    """What a range adds to its first number: "566 a 568", "19-M a 19-P"."""
    root, _, letter = first.partition("-")
    last_root, _, last_letter = last.partition("-")
    if letter and last_letter and root == last_root:
        return [f"{root}-{chr(code)}" for code in range(ord(letter) + 1, ord(last_letter) + 1)]
    if not letter and not last_letter and 0 < int(last) - int(first) <= MAX_RANGE:
        return [str(number) for number in range(int(first) + 1, int(last) + 1)]
    return [last]


def _each_of_court(texto: str, match: re.Match[str], prefix: str) -> Iterator[Citacao]:
    """Those of the mention, then those that follow with a court each: "Temas 793/STF e 106/STJ"."""
    tribunal = _find_tribunal(texto, match)
    yield from _each(match, f"{prefix}:{tribunal}" if tribunal else prefix)
    after = _AFTER.match(texto, match.end())
    while after and (another := _ANOTHER.match(texto, after.end())):
        after = _AFTER.match(texto, another.end())
        tribunal = _read_tribunal(after["qual"]) if after else ""
        place = another.span("numero")
        yield Citacao(f"{prefix}:{tribunal}:{_bare(another['numero'])}", another["numero"], *place)


def _each(match: re.Match[str], prefix: str) -> Iterator[Citacao]:
    groups = match.groupdict()
    numbers = [_bare(groups["numeros"] or groups.get("sv") or "")]
    for link, number in re.findall(r"(\ba\b)?[^\da]*(\d[\d.]*)", groups["mais"] or "", re.IGNORECASE):
        numbers += expand(numbers[-1], _bare(number)) if link else [_bare(number)]
    for number in numbers:
        yield Citacao(f"{prefix}:{number}", match[0].strip(), match.start(), match.end())


def _each_julgado(match: re.Match[str]) -> Iterator[Citacao]:
    classe = next(classe for classe in _CLASSES if match[classe])
    if len(match["numero"]) < _FEWEST_DIGITS and match[0][0].islower() and not re.search(r"\bn", match[0]):
        return
    numbers = [match["numero"], *re.findall(r"\d[\d.]*", match["mais"])]
    for number in numbers:
        if len(number) > 1 or classe in _ONE_DIGIT:
            yield Citacao(f"julgado:{classe}:{number.replace('.', '')}", match[0], match.start(), match.end())


def _bare(number: str) -> str:
    return number.replace(".", "").lstrip("0")


def _find_tribunal(texto: str, match: re.Match[str]) -> str:
    """The court said after the number or before it, else the last one named in the sentence, else nothing."""
    after = _AFTER.match(texto, match.end())
    if after:
        return _read_tribunal(after["qual"])
    if said := re.search(_COURT, match["qual"], re.IGNORECASE):
        return _read_tribunal(said[0])
    before = texto[max(0, match.start() - 160) : match.start()]
    sentence = re.split(r"(?<=[a-zà-ú)])\.\s+|\n", before)[-1]
    places = {
        tribunal: max((m.end() for m in re.finditer(pattern, sentence)), default=-1)
        for tribunal, pattern in _TRIBUNAIS.items()
    }
    best = max(places, key=lambda tribunal: places[tribunal])
    return best if places[best] >= 0 else ""


def _read_tribunal(said: str) -> str:
    folded = normalize(said).replace("/", "")
    if "repetitivo" in folded or folded.startswith("superior"):
        return "stj"
    return "stf" if folded in ("rg", "repercussao geral") or folded.startswith("supremo") else folded
