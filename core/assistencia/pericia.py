"""Fees of experts that the decisions fix, beside the table of the CNJ for cases with free justice. Pure.

Resolução CNJ 232/2016: the table is the limit of what the State pays (art. 1 and 2, § 2); the judge may exceed it up to
five times with reasons (art. 2, § 4); it is adjusted by IPCA-E each January (art. 2, § 5); a court's own table comes
before it. The figures here are those of the annex as published, so a comparison is a reason to look, no verdict.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from core.assistencia.decisoes import FolhaDoJuizo, Lugar, find_frases
from core.assistencia.honorarios import TEMA, list_fixados
from core.infra.folding import fold

VEZES = 5
"""Times that a judge may exceed the table, with reasons (art. 2, § 4)."""

RESSALVA = (
    "Valores do anexo como publicado. O juiz pode ultrapassá-los em até 5 vezes, com fundamento (art. 2º, § 4º). A "
    "tabela é reajustada em janeiro pelo IPCA-E (art. 2º, § 5º) e só vale onde o tribunal não tem tabela própria: "
    "confira o valor vigente antes de impugnar."
)
_ARQUIVO = Path(__file__).parent / "dados" / "honorarios_periciais.csv"
_RESIDUAL = "Outras"
_DEMAIS = "Outras especialidades"
_ESPECIALIDADES = (
    ("Medicina e odontologia", re.compile(r"\bmedic[oa]|\bmedicina\b|\bpsiquiatr|\bortoped|\bodontolog|\bdentista")),
    ("Psicologia", re.compile(r"\bpsicolog")),
    ("Serviço social", re.compile(r"\bestudo social|\bassistente social|\bservico social")),
    ("Engenharia e arquitetura", re.compile(r"\bengenh|\barquitet|\bimovel\b|\binsalubridade")),
    ("Ciências econômicas e contábeis", re.compile(r"\bcontab|\bcontador|\beconomi")),
)


class Faixa(StrEnum):
    """Where an amount stands beside the table. ``label`` is what people read."""

    DENTRO = "dentro"
    COM_FUNDAMENTO = "com_fundamento"
    ACIMA = "acima"
    ANTERIOR = "anterior"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Faixa.DENTRO: "Dentro da tabela",
    Faixa.COM_FUNDAMENTO: "Acima da tabela, até 5 vezes: exige fundamentação",
    Faixa.ACIMA: "Acima de 5 vezes a tabela",
    Faixa.ANTERIOR: "Fixado antes da vigência da tabela",
}


@dataclass(frozen=True)
class ItemDaTabela:
    """One row. ``maximo`` in R$; ``vigencia`` is the first day on which it counts."""

    norma: str
    vigencia: date
    codigo: str
    especialidade: str
    especie: str
    maximo: Decimal
    fonte: str


@dataclass(frozen=True)
class HonorarioFixado:
    """An amount (R$) that a decision fixes for an expert, beside the general item of the speciality."""

    valor: Decimal
    item: ItemDaTabela
    faixa: Faixa
    lugar: Lugar

    @property
    def vezes(self) -> Decimal:
        """How many times the table's maximum it is, to a tenth."""
        return (self.valor / self.item.maximo).quantize(Decimal("0.1"))


@cache
def load_tabela() -> tuple[ItemDaTabela, ...]:
    """Every row of ``dados/honorarios_periciais.csv``."""
    rows = csv.DictReader(_ARQUIVO.read_text("utf-8").splitlines(), delimiter=";")
    return tuple(
        ItemDaTabela(
            norma=row["norma"],
            vigencia=date.fromisoformat(row["vigencia"]),
            codigo=row["codigo"],
            especialidade=row["especialidade"],
            especie=row["especie"],
            maximo=Decimal(row["maximo"].replace(".", "").replace(",", ".")),
            fonte=row["fonte"],
        )
        for row in rows
    )


def find_honorarios(folhas: Sequence[FolhaDoJuizo]) -> tuple[HonorarioFixado, ...]:
    """Every amount that a sentence fixes for an expert, in the order of the case; each once in a document."""
    found: dict[tuple[Decimal, str], HonorarioFixado] = {}
    textos = {(one.folha.id_documento, one.folha.pagina): fold(one.folha.texto) for one in folhas}
    for frase, _, lugar in find_frases(folhas, TEMA):
        item = _choose_item(frase, textos[lugar.id_documento, lugar.pagina])
        for valor in list_fixados(frase):
            fixado = HonorarioFixado(valor, item, _judge(valor, item, lugar), lugar)
            found.setdefault((valor, lugar.id_documento), fixado)
    return tuple(found.values())


def _choose_item(frase: str, folha: str) -> ItemDaTabela:
    """The general row of the speciality that the sentence names, or else its page."""
    named = next((nome for texto in (frase, folha) for nome, words in _ESPECIALIDADES if words.search(texto)), _DEMAIS)
    rows = [item for item in load_tabela() if item.especialidade == named]
    return next((item for item in rows if item.especie == _RESIDUAL), rows[0])


def _judge(valor: Decimal, item: ItemDaTabela, lugar: Lugar) -> Faixa:
    if lugar.data is not None and lugar.data.date() < item.vigencia:
        return Faixa.ANTERIOR
    if valor <= item.maximo:
        return Faixa.DENTRO
    return Faixa.COM_FUNDAMENTO if valor <= VEZES * item.maximo else Faixa.ACIMA
