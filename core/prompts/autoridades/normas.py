"""Names of laws and of other acts in a text, each under the key of ``citacoes``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.prompts.comparacao import normalize


@dataclass(frozen=True)
class Norma:
    chave: str
    inicio: int
    fim: int


N = r"(?:\s*(?:(?i:sob\s+o|de)\s+(?=[Nn]))?(?i:n\.?\s?[º°ªo]?s?\.?|números?|num\.|nr[o.]?\.?))?\s*"
"""What may stand before a number: "n.", "nº", "número", "sob o n."."""

_CODES = {
    "cf": r"Constituição(?:\s+(?:Federal|da\s+República)|/\d+)?(?:\s+de\s+1988)?(?!\s+(?i:do\s+Estado|Estadual))"
    r"|(?i:constituição\s+(?:federal|da\s+república)(?:\s+de\s+1988)?|carta\s+magna|magna\s+carta|lei\s+maior)"
    r"|(?i:carta\s+(?:política|da\s+república|de\s+1988|federal|constitucional)|texto\s+constitucional)"
    r"|CF(?:/(?:19)?88)?|CRFB(?:/(?:19)?88)?",
    "constituicao-estadual": r"(?i:constituição\s+(?:do\s+estado|estadual))(?:\s+de\s+Mato\s+Grosso\s+do\s+Sul)?",
    "cpc": r"(?i:(?:novo\s+)?código\s+de\s+processo\s+civil)|N?CPC(?:/2015|/15)?",
    "cpp": r"(?i:código\s+de\s+processo\s+penal)|CPP",
    "cp": r"(?i:código\s+penal)(?!\s+(?i:militar))|CP",
    "clt": r"(?i:consolidação\s+das\s+leis\s+do\s+trabalho)|CLT",
    "ctn": r"(?i:código\s+tributário\s+nacional)|CTN",
    "ctb": r"(?i:código\s+de\s+trânsito\s+brasileiro)|CTB",
    "cc": r"(?i:código\s+civil)|CC(?:/(?:20)?02)?",
    "cdc": r"(?i:código\s+de\s+defesa\s+do\s+consumidor)|CDC",
    "eca": r"(?i:estatuto\s+da\s+criança\s+e\s+do\s+adolescente)|ECA",
    "adct": r"(?i:ato\s+das\s+disposições\s+constitucionais\s+transitórias)|ADCT",
    "lindb": r"(?i:lei\s+de\s+introdução(?:\s+às\s+normas\s+do\s+direito\s+brasileiro)?)|LINDB",
    "lei:8080/1990": r"(?i:lei\s+orgânica\s+da\s+saúde)",
    "lei:6830/1980": r"(?i:lei\s+de\s+execuç(?:ão|ões)\s+fisca(?:l|is))|LEF",
}
_YEAR = (
    r"(?:\s*/\s*(?P<ano>\d{4}|\d{2})\b"
    r"|,?\s+(?i:de)(?:\s+\d{1,2}[º°]?\s+(?i:de)\s+\w+\s+(?i:de))?\s+(?:\d{1,2}[./]\d{1,2}[./])?(?P<ano_longo>\d{4})\b)?"
)
_DE_QUEM = r"(?:\s+(?i:federal|estadual|municipal|distrital|ordinária|delegada|orgânica|legislativo|normativo))*"
_KINDS = {
    "lc": rf"(?i:lei\s+complementar){_DE_QUEM}|LC[EM]?",
    "lei": rf"(?<![-‐–])(?<!(?i:decreto)\s)(?i:lei){_DE_QUEM}|L\.",
    "decreto-lei": r"(?i:decreto\s*[-‐–]?\s*lei)|DL",
    "decreto": rf"(?i:decreto){_DE_QUEM}",
    "ec": r"(?i:emenda\s+(?:à\s+constituição|constitucional)|emenda)|EC",
    "mp": r"(?i:medida\s+provisória)|MP",
    "resolucao": r"(?i:resolução(?:\s+(?:normativa|conjunta|administrativa))?)|Res\.|(?=RN\s+(?:n|\d+/))",
    "portaria": r"(?i:portaria(?:\s+(?:de\s+consolidação|conjunta|interministerial|normativa))?)",
    "recomendacao": r"(?i:recomendação)",
    "instrucao": r"(?i:instrução\s+normativa)|IN(?=\s+(?:RFB|SRF|INSS|DREI|[Nn]\W|\d+/))",
    "provimento": r"(?i:provimento)",
    "deliberacao": r"(?i:deliberação)",
    "rdc": r"RDC(?:\s+(?:da\s+)?A(?:nvisa|NVISA))?",
}
_ISSUED = ("resolucao", "portaria", "recomendacao", "instrucao", "provimento", "deliberacao")
WITH_ISSUER = frozenset(_ISSUED)
_CAPITAL = r"[A-ZÀ-Ý][\wÀ-ÿ]*"
_ISSUER = (
    r"(?:\s*[-–]?\s*(?:(?i:d[ao])\s+)?(?P<orgao>[A-Z][A-Za-z]{1,9}(?:[/-][A-Z][A-Za-z]{1,7})*"
    r"|[a-z]{2,6}(?:/[a-z]{2,6})+)"
    rf"|\s+(?i:d[ao])\s+(?P<por_extenso>{_CAPITAL}(?:\s+(?:(?:d[aeo]s?|e)\s+)?{_CAPITAL}){{1,7}}))?"
    r"(?:\s*[-–]?\s*RN\b)?"
)
_ISSUERS = {
    "rn": "ans",
    "conselho nacional de justica": "cnj",
    "conselho federal de medicina": "cfm",
    "ministerio da saude": "ms",
    "agencia nacional de vigilancia sanitaria": "anvisa",
    "agencia nacional de saude suplementar": "ans",
}
_SAYS_SO = re.compile(r"(?i:\bn\.?\s?[º°ªo.]|\bn\s|número|\bnr)|\d\.\d{3}\b|(?:^lei|^decreto)\D*\d{4}\b|/\s*\d|\sde\s")
"""What shows a law where its kind is written small: "a lei 3 vezes" is none."""

_CODE_KEYS = tuple(_CODES)
_CODE = re.compile(
    r"\b(?=[ACELMNTacelmnt])(?:" + "|".join(f"(?P<c{n}>{_CODES[key]})" for n, key in enumerate(_CODE_KEYS)) + r")\b"
)
"""All codes in one reading of the text: one pattern for each takes three times as long on a long case."""

_KIND_PATTERNS = {
    kind: re.compile(rf"\b(?:{pattern}){_ISSUER if kind in WITH_ISSUER else ''}{N}(?P<numero>\d[\d.]*\d|\d){_YEAR}")
    for kind, pattern in _KINDS.items()
}
_OTHER_NAME = re.compile(
    r"(?!(?:[Ll]ei|[Cc]ódigo|[Ee]statuto|[Dd]ecreto|[Rr]esolução|[Pp]ortaria|[Cc]onstituição|Carta|Diploma|Norma|Ato|Texto"
    rf"|[Rr]egulamento)\b(?!(?:\s+d[aeo]s?)?\s+{_CAPITAL}|\s+(?:d[aeo]s?\s+)?(?:penal|civil|eleitoral|interno|municipal"
    r"|estadual|distrital|ética|servidor|licitaç)))"
    rf"(?:{_CAPITAL}(?:[-/]{_CAPITAL})*(?:\s+(?:d[aeo]s?\s+|às?\s+|em\s+|para\s+)?{_CAPITAL})*"
    r"|(?:código|estatuto|regulamento|lei|constituição|decreto)\s+(?:d[aeo]s?\s+)?\w+|regimento\s+interno"
    r"|(?:consolidação|convenção)\s+d[aeo]s?\s+\w+)"
)
"""The name of a law that is none of the known ones; "da Lei" and "do Código" alone speak of one named before."""


def find_normas(texto: str) -> Iterator[Norma]:
    for match in _CODE.finditer(texto):
        yield Norma(_CODE_KEYS[int((match.lastgroup or "c0")[1:])], match.start(), match.end())
    for kind, pattern in _KIND_PATTERNS.items():
        for match in pattern.finditer(texto):
            if (match[0][0].islower() or match[0][1] == ".") and not _SAYS_SO.search(match[0]):
                continue
            groups = match.groupdict()
            orgao = normalize(groups.get("orgao") or groups.get("por_extenso") or "")
            numero = match["numero"].replace(".", "")
            year = _full_year(groups["ano"] or groups["ano_longo"] or "")
            issuer = _ISSUERS.get(orgao, orgao)
            parts = [kind, *([issuer] if issuer else []), f"{numero}/{year}" if year else numero]
            yield Norma(":".join(parts), match.start(), match.end())


def read_other_norma(texto: str, inicio: int) -> Norma | None:
    """The law named at ``inicio`` that is none of the known ones; None where no name of a law begins there."""
    match = _OTHER_NAME.match(texto, inicio)
    if match is None:
        return None
    return Norma(f"norma:{normalize(match[0])}", inicio, match.end())


def _full_year(year: str) -> str:
    if len(year) != 2:
        return year
    return f"19{year}" if int(year) > 40 else f"20{year}"
