"""A second way to the same cents: fractions, one parcela at a time, whole phases in closed form.

It shares nothing with the product but the files of published values, read here anew. The regimes are written out from
the decisions themselves, not read from the product's table. Months are whole: 2021-12 is 2021 * 12 + 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

PASTA = Path(__file__).parents[3] / "core" / "calculo" / "indices" / "dados"


def m(ano: int, numero: int) -> int:
    return ano * 12 + numero - 1


@cache
def read(nome: str) -> dict[int, Fraction]:
    """Rates by month: 0.33 in the file is 33/10000 here."""
    rows = (PASTA / f"{nome}.csv").read_text("utf-8").split()[1:]
    return {m(int(row[:4]), int(row[5:7])): Fraction(row[8:]) / 100 for row in rows}


def poupanca(mes: int) -> Fraction:
    """Half a percent until 05/2012, then savings without TR, to four places of a percent."""
    if mes < m(2012, 6):
        return Fraction(1, 200)
    exact = (1 + read("poupanca_195")[mes]) / (1 + read("tr")[mes]) - 1
    return Fraction(round(exact * 10**6), 10**6)


@dataclass(frozen=True)
class Fase:
    """``taxa`` is a fraction a month, or the name of a series; ``sozinha`` stands for correction too."""

    de: int
    correcao: str
    taxa: Fraction | str
    consolida: bool = False
    sozinha: bool = False
    antes: str = ""
    lei_9250: bool = False
    teto: str = ""

    def rate(self, mes: int) -> Fraction:
        if isinstance(self.taxa, Fraction):
            return self.taxa
        return poupanca(mes) if self.taxa == "poupanca" else read(self.taxa)[mes]

    def factor(self, meses: range, nome: str = "") -> Fraction:
        product = Fraction(1)
        for mes in meses:
            product *= 1 + read(nome or self.correcao)[mes]
        return product


UM, MEIO, NADA = Fraction(1, 100), Fraction(1, 200), Fraction(0)
EC_113 = Fase(m(2021, 12), "", "selic", consolida=True, sozinha=True, lei_9250=True)
FASES = {
    "servidor": [
        Fase(m(2001, 1), "ipca_e", UM),
        Fase(m(2001, 8), "ipca_e", MEIO),
        Fase(m(2009, 7), "ipca_e", "poupanca"),
        EC_113,
    ],
    "condenacao_administrativa": [
        Fase(m(2001, 1), "ipca_e", MEIO),
        Fase(m(2003, 1), "", "selic", consolida=True, antes="ipca_e"),
        Fase(m(2009, 7), "ipca_e", "poupanca", consolida=True),
        EC_113,
    ],
    "previdenciaria": [Fase(m(2007, 1), "inpc", UM), Fase(m(2009, 7), "inpc", "poupanca"), EC_113],
    "tributaria": [EC_113],
    "requisitorio": [
        Fase(m(2015, 4), "ipca_e", NADA),
        Fase(m(2021, 12), "", "selic", consolida=True, sozinha=True),
        Fase(m(2025, 8), "ipca", Fraction(2, 1200), consolida=True, teto="selic"),
    ],
}


@dataclass
class Divida:
    """One parcela: principal, interest that bears interest, interest that does not yet."""

    vencimento: int
    entrada: int
    principal: Fraction
    na_base: Fraction = Fraction(0)
    nova: Fraction = Fraction(0)

    def total(self) -> Fraction:
        return self.principal + self.na_base + self.nova


def grow(divida: Divida, fases: list[Fase], de: int, ate: int, mora: int) -> None:
    """Closed form for every stretch of one phase: a product of corrections and a sum of rates."""
    ends = [fase.de for fase in fases[1:]] + [10**6]
    for fase, end in zip(fases, ends, strict=True):
        first, last = max(de, fase.de, divida.entrada), min(ate, end)
        if first >= last:
            continue
        if fase.consolida and first == max(fase.de, divida.entrada):
            divida.na_base, divida.nova = divida.na_base + divida.nova, Fraction(0)
        start = first if fase.sozinha else min(max(first, mora), last)
        quiet = fase.factor(range(first, start), fase.correcao or fase.antes) if start > first else Fraction(1)
        fator = quiet * (fase.factor(range(start, last)) if fase.correcao else 1)
        soma = sum((fase.rate(mes) for mes in range(start, last)), Fraction(0))
        divida.principal *= fator
        divida.na_base *= fator
        divida.nova *= fator
        base = divida.principal + (divida.na_base if fase.consolida else 0)
        divida.nova += base * soma


def pay(dividas: list[Divida], valor: Fraction) -> Fraction:
    """Interest of every parcela before any capital (Código Civil, art. 354), the oldest first. What is left over."""
    for part in ("na_base", "nova", "principal"):
        for divida in dividas:
            settled = min(valor, getattr(divida, part))
            setattr(divida, part, getattr(divida, part) - settled)
            valor -= settled
    return valor


def limit(fases: list[Fase], inicio: int, fim: int) -> list[Fase]:
    """The ceiling of EC 136/2025 over the whole stretch."""
    limited = []
    for fase in fases:
        meses = range(max(fase.de, inicio), fim)
        if fase.teto and meses:
            own = fase.factor(meses) * (1 + sum(fase.rate(mes) for mes in meses)) - 1
            if own > sum(read(fase.teto)[mes] for mes in meses):
                continue
        limited.append(fase)
    return limited


def solve(
    natureza: str,
    parcelas: Sequence[tuple[int, str]],
    *,
    ate: int,
    mora: int = 0,
    pagamentos: Sequence[tuple[int, str]] = (),
) -> tuple[Fraction, Fraction, Fraction]:
    """Principal, interest and what was paid too much, exact."""
    fases = FASES[natureza]
    dividas = []
    for vencimento, valor in parcelas:
        lei_9250 = [fase for fase in fases if fase.de <= vencimento][-1].lei_9250
        dividas.append(Divida(vencimento, vencimento + lei_9250, Fraction(valor)))
    dividas.sort(key=lambda divida: divida.vencimento)
    fases = limit(fases, dividas[0].vencimento, ate)
    sobra = Fraction(0)
    marcos = sorted({dividas[0].vencimento, ate, *(mes for mes, _ in pagamentos)})
    for de, proximo in pairwise([*marcos, ate]):
        for mes, valor in pagamentos:
            if mes == de:
                sobra += pay([divida for divida in dividas if divida.vencimento <= mes], Fraction(valor))
        for divida in dividas:
            grow(divida, fases, de, proximo, mora)
    final = [fase for fase in fases if fase.de <= ate][-1]
    if final.lei_9250:
        for divida in dividas:
            if final.de == ate:
                divida.na_base, divida.nova = divida.na_base + divida.nova, Fraction(0)
            divida.nova += (divida.principal + divida.na_base) * UM if divida.entrada <= ate else 0
    juros = sum((divida.na_base + divida.nova for divida in dividas), Fraction(0))
    return sum((divida.principal for divida in dividas), Fraction(0)), juros, sobra
