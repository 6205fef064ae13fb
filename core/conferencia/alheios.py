"""Numbers of other cases and of other people in a draft: a name for what came from somewhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.conferencia.domain import Cor
from core.processos.numero_cnj import has_valid_check

_PROCESSO = re.compile(r"(?<!\d)(\d{7}-?\d{2}\.?\d{4}\.?\d\.?\d{2}\.?\d{4})(?!\d)")
_CPF = re.compile(r"(?<![\d.])(\d{3}\.\d{3}\.\d{3}-\d{2})(?![\d.])")

DO_CASO = "É deste processo."
NOS_AUTOS = "Consta dos documentos do processo."
DIGITO = "O dígito verificador não confere: há algum algarismo trocado."
ALHEIO = "Não é deste processo e não consta dos documentos."
CPF_ALHEIO = "Este CPF não consta do processo."


@dataclass(frozen=True)
class ExameDoNumero:
    cor: Cor
    motivo: str
    trecho: str
    inicio: int
    fim: int


def check_numeros(minuta: str, numero_cnj: str, textos: Iterable[str]) -> tuple[ExameDoNumero, ...]:
    """Case numbers and CPFs of the draft, in its order; ``textos`` are those of the case and of the modules."""
    known, cpfs = {numero_cnj}, set()
    for texto in textos:
        known |= {_bare(match[1]) for match in _PROCESSO.finditer(texto)}
        cpfs |= {match[1] for match in _CPF.finditer(texto)}
    found = [*_check_processos(minuta, numero_cnj, known), *_check_cpfs(minuta, cpfs)]
    return tuple(sorted(found, key=lambda exame: exame.inicio))


def _check_processos(minuta: str, numero_cnj: str, known: set[str]) -> Iterator[ExameDoNumero]:
    for match in _PROCESSO.finditer(minuta):
        numero = _bare(match[1])
        if numero == numero_cnj:
            cor, motivo = Cor.VERDE, DO_CASO
        elif numero in known:
            cor, motivo = Cor.VERDE, NOS_AUTOS
        else:
            cor, motivo = Cor.VERMELHO, ALHEIO if has_valid_check(numero) else DIGITO
        yield ExameDoNumero(cor, motivo, match[1], match.start(), match.end())


def _check_cpfs(minuta: str, known: set[str]) -> Iterator[ExameDoNumero]:
    for match in _CPF.finditer(minuta):
        cor, motivo = (Cor.VERDE, NOS_AUTOS) if match[1] in known else (Cor.VERMELHO, CPF_ALHEIO)
        yield ExameDoNumero(cor, motivo, match[1], match.start(), match.end())


def _bare(numero: str) -> str:
    return re.sub(r"\D", "", numero)
