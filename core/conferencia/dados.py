"""Amounts, dates, percentages, doses and codes of diseases: each must stand in a source under the same value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.conferencia.domain import Lugar
from core.errors import InvalidInputError
from core.prompts.numeros import parse_numero_br


class TipoDeDado(StrEnum):
    VALOR = "valor"
    DATA = "data"
    PERCENTUAL = "percentual"
    DOSE = "dose"
    CID = "cid"

    @property
    def label(self) -> str:
        return {"valor": "Valor", "data": "Data", "percentual": "Percentual", "dose": "Dose", "cid": "CID"}[self.value]


@dataclass(frozen=True)
class Dado:
    """One mention; ``valor`` is the same for every way of writing it."""

    tipo: TipoDeDado
    valor: str
    trecho: str
    inicio: int
    fim: int


_MESES = "janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro"
_MES = {nome: number for number, nome in enumerate(_MESES.split("|"), start=1)}
_MARKS = re.compile(r"[*_`\\]+")
"""Markdown that may stand in the middle of a value: ``R$ **1.234,56**``, ``R\\$ 10,00``."""

_NUMBER = r"\d+(?:[.,]\d+)*"
"""All of it, whatever its points and commas: what cannot be read fits no source."""

_START = r"(?<!\d)(?<!\d[.,])"
_SCALES = {"mil": 1_000, "milhão": 1_000_000, "milhões": 1_000_000, "bilhão": 10**9, "bilhões": 10**9}
_UNITS = {"mcg": "µg", "ug": "µg", "μg": "µg", "gotas": "gota", "comprimidos": "comprimido", "ampolas": "ampola"}
_UNITS |= {"miligrama": "mg", "micrograma": "µg", "grama": "g", "quilograma": "kg", "mililitro": "ml"}
_UNITS |= {"miligramas": "mg", "microgramas": "µg", "gramas": "g", "quilogramas": "kg", "mililitros": "ml"}
_MONEY = re.compile(
    rf"(?:(?P<cifrao>R\$\s*)|{_START})(?P<numero>{_NUMBER})(?:\s*(?P<escala>{'|'.join(_SCALES)})\b)?"
    r"(?(cifrao)|(?:\s+de)?\s+reais\b)",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"{_START}(?P<numero>{_NUMBER})\s*(?:%|por\s+cento\b)", re.IGNORECASE)
_DOSE = re.compile(
    rf"(?<![\w.,/])(?P<numero>{_NUMBER})\s*(?P<unidade>mg|mcg|µg|μg|ug|g|kg|ml|UI|mEq|gotas?|comprimidos?|ampolas?"
    r"|miligramas?|microgramas?|gramas?|quilogramas?|mililitros?)"
    r"(?P<por>(?:\s*/\s*(?:kg|m²|m2|ml|dia|h|dose|semana|mês))*)(?!\w)",
    re.IGNORECASE,
)
_CID = re.compile(
    r"\b(?i:CID)(?:[\s-]*1[01])?[\s:º°(–-]{0,4}(?P<codigo>(?:[A-Z]\s?|[a-z])\d{2}(?:\.?\d{1,2})?)\b"
    r"|(?<![\w.])(?P<solto>[A-Z]\d{2}\.\d{1,2})(?!\w|\.\d)"
)
"""After its name, or alone where it has its point: ``(F84.0)``."""

_CODIGO = re.compile(r"(?<!\w)(?P<codigo>[A-Z]\d{2}(?:\.?\d{1,2})?)(?!\w)")
"""Whatever may be a code in a source, which often has nothing before it."""

_DAY = re.compile(r"(?<![\d./])(?P<dia>\d{1,2})[º°o]?[/.-](?P<mes>\d{1,2})[/.-](?P<ano>\d{4}|\d{2})(?![\d/-])")
_LONG_DAY = re.compile(
    rf"\b(?P<dia>\d{{1,2}})\.?[º°o]?\s+de\s+(?P<nome>{_MESES})\s+de\s+(?P<ano>\d{{4}})\b", re.IGNORECASE
)


def find_dados(texto: str) -> tuple[Dado, ...]:
    """Every mention in the order of the text. What cannot be a value (31/02/2025) is one all the same: it is wrong."""
    finders: tuple[tuple[TipoDeDado, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (TipoDeDado.VALOR, _MONEY, _read_money),
        (TipoDeDado.DATA, _DAY, _read_day),
        (TipoDeDado.DATA, _LONG_DAY, _read_day),
        (TipoDeDado.PERCENTUAL, _PERCENT, lambda match: _read_number(match["numero"])),
        (TipoDeDado.DOSE, _DOSE, _read_dose),
        (TipoDeDado.CID, _CID, _read_cid),
    )
    plain, cuts, lost = _drop_marks(texto)
    found: list[Dado] = []
    for tipo, pattern, read in finders:
        for match in pattern.finditer(plain):
            inicio, last = (place + lost[bisect_right(cuts, place)] for place in (match.start(), match.end() - 1))
            found.append(Dado(tipo, read(match), texto[inicio : last + 1], inicio, last + 1))
    return tuple(sorted(found, key=lambda dado: dado.inicio))


def _drop_marks(texto: str) -> tuple[str, list[int], list[int]]:
    """The text without marks; the places in it where some stood; and how many characters up to each, from none."""
    kept: list[str] = []
    cuts: list[int] = []
    lost, done = [0], 0
    for match in _MARKS.finditer(texto):
        kept.append(texto[done : match.start()])
        cuts.append(match.start() - lost[-1])
        lost.append(lost[-1] + match.end() - match.start())
        done = match.end()
    return "".join([*kept, texto[done:]]), cuts, lost


class DadosDasFontes:
    """Every value of the sources with the first place that has it."""

    def __init__(self, fontes: Mapping[str, str]) -> None:
        self._places: dict[tuple[TipoDeDado, str], Lugar] = {}
        self._codigos: dict[str, Lugar] = {}
        for nome, texto in fontes.items():
            for match in _CODIGO.finditer(texto):
                self._codigos.setdefault(_read_cid(match), Lugar(nome, match.start(), match.end()))
            for dado in find_dados(texto):
                self._places.setdefault((dado.tipo, dado.valor), Lugar(nome, dado.inicio, dado.fim))

    def find(self, dado: Dado) -> Lugar | None:
        """Where a source has the same value."""
        known = self._places.get((dado.tipo, dado.valor))
        return self._codigos.get(dado.valor) if known is None and dado.tipo is TipoDeDado.CID else known

    def list_near(self, dado: Dado) -> Iterator[Lugar]:
        """Where values of the same kind stand that differ in one character: what was probably meant."""
        for (tipo, valor), lugar in self._places.items():
            if tipo is dado.tipo and _differ_in_one(valor, dado.valor):
                yield lugar


def _differ_in_one(left: str, right: str) -> bool:
    return len(left) == len(right) and sum(a != b for a, b in zip(left, right, strict=True)) == 1


def _read_money(match: re.Match[str]) -> str:
    scale = _SCALES[match["escala"].lower()] if match["escala"] else 1
    return _read_number(match["numero"], scale)


def _read_number(text: str, scale: int = 1) -> str:
    """The plain number, without zeros that say nothing; the text itself when it can be read in two ways."""
    try:
        value = parse_numero_br(text) * scale
    except InvalidInputError:
        return text
    return f"{value.normalize():f}" if value else "0"


def _read_dose(match: re.Match[str]) -> str:
    unidade = match["unidade"].lower()
    por = "".join((match["por"] or "").lower().split()).replace("m2", "m²")
    return f"{_read_number(match['numero'])} {_UNITS.get(unidade, unidade)}{por}"


def _read_cid(match: re.Match[str]) -> str:
    return re.sub(r"[\s.]", "", match["codigo"] or match["solto"]).upper()


def _read_day(match: re.Match[str]) -> str:
    groups = match.groupdict()
    mes = _MES[groups["nome"].lower()] if groups.get("nome") else int(groups["mes"])
    year = int(groups["ano"])
    year += (1900 if year > 50 else 2000) if len(groups["ano"]) == 2 else 0
    try:
        return date(year, mes, int(groups["dia"])).isoformat()
    except ValueError:
        return match[0]
